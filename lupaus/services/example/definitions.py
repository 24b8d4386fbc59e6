"""The indicators of the example's services: what each is called and what it counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import Polarity, SourceKind
from lupaus.services.example.contacts import OUTCOMES, WAITS, WAYS_IN
from lupaus.services.example.shares import GROUPS, Group, HandOver, Stage
from lupaus.services.example.veterans import VETERANS
from lupaus.web.texts import LANGUAGES, Text

PRODUCER: Final = Text("Lupaus, esimerkkiaineisto", "Lupaus, exempeldata", "Lupaus, example data")
LICENCE: Final = "CC0 1.0"


class _Measure(NamedTuple):
    """What an indicator is counted in, and which way is better."""

    unit: Text
    polarity: str
    decimals: int = 0


_IN_PEOPLE: Final = Text("henkilöä", "personer", "people")
_PEOPLE: Final = _Measure(_IN_PEOPLE, Polarity.NEUTRAL)
_FEWER: Final = _Measure(_IN_PEOPLE, Polarity.LOWER_IS_BETTER)
_EUROS: Final = _Measure(Text("€ / vuosi", "€ / år", "€ a year"), Polarity.NEUTRAL)
_DAYS: Final = _Measure(Text("päivää", "dagar", "days"), Polarity.LOWER_IS_BETTER)
_PARTS_OF_DAYS: Final = _DAYS._replace(decimals=1)
_CONTACTS: Final = _Measure(Text("yhteydenottoa", "kontakter", "contacts"), Polarity.NEUTRAL)


def definitions() -> Iterator[IndicatorDefinition]:
    """Every indicator of the example, in the order the catalogue keeps."""
    for group in GROUPS:
        yield from _of_group(group)
    yield from _waits()
    yield from _ways_in()
    for outcome in OUTCOMES:
        yield _definition(
            outcome.id,
            outcome.title,
            outcome.description,
            _Measure(outcome.unit, outcome.polarity, outcome.decimals),
            outcome.theme,
        )
    yield _veterans()


def flow_id(handover: HandOver) -> str:
    return f"{_step(handover)}-flow"


def days_id(handover: HandOver) -> str:
    return f"{_step(handover)}-days"


def population_id(group: Group) -> str:
    return f"{group.id}-population"


def _step(handover: HandOver) -> str:
    """Both stages of a hand-over belong to one group, whose name is said once."""
    return f"{handover.start}-to-{handover.end.partition('-')[2]}"


def _of_group(group: Group) -> Iterator[IndicatorDefinition]:
    yield _definition(
        population_id(group),
        group.title,
        Text(
            "Asukkaat vuoden lopussa, vuodesta 2026 alkaen esimerkkiennuste.",
            "Invånare i slutet av året, från 2026 en exempelprognos.",
            "Residents at the end of the year; an example forecast from 2026 on.",
        ),
        _PEOPLE,
        "population",
    )
    for stage in group.stages:
        yield from _of_stage(group, stage)
    words = {stage.id: stage.words for stage in group.stages}
    for each in group.handovers:
        both = {"start": words[each.start], "end": words[each.end]}
        yield _definition(
            days_id(each),
            _put("{start} → {end}: kesto", "{start} → {end}: tid", "{start} → {end}: days", **both),
            Text(
                "Päiviä siitä, kun siirtymisestä sovittiin, siihen, kun uusi palvelu alkoi (mediaani).",
                "Dagar från att övergången avtalades till att den nya tjänsten började (median).",
                "Days from when the step was agreed to when the new service began (median).",
            ),
            _DAYS,
            group.theme,
        )
        yield _definition(
            flow_id(each),
            _put(
                "{start} → {end}: siirtyneet",
                "{start} → {end}: övergångar",
                "{start} → {end}: people",
                **both,
            ),
            Text(
                "Vuoden aikana vaiheesta toiseen siirtyneet.",
                "Personer som under året gått från ett steg till ett annat.",
                "People who went from one stage to the other during the year.",
            ),
            _PEOPLE,
            group.theme,
        )


def _of_stage(group: Group, stage: Stage) -> Iterator[IndicatorDefinition]:
    named = {"stage": stage.words, "group": group.words}
    yield _definition(
        f"{stage.id}-clients",
        _put("{stage}: {group}", "{stage}: {group}", "{stage}: {group}", **named),
        Text(
            "Ihmiset, jotka vuoden lopussa ovat tässä vaiheessa. Jokainen lasketaan vain yhteen vaiheeseen.",
            "Personer som i slutet av året finns på detta steg. Var och en räknas bara på ett steg.",
            "People who are at this stage at the end of the year. Each is counted at one stage only.",
        ),
        _PEOPLE,
        group.theme,
    )
    yield _definition(
        f"{stage.id}-cost",
        _put("{stage}: kustannus", "{stage}: kostnad", "{stage}: cost", **named),
        Text(
            "Sosiaali- ja terveyspalvelujen nettokustannus yhtä ihmistä kohti vuodessa.",
            "Nettokostnaden för social- och hälsovårdstjänster per person och år.",
            "Net cost of health and social services for one person in a year.",
        ),
        _EUROS,
        group.theme,
    )
    if stage.room is not None:
        yield _definition(
            f"{stage.id}-capacity",
            _put("{stage}: kapasiteetti", "{stage}: kapacitet", "{stage}: capacity", **named),
            Text(
                "Kuinka monelle vaiheen palveluissa on tilaa yhtä aikaa.",
                "Hur många som samtidigt ryms i stegets tjänster.",
                "For how many the services of the stage have room at once.",
            ),
            _PEOPLE,
            group.theme,
        )
    if stage.back is not None:
        yield _definition(
            f"{stage.id}-reentries",
            _put("{stage}: palanneet", "{stage}: återkomna", "{stage}: came back", **named),
            Text(
                "Kevyempään vaiheeseen siirtyneet, jotka palasivat tähän vaiheeseen vuoden sisällä.",
                "Personer som gått till ett lättare steg och inom ett år kommit tillbaka till detta.",
                "People who had gone to a lighter stage and came back to this one within a year.",
            ),
            _FEWER,
            group.theme,
        )


def _waits() -> Iterator[IndicatorDefinition]:
    for wait in WAITS:
        yield _definition(
            wait.id,
            _put("{what}: odotus", "{what}: väntetid", "{what}: waiting", what=wait.words),
            Text(
                "Päiviä yhteydenotosta palvelun alkuun kiireettömissä asioissa (mediaani).",
                "Dagar från kontakten till att tjänsten börjar i icke-brådskande ärenden (median).",
                "Days from the first contact to the start of the service when there is no hurry (median).",
            ),
            _DAYS,
            "services",
        )


def _ways_in() -> Iterator[IndicatorDefinition]:
    for way in WAYS_IN:
        yield _definition(
            f"contacts-{way.id}",
            _put("{way}: yhteydenotot", "{way}: kontakter", "{way}: contacts", way=way.words),
            Text(
                "Vuoden aikana tätä tietä alkaneet asioinnit.",
                "Ärenden som under året börjat denna väg.",
                "Matters that began this way during the year.",
            ),
            _CONTACTS,
            "services",
        )
        yield _definition(
            f"first-contact-{way.id}",
            _put("{way}: vastausaika", "{way}: svarstid", "{way}: time to answer", way=way.words),
            Text(
                "Päiviä yhteydenotosta siihen, kun ammattilainen on vastannut (mediaani).",
                "Dagar från kontakten till att en yrkesperson har svarat (median).",
                "Days from the contact until a professional has answered (median).",
            ),
            _PARTS_OF_DAYS,
            "services",
        )


def _veterans() -> IndicatorDefinition:
    return _definition(
        VETERANS,
        Text(
            "Veteraanit, jotka saavat palveluja kotiin",
            "Veteraner som får tjänster i hemmet",
            "Veterans who get services at home",
        ),
        Text(
            "Rintamaveteraanit ja sotainvalidit, jotka vuoden lopussa saavat veteraanipalveluja kotiin. "
            "Monessa kunnassa heitä on enää muutama, eikä niin pieniä lukuja kerrota.",
            "Frontveteraner och krigsinvalider som i slutet av året får tjänster för veteraner i hemmet. "
            "I många kommuner finns bara några kvar, och så små tal uppges inte.",
            "War veterans and disabled ex-servicemen who get services for veterans at home at the end of the "
            "year. In many municipalities only a few are left, and such small numbers are not shown.",
        ),
        _PEOPLE,
        "services",
    )


def _put(fi: str, sv: str, en: str, **words: Text) -> Text:
    """A pattern in each language with the words of that language in it."""
    patterns = dict(zip(LANGUAGES, (fi, sv, en), strict=True))
    return Text.of(
        {
            language: pattern.format(**{name: getattr(each, language) for name, each in words.items()})
            for language, pattern in patterns.items()
        }
    )


def _definition(
    id_: str, title: Text, description: Text, measure: _Measure, theme: str
) -> IndicatorDefinition:
    return IndicatorDefinition(
        id=id_,
        title=title,
        source_kind=SourceKind.OWN,
        polarity=measure.polarity,
        unit=measure.unit,
        decimals=measure.decimals,
        # Rooms are counted in people too, but nobody is in them yet.
        counts_people=measure.unit == _IN_PEOPLE and not id_.endswith("-capacity"),
        description=description,
        producer=PRODUCER,
        licence=LICENCE,
        theme=theme,
        rhythm_years=1,
        lag_years=1,
    )
