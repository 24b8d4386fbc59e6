"""Saving catalogue entries."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lupaus.accounts.actors import Actor
from lupaus.accounts.models import AuditRecord
from lupaus.indicators.definitions import IndicatorDefinition, Saved
from lupaus.indicators.models import Indicator
from lupaus.indicators.operations import save_indicators
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, Refused
from lupaus.web.texts import Text
from lupaus.web.versions import content_version
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

JOBS = IndicatorDefinition("jobs", Text(fi="Työpaikat"), unit=Text.same("%"), decimals=2)
INCOME = IndicatorDefinition("income", Text(fi="Tulot"))


@pytest.fixture
def saved(planner: Actor, clock: Clock) -> Saved:
    return save_indicators(actor=planner, clock=clock, definitions=[JOBS, INCOME])


def test_new_entries_get_running_numbers_and_the_ordinary_defaults(saved: Saved) -> None:
    assert saved == Saved(added=("jobs", "income"))
    assert list(Indicator.objects.values_list("id", "number")) == [("jobs", 0), ("income", 1)]
    entry = Indicator.objects.get(pk="income")
    assert (entry.decimals, entry.polarity, entry.rhythm_years, entry.lag_years) == (1, "neutral", 1, 1)


def test_saving_the_same_again_writes_nothing(saved: Saved, planner: Actor, clock: Clock) -> None:
    before = content_version()
    again = save_indicators(actor=planner, clock=clock, definitions=[INCOME, JOBS])
    assert again == Saved(unchanged=("income", "jobs"))
    assert content_version() == before


def test_a_change_is_audited_with_both_states_and_keeps_the_number(
    saved: Saved, planner: Actor, clock: Clock
) -> None:
    better = replace(JOBS, polarity="higher_is_better")
    assert save_indicators(actor=planner, clock=clock, definitions=[better]) == Saved(changed=("jobs",))
    record = AuditRecord.objects.latest("id")
    assert record.before is not None
    assert record.after is not None
    assert (record.before["polarity"], record.after["polarity"]) == ("neutral", "higher_is_better")
    assert record.after["number"] == 0


def test_what_a_definition_does_not_say_stays(saved: Saved, planner: Actor, clock: Clock) -> None:
    save_indicators(
        actor=planner, clock=clock, definitions=[replace(JOBS, producer=Text(fi="Tilastokeskus"))]
    )
    terse = IndicatorDefinition("jobs", Text(fi="Työpaikat"))
    assert save_indicators(actor=planner, clock=clock, definitions=[terse]).unchanged == ("jobs",)
    entry = Indicator.objects.get(pk="jobs")
    assert (entry.decimals, entry.unit.fi, entry.producer.fi) == (2, "%", "Tilastokeskus")


def test_a_retired_entry_comes_back_when_it_is_defined_again(
    saved: Saved, planner: Actor, clock: Clock
) -> None:
    Indicator.objects.filter(pk="jobs").update(retired_at=NOW)
    assert save_indicators(actor=planner, clock=clock, definitions=[JOBS]).changed == ("jobs",)
    assert Indicator.objects.get(pk="jobs").retired_at is None


def test_every_fault_is_told_and_nothing_is_written(db: None, planner: Actor, clock: Clock) -> None:
    wrong = IndicatorDefinition(
        "työt",
        Text(),
        polarity="up",
        source_kind="rumour",
        decimals=7,
        rhythm_years=0,
        source_url="javascript:alert(1)",
        theme="x" * 81,
    )
    with pytest.raises(Refused) as refused:
        save_indicators(actor=planner, clock=clock, definitions=[JOBS, wrong, JOBS])
    assert [(problem.path, problem.message) for problem in refused.value.problems] == [
        ("indicators[1].id", "An id is at most 80 letters a–z, digits, hyphens and underscores."),
        ("indicators[1].title", "The indicator needs a title."),
        ("indicators[1].polarity", "Expected one of: higher_is_better, lower_is_better, neutral."),
        ("indicators[1].source_kind", "Expected one of: sotkanet, pxweb, file, own, derived."),
        ("indicators[1].decimals", "Expected a number from 0 to 6."),
        ("indicators[1].rhythm_years", "Expected a number from 1 to 100."),
        ("indicators[1].theme", "At most 80 characters."),
        ("indicators[1].source_url", "The address begins with https:// or http://."),
        ("indicators[2].id", "The indicator jobs is given twice."),
    ]
    assert not Indicator.objects.exists()


def test_an_outsider_may_not_save(db: None, outsider: Actor, clock: Clock) -> None:
    with pytest.raises(NotAllowed):
        save_indicators(actor=outsider, clock=clock, definitions=[JOBS])
