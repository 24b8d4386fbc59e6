"""The addresses of the service that was here before: its feeds go on, its links lead here."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from pytest_django import DjangoAssertNumQueries, Settings

from lupaus.decisions.feeds.incumbent.asking import NotUnderstood, asked
from lupaus.decisions.importing.feed import entries
from lupaus.decisions.models import (
    Attachment,
    Body,
    BodyKind,
    ImportedPage,
    Item,
    Meeting,
    Source,
    StoredFile,
)
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from lupaus.web.versions import advance_content_version
from tests.decisions import few_meetings
from tests.decisions.feeds import accepted

AT = datetime(2026, 9, 1, 12, tzinfo=UTC)
SCRIPT = "/cgi/DREQUEST.PHP"


@pytest.fixture
def moved(db: None) -> Item:
    """An item that was read in from the earlier service, with its meeting and its body."""
    body = Body.objects.create(
        id="aluehallitus",
        organisation="kaava",
        name=Text("Aluehallitus", "Välfärdsområdesstyrelsen", "Executive"),
        kind=BodyKind.EXECUTIVE,
        source=Source.DYNASTY,
        source_id="1081",
        made_at=AT,
        changed_at=AT,
    )
    meeting = Meeting.objects.create(
        body=body,
        slug="2023-12-04",
        date=date(2023, 12, 4),
        stage="minutes",
        source=Source.DYNASTY,
        source_id="2023277",
        changed_at=AT,
    )
    return Item.objects.create(
        meeting=meeting,
        position=4,
        slug="198",
        section=198,
        title=Text("Asuntotuotannon edistäminen – 5 €"),
        source_id="2023277-5",
        source_url=f"https://luhva-d10julk.oncloudos.com:443{SCRIPT}?page=meetingitem&id=2023277-5",
        changed_at=AT,
    )


PAGE = "/fi/decisions/aluehallitus/2023-12-04/198/"


@pytest.mark.parametrize(
    "address",
    [
        f"{SCRIPT}?page=meetingitem&id=2023277-5",
        f"{SCRIPT}?id=2023277-5&page=meetingitem",
        f"{SCRIPT}?ID=2023277-5&PAGE=MeetingItem",
        f"{SCRIPT}?page=meetingitem&amp;id=2023277-5",
        f"{SCRIPT}?page=meetingitem&id=2023277-5&alo=1&tzo=-120",
        f"{SCRIPT}?page=meetingitem&id=2023277-5&id=&page=meetingitem",
        "/cgi/drequest.php?page=meetingitem&id=2023277-5",
        "/CGI/DRequest.php?page=meetingitem&id=2023277-5",
        f"/djulkaisu{SCRIPT}?page=meetingitem&id=2023277-5",
        f"/dynasty10{SCRIPT}?page=meetingitem&id=2023277-5",
        f"/Dynasty10{SCRIPT}?page=meetingitem&id=2023277-5",
        f"/D10_Kunta{SCRIPT}?page=meetingitem&id=2023277-5",
        f"/D10_Länsi-Uusimaa{SCRIPT}?page=meetingitem&id=2023277-5",
        f"/dynastia32{SCRIPT}?page=meetingitem&id=2023277-5",
    ],
)
def test_an_old_address_of_an_item_leads_to_it_for_good(client: Client, moved: Item, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (301, PAGE)
    assert client.head(address).status_code == 301


@pytest.mark.parametrize("host", ["luhva-d10julk.oncloudos.com", "luhva-d10julk.oncloudos.com:443"])
def test_the_port_in_an_old_address_does_no_harm(
    client: Client, moved: Item, settings: Settings, host: str
) -> None:
    settings.ALLOWED_HOSTS = ["luhva-d10julk.oncloudos.com"]
    answer = client.get(f"{SCRIPT}?page=meetingitem&id=2023277-5", headers={"host": host}, secure=True)
    assert answer.headers["Location"] == PAGE


@pytest.mark.parametrize(
    ("query", "page"),
    [
        ("page=meeting&id=2023277", "/fi/decisions/aluehallitus/2023-12-04/"),
        ("page=meetings&id=1081", "/fi/decisions/aluehallitus/"),
        ("page=meeting_frames", "/fi/decisions/"),
        ("page=official_frames", "/fi/decisions/"),
        ("", "/fi/decisions/"),
    ],
)
def test_other_pages_lead_to_ours(client: Client, moved: Item, query: str, page: str) -> None:
    answer = client.get(f"{SCRIPT}?{query}")
    assert (answer.status_code, answer.headers["Location"]) == (301, page)


def test_an_old_link_leads_to_the_readers_language(client: Client, moved: Item) -> None:
    answer = client.get(f"{SCRIPT}?page=meeting_frames", headers={"accept-language": "sv-FI,sv;q=0.9"})
    assert answer.headers["Location"] == "/sv/decisions/"
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "address",
    [
        f"{SCRIPT}?page=meetingitem&id=2023277-6",
        f"{SCRIPT}?page=meetingitem&id=2023277",
        f"{SCRIPT}?page=meeting&id=2023277-5",
        f"{SCRIPT}?page=meetings&id=1",
        f"{SCRIPT}?page=announcement_search&alo=1&tzo=-120",
        f"{SCRIPT}?page=rss/others",
        "/kokous/20991.PDF",
        "/kokous/20991-1.PDF",
        "/kokous/20991-1-2.PDF",
    ],
)
def test_what_is_not_here_is_told_in_three_languages(client: Client, moved: Item, address: str) -> None:
    answer = client.get(address, headers={"accept-language": "sv"})
    html = answer.content.decode()
    assert answer.status_code == 404
    sections = [html.index(f'<section lang="{language}">') for language in ("sv", "fi", "en")]
    assert sections == sorted(sections)
    assert "of the service that was here before" in html
    assert '<html lang="sv">' in html


def test_what_was_removed_is_gone_and_leads_to_what_is_left(client: Client, moved: Item) -> None:
    Item.objects.update(gone_at=AT, gone_why=Text("Poistettu."))
    for address in (
        f"{SCRIPT}?page=meetingitem&id=2023277-5",
        "/kokous/2023277-5.PDF",
        "/kokous/2023277-5-1.PDF",
    ):
        answer = client.get(address)
        assert answer.status_code == 410
        assert f'href="{PAGE}"' in answer.content.decode()
        assert f'href="{PAGE.replace("/fi/", "/sv/")}"' in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("page=meetingitem", "lacks the number"),
        ("page=meeting&id=", "lacks the number"),
        ("page=meetingitem&id=abc", "digits"),
        ("page=meetingitem&id=2023277-5%0d%0aLocation:x", "digits"),
        ("page=meetingitem&id=https://example.org/", "digits"),
        ("page=meetingitem&id=../../etc/passwd", "digits"),
        ("page=meetingitem&id=1' OR '1'='1", "digits"),
        ("page=meetingitem&id=٣", "digits"),
        ("page=meetingitem&id=%00", "digits"),
        ("page=meetingitem&id=%ff%fe", "digits"),
        ("page=meetingitem&id=" + "1" * 500, "digits"),
        ("page=meetingitem&id=1-1&ID=2-2", "twice"),
        ("page=rss/meetings&show=many", "how many"),
        ("page=rss/meetings&show=0", "how many"),
        ("page=rss/meetings&show=-1", "how many"),
        ("page=rss/meetings&show=" + "9" * 400, "how many"),
    ],
)
def test_a_wrong_parameter_gets_one_clear_sentence(
    client: Client, moved: Item, query: str, sentence: str
) -> None:
    answer = client.get(f"{SCRIPT}?{query}")
    html = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in html
    assert html.count("<section lang=") == len(("fi", "sv", "en"))
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    "address",
    [
        f"{SCRIPT}?page=https://example.org/&id=1",
        f"{SCRIPT}?page=//example.org&id=//example.org",
        f"/D10_example.org{SCRIPT}?page=meeting_frames",
        f"/D10_..{SCRIPT}?page=meeting_frames",
        f"{SCRIPT}?page=meeting_frames&url=https://example.org/&next=//example.org",
    ],
)
def test_no_redirect_leads_away(client: Client, moved: Item, address: str) -> None:
    answer = client.get(address, headers={"x-forwarded-host": "example.org"})
    assert answer.status_code in (301, 404)
    assert "example.org" not in answer.headers.get("Location", "")
    assert answer.headers.get("Location", "/fi/").startswith("/fi/")


def test_the_source_of_an_item_is_never_a_redirects_aim(client: Client, moved: Item) -> None:
    Item.objects.update(source_url="https://example.org/evil")
    assert client.get(f"{SCRIPT}?page=meetingitem&id=2023277-5").headers["Location"] == PAGE


def test_of_two_services_with_one_number_the_one_asked_for_is_found(
    client: Client, moved: Item, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    other = Meeting.objects.create(
        body=moved.meeting.body,
        slug="2023-12-05",
        date=date(2023, 12, 5),
        stage="minutes",
        source=Source.DYNASTY,
        source_id="other 2023277",
        changed_at=AT,
    )
    Item.objects.create(
        meeting=other,
        position=0,
        slug="7",
        source_id="2023277-5",
        source_url=f"https://other.example:443{SCRIPT}?page=meetingitem&id=2023277-5",
        changed_at=AT,
    )
    address = f"{SCRIPT}?page=meetingitem&id=2023277-5"
    there = client.get(address, headers={"host": "other.example"}).headers["Location"]
    assert there == "/fi/decisions/aluehallitus/2023-12-05/7/"
    assert client.get(address, headers={"host": "elsewhere.example"}).headers["Location"] == PAGE


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # how busy the machine is, is not told
@given(st.dictionaries(st.text(max_size=12), st.text(max_size=40), max_size=4))
def test_whatever_is_asked_is_understood_or_refused_in_words(parameters: dict[str, str]) -> None:
    given_ = QueryDict(mutable=True)
    given_.update(parameters | {"page": parameters.get("page", "meetingitem")})
    with suppress(NotUnderstood):
        assert 1 <= asked(given_).show <= 200


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_may_be_written(client: Client, moved: Item, method: str) -> None:
    assert getattr(client, method)(f"{SCRIPT}?page=meeting_frames").status_code == 405


# Papers


def test_old_papers_lead_to_ours(client: Client, moved: Item) -> None:
    answer = client.get("/kokous/2023277-5.PDF")
    assert answer.status_code == 301
    assert answer.headers["Location"].startswith("/fi/decisions/aluehallitus/2023-12-04/198")
    assert (
        client.get("/dynasty10/kokous/2023277.pdf")
        .headers["Location"]
        .startswith("/fi/decisions/aluehallitus/2023-12-04")
    )


def test_an_old_file_leads_to_ours_or_to_its_item(client: Client, moved: Item) -> None:
    assert client.get("/kokous/2023277-5-39533.PDF").headers["Location"] == PAGE
    file = StoredFile.objects.create(checksum="a" * 64, size=1, media_type="application/pdf", stored_at=AT)
    Attachment.objects.create(
        item=moved,
        position=0,
        title=Text("Liite"),
        file=file,
        file_name="liite.pdf",
        source_url="https://luhva-d10julk.oncloudos.com:443/kokous/2023277-5-39533.PDF",
    )
    there = client.get("/kokous/2023277-5-39533.pdf").headers["Location"]
    assert there.startswith("/fi/decisions/files/")
    assert client.get("/kokous/2023277-5-1.PDF").headers["Location"] == PAGE


# Feeds


def feed(client: Client, query: str, **more: Any) -> Any:
    answer = client.get(f"{SCRIPT}?{query}", **more)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/xml; charset=iso-8859-1"
    assert answer.content.startswith(b"<?xml version='1.0' encoding='iso-8859-1'?><rss version='2.0'>")
    assert accepted.problems(answer.content, "rss") == ""
    found = feedparser.parse(
        answer.content, response_headers={"content-type": answer.headers["Content-Type"]}
    )
    assert not found.bozo, found.get("bozo_exception")
    return found


def test_a_feed_has_the_shape_that_subscribers_know_with_ids_and_dates(client: Client, moved: Item) -> None:
    found = feed(client, "page=rss/meetingitems&show=30", secure=True)
    assert found.feed.link == "https://testserver:443/cgi/DREQUEST.PHP?page=meeting_frames"
    entry = found.entries[0]
    assert entry.title == "Aluehallitus 04.12.2023 / Asuntotuotannon edistäminen – 5 €"
    assert entry.description == "Asuntotuotannon edistäminen – 5 €"
    assert entry.link == entry.id == f"https://testserver:443{SCRIPT}?page=meetingitem&id=2023277-5"
    assert entry.published_parsed[:3] == (2023, 12, 4)
    parts = urlsplit(entry.link)
    assert client.get(f"{parts.path}?{parts.query}").headers["Location"] == PAGE


def test_a_feed_is_latin_1_and_its_texts_are_in_cdata(client: Client, moved: Item) -> None:
    raw = client.get(f"{SCRIPT}?page=rss/meetingitems").content
    assert "<title><![CDATA[Aluehallitus 04.12.2023 / Asuntotuotannon edistäminen ".encode("latin-1") in raw
    assert b"]]>&#8211;<![CDATA[" in raw
    assert (
        b"<link><![CDATA[http://testserver:80/cgi/DREQUEST.PHP?page=meetingitem&id=2023277-5]]></link>" in raw
    )


def test_the_links_of_a_feed_stay_in_its_folder(client: Client, moved: Item) -> None:
    found = feedparser.parse(client.get(f"/dynasty10{SCRIPT}?page=rss/meetings&show=5").content)
    assert found.entries[0].link == f"http://testserver:80/dynasty10{SCRIPT}?page=meeting&id=2023277"
    assert found.entries[0].title == "Aluehallitus 04.12.2023"
    found = feedparser.parse(client.get(f"/D10_Länsi{SCRIPT}?page=rss/meetings&show=5").content)
    assert found.entries[0].link.startswith(f"http://testserver:80/D10_L%C3%A4nsi{SCRIPT}")


def test_hostile_titles_stay_text(client: Client, moved: Item) -> None:
    Item.objects.update(title=Text.same("]]></title><script>x</script> & \x0b\U0001f600 {{Nimi}}"))
    advance_content_version()
    found = feed(client, "page=rss/meetingitems")
    raw = client.get(f"{SCRIPT}?page=rss/meetingitems").content
    assert etree.fromstring(raw).findtext("channel/item/description") == (
        "]]></title><script>x</script> & \U0001f600 Nimi"
    )
    assert len(found.entries) == 1


@pytest.mark.django_db
def test_the_three_feeds_tell_apart_who_decided(client: Client, clock: Clock) -> None:
    few_meetings.minutes(clock)
    few_meetings.publish(
        clock,
        few_meetings.head("director-1", body="director", stage="minutes"),
        few_meetings.decided("permit", 0, 12),
        work="director-1",
    )
    assert len(feed(client, "page=rss/meetingitems").entries) == 3
    assert len(feed(client, "page=rss/meetings").entries) == 1
    official = feed(client, "page=rss/official_decisions&show=30").entries
    assert [entry.title for entry in official] == ["Johtaja 05.10.2026 / Matter permit fi"]
    assert official[0].link == "http://testserver:80/fi/decisions/director/2026-10-05/12/"
    assert client.get("/fi/decisions/director/2026-10-05/12/").status_code == 200


@pytest.mark.django_db
def test_show_is_honoured_within_limits(client: Client, clock: Clock) -> None:
    few_meetings.minutes(clock)
    assert len(feed(client, "show=2&page=rss/meetingitems").entries) == 2
    assert len(feed(client, "SHOW=1&Page=RSS/MeetingItems").entries) == 1
    assert len(feed(client, "page=rss/meetingitems&show=999999").entries) == 3


@pytest.mark.django_db
def test_who_has_an_old_feed_already_is_told_so_for_one_query(
    client: Client, clock: Clock, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    few_meetings.minutes(clock)
    address = f"{SCRIPT}?page=rss/meetingitems&show=30"
    first = client.get(address)
    with django_assert_num_queries(1):
        assert client.get(address, headers={"if-none-match": first.headers["ETag"]}).status_code == 304
    assert client.get(f"{address}1", headers={"if-none-match": first.headers["ETag"]}).status_code == 200
    seen = client.head(address)
    assert (seen.status_code, seen.content) == (200, b"")
    advance_content_version()
    assert client.get(address, headers={"if-none-match": first.headers["ETag"]}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["meetingitems", "meetings", "official_decisions"])
def test_an_empty_feed_is_a_feed(client: Client, name: str) -> None:
    assert feed(client, f"page=rss/{name}").entries == []


def test_the_id_that_an_agenda_had_leads_to_its_minutes(client: Client, moved: Item) -> None:
    ImportedPage.objects.create(
        source=Source.DYNASTY,
        host="luhva-d10julk.oncloudos.com",
        page_id="meetingitem 2023250-7",
        checksum="x",
        content=b"",
        read_at=AT,
        item=moved,
    )
    assert client.get(f"{SCRIPT}?page=meetingitem&id=2023250-7").headers["Location"] == PAGE
    meeting = client.get(f"{SCRIPT}?page=meeting&id=2023250").headers["Location"]
    assert meeting == "/fi/decisions/aluehallitus/2023-12-04/"
    assert client.get(f"{SCRIPT}?page=meeting&id=202325").status_code == 404


def test_an_id_that_was_made_here_stands_in_no_old_address(client: Client, moved: Item) -> None:
    Item.objects.update(source_id="aluehallitus 2023-12-04 198")
    assert feed(client, "page=rss/meetingitems").entries[0].link == f"http://testserver:80{PAGE}"


def test_what_was_removed_leaves_the_old_feeds(client: Client, moved: Item) -> None:
    Item.objects.update(gone_at=AT, gone_why=Text("Poistettu."))
    assert feed(client, "page=rss/meetingitems").entries == []


def test_our_own_importer_reads_the_feed_that_it_brought(client: Client, moved: Item) -> None:
    raw = client.get(f"{SCRIPT}?page=rss/meetingitems&show=30").content
    found, strange = entries(raw.decode("iso-8859-1"))
    assert strange == []
    assert [(each.item_id, each.body, each.day) for each in found] == [
        ("2023277-5", "Aluehallitus", date(2023, 12, 4))
    ]
