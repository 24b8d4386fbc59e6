"""Feeds of items, meetings and office-holders' decisions: accepted by readers, quick, without drafts."""

from __future__ import annotations

import re
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from lxml import etree
from pytest_django import DjangoAssertNumQueries

from lupaus.decisions.feeds.queries import PER_PAGE, Narrowed, newest_items
from lupaus.decisions.meeting.publishing import leave_stone
from lupaus.decisions.models import Body, BodyKind, Item, ItemText, Meeting, Source
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from lupaus.web.versions import advance_content_version
from lupaus.workspace import operations
from tests.decisions import few_meetings
from tests.decisions.feeds import accepted
from tests.decisions.few_meetings import DIARY, DIRECTOR, EXECUTIVE, decided, head
from tests.world import PIRKKO

pytestmark = pytest.mark.django_db

SYNTAXES: tuple[accepted.Syntax, ...] = ("rss", "atom")
NAMES = ("items", "meetings", "official")


def later(clock: Clock, days: int = 1) -> Clock:
    return lambda: clock() + timedelta(days=days)


def feed(client: Client, name: str, syntax: accepted.Syntax, query: str = "") -> Any:
    """A feed as a reader sees it."""
    answer = client.get(f"/en/decisions/feeds/{name}.{syntax}{query}")
    assert answer.status_code == 200
    return accepted.read(answer.content, syntax)


def alone(clock: Clock) -> None:
    """A decision of the director."""
    few_meetings.publish(
        clock,
        head("director-1", body=DIRECTOR, held_on=date(2026, 11, 2), stage="minutes"),
        decided("permit", 0, 12, concerns=["goal:kaava-2030/work"]),
        work="director-1",
    )


@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize("name", NAMES)
def test_readers_and_schema_accept_a_feed_empty_and_with_entries(
    client: Client, clock: Clock, name: str, syntax: accepted.Syntax
) -> None:
    assert feed(client, name, syntax).entries == []
    few_meetings.minutes(clock)
    alone(clock)
    found = feed(client, name, syntax)
    assert len(found.entries) == {"items": 3, "meetings": 1, "official": 1}[name]
    for entry in found.entries:
        assert entry.id.startswith("urn:uuid:")
        assert entry.published_parsed[:3] == (2026, 11, 22)
        assert client.get(entry.link.removeprefix("http://testserver")).status_code == 200


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_feed_speaks_the_language_of_its_address(client: Client, clock: Clock, language: str) -> None:
    few_meetings.minutes(clock)
    answer = client.get(f"/{language}/decisions/feeds/items.atom")
    found = accepted.read(answer.content, "atom")
    assert found.feed.language == language
    assert found.entries[0].title.endswith(f"Matter budget {language}")
    assert found.entries[0].summary == f"Decided of budget. {language}"
    assert f"/{language}/decisions/executive/" in found.entries[0].link


def test_words_in_another_language_than_the_feeds_are_marked(client: Client, clock: Clock) -> None:
    few_meetings.bodies(clock)
    few_meetings.publish(
        clock, head(), few_meetings.item("x", title={"fi": "Talousarvio"}, proposal={"fi": "Kyllä."})
    )
    root = etree.fromstring(client.get("/en/decisions/feeds/items.atom").content)
    summary = root.find(".//{*}entry/{*}summary")
    assert summary is not None
    assert summary.get("{http://www.w3.org/XML/1998/namespace}lang") == "fi"


def test_an_entry_says_body_day_and_section_and_its_diary_number(client: Client, clock: Clock) -> None:
    few_meetings.minutes(clock)
    first = feed(client, "items", "rss").entries[0]
    assert first.title == "Executive 5\u00a0October 2026 §\u00a098: Matter budget en"
    assert [tag.term for tag in first.tags] == ["Executive", "minutes", DIARY]
    assert first.author == "Executive"


def test_an_entry_keeps_its_id_from_agenda_to_minutes_and_rss_sees_two(client: Client, clock: Clock) -> None:
    few_meetings.agenda(clock)
    atom, rss = feed(client, "items", "atom"), feed(client, "items", "rss")
    few_meetings.publish(later(clock), head(stage="minutes"), decided("budget", 0, 98, diary_number=DIARY))
    after, rss_after = feed(client, "items", "atom"), feed(client, "items", "rss")
    assert after.entries[0].id == atom.entries[0].id
    assert after.entries[0].updated > atom.entries[0].updated
    assert rss_after.entries[0].id != rss.entries[0].id
    assert rss_after.entries[0].id.split("#")[0] == atom.entries[0].id


def test_the_id_outlives_the_row_and_the_address(clock: Clock) -> None:
    from lupaus.decisions.feeds.entries import id_of_item

    meeting = few_meetings.agenda(clock)
    item = meeting.items.select_related("meeting__body").get(position=1)
    before = id_of_item(item)
    item.pk, item.slug, item.meeting.slug, item.meeting.pk = 4711, "99", "2026-10-06", 12
    assert id_of_item(item) == before


def test_a_feed_is_narrowed_to_a_body(client: Client, clock: Clock) -> None:
    few_meetings.minutes(clock)
    alone(clock)
    assert len(feed(client, "items", "atom", f"?body={EXECUTIVE}").entries) == 3
    assert len(feed(client, "items", "atom", f"?body={DIRECTOR}").entries) == 1
    assert feed(client, "items", "atom", "?body=council").entries == []
    assert feed(client, "meetings", "rss", f"?body={EXECUTIVE}").feed.title == "Meetings: Executive"


def test_a_feed_of_a_concern_leaves_nothing_out(client: Client, clock: Clock) -> None:
    few_meetings.minutes(clock)
    alone(clock)
    found = feed(client, "items", "atom", "?concern=goal:kaava-2030/work")
    assert [entry.title.partition(": ")[2] for entry in found.entries] == ["Matter permit en"]


def test_a_body_that_is_not_there_is_not_found(client: Client, clock: Clock) -> None:
    few_meetings.bodies(clock)
    for address in (
        "feeds/items.rss?body=nobody",
        "feeds/others.rss",
        "feeds/items.json",
        "feeds/items.rss?page=9",
        "feeds/items.rss?page=201",
        "calendar.ics?body=nobody",
    ):
        assert client.get(f"/en/decisions/{address}").status_code == 404, address
    for address in ("feeds/items.rss?page=0", "feeds/items.rss?concern=x", "feeds/items.rss?body=A B"):
        answer = client.get(f"/en/decisions/{address}")
        assert answer.status_code == 400, address
        assert "does not understand" in answer.content.decode()


def test_a_draft_is_in_no_feed(client: Client, clock: Clock) -> None:
    few_meetings.agenda(clock)
    operations.begin_draft(actor=PIRKKO.acts(), clock=later(clock), work=few_meetings.WORK)
    operations.open_work(
        actor=PIRKKO.acts(),
        clock=clock,
        kind="meeting",
        work="secret-meeting",
        organisation="kaava",
        content=head(body="council", place=few_meetings.words("Secret place")).content,
    )
    for name in NAMES:
        for syntax in SYNTAXES:
            assert b"ecret" not in client.get(f"/en/decisions/feeds/{name}.{syntax}").content
    assert b"ecret" not in client.get("/en/decisions/calendar.ics").content
    assert len(feed(client, "meetings", "rss").entries) == 1


def test_what_was_removed_says_so_and_nothing_else(client: Client, clock: Clock) -> None:
    meeting = few_meetings.minutes(clock)
    why = Text("Poistettu.", "Borttagen.", "Taken away because its time was over.")
    leave_stone(meeting.items.get(position=0), at=later(clock)(), why=why)
    advance_content_version()
    entry = feed(client, "items", "atom").entries[0]
    assert entry.summary == "Taken away because its time was over."
    assert entry.updated > entry.published


def test_marks_of_personal_data_and_markup_are_never_seen(client: Client, clock: Clock) -> None:
    few_meetings.bodies(clock)
    few_meetings.publish(
        clock,
        head(),
        few_meetings.item(
            "x",
            title={"fi": "Vaatimus", "en": "Claim of {{Matti Meikäläinen}}"},
            summary={
                "fi": "Lyhyesti.",
                "en": "# Heading\n\n- **bold** {{Maija}}\n- <script>alert(1)</script>",
            },
        ),
    )
    entry = feed(client, "items", "atom").entries[0]
    assert entry.title.endswith("Claim of Matti Meikäläinen")
    assert entry.summary_detail.type == "text/plain"
    answer = client.get("/en/decisions/feeds/items.atom").content.decode()
    assert "Heading bold Maija &lt;script&gt;alert(1)&lt;/script&gt;" in answer
    assert "{{" not in answer


def test_half_a_mark_at_the_end_of_what_is_read_is_not_seen(client: Client, clock: Clock) -> None:
    few_meetings.bodies(clock)
    long = "word " * 297 + "{{Matti Meikäläinen}} and so on"
    few_meetings.publish(clock, head(), few_meetings.item("x", summary={"en": long}))
    entry = feed(client, "items", "atom").entries[0]
    assert "{{" not in entry.summary
    assert len(entry.summary) <= 600


def test_signs_that_xml_cannot_hold_are_left_out(client: Client, clock: Clock) -> None:
    few_meetings.minutes(clock)
    Item.objects.filter(position=0).update(title=Text.same("A\x0bB\x1fC ]]> & <b> \ufffe"))
    advance_content_version()
    for syntax in SYNTAXES:
        assert feed(client, "items", syntax).entries[0].title.endswith(": ABC ]]> & <b>")


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_who_has_the_feed_already_is_told_so(client: Client, clock: Clock, syntax: str) -> None:
    few_meetings.minutes(clock)
    address = f"/en/decisions/feeds/items.{syntax}"
    first = client.get(address)
    tag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304
    assert client.get(address, headers={"if-modified-since": changed}).status_code == 304
    assert (
        client.get(address, headers={"if-modified-since": changed, "if-none-match": '"x"'}).status_code == 200
    )
    assert client.get(address, headers={"if-modified-since": "nonsense"}).status_code == 200
    seen = client.head(address)
    assert (seen.status_code, seen.content) == (200, b"")
    assert seen.headers["Content-Length"] == first.headers["Content-Length"]
    few_meetings.publish(later(clock), head(stage="minutes"), decided("clinic", 0, 99))
    assert client.get(address, headers={"if-none-match": tag}).status_code == 200
    assert client.get(address, headers={"if-modified-since": changed}).status_code == 200


def test_only_reading_is_allowed(client: Client, clock: Clock) -> None:
    for address in ("feeds/items.rss", "calendar.ics"):
        assert client.post(f"/en/decisions/{address}").status_code == 405


def test_the_scope_of_pages_is_not_the_feeds(client: Client, clock: Clock) -> None:
    few_meetings.minutes(clock)
    found = feed(client, "items", "atom", "?strategy=x&region=KU049&gender=total&body=executive")
    assert found.feed.id == "http://testserver/en/decisions/feeds/items.atom?body=executive"


# Many


def many(count: int, *, meetings: int, source: str = Source.OWN) -> None:
    """Items straight in the public tables: as many in each meeting, the newest meeting last."""
    body = Body.objects.create(
        id="board",
        organisation="kaava",
        name=Text.same("Board"),
        kind=BodyKind.BOARD,
        made_at=datetime(2026, 1, 1, tzinfo=UTC),
        changed_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    begin = datetime(2016, 1, 1, 9, tzinfo=UTC)
    held = Meeting.objects.bulk_create(
        Meeting(
            body=body,
            slug=f"{(begin + timedelta(days=day)).date()}",
            date=(begin + timedelta(days=day)).date(),
            stage="minutes",
            minutes_published_at=begin + timedelta(days=day) if source == Source.OWN else None,
            source=source,
            source_id=f"{day}" if source != Source.OWN else "",
            work=f"board-{day}" if source == Source.OWN else "",
            changed_at=begin + timedelta(days=day),
        )
        for day in range(meetings)
    )
    each = count // meetings
    items = Item.objects.bulk_create(
        Item(
            meeting=meeting,
            position=place,
            slug=f"{place + 1}",
            section=place + 1,
            title=Text.same(f"Item {place + 1} of {meeting.slug}"),
            source_id=f"item-{place}",
            changed_at=meeting.changed_at,
        )
        for meeting in held
        for place in range(each)
    )
    ItemText.objects.bulk_create(
        ItemText(item=item, position=0, kind="decision", text=Text.same("Decided. " * 50)) for item in items
    )
    advance_content_version()


def test_pages_lead_to_each_other_and_miss_nothing(client: Client) -> None:
    many(120, meetings=12)
    address: str | None = "/en/decisions/feeds/items.atom"
    ids: list[str] = []
    titles: list[str] = []
    previous = None
    while address:
        found = accepted.read(client.get(address).content, "atom")
        links = {link.rel: link.href for link in found.feed.links}
        assert links.get("previous") == previous
        assert links["first"] == "http://testserver/en/decisions/feeds/items.atom"
        ids += [entry.id for entry in found.entries]
        titles += [entry.title for entry in found.entries]
        previous = links["self"]
        address = links.get("next", "").removeprefix("http://testserver") or None
    assert len(ids) == len(set(ids)) == 120
    assert titles[0].endswith("Item 1 of 2016-01-12")
    assert titles[-1].endswith("Item 10 of 2016-01-01")


def test_rss_has_the_same_links_between_its_pages(client: Client) -> None:
    many(120, meetings=3)
    second = feed(client, "items", "rss", "?page=2")
    links = {link.rel: link.href.rpartition("/")[2] for link in second.feed.links}
    assert links["previous"] == links["first"] == "items.rss"
    assert links["next"] == "items.rss?page=3"


def test_what_was_read_in_is_ordered_by_the_day_of_the_meeting(client: Client) -> None:
    many(6, meetings=3, source=Source.DYNASTY)
    found = feed(client, "items", "atom")
    assert [entry.published_parsed[2] for entry in found.entries] == [3, 3, 2, 2, 1, 1]
    assert found.entries[0].updated == found.entries[0].published


@pytest.mark.parametrize("count", [1, 3])
def test_a_feed_costs_the_same_queries_with_one_and_with_three(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many(count, meetings=count)
    for name, queries in {"items": 4, "meetings": 2, "official": 2}.items():
        with django_assert_num_queries(queries):
            client.get(f"/en/decisions/feeds/{name}.atom")
    with django_assert_num_queries(5):
        client.get("/en/decisions/feeds/items.atom?body=board")


@pytest.mark.slow
def test_a_feed_of_ten_thousand_items_stays_small_and_quick(client: Client) -> None:
    many(10_000, meetings=500)
    for query in ("", "?page=2", "?page=200", "?body=board", "?concern=goal:x"):
        begun = time.perf_counter()
        answer = client.get(f"/en/decisions/feeds/items.atom{query}")
        took = time.perf_counter() - begun
        if query != "?concern=goal:x":
            assert len(accepted.read(answer.content, "atom").entries) == PER_PAGE
        assert took < 1, f"{query}: {took:.2f} s"
    assert len(client.get("/en/decisions/feeds/items.rss").content) < 100_000


def test_the_order_is_that_of_a_slow_count() -> None:
    many(90, meetings=9)
    Item.objects.filter(meeting__slug="2016-01-03").delete()  # a meeting without items takes no place
    everything = sorted(
        Item.objects.select_related("meeting"),
        key=lambda item: (-item.meeting.date.toordinal(), -item.meeting_id, item.position),
    )
    for start in range(0, 85, 7):
        found = newest_items(Narrowed(), start=start, count=7)
        assert [item.pk for item in found.rows] == [item.pk for item in everything[start : start + 7]]
        assert found.more == (start + 7 < len(everything))


# Of a search


@pytest.fixture
def published(clock: Clock) -> None:
    few_meetings.bodies(clock)
    few_meetings.publish(
        clock,
        head(stage="minutes"),
        decided("care", 0, 98, title={"fi": "Ikäihmisten palvelut"}),
        decided("tax", 1, 99, title={"fi": "Talousarvio & vero"}, concerns=["goal:kaava-2030/work"]),
    )
    alone(clock)


def titles(client: Client, query: str) -> list[str]:
    """The titles of a feed of a search, from a Finnish page."""
    answer = client.get(f"/fi/decisions/feeds/items.atom?{query}")
    assert answer.status_code == 200
    return [entry.title.partition(": ")[2] for entry in accepted.read(answer.content, "atom").entries]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=ikäihminen", ["Ikäihmisten palvelut"]),
        ("q=talousarviot", ["Talousarvio & vero"]),
        ("q=ikäihminen+talousarvio", []),  # nothing has both
        ("q=olematonsana", []),
        ("kind=official", ["Matter permit fi"]),
        ("year=2026&body=executive", ["Ikäihmisten palvelut", "Talousarvio & vero"]),
        ("year=1999", []),
        ("q=talousarvio&concern=goal:kaava-2030/work", ["Talousarvio & vero"]),
    ],
)
def test_a_feed_of_a_search_has_its_hits(
    published: None, client: Client, query: str, found: list[str]
) -> None:
    assert titles(client, query) == found


def test_the_feed_of_a_search_is_offered_on_its_page_and_named_for_it(
    published: None, client: Client
) -> None:
    html = client.get("/fi/decisions/search/?q=talousarvio&body=executive").content.decode()
    address = "/fi/decisions/feeds/items.atom?q=talousarvio&amp;body=executive"
    assert f'href="{address}"' in html
    answer = client.get(address.replace("&amp;", "&"))
    found = accepted.read(answer.content, "atom")
    assert found.feed.title.endswith(": ”talousarvio”, Aluehallitus")
    page = {link.rel: link.href for link in found.feed.links}["alternate"]
    assert page == "http://testserver/fi/decisions/search/?q=talousarvio&body=executive"
    assert (
        client.get(
            address.replace("&amp;", "&"), headers={"if-none-match": answer.headers["ETag"]}
        ).status_code
        == 304
    )


# In pages


def test_pages_say_where_their_feeds_are(client: Client, clock: Clock) -> None:
    few_meetings.minutes(clock)
    for page, own in {"": "", f"{EXECUTIVE}/": f"?body={EXECUTIVE}"}.items():
        html = client.get(f"/en/decisions/{page}").content.decode()
        found = re.findall(
            r'<link rel="alternate" type="application/(?:rss|atom)\+xml"[^>]* href="([^"]+)"', html
        )
        assert f"/en/decisions/feeds/items.rss{own}" in found
        assert f"/en/decisions/feeds/meetings.atom{own}" in found
        for address in (*found, *re.findall(r'href="(/en/decisions/calendar[^"]*)"', html)):
            assert client.get(address).status_code == 200, address
