"""The secretary's pages: from an empty body to published minutes, and who sees none of it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from lupaus.accounts.models import AuditRecord
from lupaus.decisions.models import Body, Change, Item, Matter, Meeting
from lupaus.web.clock import Clock
from lupaus.web.versions import content_version
from lupaus.workspace.models import State, Version
from lupaus.workspace.operations import add_part
from tests import world
from tests.decisions.few_meetings import (
    DIARY,
    EXECUTIVE,
    ORGANISATION,
    WORK,
    agenda,
    bodies,
    decided,
    head,
    item,
    minutes,
    publish,
)
from tests.signed_in import client_of
from tests.workspace.pages import fields, page, send, send_fields
from tests.world import AKSELI, MAIJA, OLLI, PIRKKO, RIITTA

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

DESK = "/en/workspace/decisions/"
BODY = f"{DESK}bodies/{EXECUTIVE}/"
MEETING = f"{DESK}meetings/{WORK}/"


@pytest.fixture(autouse=True)
def _cast(clock: Clock, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    world.settle(clock)


@pytest.fixture
def secretary() -> Client:
    return client_of(PIRKKO)


def test_from_an_empty_body_to_published_minutes(secretary: Client) -> None:
    send(
        secretary,
        f"{DESK}new-body/?organisation={ORGANISATION}",
        id="board",
        name__fi="Lautakunta",
        name__en="Board",
        kind="board",
    )
    assert Body.objects.get().name.en == "Board"
    board = f"{DESK}bodies/board/"
    sent = {"members[0].person": "Pekka Puheenjohtaja", "members[0].role": "chair"}
    send_fields(secretary, f"{board}members/", sent)
    assert "Pekka Puheenjohtaja" in page(secretary, board)
    send(
        secretary,
        f"{DESK}new-matter/?organisation={ORGANISATION}",
        diary_number="7/2026",
        title__fi="Talousarvio",
        title__en="Budget",
    )
    there = send(secretary, f"{board}new-meeting/", held_on="2026-11-30", starts="9.30", place__fi="Sali")
    assert there == f"{DESK}meetings/board-2026-11-30/?done=begun"
    meeting = there.partition("?")[0]
    assert "There is no item yet" in page(secretary, meeting)
    chosen = page(secretary, f"{meeting}matters/")
    assert "Budget" in chosen
    send(secretary, f"{meeting}matters/", matters=Matter.objects.get().slug)
    assert "There is no open matter" in page(secretary, f"{meeting}matters/")
    assert "Budget" in page(secretary, meeting)
    assert not Meeting.objects.exists()
    send(secretary, f"{meeting}publish/", decision="The chair")
    published = Meeting.objects.get()
    assert (published.stage, published.starts_at is not None) == ("agenda", True)
    send(secretary, f"{meeting}minutes/", with_proposals="yes", all_present="yes")
    desk = page(secretary, meeting)
    assert "§\u00a01" in desk
    assert "1 of 1 present" in desk
    assert "no decision yet" in desk
    send(secretary, f"{meeting}publish/", decision="The chair")
    published.refresh_from_db()
    assert published.stage == "minutes"
    assert "Begin a correction" in page(secretary, meeting)
    send(secretary, f"{meeting}correct/")
    assert "A correction is being written" in page(secretary, meeting)
    verbs = set(AuditRecord.objects.values_list("verb", flat=True))
    assert {"save_body", "save_members", "open_matter", "open_work", "publish"} <= verbs


def test_what_is_wrong_stands_by_its_field_and_nothing_is_lost(secretary: Client, clock: Clock) -> None:
    bodies(clock)
    new = f"{DESK}new-body/?organisation={ORGANISATION}"
    refused = send(secretary, new, 422, id=EXECUTIVE, name__fi="Uusi", kind="board")
    assert "There is a body “executive” already." in refused
    assert fields(refused)["name.fi"] == "Uusi"
    assert 'id="f-kind-problem"' in send(secretary, new, 422, id="x", name__fi="X", kind="nothing")
    assert 'id="f-held_on-problem"' in send(secretary, f"{BODY}new-meeting/", 422, held_on="")
    late = send(secretary, f"{BODY}new-meeting/", 422, held_on="2026-11-30", starts="late")
    assert "09:30" in late
    assert not Version.objects.exists()
    wrong = {"members[0].person": "A", "members[0].since": "2026-05-05", "members[0].until": "2026-01-01"}
    assert "A term ended before it began." in send_fields(secretary, f"{BODY}members/", wrong, 422)


def test_members_keep_the_names_of_their_groups(secretary: Client, clock: Clock) -> None:
    bodies(clock)
    form = fields(page(secretary, f"{BODY}members/"))
    assert form["members[0].person"] == "Saara Sihteeri"
    assert form["members[2].until"] == "2025-05-31"
    send_fields(secretary, f"{BODY}members/", {**form, "members[3].person": "Uusi", "members[3].group": "Sd"})
    saved = list(Body.objects.get(pk=EXECUTIVE).memberships.all())
    assert [each.person for each in saved][-1] == "Uusi"
    assert saved[-1].group.sv == "Sd"


def test_items_are_moved_and_sections_numbered_on_the_page(secretary: Client, clock: Clock) -> None:
    agenda(clock)
    send(secretary, f"{MEETING}minutes/")
    send(secretary, MEETING, part="other", to="1")
    send(secretary, f"{MEETING}number/")
    shown = page(secretary, MEETING)
    assert shown.index("Matter other en") < shown.index("Matter budget en")


def test_the_preview_is_the_public_page_and_leaves_nothing(secretary: Client, clock: Clock) -> None:
    bodies(clock)
    send(secretary, f"{BODY}new-meeting/", held_on="2026-11-30")
    work = "executive-2026-11-30"
    drafted = f"{DESK}meetings/{work}/"
    _add(clock, work)
    before = content_version()
    shown = page(secretary, f"{drafted}preview/1/")
    assert "Nobody else sees it now" in shown
    assert "Matter secret en" in shown
    assert f'href="{drafted}preview/1/secret/' in shown
    one = page(secretary, f"{drafted}preview/1/secret/")
    assert "Proposed of secret. en" in one
    assert not Meeting.objects.exists()
    assert not Item.objects.exists()
    assert not Change.objects.exists()
    assert content_version() == before
    public = Client().get("/en/decisions/executive/2026-11-30/")
    assert public.status_code == 404
    assert b"secret" not in public.content


def _add(clock: Clock, work: str) -> None:
    secret = item("secret")
    add_part(actor=PIRKKO.acts(), clock=clock, work=work, kind="item", slug="secret", content=secret.content)


def test_the_preview_of_published_minutes_is_what_everybody_reads(secretary: Client, clock: Clock) -> None:
    minutes(clock)
    shown = page(secretary, f"{MEETING}preview/2/")
    public = Client().get("/en/decisions/executive/2026-10-05/").content.decode()
    for words in ("Matter budget en", "§\u00a098", "Pekka Puheenjohtaja", "Hall en"):
        assert words in shown
        assert words in public
    one = page(secretary, f"{MEETING}preview/2/budget/")
    assert "Decided of budget. en" in one
    page(secretary, f"{MEETING}preview/1/", 404)
    page(secretary, f"{MEETING}preview/2/nothing/", 404)


def test_a_draft_that_cannot_be_shown_says_why(secretary: Client, clock: Clock) -> None:
    agenda(clock)
    send(secretary, f"{MEETING}minutes/")
    add_part(
        actor=PIRKKO.acts(),
        clock=clock,
        work=WORK,
        kind="item",
        slug="twice",
        content=decided("twice", 0, 1).content,
    )
    assert "Two items have the section § 1." in page(secretary, f"{MEETING}preview/2/", 409)


ADDRESSES = (
    BODY,
    f"{BODY}change/",
    f"{BODY}members/",
    f"{BODY}new-meeting/",
    f"{DESK}new-body/?organisation={ORGANISATION}",
    f"{DESK}matters/?organisation={ORGANISATION}",
    f"{DESK}new-matter/?organisation={ORGANISATION}",
    MEETING,
    f"{MEETING}matters/",
    f"{MEETING}minutes/",
    f"{MEETING}publish/",
    f"{MEETING}preview/1/",
    f"{MEETING}preview/1/budget/",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_strangers_find_nothing_and_readers_no_form(clock: Clock, address: str) -> None:
    agenda(clock)
    visitor = Client().get(address)
    assert visitor.status_code == 302
    assert visitor.headers["Location"].startswith("/en/account/")
    for person in (OLLI, MAIJA):
        assert client_of(person).get(address).status_code == 404, person
    for person in (RIITTA, AKSELI):
        assert client_of(person).get(address).status_code in (200, 403)
    for form in ("change/", "members/", "new-meeting/", "minutes/", "publish/", "new-"):
        if form in address.removeprefix(DESK):
            assert client_of(RIITTA).get(address).status_code == 403


@pytest.mark.parametrize("verb", ["number", "correct"])
def test_deeds_need_a_post_and_the_role(clock: Clock, verb: str) -> None:
    agenda(clock)
    assert client_of(PIRKKO).get(f"{MEETING}{verb}/").status_code == 405
    assert client_of(RIITTA).post(f"{MEETING}{verb}/").status_code == 403
    assert client_of(OLLI).post(f"{MEETING}{verb}/").status_code in (403, 404)
    assert not Version.objects.filter(state=State.DRAFT).exists()


def test_the_front_asks_as_much_for_one_meeting_as_for_three(
    secretary: Client, clock: Clock, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    agenda(clock)
    page(secretary, DESK)
    with django_assert_max_num_queries(14) as one:
        page(secretary, DESK)
    publish(clock, head("second", held_on=world_day(12)), item("a"), work="second")
    publish(clock, head("third", held_on=world_day(19)), item("b"), work="third")
    with django_assert_max_num_queries(len(one)):
        page(secretary, DESK)


def world_day(day: int) -> date:
    return date(2026, 10, day)


def test_matters_are_found_by_number_and_words_and_closed(secretary: Client, clock: Clock) -> None:
    minutes(clock)
    matter = Matter.objects.get(diary_number=DIARY)
    listed = f"{DESK}matters/?organisation={ORGANISATION}"
    assert DIARY in page(secretary, listed)
    assert "last on" in page(secretary, f"{listed}&q=budget")
    assert "Nothing fits" in page(secretary, f"{listed}&q=nothing")
    form = fields(page(secretary, f"{DESK}matters/{matter.slug}/"))
    send_fields(secretary, f"{DESK}matters/{matter.slug}/", {**form, "closed": "yes"})
    matter.refresh_from_db()
    assert matter.closed_on is not None
    assert "There is no matter here" in page(secretary, listed)
    assert "finished" in page(secretary, f"{listed}&show=closed")


def test_a_preview_leads_to_no_address_that_is_not_there_yet(secretary: Client, clock: Clock) -> None:
    bodies(clock)
    send(secretary, f"{BODY}new-meeting/", held_on="2026-11-30")
    work = "executive-2026-11-30"
    _add(clock, work)
    for place in ("", "secret/"):
        shown = page(secretary, f"{DESK}meetings/{work}/preview/1/{place}")
        links = [each for each in re.findall(r'href="([^"]*)"', shown) if "2026-11-30" in each]
        assert links
        for link in links:
            assert link.startswith(("/en/workspace/", "/fi/workspace/", "/sv/workspace/")) or (
                "://" in link and "/workspace/" in link
            ), link
    assert "/en/decisions/executive/2026-11-30/item-1/<" in shown
