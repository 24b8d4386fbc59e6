"""Pages of 20,000 services and 5,000 points, against the empty page of the same shell and against Datasette.

Datasette serves the same SQLite rows with its full-text search; both are asked inside this process, in turn,
so that neither pays for a socket.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from tools.bench.asked import Served, client, got
from tools.bench.figures import Figure, against, interleaved

SERVICES: Final = 20_000
POINTS: Final = 5_000
ROUNDS: Final = 9
ORGANISATION: Final = "somewhere"
MATRIX: Final = "large-matrix"
CHAIN: Final = "large-chain"
EMPTY: Final = "the empty page"
DATASETTE: Final = "Datasette"
#: What is looked for: it is in about one service of a hundred.
WORD: Final = "kuntoutus"

PAGES: Final = {
    EMPTY: "/fi/accessibility/",
    "matrix, 20,000 services": f"/fi/matrix/{MATRIX}/",
    "matrix, verdicts": f"/fi/matrix/{MATRIX}/?figure=verdict",
    "chain": f"/fi/chains/{CHAIN}/",
    "service search": f"/fi/services/?q={WORD}",
    "services, first page": "/fi/services/",
    "one service": "/fi/services/service-77/",
    "map of 5,000 points": "/fi/services/points/",
    "residents within 5 km": "/fi/services/reach/",
}
#: The search as the machine-readable answer, which is what Datasette gives.
SEARCH: Final = "service search, JSON"

_WORDS: Final = (
    "neuvonta",
    "ohjaus",
    "kotihoito",
    "lääkäri",
    "hoitaja",
    "perhe",
    "lapsi",
    "nuori",
    "ikääntynyt",
    "omainen",
    "tuki",
    "apu",
    "arviointi",
    "hoito",
    "päivystys",
    "hammas",
    "mielenterveys",
    "päihde",
    "vammainen",
    "asuminen",
    "palveluasuminen",
    "etäpalvelu",
    "vastaanotto",
    "ryhmä",
)


def measure() -> Iterator[Figure]:
    """Milliseconds, times the empty page and Datasette (median, lowest, highest round)."""
    build()
    browser = client()
    asks: dict[str, Callable[[], object]] = {
        name: partial(got, browser, address) for name, address in PAGES.items()
    }
    asks[SEARCH] = partial(got, browser, f"/api/v1/services?q={WORD}&limit=50")
    with tempfile.TemporaryDirectory(prefix="lupaus-datasette-") as folder:
        peer = _Datasette(Path(folder))
        asks[DATASETTE] = peer.search
        asks[f"{DATASETTE}, JSON"] = peer.search_json
        seconds = interleaved(asks, rounds=ROUNDS)
        peer.close()
    for name in PAGES:
        peers = {EMPTY: seconds[EMPTY]} if name != EMPTY else {}
        if "search" in name:
            peers[DATASETTE] = seconds[DATASETTE]
        yield against(name, seconds[name], peers)
    yield against(SEARCH, seconds[SEARCH], {DATASETTE: seconds[f"{DATASETTE}, JSON"]})
    for name in (DATASETTE, f"{DATASETTE}, JSON"):
        yield against(f"{name}: the same search", seconds[name], {})


def build() -> None:
    """The catalogue, its search index, a matrix that holds all of it, and a chain."""
    from lupaus.accounts.actors import operator  # noqa: PLC0415 - after django.setup()
    from lupaus.regions.operations import load_register  # noqa: PLC0415
    from lupaus.web.clock import real_clock  # noqa: PLC0415
    from lupaus.workspace import operations  # noqa: PLC0415

    at: dict[str, Any] = {"actor": operator(), "clock": real_clock}
    load_register(**at)
    chance = random.Random(4)  # noqa: S311 - the same catalogue each time, nothing secret
    _catalogue(chance)
    for kind, work, parts in (("matrix", MATRIX, _matrix()), ("chain", CHAIN, _chain())):
        operations.put_in_force(
            **at, work=work, kind=kind, organisation=ORGANISATION, parts=parts, decision="Council § 1"
        )


def _catalogue(chance: random.Random) -> None:
    from lupaus.regions.models import Category, Region  # noqa: PLC0415 - after django.setup()
    from lupaus.services.catalogue import search  # noqa: PLC0415
    from lupaus.services.models import (  # noqa: PLC0415
        Channel,
        ChannelKind,
        Connection,
        PopulationCell,
        Service,
    )
    from lupaus.web.clock import real_clock  # noqa: PLC0415

    now = real_clock()
    municipalities = list(
        Region.objects.filter(category=Category.MUNICIPALITY).order_by("code").values_list("code", flat=True)
    )
    services = [
        Service(
            id=f"service-{number}",
            organisation=ORGANISATION,
            name=_name(chance, number),
            summary=_text(chance, 10),
            description=_text(chance, 30),
            changed_at=now,
        )
        for number in range(SERVICES)
    ]
    Service.objects.bulk_create(services, batch_size=1000)
    points = [
        Channel(
            id=f"point-{number}",
            organisation=ORGANISATION,
            kind=ChannelKind.PLACE,
            name=_text(chance, 3),
            municipality_id=municipalities[number % len(municipalities)],
            latitude=60.0 + chance.random(),
            longitude=23.0 + 3 * chance.random(),
            hours=[{"days": [1, 2, 3, 4, 5], "from": "08:00", "to": "16:00"}],
            changed_at=now,
        )
        for number in range(POINTS)
    ]
    Channel.objects.bulk_create(points, batch_size=1000)
    Connection.objects.bulk_create(
        [
            Connection(service_id=f"service-{number}", channel_id=f"point-{number % POINTS}")
            for number in range(SERVICES)
        ],
        batch_size=1000,
    )
    PopulationCell.objects.bulk_create(
        [
            PopulationCell(
                municipality_id=municipalities[number % len(municipalities)],
                latitude=60.0 + chance.random(),
                longitude=23.0 + 3 * chance.random(),
                people=chance.randrange(5, 2000),
                year=2024,
            )
            for number in range(10_000)
        ],
        batch_size=1000,
    )
    search.index([service.pk for service in services])


def _name(chance: random.Random, number: int) -> Any:
    from lupaus.web.texts import Text  # noqa: PLC0415 - after django.setup()

    rare = WORD if number % 100 == 0 else chance.choice(_WORDS)
    words = f"{rare} {chance.choice(_WORDS)} {number}".capitalize()
    return Text(words, f"Tjänst {number}", f"Service {number}")


def _text(chance: random.Random, length: int) -> Any:
    from lupaus.web.texts import Text  # noqa: PLC0415 - after django.setup()

    return Text(" ".join(chance.choices(_WORDS, k=length)).capitalize() + ".")


def _matrix() -> list[Any]:
    """Three entities, two segments, 25 tasks in five levels; every cell holds its share of the services."""
    from lupaus.workspace.content import PartValue  # noqa: PLC0415 - after django.setup()

    parts = [PartValue("matrix", MATRIX, "", {"title": _words("Large matrix"), "region": "MK01"})]
    entities, segments = ("children", "working", "older"), ("some", "much")
    parts += [
        PartValue("entity", each, "", {"title": _words(each), "life_stage": "all"}, place)
        for place, each in enumerate(entities)
    ]
    parts += [
        PartValue("segment", each, "", {"title": _words(each)}, place) for place, each in enumerate(segments)
    ]
    for level in range(5):
        parts.append(PartValue("level", f"level-{level}", "", {"title": _words(f"Level {level}")}, level))
        parts += [
            PartValue(
                "task",
                f"task-{level}-{task}",
                f"level-{level}",
                {"title": _words(f"Task {level} {task}"), "sector": "county"},
                task,
            )
            for task in range(5)
        ]
    places = [
        (entity, segment, f"task-{level}-{task}")
        for entity in entities
        for segment in segments
        for level in range(5)
        for task in range(5)
    ]
    share = SERVICES // len(places)
    for number, (entity, segment, task) in enumerate(places):
        content = {
            "entity": entity,
            "segment": segment,
            "task": task,
            "services": [f"service-{each}" for each in range(number * share, (number + 1) * share)],
            "capacity": 1000 + number,
            "figures": [
                {"year": year, "people": 500 + number * 5, "money": 100_000 + number, "access": 5}
                for year in range(2021, 2026)
            ],
        }
        parts.append(PartValue("cell", f"cell-{number}", "", content, number))
    return parts


def _chain() -> list[Any]:
    from lupaus.workspace.content import PartValue  # noqa: PLC0415 - after django.setup()

    parts = [PartValue("chain", CHAIN, "", {"title": _words("Large chain"), "region": "MK01"})]
    for stage in range(5):
        name = f"stage-{stage}"
        parts.append(PartValue("stage", name, "", {"title": _words(f"Stage {stage}")}, stage))
        parts += [
            PartValue(
                "service",
                f"{name}-{number}",
                name,
                {"title": _words(f"Service {number}"), "service": f"service-{stage * 10 + number}"},
                number,
            )
            for number in range(8)
        ]
        if stage:
            content = {
                "from_stage": f"stage-{stage - 1}",
                "to_stage": name,
                "responsible": _words("Office"),
                "promise_days": 7,
            }
            parts.append(PartValue("handover", f"over-{stage}", "", content, stage))
    return parts


def _words(en: str) -> dict[str, str]:
    return {"fi": f"{en} (fi)", "sv": f"{en} (sv)", "en": en}


class _Datasette:
    """Datasette on a file with the same services and their full-text index, asked without a socket."""

    def __init__(self, folder: Path) -> None:
        path = folder / "services.db"
        self._fill(path)
        self._served = Served(path, rows=50)

    def search(self) -> object:
        return self._served.got(f"/services/service?_search={WORD}", with_word=WORD)

    def search_json(self) -> object:
        return self._served.got(f"/services/service.json?_search={WORD}&_shape=objects", with_word=WORD)

    def close(self) -> None:
        self._served.close()

    @staticmethod
    def _fill(path: Path) -> None:
        from lupaus.services.models import Service  # noqa: PLC0415 - after django.setup()

        rows = [
            (each.pk, each.name.fi, each.summary.fi, each.description.fi)
            for each in Service.objects.order_by("pk")
        ]
        with sqlite3.connect(path) as database:
            database.execute(
                "create table service (id text primary key, name text, summary text, description text)"
            )
            database.executemany("insert into service values (?, ?, ?, ?)", rows)
            database.execute(
                "create virtual table service_fts using fts5 (name, summary, description, content='service')"
            )
            database.execute("insert into service_fts (service_fts) values ('rebuild')")
