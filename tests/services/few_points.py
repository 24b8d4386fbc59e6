"""A few service points for the tests of pages and API, small enough to know by heart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from lupaus.accounts.actors import operator
from lupaus.regions.operations import load_register
from lupaus.services.models import (
    Channel,
    Concept,
    Connection,
    PlannedChange,
    PopulationCell,
    Service,
)
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from lupaus.web.versions import advance_content_version

#: The day the pages are asked on: a Sunday.
TODAY: Final = date(2026, 11, 22)
LOHJA, ESPOO, VIHTI = "KU444", "KU049", "KU927"
WEEKDAYS: Final = [{"days": [1, 2, 3, 4, 5], "from": "08:00", "to": "16:00"}]


def few(clock: Clock) -> None:
    """Four points in Lohja and Espoo, all of which change, and two services.

    | point | where | | |
    |---|---|---|---|
    | centre | Lohja, open weekdays, Swedish too, accessible | moves 1.1.2028 | advice, care |
    | village | Lohja, always open | closes 1.6.2027 | advice |
    | harbour | Espoo, weekdays | digital 1.3.2028 | advice |
    | new | Espoo, Swedish too | opens 1.9.2027 | care |
    """
    load_register(actor=operator(), clock=clock)
    advice = service("advice", clock, name=Text("Neuvonta", "Rådgivning", "Advice"), classes=["P4.3"])
    care = service("care", clock, name=Text("Kotihoito", "Hemvård", "Home care"), classes=["P5"])
    channel("digi", clock, kind="e-service", name=Text("Digipalvelu", "Digitjänst", "Digital service"))
    point("centre", clock, LOHJA, (60.25, 24.06), languages=["fi", "sv"], accessibility="accessible")
    point("village", clock, LOHJA, (60.35, 23.90), hours=[{"always": True}])
    point("harbour", clock, ESPOO, (60.20, 24.65))
    point("new", clock, ESPOO, (60.22, 24.80), status="planned", languages=["sv"])
    change(
        "centre", "moves", date(2028, 1, 1), latitude=60.26, longitude=24.10, address=Text.same("Uusikatu 1")
    )
    change("village", "closes", date(2027, 6, 1), decision=Text.same("Aluevaltuusto 14.10.2026 § 87"))
    change("harbour", "digital", date(2028, 3, 1), replaced_by_id="digi")
    change("new", "opens", date(2027, 9, 1))
    connect(advice, "centre", "village", "harbour", "digi")
    connect(care, "centre", "new")
    advance_content_version()


def concept(code: str, scheme: str = "service-class", above: str = "", label: Text | None = None) -> Concept:
    broader = Concept.objects.get(scheme=scheme, code=above) if above else None
    found, _new = Concept.objects.get_or_create(
        uri=f"http://example.fi/{scheme}/{code}",
        defaults={
            "scheme": scheme,
            "code": code,
            "label": label or Text.same(f"Luokka {code}"),
            "broader": broader,
        },
    )
    return found


def service(id_: str, clock: Clock, *, classes: Sequence[str] = (), **more: Any) -> Service:
    defaults: dict[str, Any] = {"organisation": "kaava", "languages": ["fi", "sv"], "changed_at": clock()}
    made = Service.objects.create(id=id_, **defaults | more)
    for code in classes:
        top, dot, _rest = code.partition(".")
        concept(top)
        made.concepts.add(concept(code, above=top if dot else ""))
    return made


def channel(id_: str, clock: Clock, *, kind: str, **more: Any) -> Channel:
    defaults: dict[str, Any] = {
        "organisation": "kaava",
        "languages": ["fi"],
        "changed_at": clock(),
        "name": Text.same(id_),
    }
    return Channel.objects.create(id=id_, kind=kind, **defaults | more)


def point(id_: str, clock: Clock, town: str, where: tuple[float, float] | None, **more: Any) -> Channel:
    defaults: dict[str, Any] = {"hours": WEEKDAYS, "address": Text.same(f"Katu {len(id_)}")}
    if where:
        defaults |= {"latitude": where[0], "longitude": where[1]}
    return channel(id_, clock, kind="place", municipality_id=town, **defaults | more)


def change(point: str, kind: str, on: date, **more: Any) -> None:
    PlannedChange.objects.create(id=f"{point}-{kind}", channel_id=point, kind=kind, on=on, **more)


def connect(service: Service, *channels: str) -> None:
    for each in channels:
        Connection.objects.create(service=service, channel_id=each)


def people(town: str, *squares: tuple[float, float, float], **more: Any) -> None:
    """Squares of a municipality: latitude, longitude, people."""
    PopulationCell.objects.bulk_create(
        PopulationCell(
            municipality_id=town,
            latitude=latitude,
            longitude=longitude,
            people=count,
            **{"year": 2025, "attribution": "Tilastokeskus", **more},
        )
        for latitude, longitude, count in squares
    )
