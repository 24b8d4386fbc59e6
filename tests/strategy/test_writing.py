"""A strategy as a work: parts and file say the same, a form is read as the file is, a target is previewed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from lupaus.accounts.actors import nobody, operator
from lupaus.regions.models import Category, Region
from lupaus.strategy.checklist import POINTS
from lupaus.strategy.files import Document, read_document
from lupaus.strategy.models import Target
from lupaus.strategy.operations import load_file
from lupaus.strategy.writing.kind import KIND, check, read
from lupaus.strategy.writing.mapping import parts_of, read_content
from lupaus.strategy.writing.preview import target_as_typed, target_preview
from lupaus.web.refusals import NotAllowed
from lupaus.workspace.content import Content, PartValue
from lupaus.workspace.kinds import kind_named
from lupaus.workspace.models import Version, Work
from tests.conftest import NOW
from tests.strategy.documents import documents
from tests.strategy.planner_file import KAAVA

TARGET: dict[str, Any] = {
    "indicator": "employment-rate",
    "region": "MK01",
    "baseline": {"year": 2017, "value": 72.9},
    "target": {"year": 2030, "value": 79},
}


@pytest.fixture
def kaava(db: None) -> Work:
    """The small strategy, loaded."""
    Region.objects.create(code="MK01", category=Category.REGION, number="01")
    Region.objects.create(code="KU049", category=Category.MUNICIPALITY, number="049")
    load_file(actor=operator(), clock=lambda: NOW, path=KAAVA)
    return Work.objects.get()


@given(documents())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_strategy_is_the_same_after_it_was_parts(document: Document) -> None:
    parts = parts_of(document.strategy)
    kept = json.loads(json.dumps([[p.kind, p.slug, p.parent, p.content, p.position] for p in parts]))
    content = Content(PartValue(*each) for each in kept)
    read_again, report, _places = read_content(content)
    report.raise_problems()
    assert read_again.strategy == document.strategy
    assert Content(parts_of(read_again.strategy)).digest == content.digest


def test_the_kind_is_known_to_the_workspace() -> None:
    assert kind_named("strategy") is KIND
    assert [part.name for part in KIND.parts] == [
        "strategy", "focus-area", "goal", "target", "measure", "promise", "decision-point",
    ]  # fmt: skip
    assert [slug for _kind, slug, _content in KIND.fixed_parts()] == list(POINTS)
    assert len(POINTS) == 10


def test_every_field_of_a_part_is_a_key_of_the_file() -> None:
    document, _report = read_document(KAAVA)
    contents = {part.kind: part.content for part in parts_of(document.strategy)}
    for part in KIND.parts:
        declared = {field.name.split(".")[0] for field in part.fields}
        assert set(contents[part.name]) - declared <= ({"title"} if part.fixed else set()), part.name


@pytest.mark.parametrize(
    ("kind", "given", "path", "words"),
    [
        ("goal", {}, "title", "Missing"),
        ("goal", {"title": {"sv": "Mål"}}, "title.fi", "The Finnish words are missing."),
        ("goal", {"title": {"fi": "a"}, "colour": "red"}, "colour", "There is no key “colour” here."),
        ("goal", {"title": {"fi": "a"}, "targets": []}, "targets", "This is no field of it."),
        ("goal", {"title": {"fi": "a"}, "number": 0}, "number", "Expected a whole number"),
        ("goal", {"title": {"fi": "a\0"}}, "title.fi", "control character"),
        ("measure", {"title": {"fi": "a"}, "start": "2026-13-01"}, "start", "Expected a day"),
        (
            "measure",
            {"title": {"fi": "a"}, "start": "2026-02-01", "end": "2026-01-01"},
            "end",
            "ends before it starts",
        ),
        ("decision-point", {"title": {"fi": "Else"}}, "title", "cannot be changed"),
    ],
)
def test_what_is_wrong_with_a_part_is_told_at_its_field(
    kind: str, given: dict[str, Any], path: str, words: str
) -> None:
    problems = read(kind, given).problems
    assert any(problem.path == path and words in problem.message for problem in problems), problems
    assert all(problem.line is None and not problem.file for problem in problems)


def test_what_a_form_leaves_empty_is_left_out() -> None:
    found = read("goal", {"title": {"fi": "Työ\r\n", "sv": ""}, "number": "", "description": {"fi": " "}})
    assert found == ({"title": {"fi": "Työ\n"}}, ())


@pytest.mark.parametrize("value", [None, 3, [], "x", {"fi": 3}, {"fi": {"fi": "x"}}, [[[[]]]]])
@pytest.mark.parametrize("kind", [part.name for part in KIND.parts])
def test_reading_never_raises(kind: str, value: Any, db: None) -> None:
    assert read(kind, {"title": value, "answer": value, "baseline": value}).problems


def test_a_version_is_checked_whole_with_the_part_each_problem_is_in(kaava: Work) -> None:
    content = Content(_parts(kaava))
    assert check(kaava, content).problems == ()
    assert any(note.path.startswith("strategy/kaava-2035/mission.sv") for note in check(kaava, content).notes)
    broken = Content(
        PartValue(p.kind, p.slug, p.parent, {**p.content, "evidence": ["nowhere"]}, p.position)
        if p.kind == "promise"
        else p
        for p in content.parts
    )
    (problem, *_more) = check(kaava, broken).problems
    assert problem.path.startswith("promise/work-for-all/evidence")


def _parts(work: Work) -> list[PartValue]:
    document, _report = read_document(KAAVA)
    assert document.strategy.id == work.pk
    return parts_of(document.strategy)


def test_a_target_is_previewed_as_it_is_typed_and_nothing_is_written(kaava: Work) -> None:
    before = Target.objects.count()
    view = target_as_typed(PartValue("target", "", "work", TARGET), "en")
    assert view is not None
    assert "cannot be judged yet" in view.headline
    assert "<svg" in view.chart
    version = Version.objects.get()
    shown = target_preview(
        actor=operator(),
        version=version,
        part=PartValue("target", "employment-total", "work", TARGET),
        content=Content(()),
        language="sv",
    )
    assert "<svg" in shown
    assert Target.objects.count() == before


@pytest.mark.parametrize(
    "change",
    [
        {"indicator": ""},
        {"indicator": "nowhere"},
        {"region": "KU999"},
        {"baseline": {}},
        {"baseline": {"year": "soon"}},
        {"target": {"year": 2010, "value": 1}},
        {"direction": "increase"},
        {"title": 3},
    ],
)
def test_a_preview_waits_for_what_is_missing(kaava: Work, change: dict[str, Any]) -> None:
    assert target_as_typed(PartValue("target", "x", "work", TARGET | change), "fi") is None


def test_nobody_is_shown_a_preview_without_a_role(kaava: Work) -> None:
    with pytest.raises(NotAllowed):
        target_preview(
            actor=nobody("page"),
            version=Version.objects.get(),
            part=PartValue("target", "x", "work", TARGET),
            content=Content(()),
            language="fi",
        )
