"""Loading a file: whole or not at all, once and not twice, by id, and with a trace of everything it did."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from pytest_django import DjangoAssertNumQueries

from lupaus.accounts.actors import Actor, operator
from lupaus.accounts.models import AuditRecord
from lupaus.indicators.models import Indicator
from lupaus.regions.models import Category, Region
from lupaus.strategy.dumping import dump
from lupaus.strategy.files import Document, read_document, write_yaml
from lupaus.strategy.models import FocusArea, Goal, Measure, Promise, Strategy, Target
from lupaus.strategy.operations import Loaded, load_file
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, NotFound, Refused
from lupaus.web.versions import content_version
from tests.conftest import NOW
from tests.strategy.documents import documents
from tests.strategy.planner_file import KAAVA, KAAVA_TEXT, changed, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def regions(db: None) -> None:
    Region.objects.create(code="MK01", category=Category.REGION, number="01")
    Region.objects.create(code="KU049", category=Category.MUNICIPALITY, number="049")


@pytest.fixture
def loaded(planner: Actor, clock: Clock) -> Loaded:
    """The small strategy, loaded once."""
    return load_file(actor=planner, clock=clock, path=KAAVA)


def load_text(text: str, folder: Path, *, dry_run: bool = False) -> Loaded:
    return load_file(actor=operator(), clock=lambda: NOW, path=written(folder, text), dry_run=dry_run)


def test_a_file_becomes_a_strategy_with_all_its_parts(loaded: Loaded) -> None:
    assert loaded.strategy == "kaava-2035"
    assert loaded.added == {
        "indicator": 2, "strategy": 1, "focus-area": 2, "goal": 2, "target": 3, "measure": 2, "promise": 2,
    }  # fmt: skip
    assert not loaded.changed
    assert not loaded.retired
    assert not loaded.unchanged
    women = Target.objects.get(slug="employment-women")
    assert (women.goal.slug, women.goal.focus_area.slug, women.position) == ("employment", "work", 1)
    assert (women.indicator_id, women.region_id, women.gender) == ("employment-rate", "KU049", "female")
    assert (women.baseline_year, women.baseline_value) == (2017, None)
    assert (women.method, women.target_year, women.target_value, women.direction) == ("cagr", 2030, 80.5, "")
    assert Strategy.objects.get().mission.fi == "Pidämme huolta.\n\nKaikista."
    promise = Promise.objects.get(slug="work-for-all")
    assert {target.slug for target in promise.evidence.all()} == {"employment-total", "employment-women"}
    assert [goal.slug for goal in promise.goals.all()] == ["youth"]
    youth = Indicator.objects.get(id="youth-outside-education")
    assert (youth.source_kind, youth.source_id, youth.decimals) == ("sotkanet", "3219", 1)


def test_a_second_load_of_the_same_file_changes_nothing_and_leaves_no_trace(
    loaded: Loaded, planner: Actor, clock: Clock
) -> None:
    records, version = AuditRecord.objects.count(), content_version()
    again = load_file(actor=planner, clock=clock, path=KAAVA)
    assert again.changes == ()
    assert dict(again.unchanged) == loaded.added
    assert (AuditRecord.objects.count(), content_version()) == (records, version)


def test_a_changed_file_updates_by_id_and_records_before_and_after(loaded: Loaded, tmp_path: Path) -> None:
    pk = Target.objects.get(slug="employment-total").pk
    result = load_text(changed("value: 79}", "value: 80}"), tmp_path)
    assert [(change.verb, change.kind, change.id, change.fields) for change in result.changes] == [
        ("change", "target", "employment-total", ("target_value",))
    ]
    assert Target.objects.get(pk=pk).target_value == 80
    last = AuditRecord.objects.order_by("pk").last()
    assert last is not None
    assert (last.verb, last.kind, last.object_id) == ("load_file", "target", "kaava-2035/employment-total")
    before, after = last.before or {}, last.after or {}
    assert before["target_value"] == 79
    assert after == before | {"target_value": 80}


def test_everything_a_load_adds_leaves_one_audit_record(loaded: Loaded) -> None:
    assert AuditRecord.objects.count() == len(loaded.changes) + 1 == 15  # and one for the version
    record = AuditRecord.objects.get(kind="promise", object_id="kaava-2035/work-for-all")
    assert record.before is None
    assert (record.after or {})["evidence"] == ["employment-total", "employment-women"]
    assert (record.actor, record.at) == ("pirkko", NOW)


def test_what_was_removed_is_retired_not_deleted_and_comes_back_as_the_same(
    loaded: Loaded, tmp_path: Path
) -> None:
    text = KAAVA_TEXT
    begin, end = text.index("        - id: youth\n"), text.index("    - id: later")
    without = (text[:begin] + text[end:]).replace("      goals: [youth]\n", "")
    pk = Goal.objects.get(slug="youth").pk

    result = load_text(without, tmp_path)
    assert result.retired == {"goal": 1, "target": 1}
    assert result.changed == {"promise": 1}
    assert Goal.objects.get(pk=pk).retired_at == NOW
    assert Target.objects.get(slug="youth-outside").retired_at == NOW
    assert "youth" not in dump("kaava-2035")
    assert Indicator.objects.get(id="youth-outside-education").retired_at is None
    assert not load_text(without, tmp_path).changes

    back = load_text(KAAVA_TEXT, tmp_path)
    assert back.changed == {"goal": 1, "target": 1, "promise": 1}
    assert Goal.objects.get(pk=pk).retired_at is None


def test_a_part_may_move_to_another_place(loaded: Loaded, tmp_path: Path) -> None:
    text = KAAVA_TEXT
    begin, end = text.index("        - id: youth\n"), text.index("    - id: later")
    later = "    - id: later\n      title: {fi: Myöhemmin, sv: Senare, en: Later}\n"
    moved = text.replace(text[begin:end], "").replace(later, f"{later}      goals:\n{text[begin:end]}")
    result = load_text(moved, tmp_path)
    assert [(change.id, change.fields) for change in result.changes] == [
        ("youth", ("position", "focus_area"))
    ]


def test_another_order_is_a_change(loaded: Loaded, tmp_path: Path) -> None:
    lines = KAAVA_TEXT.splitlines(keepends=True)
    at = next(place for place, line in enumerate(lines) if "- id: survey" in line)
    survey, lines[at : at + 2] = lines[at : at + 2], []
    at = next(place for place, line in enumerate(lines) if "- id: fair" in line)
    lines[at:at] = survey
    result = load_text("".join(lines), tmp_path)
    assert result.changed == {"measure": 2}
    assert [each.slug for each in Measure.objects.all()] == ["survey", "fair"]


def test_evidence_alone_can_change(loaded: Loaded, tmp_path: Path) -> None:
    result = load_text(changed("evidence: [employment-total, ", "evidence: ["), tmp_path)
    assert [(change.id, change.fields) for change in result.changes] == [("work-for-all", ("evidence",))]
    assert [each.slug for each in Promise.objects.get(slug="work-for-all").evidence.all()] == [
        "employment-women"
    ]


def test_a_file_with_a_mistake_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        load_text(changed("region: KU049", "region: KU999"), tmp_path)
    assert not Indicator.objects.exists()
    assert not Strategy.objects.exists()
    assert not AuditRecord.objects.exists()


def test_a_failure_half_way_writes_nothing(
    tmp_path: Path, planner: Actor, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("lupaus.strategy.files.saving._promises", fail)
    with pytest.raises(RuntimeError):
        load_file(actor=planner, clock=clock, path=KAAVA)
    assert not FocusArea.objects.exists()
    assert not AuditRecord.objects.exists()
    assert content_version() == 0


def test_a_trial_run_tells_exactly_what_would_change_and_changes_nothing(tmp_path: Path) -> None:
    tried = load_text(KAAVA_TEXT, tmp_path, dry_run=True)
    assert not Strategy.objects.exists()
    assert not Indicator.objects.exists()
    assert not AuditRecord.objects.exists()
    assert load_text(KAAVA_TEXT, tmp_path).changes == tried.changes


def test_only_a_planner_may_load(outsider: Actor, clock: Clock) -> None:
    with pytest.raises(NotAllowed):
        load_file(actor=outsider, clock=clock, path=Path("not even looked for"))
    assert not Strategy.objects.exists()


def test_a_file_may_lean_on_indicators_the_catalogue_has(loaded: Loaded, tmp_path: Path) -> None:
    without = "strategy:" + KAAVA_TEXT.partition("\nstrategy:")[2]
    assert not load_text(without, tmp_path).changes


def test_words_the_file_leaves_out_of_an_indicator_stay_as_the_catalogue_has_them(
    loaded: Loaded, tmp_path: Path
) -> None:
    result = load_text(changed("    licence: CC BY 4.0\n", ""), tmp_path)
    assert not result.changes
    assert Indicator.objects.get(id="employment-rate").licence == "CC BY 4.0"


def test_two_strategies_may_use_the_same_ids(loaded: Loaded, tmp_path: Path) -> None:
    other = load_text(changed("id: kaava-2035", "id: kaava-2040"), tmp_path)
    assert other.added["target"] == 3
    assert other.unchanged["indicator"] == 2
    assert Target.objects.filter(slug="employment-total").count() == 2


def test_a_dump_is_stable_and_loads_as_no_change(loaded: Loaded, tmp_path: Path) -> None:
    text = dump("kaava-2035")
    assert not load_text(text, tmp_path).changes
    assert dump("kaava-2035") == text
    path = written(tmp_path, dump("kaava-2035", "json"), "kaava.json")
    assert not load_file(actor=operator(), clock=lambda: NOW, path=path).changes


def test_dump_of_a_strategy_nobody_knows_is_refused() -> None:
    for name in ("nowhere", "a\0b"):
        with pytest.raises(NotFound):
            dump(name)


def test_dump_asks_the_same_number_of_queries_for_one_goal_and_for_many(
    loaded: Loaded, tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(5):
        dump("kaava-2035")
    goals = "".join(
        f"        - {{id: g{n}, title: {{fi: G}}, measures: [{{id: m{n}, title: {{fi: M}}}}]}}\n"
        for n in range(5)
    )
    load_text(changed("    - id: later\n", f"{goals}    - id: later\n"), tmp_path)
    with django_assert_num_queries(5):
        dump("kaava-2035")


def test_the_audit_trail_can_tell_a_strategy_whose_own_words_changed(loaded: Loaded, tmp_path: Path) -> None:
    result = load_text(changed("period: {start: 2024,", "period: {start: 2023,"), tmp_path)
    assert [(change.kind, change.id, change.fields) for change in result.changes] == [
        ("strategy", "kaava-2035", ("start_year",))
    ]


@given(documents())
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_any_document_survives_loading_and_dumping(tmp_path: Path, document: Document) -> None:
    Indicator.objects.get_or_create(
        id="gini",
        defaults={"number": 0, "polarity": "neutral", "source_kind": "own", "title": {"fi": "Gini"}},
    )
    load_text(write_yaml(document), tmp_path)

    first = dump("any")
    again = load_text(first, tmp_path)

    assert not again.changes
    assert dump("any") == first
    stored = load_back(tmp_path, first)
    owner = stored.strategy.organiser.id  # stays whose it was first, also when its region changes
    assert stored.strategy == replace(
        document.strategy, organiser=replace(document.strategy.organiser, id=owner)
    )


def load_back(folder: Path, text: str) -> Document:
    document, report = read_document(written(folder, text))
    report.raise_problems()
    return document


DERIVED = """
  - id: jobs-gap
    title: {fi: Erot}
    polarity: lower_is_better
    source: {kind: derived}
    derivation: {kind: dispersion, of: employment-rate, category: municipality, least_share: 62.5}
"""


def with_derived(text: str = DERIVED) -> str:
    """The planner's file with an indicator that is worked out from another, and a target of it."""
    whole = changed("indicator: employment-rate", "indicator: jobs-gap")
    return whole.replace("indicators:\n", f"indicators:{text}", 1)


def test_a_derived_indicator_comes_in_and_goes_out_with_those_it_is_made_of(tmp_path: Path) -> None:
    load_text(with_derived(), tmp_path)
    entry = Indicator.objects.get(pk="jobs-gap")
    assert entry.derivation == {
        "kind": "dispersion",
        "of": "employment-rate",
        "category": "municipality",
        "least_share": 62.5,
    }
    text = dump("kaava-2035")
    document = load_back(tmp_path, text)
    found = {each.id: each.derivation for each in document.indicators}
    assert found["employment-rate"] is None
    assert (found["jobs-gap"] and found["jobs-gap"].said) == entry.derivation
    assert not load_text(text, tmp_path).changes
    assert dump("kaava-2035") == text


@pytest.mark.parametrize(
    ("old", "new", "path", "words"),
    [
        ("kind: dispersion", "kind: median", "derivation.kind", "Expected one of"),
        ("category: municipality", "years: 3, category: municipality", "derivation.years", "no key “years”"),
        (", category: municipality", "", "derivation.category", "Expected the kind of region"),
        ("least_share: 62.5", "least_share: much", "derivation.least_share", "a number such as"),
        ("of: employment-rate", "of: nowhere", "derivation.of", "There is no indicator nowhere"),
        ("of: employment-rate", "of: jobs-gap", "derivation", "worked out from itself"),
        ("kind: derived", "kind: own", "derivation", "Only an indicator of the source “derived”"),
        (
            "category: municipality",
            "category: municipality, by: employment-rate",
            "derivation.by",
            "is a ratio",
        ),
    ],
)
def test_a_bad_derivation_is_refused_with_its_path(
    tmp_path: Path, old: str, new: str, path: str, words: str
) -> None:
    with pytest.raises(Refused) as refused:
        load_text(with_derived(DERIVED.replace(old, new)), tmp_path)
    assert [(each.path, words in each.message) for each in refused.value.problems] == [
        (f"indicators[0].{path}", True)
    ], refused.value.problems
    assert not Indicator.objects.filter(pk="jobs-gap").exists()
