"""What publishing a meeting writes: agenda, minutes, corrections; addresses that stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from lupaus.decisions import queries
from lupaus.decisions.models import Change, Correction, Item, Matter, Meeting
from lupaus.web.clock import Clock
from lupaus.workspace import operations
from tests.decisions import few_meetings
from tests.decisions.few_meetings import DIARY, EXECUTIVE, WORK, decided, head
from tests.world import PIRKKO

pytestmark = pytest.mark.django_db


def later(clock: Clock, days: int = 1) -> Clock:
    return lambda: clock() + timedelta(days=days)


def test_an_agenda_has_its_items_in_order_without_sections(clock: Clock) -> None:
    meeting = few_meetings.agenda(clock)
    assert (meeting.stage, meeting.slug, str(meeting.body_id)) == ("agenda", "2026-10-05", EXECUTIVE)
    assert meeting.agenda_published_at == clock()
    assert meeting.minutes_published_at is None
    assert [(each.slug, each.section) for each in queries.items_of(meeting)] == [
        ("item-1", None),
        ("item-2", None),
        ("item-3", None),
    ]
    assert Matter.objects.get().diary_number == DIARY


def test_a_draft_is_in_no_table(clock: Clock) -> None:
    few_meetings.bodies(clock)
    operations.open_work(
        actor=PIRKKO.acts(),
        clock=clock,
        kind="meeting",
        work=WORK,
        organisation="kaava",
        content=head().content,
    )
    assert not Meeting.objects.exists()
    assert not Item.objects.exists()


def test_minutes_follow_at_the_same_place_and_the_addresses_of_the_agenda_lead_there(clock: Clock) -> None:
    meeting = few_meetings.minutes(clock)
    assert Meeting.objects.count() == 1
    assert meeting.minutes_published_at is not None
    assert [(each.slug, each.section) for each in queries.items_of(meeting)] == [
        ("98", 98),
        ("99", 99),
        ("100", 100),
    ]
    assert queries.item(EXECUTIVE, meeting.slug, "item-2").moved_to == "99"
    found = queries.item(EXECUTIVE, meeting.slug, "98").item
    assert [each.kind for each in found.texts.all()] == ["summary", "proposal", "decision"]
    assert found.votes.get().choices == [
        {"id": "yes", "label": "Yes", "count": 2},
        {"id": "no", "label": "No", "count": 1},
    ]
    assert [each.id if hasattr(each, "id") else each["id"] for each in found.assessment] == ["now", "new"]
    assert not Correction.objects.exists()


def test_the_same_again_changes_nothing(clock: Clock) -> None:
    few_meetings.minutes(clock)
    before = Change.objects.count(), list(Item.objects.values_list("changed_at", flat=True))
    version = operations.begin_draft(actor=PIRKKO.acts(), clock=later(clock), work=WORK)
    assert version.number == 3
    assert (Change.objects.count(), list(Item.objects.values_list("changed_at", flat=True))) == before


def test_a_correction_is_told_on_the_item_it_changed_and_on_no_other(clock: Clock) -> None:
    meeting = few_meetings.minutes(clock)
    published = meeting.minutes_published_at
    few_meetings.publish(
        later(clock),
        head(stage="minutes"),
        decided("budget", 0, 98, diary_number=DIARY, decision=few_meetings.words("Another decision.")),
        decided("clinic", 1, 99),
        decided("other", 2, 100, appeal="preparation"),
    )
    told = {each.item.slug: each.parts for each in Correction.objects.all()}
    assert set(told) == {"98"}
    assert {"decision", "votes", "dissents"} <= set(told["98"])
    meeting.refresh_from_db()
    assert meeting.minutes_published_at == published  # the time to appeal still runs from then


def test_a_meeting_that_gets_another_day_is_found_at_its_old_address(clock: Clock, client: Client) -> None:
    few_meetings.agenda(clock)
    another = few_meetings.HELD + timedelta(days=7)
    few_meetings.publish(later(clock), head(held_on=another), few_meetings.item("budget"))
    for below in ("", "item-1/"):
        answer = client.get(f"/en/decisions/executive/2026-10-05/{below}")
        assert answer.status_code == 301
        assert answer["Location"].endswith(f"/en/decisions/executive/2026-10-12/{below}")
    few_meetings.publish(
        later(clock, 2), head("executive-again"), few_meetings.item("other"), work="executive-again"
    )
    assert Meeting.objects.get(work="executive-again").slug == "2026-10-05-2"  # the old address stays taken


def test_what_is_withdrawn_leaves_a_stone(clock: Clock) -> None:
    meeting = few_meetings.agenda(clock)
    few_meetings.publish(later(clock), head(), few_meetings.item("budget"), few_meetings.item("other", 1))
    gone = queries.item(EXECUTIVE, meeting.slug, "item-2").item
    assert gone.is_gone
    assert gone.gone_why.en.startswith("The item was withdrawn")
    assert not gone.texts.exists()


def test_a_matter_has_its_whole_path(clock: Clock) -> None:
    few_meetings.minutes(clock)
    few_meetings.publish(
        later(clock, 30),
        head(
            "council-2026-11-02",
            body="council",
            held_on=few_meetings.HELD + timedelta(days=28),
            stage="minutes",
        ),
        decided("budget", 0, 7, diary_number=f" {DIARY} "),
        work="council-2026-11-02",
    )
    steps = queries.path_of(Matter.objects.get())
    assert [(step.meeting.body_id, step.section) for step in steps] == [(EXECUTIVE, 98), ("council", 7)]
    assert queries.beside_in_matter(steps[0]).after == steps[1]


def test_the_address_of_a_version_is_that_of_the_meeting(clock: Clock) -> None:
    meeting = few_meetings.agenda(clock)
    address = reverse("decisions:meeting", args=[EXECUTIVE, meeting.slug])
    assert address.endswith("/decisions/executive/2026-10-05/")
