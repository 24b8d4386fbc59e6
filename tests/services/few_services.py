"""A few services for the tests of search, pages and exports, small enough to know by heart."""

from __future__ import annotations

from typing import Any, Final

from lupaus.accounts.actors import operator
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.operations import save_indicators
from lupaus.regions.operations import load_register
from lupaus.services.catalogue.search import index
from lupaus.services.models import (
    Channel,
    Concept,
    Connection,
    Provision,
    Service,
    ServiceOrganisation,
)
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from tests.strategy.followed import bring_in

WAIT: Final = "home-care-wait"
PTV_ID: Final = "0f8c7a6b-1111-4222-8333-abcdefabcdef"


def few(clock: Clock, *, wait: float | None = 9) -> None:
    """Home care (place, telephone, e-service, a promise of 7 days), adult social work, a sauna."""
    load_register(actor=operator(), clock=clock)
    save_indicators(
        actor=operator(),
        clock=clock,
        definitions=[
            IndicatorDefinition(
                WAIT,
                Text("Kotihoidon odotusaika", "Väntetid till hemvård", "Wait for home care"),
                polarity="lower_is_better",
                unit=Text("päivää", "dagar", "days"),
                decimals=0,
                producer=Text.same("Kaavan toimisto"),
            )
        ],
    )
    if wait is not None:
        bring_in(clock, [(WAIT, "SSS", 2024, 5.0), (WAIT, "HVA03", 2023, 4.0), (WAIT, "HVA03", 2024, wait)])
    concepts()
    organisation("kaava", "Kaavan hyvinvointialue", clock, sector="county", business_id="1234567-1")
    organisation("hoiva", "Hoiva Oy", clock, sector="company")
    service(
        "home-care",
        clock,
        name=Text("Ikäihmisten kotihoito", "Hemvård för äldre", "Home care for older people"),
        summary=Text("Apua arjessa kotona.", "Hjälp i vardagen hemma.", "Help with everyday life at home."),
        description=Text("Sosiaalihuollossa autetaan.\n\nKäynnit sovitaan.\nHoitaja tulee kotiin.", "", ""),
        instructions=Text("Soita neuvontaan.", "", ""),
        charge="chargeable",
        charge_note=Text("Maksu riippuu tuloista.", "", ""),
        languages=["fi", "sv"],
        area="limited",
        regions=["HVA03"],
        promised_days=7,
        wait_indicator_id=WAIT,
        classes=["P4.3", "KR1.1", "KE11"],
        given=[("kaava", "organiser", "", []), ("hoiva", "producer", "bought", ["KU444"])],
    )
    service(
        "adult-social-work",
        clock,
        name=Text("Aikuissosiaalityö", "Socialarbete för vuxna", "Adult social work"),
        summary=Text("Tukea, kun rahat eivät riitä.", "Stöd när pengarna inte räcker.", ""),
        charge="free",
        languages=["fi"],
        classes=["P4"],
        given=[("kaava", "organiser", "own", [])],
        source="ptv",
        source_id=PTV_ID,
    )
    service(
        "sauna",
        clock,
        name=Text.same("Kallion sauna"),
        area="limited",
        regions=["KU091"],
        charge="free",
        languages=["en"],
    )
    channel(
        "lohja-station",
        clock,
        kind="place",
        name=Text("Lohjan palvelupiste", "Lojo servicepunkt", "Lohja service point"),
        municipality_id="KU444",
        latitude=60.25,
        longitude=24.07,
        address=Text("Karstuntie 4", "Karstuvägen 4", ""),
        postal_code="08100",
        post_office=Text("Lohja", "Lojo", ""),
        accessibility="accessible",
        hours=[
            {"days": [1, 2, 3, 4, 5], "from": "08:00", "to": "16:00"},
            {"exception": True, "valid_from": "2026-12-24", "valid_to": "2026-12-26", "closed": True},
        ],
        services=["home-care"],
    )
    channel(
        "advice",
        clock,
        kind="phone",
        name=Text("Neuvonta", "Rådgivning", "Advice"),
        phones=[{"number": "09 123 4567", "charge": "Paikallisverkkomaksu", "language": "fi"}],
        emails=["neuvonta@example.fi"],
        hours=[{"days": [1], "from": "09:00", "to": "12:00"}],
        services=["home-care", "adult-social-work"],
    )
    channel(
        "e-service",
        clock,
        kind="e-service",
        name=Text("Sähköinen hakemus", "Elektronisk ansökan", "Application online"),
        url=Text("https://example.fi/hae", "https://example.fi/sok", ""),
        services=["home-care"],
    )
    index()


def one_in_english(clock: Clock) -> None:
    """Home care alone, in English: no dictionary is opened for it."""
    organisation("kaava", "Kaava county", clock, sector="county")
    Concept.objects.create(
        uri=uri("P4.3"), scheme="service-class", code="P4.3", label=Text(en="Home care services")
    )
    service(
        "home-care",
        clock,
        name=Text(en="Home care"),
        summary=Text(en="Help with everyday life."),
        charge="free",
        languages=["fi"],
        classes=["P4.3"],
        given=[("kaava", "organiser", "own", [])],
    )
    channel(
        "station",
        clock,
        kind="place",
        name=Text(en="Service point"),
        hours=[{"days": [1], "from": "08:00", "to": "16:00"}],
        services=["home-care"],
    )
    index(["home-care"])


def concepts() -> None:
    rows = [
        ("service-class", "P4", "Sosiaalipalvelut", "Socialservice", ""),
        ("service-class", "P4.3", "Kotihoito ja kotipalvelut", "Hemvård och hemservice", "P4"),
        ("service-class", "P5", "Terveydenhuolto", "Hälso- och sjukvård", ""),
        ("target-group", "KR1", "Kansalaiset", "Medborgare", ""),
        ("target-group", "KR1.1", "Ikäihmiset", "Äldre", "KR1"),
        ("life-event", "KE11", "Vakava sairastuminen", "När man blir allvarligt sjuk", ""),
    ]
    for scheme, code, fi, sv, above in rows:
        Concept.objects.create(
            uri=uri(code),
            scheme=scheme,
            code=code,
            label=Text(fi, sv, ""),
            broader_id=uri(above) if above else None,
        )


def uri(code: str) -> str:
    return f"https://example.fi/codes/{code}"


def organisation(id_: str, name: str, clock: Clock, **more: Any) -> ServiceOrganisation:
    return ServiceOrganisation.objects.create(
        pk=id_, organisation="kaava", name=Text.same(name), changed_at=clock(), **more
    )


def service(
    id_: str,
    clock: Clock,
    *,
    classes: list[str] | None = None,
    given: list[tuple[str, str, str, list[str]]] | None = None,
    **fields: Any,
) -> Service:
    """A service of the organisation Kaava; not indexed yet."""
    made = Service.objects.create(pk=id_, organisation="kaava", changed_at=clock(), **fields)
    made.concepts.set(Concept.objects.filter(pk__in=[uri(code) for code in classes or ()]))
    for organisation_id, role, kind, regions in given or ():
        Provision.objects.create(
            service=made, organisation_id=organisation_id, role=role, kind=kind, regions=regions
        )
    return made


def channel(id_: str, clock: Clock, *, services: list[str], **fields: Any) -> Channel:
    made = Channel.objects.create(pk=id_, organisation="kaava", changed_at=clock(), **fields)
    for each in services:
        Connection.objects.create(service_id=each, channel=made)
    return made
