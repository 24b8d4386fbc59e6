"""The example strategy served by the real program, and the kinds of pages it has."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit

from tests.config.program import free_port
from tests.prepared import with_example

LANGUAGES = ("fi", "sv", "en")

#: Every kind of page, by the form of its address after the language. An address of another form fails a test.
KINDS = {
    "front": r"",
    "goal": r"goals/[^/]+/",
    "promise": r"promises/[^/]+/",
    "indicators": r"indicators/",
    "indicator": r"indicators/(?!quality/|releases/)[^/]+/",
    "quality of figures": r"indicators/quality/",
    "quality of a release": r"indicators/quality/[0-9]+/",
    "releases": r"indicators/releases/",
    "release": r"indicators/releases/[0-9]+/",
    "releases of an indicator": r"indicators/(?!quality/|releases/)[^/]+/releases/",
    "figure": r"figures/[0-9]+/[0-9]+/[^/]+/[^/]+/[^/]+/[^/]+/",
    "regions": r"regions/",
    "region": r"regions/[^/]+/",
    "situation of a region": r"regions/[^/]+/situation/",
    "comparison by lines": r"compare/[^/]+/lines/",
    "comparison in order": r"compare/[^/]+/ranking/",
    "comparison on a map": r"compare/[^/]+/map/",
    "comparison in small pictures": r"compare/[^/]+/multiples/",
    "comparison of two years": r"compare/[^/]+/dumbbell/",
    "comparison of two indicators": r"compare/[^/]+/scatter/",
    "comparison of women and men": r"compare/[^/]+/genders/",
    "comparison of similar areas": r"compare/[^/]+/similar/",
    "about": r"about/",
    "handbooks": r"practices/",
    "handbook": r"practices/[^/]+/",
    "chapter": r"practices/[^/]+/(?!versions/)[^/]+/",
    "handbook versions": r"practices/[^/]+/versions/",
    "handbook version": r"practices/[^/]+/versions/[0-9]+/",
    "chapter of a version": r"practices/[^/]+/versions/[0-9]+/[^/]+/",
    "help": r"help/",
    "service points": r"services/points/",
    "service point": r"services/points/[^/]+/",
    "reach of service points": r"services/reach/",
    "chains": r"chains/",
    "chain": r"chains/[^/]+/",
    "coverage of a chain": r"chains/[^/]+/coverage/",
    "versions of a chain": r"chains/[^/]+/versions/",
    "version of a chain": r"chains/[^/]+/versions/[0-9]+/",
    "figures of a chain": r"chains/[^/]+/figures/",
    "what-if of a chain": r"chains/[^/]+/what-if/",
    "scenarios of a chain": r"chains/[^/]+/what-if/compare/",
    "services": r"services/",
    "service": r"services/(?!points/|classes/|reach/)[^/]+/",
    "service classes": r"services/classes/",
    "service class": r"services/classes/[^/]+/",
    "matrices": r"matrix/",
    "matrix": r"matrix/[^/]+/",
    "row of a matrix": r"matrix/[^/]+/tasks/[^/]+/",
    "column of a matrix": r"matrix/[^/]+/entities/[^/]+/",
    "cell of a matrix": r"matrix/[^/]+/cells/[^/]+/",
    "empty place of a matrix": r"matrix/[^/]+/places/[^/]+/[^/]+/[^/]+/",
    "versions of a matrix": r"matrix/[^/]+/versions/",
    "version of a matrix": r"matrix/[^/]+/versions/[0-9]+/",
    "page of a matrix version": (
        r"matrix/[^/]+/versions/[0-9]+/(?:tasks|entities|cells|places)/[^/]+/(?:[^/]+/[^/]+/)?"
    ),
    "search of decisions": r"decisions/search/",
    "decisions": r"decisions/",
    "decision-making body": r"decisions/(?!search/|saved/|matters/|feeds/|files/)[^/]+/",
    "meeting": r"decisions/(?!search/|saved/|matters/|feeds/|files/)[^/]+/[0-9-]+/",
    "item of an agenda": r"decisions/(?!saved/|matters/|feeds/|files/)[^/]+/[0-9-]+/item-[0-9]+/",
    "item of minutes": r"decisions/(?!saved/|matters/|feeds/|files/)[^/]+/[0-9-]+/[0-9]+/",
    "matter": r"decisions/matters/[^/]+/",
    "accessibility": r"accessibility/",
    "versions": r"strategies/[^/]+/versions/",
    "version": r"strategies/[^/]+/versions/[0-9]+/",
    "version to print": r"strategies/[^/]+/versions/[0-9]+/print/",
    "sign-in": r"account/login/",
}
#: How many pages of a kind are looked at; the first of a kind and the last found differ most.
PER_KIND = 2


@dataclass(frozen=True)
class Site:
    """The served example: its origin, and addresses by (language, kind)."""

    origin: str
    pages: dict[tuple[str, str], list[str]]
    strangers: list[str]

    def first(self, language: str, kind: str) -> str:
        return self.pages[language, kind][0]


@dataclass(frozen=True)
class Demo:
    """The running demo: its origin, and the passwords it printed, by username."""

    origin: str
    passwords: dict[str, str]


@contextmanager
def serving(data: Path, **settings: str) -> Iterator[Demo]:
    """Run `lupaus demo` on an empty data folder; yields once it says that it serves.

    `settings` are further ones of its environment.
    """
    with_example(data)
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "PORT"}}
    with (data / "errors.log").open("w") as errors:
        running = subprocess.Popen(
            [str(Path(sys.executable).parent / "lupaus"), "demo", "--port", str(free_port())],
            env={**environment, **settings, "LUPAUS_DATA": str(data)},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    try:
        yield _demo(running, data)
    finally:
        running.terminate()
        running.communicate(timeout=30)


def _demo(running: subprocess.Popen[str], data: Path) -> Demo:
    passwords = {}
    for line in running.stdout or ():
        if found := re.search(r"(demo-[a-z]+)\s+(\S+)\s*$", line):
            passwords[found[1]] = found[2]
        if line.startswith("Serving "):
            return Demo(line.removeprefix("Serving ").strip(), passwords)
    raise RuntimeError((data / "errors.log").read_text()[-2000:])


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


def links(address: str) -> list[str]:
    """Addresses of our own pages that a page links to, without fragment and query, in order."""
    parser = _Links()
    try:
        with urllib.request.urlopen(address) as answer:
            parser.feed(answer.read().decode())
    except HTTPError as broken:  # the test of that page says so
        broken.close()
    absolute = (urlsplit(urljoin(address, link)) for link in parser.found)
    here = urlsplit(address).netloc
    return list(dict.fromkeys(f"{u.scheme}://{u.netloc}{u.path}" for u in absolute if u.netloc == here))


def kind_of(address: str) -> tuple[str, str] | None:
    """(language, kind) of a page's address; `None` for what is no known kind of page."""
    path = urlsplit(address).path
    for kind, form in KINDS.items():
        if found := re.fullmatch(rf"/({'|'.join(LANGUAGES)})/{form}", path):
            return found[1], kind
    return None


def walk(origin: str) -> Site:
    """Follow links from the front pages until every kind of page was met, a few pages of each."""
    waiting = [f"{origin}/{language}/" for language in LANGUAGES]
    seen = set(waiting)
    pages: dict[tuple[str, str], list[str]] = {}
    strangers = []
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address)
        if kind is None:
            path = urlsplit(address).path
            is_file = (
                re.search(r"\.(?:pdf|yaml|json|xlsx|csv|rss|atom|ics)$|/decisions/files/", path) is not None
            )
            is_private = "/workspace/" in path  # asks who is there first
            if not (is_file or is_private) and not path.startswith(
                ("/api/", "/akn/", "/static/", "/healthz")
            ):
                strangers.append(address)
            continue
        some = pages.setdefault(kind, [])
        if len(some) < PER_KIND:
            some.append(address)
            fresh = [link for link in links(address) if link not in seen]
            seen.update(fresh)
            waiting += fresh
    return Site(origin, pages, strangers)
