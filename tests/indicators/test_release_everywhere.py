"""A page or an answer kept at a release says what it said that day, whatever is brought in later.

The example is served by the real program. Every kind of page, the files that kept pages lead to and every
operation of the API are asked; then every figure of the bank is revised; then all of them are asked again.
"""

from __future__ import annotations

import csv
import io
import json
import re
import urllib.request
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from zlib import crc32

import pytest

from tests.browser.site import KINDS, kind_of
from tests.prepared import with_example

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900), pytest.mark.examined]

#: Where the walk begins: the second is led to only by a release that leaves doubts.
START: Final = ("/en/", "/en/indicators/quality/1/")
#: Pages that the walk would not come to, each showing figures in a way of its own.
FURTHER: Final = (
    "/en/matrix/uudenmaan-matriisi/?figure=verdict",
    "/en/processes/prosessikartta/",
    "/en/indicators/employment-rate/?gender=female&gender=male&regions=KU049",
    *(f"/en/compare/population/{view}/" for view in ("lines", "ranking", "map", "multiples", "dumbbell")),
    "/en/compare/population/similar/?region=KU444",
    "/en/compare/employment-rate/genders/",
    "/en/compare/population/scatter/?with=employment-rate",
    "/en/goals/employment/?region=KU444",
)
#: How each operation of the API is asked. A new one fails the test until it is told here.
OPERATIONS: Final = {
    "/": "",
    "/regions": "regions",
    "/regions/{code}": "regions/KU049",
    "/indicators": "indicators",
    "/indicators/{id}": "indicators/population",
    "/observations": "observations?indicator=population&region=MK01",
    "/series": "series?indicator=population",
    "/releases": "releases",
    "/releases/{number}": "releases/1",
    "/releases/{before}/diff/{after}": "releases/1/diff/2",
    "/findings": "findings",
    "/figures/{release}/{edition}/{indicator}/{region}/{gender}/{period}": (
        "figures/3/1/population/MK01/total/2022"
    ),
    "/comparisons": "comparisons",
    "/comparisons/{indicator}/{view}": "comparisons/population/lines",
    "/situations/{region}": "situations/KU049",
    "/chains": "chains",
    "/chains/{id}": "chains/ikaihmiset-kotona",
    "/chains/{id}/coverage": "chains/ikaihmiset-kotona/coverage",
    "/chains/{id}/figures": "chains/ikaihmiset-kotona/figures",
    "/chains/{id}/what-if": "chains/ikaihmiset-kotona/what-if",
    "/chains/{id}/scenarios": "chains/ikaihmiset-kotona/scenarios",
    "/matrices": "matrices",
    "/matrices/{id}": "matrices/uudenmaan-matriisi",
    "/matrices/{id}/figures": "matrices/uudenmaan-matriisi/figures?figure=verdict",
    "/processes": "processes",
    "/processes/{id}": "processes/prosessikartta",
    "/services": "services",
    "/services/{id}": "services/home-care",
    "/service-classes": "service-classes",
    "/hsds/": "hsds/",
    "/hsds/services": "hsds/services",
    "/hsds/services/{id}": "hsds/services/home-care",
    "/hsds/organizations": "hsds/organizations",
    "/hsds/organizations/{id}": "hsds/organizations/uusimaa",
    "/service-points": "service-points",
    "/service-points/{id}": "service-points/askola-centre",
    "/reach": "reach?distance=5",
    "/strategies": "strategies",
    "/strategies/{id}": "strategies/uusimaa-2030",
    "/strategies/{id}/goals": "strategies/uusimaa-2030/goals",
    "/strategies/{id}/goals/{goal}": "strategies/uusimaa-2030/goals/employment",
    "/strategies/{id}/assessment": "strategies/uusimaa-2030/assessment",
    "/verdicts": "verdicts?region=KU049&indicator=population&indicator=employment-rate",
    "/practices": "practices",
    "/practices/{id}": "practices/uudenmaan-kaytannot",
    "/practices/{id}/versions": "practices/uudenmaan-kaytannot/versions",
    "/practices/{id}/versions/{number}": "practices/uudenmaan-kaytannot/versions/1",
    "/practices/{id}/chapters/{chapter}": "practices/uudenmaan-kaytannot/chapters/johdanto",
    "/bodies": "bodies",
    "/bodies/{id}": "bodies/maakuntavaltuusto",
    "/meetings": "meetings",
    "/meetings/{body}/{meeting}": "meetings/{id}",  # of the first that is listed, for days move on
    "/decisions/search": "decisions/search?q=perhekeskus",
    "/decisions": "decisions",
    "/decisions/{body}/{meeting}/{section}": "decisions/{id}",
    "/matters": "matters",
    "/matters/{id}": "matters/118-00-01-02-2025",
}
#: What answers otherwise after an import and takes no release, and why that is right.
OF_TODAY: Final = {
    "/releases": "it lists the releases; each has an address of its own that stays as it is",
}
#: Kinds of pages that show figures, or at least one page of the kind: they must say otherwise afterwards.
SHOWING: Final = frozenset(
    {
        "front", "goal", "promise", "indicator", "region", "situation of a region", "releases",
        "releases of an indicator", "quality of figures", "chain", "figures of a chain", "what-if of a chain",
    }
)  # fmt: skip


Schema = dict[str, Any]


class Place(NamedTuple):
    """What is asked: a kind of page, `file` or `api` with the operation; `kept` has a release."""

    kind: str
    address: str
    kept: str


class Said(NamedTuple):
    """Status and body, without a release and with one."""

    newest: tuple[int, bytes]
    kept: tuple[int, bytes]


class World(NamedTuple):
    """What was said before the figures were revised, and after it; the operations that take a release."""

    before: dict[Place, Said]
    after: dict[Place, Said]
    taking: set[str]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    program = with_example(tmp_path_factory.mktemp("example"))
    with program.serving() as origin:
        release = json.loads(get(origin + "/api/v1/releases?limit=1")[1])["items"][0]["number"]
        schema = json.loads(get(origin + "/api/v1/openapi.json")[1])
        before = {**pages(origin, release), **operations(origin, release, schema)}
        revised = tmp_path_factory.mktemp("revised") / "revised.csv"
        revise(get(origin + "/api/v1/observations?format=csv")[1].decode(), revised)
        program.told("observations", "import", str(revised))
        yield World(before, {place: ask(origin, place) for place in before}, with_release(schema))


def get(address: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(address) as answer:
            return answer.status, answer.read()
    except HTTPError as refused:
        with refused:
            return refused.code, refused.read()


def ask(origin: str, place: Place) -> Said:
    newest = get(origin + place.address)
    return Said(newest, newest if place.kept == place.address else get(origin + place.kept))


def kept_at(address: str, release: int) -> str:
    return f"{address}{'&' if '?' in address else '?'}release={release}"


def pages(origin: str, release: int) -> dict[Place, Said]:
    """A page of every kind, kept and not, with a file of each sort that the kept ones lead to."""
    found: dict[Place, Said] = {}
    met = dict.fromkeys(KINDS, 0)
    files: dict[tuple[str, str], str] = {}
    waiting = [*START, *FURTHER]
    seen = set(waiting)
    for address in waiting:
        language, kind = kind_of(address) or ("en", "further")
        if language != "en" or (met.get(kind) and address not in FURTHER):
            continue
        met[kind] = met.get(kind, 0) + 1
        place = Place(kind, address, kept_at(address, release))
        found[place] = ask(origin, place)
        for link in links(origin + address, found[place].kept[1]):
            path = urlsplit(link).path
            if is_file(link):
                files.setdefault((kind, sort_of(link)), link)
            elif path not in seen and kind_of(path):
                seen.add(path)
                waiting.append(path)
    assert {kind for kind, times in met.items() if not times} == set()
    return {**found, **{(place := Place("file", link, link)): ask(origin, place) for link in files.values()}}


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


def links(address: str, page: bytes) -> list[str]:
    """Where a page leads on this service: paths with their queries."""
    parser = _Links()
    parser.feed(page.decode())
    absolute = [urlsplit(urljoin(address, link)) for link in parser.found]
    here = urlsplit(address).netloc
    own = [
        each._replace(scheme="", netloc="", fragment="").geturl() for each in absolute if each.netloc == here
    ]
    return list(dict.fromkeys(own))


def is_file(link: str) -> bool:
    """Whether it is an answer for programs, or a file that may hold figures."""
    path = urlsplit(link).path
    return (path.startswith("/api/v1/") and path != "/api/v1/") or (
        path.endswith((".csv", ".xlsx", ".pdf", ".json")) and "/decisions/files/" not in path
    )


def sort_of(link: str) -> str:
    """Files that differ only in what they are about are of one sort."""
    asked = urlsplit(link)
    form = re.search(r"format=\w+", asked.query)
    room = asked.path.removeprefix("/api/v1").split("/")[1]
    return f"{room} {Path(asked.path).suffix} {form[0] if form else ''}"


def operations(origin: str, release: int, schema: Schema) -> dict[Place, Said]:
    """Every operation of the API, kept and not."""
    taking = with_release(schema)
    found = {}
    for path in schema["paths"]:
        name = path.removeprefix("/api/v1")
        assert name in OPERATIONS, f"say in {__name__}.OPERATIONS how {name} is asked"
        address = f"/api/v1/{OPERATIONS[name]}"
        if "{id}" in address:
            listed = json.loads(get(origin + address.removesuffix("/{id}") + "?limit=1")[1])
            address = address.replace("{id}", listed["items"][0]["id"])
        place = Place(f"api {name}", address, kept_at(address, release) if name in taking else address)
        found[place] = ask(origin, place)
    return found


def with_release(schema: Schema) -> set[str]:
    """The operations that take a release."""
    return {
        path.removeprefix("/api/v1")
        for path, methods in schema["paths"].items()
        if any(
            each["name"] == "release" and each["in"] == "query"
            for each in methods["get"].get("parameters", [])
        )
    }


def revise(everything: str, path: Path) -> None:
    """Every figure of the bank otherwise, and all of it statistics now."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["indicator", "region", "gender", "year", "value", "status"])
        for row in csv.DictReader(io.StringIO(everything)):
            if row["value"]:
                key = [row[name] for name in ("indicator", "region", "gender", "year")]
                by = 1.05 + crc32(" ".join(key).encode()) % 100 / 1000
                rows.writerow([*key, round(float(row["value"]) * by + 1, 6), row["status"]])


def plain(body: bytes) -> bytes:
    """What was said, without a token that is new each time, and without the moment a workbook was written."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return b"".join(
                book.read(name) for name in sorted(book.namelist()) if name != "docProps/core.xml"
            )
    return re.sub(rb'(csrfmiddlewaretoken" value=)"\w+"', rb"\1", body)


def otherwise(world: World, what: str) -> set[Place]:
    """What says otherwise after the revision than before it, as the `newest` or as the `kept` one."""
    return {
        place
        for place, said in world.before.items()
        if plain(getattr(said, what)[1]) != plain(getattr(world.after[place], what)[1])
    }


def test_what_is_kept_at_a_release_says_the_same_to_the_byte(world: World) -> None:
    assert {place.kept: said.kept[0] for place, said in world.before.items() if said.kept[0] != 200} == {}
    of_today = {f"api {name}" for name in OF_TODAY}
    assert {place.kept for place in otherwise(world, "kept") if place.kind not in of_today} == set()


def test_every_figure_was_revised_so_that_the_newest_pages_say_otherwise(world: World) -> None:
    found = otherwise(world, "newest")
    assert SHOWING - {place.kind for place in found} == set()
    assert set(FURTHER) - {place.address for place in found} == set()


def test_an_operation_that_tells_figures_takes_a_release(world: World) -> None:
    found = {
        place.kind.removeprefix("api ") for place in otherwise(world, "newest") if place.kind[:4] == "api "
    }
    assert found - world.taking == set(OF_TODAY)
    assert world.taking - found == set()
