"""A small strategy that is followed: three indicators, three targets, figures that can be checked by hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lupaus.accounts.actors import operator
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import Release
from lupaus.indicators.operations import ImportSource, Row, import_observations, save_indicators
from lupaus.regions.operations import load_register
from lupaus.strategy.models import FocusArea, Goal, Promise, Strategy, Target
from lupaus.web.clock import Clock
from lupaus.web.texts import Text

EMPLOYMENT, UNEMPLOYMENT, LANGUAGES = "employment-rate", "unemployment-rate", "other-languages"

FIGURES: tuple[tuple[str, str, int, float | None], ...] = (
    (EMPLOYMENT, "MK01", 2016, 71.8),
    (EMPLOYMENT, "MK01", 2017, 72.5),
    (EMPLOYMENT, "MK01", 2018, 73.4),
    (EMPLOYMENT, "MK01", 2020, 72.6),
    (EMPLOYMENT, "MK01", 2021, None),
    (EMPLOYMENT, "MK01", 2022, 74.5),
    (EMPLOYMENT, "MK01", 2024, 75.8),
    (EMPLOYMENT, "KU444", 2017, 71.0),
    (EMPLOYMENT, "KU444", 2024, 75.0),
    (EMPLOYMENT, "KU049", 2017, 80.5),
    (EMPLOYMENT, "KU049", 2024, 79.2),
    (UNEMPLOYMENT, "MK01", 2017, 8.7),
    (UNEMPLOYMENT, "MK01", 2024, 8.0),
    (UNEMPLOYMENT, "KU444", 2014, 12.0),
    (UNEMPLOYMENT, "KU444", 2017, 11.0),
    (UNEMPLOYMENT, "KU444", 2023, 9.8),
    (UNEMPLOYMENT, "KU049", 2023, 8.1),
    (UNEMPLOYMENT, "KU091", 2023, 9.8),
    (UNEMPLOYMENT, "KU092", 2023, 10.7),
    (LANGUAGES, "MK01", 2017, 14.0),
    (LANGUAGES, "MK01", 2024, 20.0),
)


def bring_in(
    clock: Clock,
    figures: Iterable[tuple[str, str, int, float | None]],
    *,
    nature: str = "statistic",
    status: str = "",
    name: str = "figures.csv",
) -> Release:
    """One release of yearly figures; `None` is a missing one."""
    rows = [
        Row(line, indicator, region, "total", year, value, status="M" if value is None else status)
        for line, (indicator, region, year, value) in enumerate(figures, start=2)
    ]
    source = ImportSource(name=name, checksum=lambda: "0" * 64, nature=nature)
    imported = import_observations(actor=operator(), clock=clock, rows=rows, source=source)
    assert imported.release is not None
    return imported.release


def catalogue(clock: Clock) -> None:
    load_register(actor=operator(), clock=clock)

    def entry(name: str, title: Text, polarity: str) -> IndicatorDefinition:
        return IndicatorDefinition(
            name, title, polarity=polarity, unit=Text.same("%"), producer=Text.same("Kaavan toimisto")
        )

    save_indicators(
        actor=operator(),
        clock=clock,
        definitions=[
            entry(
                EMPLOYMENT,
                Text("Työllisyysaste", "Sysselsättningsgrad", "Employment rate"),
                "higher_is_better",
            ),
            entry(
                UNEMPLOYMENT,
                Text("Työttömyysaste", "Arbetslöshetsgrad", "Unemployment rate"),
                "lower_is_better",
            ),
            entry(
                LANGUAGES,
                Text("Muunkieliset", "Personer med annat modersmål", "Speakers of other languages"),
                "neutral",
            ),
        ],
    )


def strategy(strategy_id: str = "kaava-2030", **more: Any) -> Strategy:
    return Strategy.objects.create(
        id=strategy_id,
        title=Text("Kaava 2030", "Kaava 2030", "Kaava 2030"),
        vision=Text.same("Kaikki töihin"),
        organiser_name=Text.same("Kaavan liitto"),
        organiser_region_id="MK01",
        start_year=2018,
        end_year=2030,
        **more,
    )


def goal(of: Strategy, slug: str, number: int | None = None, **more: Any) -> Goal:
    area, _ = FocusArea.objects.get_or_create(strategy=of, slug="area", defaults={"position": 0})
    return Goal.objects.create(
        strategy=of,
        focus_area=area,
        slug=slug,
        number=number,
        position=of.goals.count(),
        title=Text(f"Tavoite {slug}", f"Mål {slug}", f"Goal {slug}"),
        **more,
    )


def target(of: Goal, slug: str, indicator: str, region: str, **more: Any) -> Target:
    return Target.objects.create(
        strategy=of.strategy,
        goal=of,
        slug=slug,
        indicator_id=indicator,
        region_id=region,
        position=of.targets.count(),
        **more,
    )


def to_level(year: int, value: float | None, target_year: int, target_value: float) -> dict[str, Any]:
    return {
        "baseline_year": year,
        "baseline_value": value,
        "target_year": target_year,
        "target_value": target_value,
    }


def promise(
    of: Strategy, slug: str, *, evidence: Iterable[Target] = (), goals: Iterable[Goal] = ()
) -> Promise:
    made = Promise.objects.create(
        strategy=of,
        slug=slug,
        position=of.promises.count(),
        title=Text(f"Lupaus {slug}", en=f"Promise {slug}"),
    )
    made.evidence.set(evidence)
    made.goals.set(goals)
    return made


def kaava(clock: Clock) -> Strategy:
    """The whole of it, without figures."""
    catalogue(clock)
    made = strategy()
    work = goal(made, "work", 9)
    people = goal(made, "people", 10)
    rate = target(work, "employment", EMPLOYMENT, "MK01", **to_level(2017, 72.9, 2030, 79.0))
    target(work, "lohja", UNEMPLOYMENT, "KU444", **to_level(2014, None, 2024, 8.0))
    falls = target(
        people, "falls", UNEMPLOYMENT, "MK01", baseline_year=2017, baseline_value=8.7, direction="decrease"
    )
    promise(made, "a-job", evidence=[rate], goals=[people])
    promise(made, "nothing-yet")
    assert falls.pk
    return made
