"""The example's decisions: whole in three languages, loaded once, with something coming and decided."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from lupaus.accounts.actors import Actor, operator
from lupaus.accounts.models import AuditRecord
from lupaus.decisions.example import ORGANISATION, load_decisions_example
from lupaus.decisions.example.files import own_pdf
from lupaus.decisions.example.load import DECISION, MARK
from lupaus.decisions.example.written import documents, versions
from lupaus.decisions.files.looking import look
from lupaus.decisions.files.operations import path_to_read
from lupaus.decisions.models import (
    Appeal,
    Attachment,
    Body,
    Correction,
    Dissent,
    Item,
    ItemText,
    Matter,
    Meeting,
    Vote,
)
from lupaus.decisions.removal.operations import tidy
from lupaus.decisions.removal.plans import Planned
from lupaus.strategy.example.files import STRATEGY
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed
from lupaus.workspace.models import Version

TODAY: Final = date(2026, 11, 24)


def clock_on(day: date) -> Clock:
    return lambda: datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def texts(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every text in languages, with its place."""
    if isinstance(value, dict) and "fi" in value:
        yield path, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from texts(each, f"{path}.{key}")
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from texts(each, f"{path}[{place}]")


def items() -> Iterator[dict[str, Any]]:
    for meetings in documents()["meetings"].values():
        for meeting in meetings:
            yield from meeting.get("items", ())


def test_every_text_is_in_three_languages() -> None:
    lacking = [
        path
        for path, text in texts(documents())
        if set(text) != {"fi", "sv", "en"} or not all(words.strip() for words in text.values())
    ]
    assert lacking == []


def test_the_same_parts_of_a_text_say_something_in_each_language() -> None:
    for path, text in texts(documents()):
        blocks = {language: words.count("\n\n") for language, words in text.items()}
        assert len(set(blocks.values())) == 1, path


def test_every_goal_promise_and_plan_it_names_is_one_of_the_example_strategy() -> None:
    strategy = yaml.safe_load(STRATEGY.read_text(encoding="utf-8"))["strategy"]
    name = strategy["id"]
    known = {f"plan:{name}"}
    known |= {f"goal:{name}/{goal['id']}" for area in strategy["focus_areas"] for goal in area["goals"]}
    known |= {f"promise:{name}/{promise['id']}" for promise in strategy["promises"]}
    named = {concern for item in items() for concern in item.get("concerns", ())}
    assert named <= known
    assert {concern.partition(":")[0] for concern in named} == {"goal", "promise", "plan"}


def test_matters_go_through_several_bodies() -> None:
    bodies: dict[str, set[str]] = {}
    for body, meetings in documents()["meetings"].items():
        for meeting in meetings:
            for item in meeting.get("items", ()):
                bodies.setdefault(item["matter"], set()).add(body)
    assert bodies["palvelustrategia"] >= {"jarjestamisjaosto", "sote-lautakunta", "maakuntahallitus"}
    assert bodies["palvelulupaus"] == {"maakuntahallitus", "maakuntavaltuusto"}
    assert set(bodies) == set(documents()["matters"])


@pytest.mark.parametrize("day", [date(2026, 1, 1) + timedelta(days=37 * n) for n in range(12)])
def test_whatever_the_day_something_comes_and_something_is_decided(day: date) -> None:
    written = versions(day)
    held = {each.held_on for each in written}
    assert max(held) - min(held) > timedelta(days=250)
    assert sum(each > day for each in held) >= 3
    assert sum(day - timedelta(days=15) < each < day for each in held) >= 2
    assert len({(each.work, each.on) for each in written}) == len(written)
    assert written == versions(day)
    for each in held:
        assert each.weekday() < 5


@pytest.mark.slow
@pytest.mark.django_db
def test_it_is_loaded_once_with_everything_a_reader_may_meet() -> None:
    clock = clock_on(TODAY)
    loaded = load_decisions_example(actor=operator(), clock=clock)
    assert loaded is not None
    assert (loaded.bodies, loaded.meetings) == (Body.objects.count(), Meeting.objects.count())
    assert loaded.meetings >= 20
    for body in Body.objects.all():
        assert "esimerkki" in body.name.fi
        assert "exempel" in body.name.sv
        assert "example" in body.name.en
    assert Meeting.objects.filter(stage="agenda", date__gt=TODAY, cancelled=False).count() >= 3
    assert Meeting.objects.filter(cancelled=True).count() >= 2
    assert Meeting.objects.filter(stage="minutes").exclude(minutes_published_at=None).count() >= 14
    assert [each.parts for each in Correction.objects.all()] == [["decision"]]
    assert Vote.objects.count() >= 3
    assert Dissent.objects.count() >= 2
    assert max(len(item.assessment) for item in Item.objects.all()) == 3
    assert Item.objects.exclude(gone_at=None).count() == 1
    attached = Attachment.objects.filter(public=True)
    assert {each.file_name[-4:] for each in attached} == {".csv", ".pdf"}
    for each in attached:
        assert each.file is not None
        assert look(path_to_read(each.file), each.file_name).media_type == each.file.media_type
    assert Attachment.objects.filter(public=False, personal=True).exists()
    assert any("{{" in each.text.fi for each in ItemText.objects.all())
    assert set(Item.objects.values_list("appeal", flat=True)) >= {"claim", "court", "preparation"}
    assert not Item.objects.filter(meeting__stage="minutes", appeal=Appeal.UNKNOWN).exists()
    assert set(Matter.objects.public()) == set(Matter.objects.all())
    moments = Item.objects.values_list("changed_at", flat=True)
    assert max(moments) <= clock()
    versions_ = Version.objects.filter(work__kind="meeting")
    assert set(versions_.values_list("decision", flat=True)) == {DECISION}
    assert not AuditRecord.objects.exclude(actor__endswith=MARK).exists()
    due = tidy(actor=operator(), clock=clock, dry_run=True).due
    assert {kind for _meeting, planned, _own in due for each in planned for kind in _kinds(each)} == {
        "names",
        "files",
    }, "office-holders' decisions past appeal are stones already"
    written = AuditRecord.objects.count()
    assert load_decisions_example(actor=operator(), clock=clock_on(TODAY + timedelta(days=90))) is None
    assert AuditRecord.objects.count() == written


def _kinds(planned: Planned) -> set[str]:
    """What of an item would go now."""
    given = {"names": planned.names, "files": planned.files, "stone": planned.is_stone}
    return {kind for kind, value in given.items() if value}


def test_a_file_is_the_same_at_whatever_moment_of_a_day_it_is_made() -> None:
    """Two databases that are filled one after the other hold the same files."""
    files = [file for each in versions(TODAY) for file in each.files.values() if not file.lines]
    morning = datetime(2026, 11, 24, 8, 0, 1, 5, tzinfo=UTC)
    assert own_pdf(files[0], morning) == own_pdf(files[0], morning + timedelta(hours=3, seconds=7))


@pytest.mark.django_db
def test_it_leaves_alone_where_somebody_has_such_a_body(clock: Clock) -> None:
    Body.objects.create(id="maakuntahallitus", organisation=ORGANISATION, made_at=clock(), changed_at=clock())
    assert load_decisions_example(actor=operator(), clock=clock) is None
    assert not Meeting.objects.exists()


def test_an_outsider_may_not_load_it(outsider: Actor, clock: Clock) -> None:
    with pytest.raises(NotAllowed, match="needs the role"):
        load_decisions_example(actor=outsider, clock=clock)


@pytest.mark.real_data
def test_no_six_words_in_a_row_are_those_of_real_minutes(real_data: Path) -> None:
    folders = (real_data.parent / "seeds", real_data / "dynasty")
    sources = [path for folder in folders for path in sorted(folder.rglob("*.txt"))]
    if not sources:
        pytest.skip("no real minutes are beside the project")
    theirs = {six for source in sources for six in sixes(source.read_text("utf-8", errors="replace"))}
    ours = [six for _path, text in texts(documents()) for words in text.values() for six in sixes(words)]
    assert [six for six in ours if six in theirs] == []


def sixes(words: str) -> Iterator[tuple[str, ...]]:
    listed = re.findall(r"\w+", words.casefold())
    return (tuple(listed[place : place + 6]) for place in range(len(listed) - 5))
