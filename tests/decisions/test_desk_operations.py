"""From a body to an agenda and minutes, in one step each."""

from __future__ import annotations

from datetime import date

import pytest

from lupaus.decisions.desk.operations import (
    DeskRefused,
    add_matters,
    begin_minutes,
    new_meeting,
    number_sections,
    publish_meeting,
)
from lupaus.decisions.meeting.declared import ITEM, NAME
from lupaus.decisions.meeting.kind import check
from lupaus.decisions.models import Item, Matter, Meeting, MemberRole
from lupaus.decisions.operations import Member, close_matter, open_matter, save_members
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, NotFound
from lupaus.web.texts import Text
from lupaus.workspace import operations, queries
from lupaus.workspace.content import Content, PartValue
from lupaus.workspace.models import State, Version
from tests.decisions.few_meetings import (
    DIARY,
    DIRECTOR,
    EXECUTIVE,
    HELD,
    ORGANISATION,
    WORK,
    agenda,
    bodies,
    decided,
    head,
    minutes,
    publish,
    vote,
    words,
)
from tests.world import MATTI, OLLI, PIRKKO, RIITTA

pytestmark = pytest.mark.django_db

NOVEMBER = date(2026, 11, 30)


def content_of(version: Version) -> Content:
    return queries.content(version)


def head_of(version: Version) -> PartValue:
    return content_of(version).of_kind(NAME)[0]


def meeting(clock: Clock, held_on: date = NOVEMBER, body: str = EXECUTIVE) -> Version:
    return new_meeting(actor=PIRKKO.acts(), clock=clock, body=body, held_on=held_on, starts="09:00")


def test_a_meeting_begins_as_an_agenda_of_the_body_and_day(clock: Clock) -> None:
    bodies(clock)
    version = meeting(clock)
    assert (version.work_id, version.state) == ("executive-2026-11-30", State.DRAFT)
    assert head_of(version).content == {
        "body": EXECUTIVE,
        "held_on": "2026-11-30",
        "stage": "agenda",
        "cancelled": "no",
        "starts": "09:00",
    }
    assert meeting(clock).work_id == "executive-2026-11-30-2"
    assert head_of(meeting(clock, body=DIRECTOR)).content["stage"] == "minutes"
    assert not Meeting.objects.exists()


def test_only_an_editor_of_the_organisation_begins_one(clock: Clock) -> None:
    bodies(clock)
    for person, refusal in ((OLLI, NotAllowed), (RIITTA, NotAllowed), (MATTI, NotFound)):
        with pytest.raises(refusal):
            new_meeting(actor=person.acts(), clock=clock, body=EXECUTIVE, held_on=NOVEMBER)
    with pytest.raises(NotFound):
        new_meeting(actor=PIRKKO.acts(), clock=clock, body="nobody", held_on=NOVEMBER)


def test_items_are_made_of_matters_with_what_their_last_step_said(clock: Clock) -> None:
    minutes(clock)
    publish(
        clock,
        head("second", held_on=date(2026, 10, 19), stage="minutes"),
        decided("again", 0, 101, diary_number=DIARY, preparers="Kaisa", account=words("Account")),
        work="second",
    )
    known = Matter.objects.get(diary_number=DIARY)
    new = open_matter(
        actor=PIRKKO.acts(),
        clock=clock,
        organisation=ORGANISATION,
        diary_number="99/2026",
        title=Text("Uusi asia", "Nytt ärende", "New matter"),
    )
    version = meeting(clock)
    parts = add_matters(
        actor=PIRKKO.acts(), clock=clock, work=version.work_id, matters=[new.slug, known.slug, new.slug]
    )
    assert [part.slug for part in parts] == ["new-matter", "matter-budget-en"]
    first, second = content_of(version).under(ITEM)
    assert first.content == {"title": new.title.as_dict(), "diary_number": "99/2026"}
    assert second.content["diary_number"] == DIARY
    assert second.content["preparers"] == "Kaisa"
    assert second.content["account"] == words("Account")
    assert "decision" not in second.content


def test_matters_of_another_organisation_are_not_offered_to_an_agenda(clock: Clock) -> None:
    bodies(clock)
    version = meeting(clock)
    other = Matter.objects.create(
        organisation="muu", diary_number="1/2026", slug="muu-1-2026", title=Text("x"), changed_at=clock()
    )
    for wrong in ([other.slug], ["nothing"], [], ["a\x00"]):
        with pytest.raises(DeskRefused):
            add_matters(actor=PIRKKO.acts(), clock=clock, work=version.work_id, matters=wrong)
    assert not content_of(version).under(ITEM)


def test_a_matter_without_a_finnish_title_is_told_by_its_number(clock: Clock) -> None:
    bodies(clock)
    version = meeting(clock)
    matter = open_matter(
        actor=PIRKKO.acts(),
        clock=clock,
        organisation=ORGANISATION,
        diary_number="5/2026",
        title=Text("", "Ärende", ""),
    )
    with pytest.raises(DeskRefused, match="in Finnish first: 5/2026"):
        add_matters(actor=PIRKKO.acts(), clock=clock, work=version.work_id, matters=[matter.slug])


def test_minutes_begin_from_the_published_agenda(clock: Clock) -> None:
    agenda(clock)
    save_members(
        actor=PIRKKO.acts(),
        clock=clock,
        body=EXECUTIVE,
        members=[
            Member("Saara Sihteeri", MemberRole.SECRETARY),
            Member("Veera Vara", MemberRole.DEPUTY),
            Member("Pekka Puheenjohtaja", MemberRole.CHAIR),
            Member("Anna Entinen", until=date(2025, 5, 31)),
        ],
    )
    version = begin_minutes(actor=PIRKKO.acts(), clock=clock, work=WORK)
    assert version.number == 2
    written = head_of(version).content
    assert written["stage"] == "minutes"
    assert [(row["person"], row["role"]) for row in written["attendance"]] == [
        ("Pekka Puheenjohtaja", "chair"),
        ("Saara Sihteeri", "secretary"),
    ]
    items = content_of(version).under(ITEM)
    assert [each.content["section"] for each in items] == [1, 2, 3]
    assert all("decision" not in each.content for each in items)
    with pytest.raises(DeskRefused):
        begin_minutes(actor=PIRKKO.acts(), clock=clock, work=WORK)


def test_the_secretary_may_have_the_proposals_as_decisions(clock: Clock) -> None:
    agenda(clock)
    version = begin_minutes(actor=PIRKKO.acts(), clock=clock, work=WORK, with_proposals=True)
    assert all(
        each.content["decision"] == each.content["proposal"] for each in content_of(version).under(ITEM)
    )


def test_sections_run_on_through_the_year_of_the_body(clock: Clock) -> None:
    minutes(clock)  # §§ 98–100
    version = _with_items(clock, NOVEMBER)
    begun = begin_minutes(actor=PIRKKO.acts(), clock=clock, work=version.work_id)
    assert [each.content["section"] for each in content_of(begun).under(ITEM)] == [101, 102]
    # Another one while that is still a draft goes on after it; the next year begins anew.
    third = _with_items(clock, date(2026, 12, 7))
    assert [
        each.content["section"]
        for each in content_of(begin_minutes(actor=PIRKKO.acts(), clock=clock, work=third.work_id)).under(
            ITEM
        )
    ] == [103, 104]
    next_year = _with_items(clock, date(2027, 1, 11))
    assert [
        each.content["section"]
        for each in content_of(begin_minutes(actor=PIRKKO.acts(), clock=clock, work=next_year.work_id)).under(
            ITEM
        )
    ] == [1, 2]


def _with_items(clock: Clock, held_on: date) -> Version:
    """A published agenda of two items."""
    version = meeting(clock, held_on)
    for slug in ("a", "b"):
        operations.add_part(
            actor=PIRKKO.acts(),
            clock=clock,
            work=version.work_id,
            kind=ITEM,
            slug=slug,
            content={"title": words(slug)},
        )
    return publish_meeting(actor=PIRKKO.acts(), clock=clock, work=version.work_id, decision="The chair")


def test_sections_are_numbered_anew_after_the_order_changed(clock: Clock) -> None:
    agenda(clock)
    begin_minutes(actor=PIRKKO.acts(), clock=clock, work=WORK)
    operations.move_part(actor=PIRKKO.acts(), clock=clock, work=WORK, kind=ITEM, slug="other", position=0)
    number_sections(actor=PIRKKO.acts(), clock=clock, work=WORK)
    version = queries.versions(actor=PIRKKO.acts(), work=WORK)[0]
    assert [(each.slug, each.content["section"]) for each in content_of(version).under(ITEM)] == [
        ("other", 1),
        ("budget", 2),
        ("clinic", 3),
    ]


def test_published_minutes_keep_their_numbers(clock: Clock) -> None:
    minutes(clock)
    operations.begin_draft(actor=PIRKKO.acts(), clock=clock, work=WORK)
    with pytest.raises(DeskRefused, match="numbers of their sections stay"):
        number_sections(actor=PIRKKO.acts(), clock=clock, work=WORK)


def test_publishing_in_one_step_goes_all_the_steps(clock: Clock) -> None:
    bodies(clock)
    version = _with_items(clock, HELD)
    assert version.state == State.PUBLISHED
    assert version.decision == "The chair"
    assert Item.objects.count() == 2
    with pytest.raises(NotAllowed):
        publish_meeting(actor=RIITTA.acts(), clock=clock, work=version.work_id, decision="x")


def test_a_finished_matter_is_closed_and_opened_again(clock: Clock) -> None:
    minutes(clock)
    slug = Matter.objects.get(diary_number=DIARY).slug
    assert close_matter(actor=PIRKKO.acts(), clock=clock, matter=slug, closed_on=HELD).closed_on == HELD
    assert close_matter(actor=PIRKKO.acts(), clock=clock, matter=slug, closed_on=None).closed_on is None
    with pytest.raises(NotAllowed):
        close_matter(actor=RIITTA.acts(), clock=clock, matter=slug, closed_on=HELD)
    with pytest.raises(NotFound):
        close_matter(actor=PIRKKO.acts(), clock=clock, matter="nothing", closed_on=HELD)


def test_a_vote_adds_up(clock: Clock) -> None:
    minutes(clock)
    work = queries.work(actor=PIRKKO.acts(), work=WORK)

    def told(**more: object) -> tuple[list[str], list[str]]:
        cast = vote("vote", "budget")
        cast = PartValue(cast.kind, cast.slug, cast.parent, cast.content | more)
        who = [{"person": "Pekka Puheenjohtaja", "role": "chair"}, {"person": "Saara", "role": "secretary"}]
        parts = [head(stage="minutes", attendance=who), decided("budget", 0, 98), cast]
        checked = check(work, Content(parts))
        return [str(each) for each in checked.problems], [str(each.message) for each in checked.notes]

    problems, notes = told()
    assert not problems
    assert "Matti Meikäläinen voted but is not among the members present." in notes
    twice = [{"person": "Pekka Puheenjohtaja", "choice": "yes"}] * 2
    assert any("voted twice" in each for each in told(ballots=twice)[0])
    assert any(
        "is said to have 5 votes" in each
        for each in told(choices=[{"id": "yes", "label": "Yes", "count": 5}, {"id": "no", "label": "No"}])[0]
    )
    assert any(
        "There are 7 votes, but 1 members" in each
        for each in told(choices=[{"id": "yes", "label": "Yes", "count": 7}], ballots=[])[1]
    )
