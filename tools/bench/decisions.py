"""The search and the pages of 100,000 items of decisions, against Datasette and against the empty page.

Datasette serves the same texts with its full-text search; both are asked inside this process, in turn and for
the same words, so that neither pays for a socket. `LUPAUS_BENCH_ITEMS` makes a smaller archive.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, Final
from urllib.parse import quote

from tools.bench.archive.making import make
from tools.bench.archive.words import Words
from tools.bench.asked import Served, client, got
from tools.bench.figures import Figure, against, interleaved

ITEMS: Final = int(os.environ.get("LUPAUS_BENCH_ITEMS") or 100_000)
QUESTIONS: Final = 400
ROUNDS: Final = 15
#: Parts of the questions whose throughput is compared by itself, to see how much it varies.
_PARTS: Final = 9
EMPTY: Final = "the empty page"
EMPTY_PRIVATE: Final = "the empty private page"
DRAFT: Final = "draft"
PAGES: Final = {
    EMPTY: "/fi/accessibility/",
    "item page, made anew": "/fi/decisions/body-1/2012-01-09/4/",
    "meeting page": "/fi/decisions/body-1/2012-01-09/",
    "body page": "/fi/decisions/body-1/",
    "front of decisions": "/fi/decisions/",
    "feed of items": "/fi/decisions/feeds/items.atom",
    "feed of a search": "/fi/decisions/feeds/items.rss?q=sosiaalihuolto",
}


def measure() -> Iterator[Figure]:
    """Milliseconds of each question (mean, p95, p99), answers in a second, times Datasette's."""
    begun = perf_counter()
    words = make(ITEMS)
    yield Figure("making the archive", {"items": ITEMS, "s": round(perf_counter() - begun, 1)})
    yield _indexing()
    questions = words.questions(QUESTIONS)
    browser = client()
    with tempfile.TemporaryDirectory(prefix="lupaus-datasette-") as folder:
        peer = _Datasette(Path(folder))
        asks: dict[str, Callable[[str], object]] = {
            "search itself": _search,
            "search page": lambda asked: got(browser, f"/fi/decisions/search/?q={quote(asked)}"),
            "search, JSON": lambda asked: got(browser, f"/api/v1/decisions/search?q={quote(asked)}"),
            "Datasette's page": peer.search,
            "Datasette's page with facets": peer.search_with_facets,
            "Datasette's JSON": peer.search_json,
            "Datasette's JSON with facets": peer.search_json_with_facets,
        }
        found = _asked(asks, questions)
        peer.close()
    yield from _compared(found)
    yield from _special(browser, words)
    yield from _pages(browser)
    yield from _drafts()


def _indexing() -> Figure:
    from lupaus.decisions.search import index  # noqa: PLC0415 - after django.setup()
    from lupaus.web.search.tokens import warm  # noqa: PLC0415

    warm()
    begun = perf_counter()
    index.rebuild()
    seconds = perf_counter() - begun
    folder = index._folder()
    size = sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())
    return Figure("making the index", {"s": round(seconds, 1), "MB": round(size / 1e6, 1)})


def _asked(asks: dict[str, Callable[[str], object]], questions: Sequence[str]) -> dict[str, list[float]]:
    """The seconds of every question, each asked of everybody in turn; the first tenth warms up."""
    seconds: dict[str, list[float]] = {name: [] for name in asks}
    for question in questions:
        for name, ask in asks.items():
            begun = perf_counter()
            ask(question)
            seconds[name].append(perf_counter() - begun)
    warm = len(questions) // 10
    return {name: each[warm:] for name, each in seconds.items()}


def _compared(found: dict[str, list[float]]) -> Iterator[Figure]:
    peers = {
        "search page": ("Datasette's page", "Datasette's page with facets"),
        "search, JSON": ("Datasette's JSON", "Datasette's JSON with facets"),
    }
    for name, seconds in found.items():
        values = _spread(seconds)
        for peer in peers.get(name, ()):
            values |= _throughput(f"times {peer} throughput", seconds, found[peer])
        yield Figure(name, values)


def _throughput(name: str, mine: Sequence[float], theirs: Sequence[float]) -> dict[str, float]:
    """How many questions are answered while another answers one: of all, of the worst and the best part."""
    size = len(mine) // _PARTS
    parts = [slice(start, start + size) for start in range(0, size * _PARTS, size)]
    found = [sum(theirs[part]) / sum(mine[part]) for part in parts]
    return {
        name: round(sum(theirs) / sum(mine), 2),
        f"{name}, lowest": round(min(found), 2),
        f"{name}, highest": round(max(found), 2),
    }


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {
        "ms": round(1000 * sum(ordered) / len(ordered), 2),
        "p95": round(1000 * ordered[int(0.95 * (len(ordered) - 1))], 2),
        "p99": round(1000 * ordered[int(0.99 * (len(ordered) - 1))], 2),
        "in a second": round(len(ordered) / sum(ordered), 1),
    }


def _special(browser: Any, words: Words) -> Iterator[Figure]:
    """Questions that are not the common ones, on the page of the search."""
    common = {
        "search page, everything": "",
        "search page, a word of most items": "q=päätös",
        "search page, a diary number": "q=3000/00.01.02/2016",
        "search page, half a word": "q=sosiaalihuol",
        "search page, mistyped": f"q={words.compounds[0][:-2]}xx",
        "search page, narrowed down": "q=palvelu&body=body-1&year=2014",
        "search page, page 50": "q=päätös&page=50",
    }
    for name, asked in common.items():
        address = f"/fi/decisions/search/?{quote(asked, safe='=&')}"
        seconds = []
        for _round in range(ROUNDS + 3):
            begun = perf_counter()
            got(browser, address)
            seconds.append(perf_counter() - begun)
        yield Figure(name, _spread(seconds[3:]))


def _pages(browser: Any) -> Iterator[Figure]:
    asks: dict[str, Callable[[], object]] = {
        name: partial(got, browser, address) for name, address in PAGES.items()
    }
    timed = interleaved(asks, rounds=ROUNDS)
    for name in PAGES:
        yield against(name, timed[name], {EMPTY: timed[EMPTY]} if name != EMPTY else {})


def _drafts() -> Iterator[Figure]:
    """An item that is being written: its form, and its preview, which is written, read and undone."""
    from tools.bench.workspace import browser as signed_in  # noqa: PLC0415 - after django.setup()

    _draft()
    editor = signed_in("editor-s")
    asks: dict[str, Callable[[], object]] = {
        EMPTY_PRIVATE: partial(got, signed_in("nobody-s"), "/fi/workspace/"),
        "item in the making: its form": partial(got, editor, f"/fi/workspace/{DRAFT}/1/item/item-3/"),
        "item in the making: its preview": partial(
            got, editor, f"/fi/workspace/decisions/meetings/{DRAFT}/preview/1/item-3/"
        ),
    }
    timed = interleaved(asks, rounds=ROUNDS)
    for name, each in timed.items():
        yield against(name, each, {EMPTY_PRIVATE: timed[EMPTY_PRIVATE]} if name != EMPTY_PRIVATE else {})


def _draft() -> None:
    """A meeting of twelve items, not published."""
    from lupaus.accounts.actors import operator  # noqa: PLC0415 - after django.setup()
    from lupaus.web.clock import real_clock  # noqa: PLC0415
    from lupaus.workspace import operations  # noqa: PLC0415

    at: dict[str, Any] = {"actor": operator(), "clock": real_clock, "work": DRAFT}
    content = {"body": "body-1", "held_on": "2026-02-02", "stage": "agenda"}
    operations.open_work(**at, kind="meeting", organisation="somewhere", content=content)
    text = "Palvelujen järjestäminen ja sen rahoitus. " * 60
    for number in range(12):
        said = {"title": {"fi": f"Asia {number}"}, "proposal": {"fi": text}, "account": {"fi": text}}
        operations.add_part(**at, kind="item", slug=f"item-{number}", parent="", content=said)


def _search(asked: str) -> object:
    from lupaus.decisions.search.finding import search  # noqa: PLC0415 - after django.setup()

    return search(asked, facets=True)


class _Datasette:
    """Datasette on a file with the same items and their full-text index, asked without a socket."""

    def __init__(self, folder: Path) -> None:
        path = folder / "decisions.db"
        self._fill(path)
        self._served = Served(path, rows=20)

    def search(self, asked: str) -> object:
        return self._served.got(f"/decisions/item?_search={quote(asked)}")

    def search_with_facets(self, asked: str) -> object:
        return self._served.got(f"/decisions/item?_search={quote(asked)}&_facet=body&_facet=year")

    def search_json(self, asked: str) -> object:
        return self._served.got(f"/decisions/item.json?_search={quote(asked)}&_shape=objects")

    def search_json_with_facets(self, asked: str) -> object:
        return self._served.got(
            f"/decisions/item.json?_search={quote(asked)}&_shape=objects&_facet=body&_facet=year"
        )

    def close(self) -> None:
        self._served.close()

    @staticmethod
    def _fill(path: Path) -> None:
        from lupaus.decisions.models import Item, ItemText  # noqa: PLC0415 - after django.setup()

        texts: dict[int, list[str]] = {}
        for item, text in ItemText.objects.order_by("item_id", "position").values_list("item_id", "text"):
            texts.setdefault(item, []).append(text.fi)
        rows = Item.objects.order_by("pk").values_list("pk", "title", "meeting__body", "meeting__date")
        with sqlite3.connect(path) as database:
            database.execute(
                "create table item (id integer primary key, title text, text text, body text, year integer)"
            )
            database.executemany(
                "insert into item values (?, ?, ?, ?, ?)",
                ((pk, title.fi, "\n\n".join(texts[pk]), body, day.year) for pk, title, body, day in rows),
            )
            database.execute("create index item_body on item (body)")
            database.execute("create virtual table item_fts using fts5 (title, text, content='item')")
            database.execute("insert into item_fts (item_fts) values ('rebuild')")
