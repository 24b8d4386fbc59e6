"""Reading a decision service from its address: politely, to its end, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from lupaus.decisions.importing import Imported, NoAnswer, import_dynasty
from lupaus.decisions.importing.network import Gone
from lupaus.decisions.models import Body, ImportedPage, Item, Meeting
from lupaus.web.refusals import Refused
from tests.conftest import NOW
from tests.decisions import dynasty_pages as pages
from tests.decisions.decision_server import Fake, Reply, fake_service
from tests.world import PIRKKO

pytestmark = pytest.mark.django_db

FEED = (
    ("Aluehallitus", "05.10.2026", "Kokouksen avaus", "2026101-1"),
    ("Aluehallitus", "05.10.2026", "Lähipalvelujen verkon tarkistaminen", "2026101-4"),
)
WHOLE = [
    "rss/meetings",
    "rss/meetingitems",
    "rss/official_decisions",
    "meeting_frames",
    "meetings 12",
    "official_frames",
    "meeting 2026101",
    "meetingitem 2026101-1",
    "meetingitem 2026101-4",
]


@pytest.fixture
def fake(db: None) -> Iterator[Fake]:
    """A body with one meeting of two items, its feeds and lists."""
    opening = pages.item(
        pages.alone("Kokouksen avaus"),
        pages.labelled("Päätös", "Avattiin."),
        id_="2026101-1",
        head="Pöytäkirja 05.10.2026/Pykälä 95",
    )
    with fake_service() as served:
        served.pages = {
            "rss/meetings": pages.feed(page="meeting"),
            "rss/meetingitems": pages.feed(*FEED),
            "rss/official_decisions": pages.feed(),
            "meeting_frames": pages.frames(("12", "Aluehallitus")),
            "official_frames": b"<html><body></body></html>",
            "meetings 12": pages.meetings("2026101"),
            "meeting 2026101": pages.meeting(
                ("2026101-1", "Kokouksen avaus"), ("2026101-4", "Lähipalvelujen verkon tarkistaminen")
            ),
            "meetingitem 2026101-1": opening,
            "meetingitem 2026101-4": pages.minutes(),
        }
        yield served


class Passing:
    """A clock that goes on by a minute each time somebody looks."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def bring(fake: Fake, path: str = "", **more: Any) -> Imported:
    asked: dict[str, Any] = {
        "actor": PIRKKO.acts(),
        "clock": lambda: NOW,
        "organisation": "kaava",
        "source": fake.base + path,
        "host": fake.host(),
    }
    return import_dynasty(**(asked | more))


class TestAWholeService:
    def test_is_read_from_feeds_to_items(self, fake: Fake) -> None:
        imported = bring(fake)
        assert imported.strange == ()
        assert fake.asked == WHOLE
        assert imported.numbers["items_added"] == 2
        item = Item.objects.get(section=98)
        assert item.source_url == f"{fake.base}/cgi/DREQUEST.PHP?page=meetingitem&id=2026101-4"
        assert item.attachments.first().source_url == f"{fake.base}/kokous/2026101-4-501.PDF"  # type: ignore[union-attr]
        assert (Body.objects.get().source, Body.objects.get().source_id) == ("dynasty", "12")

    def test_is_asked_one_question_in_two_seconds_by_name(self, fake: Fake) -> None:
        bring(fake)
        assert fake.slept == [2.0] * (len(WHOLE) - 1)
        (agent,) = fake.agents
        assert agent.startswith("Lupaus/")

    def test_that_says_the_same_again_changes_nothing(self, fake: Fake) -> None:
        bring(fake)
        before = list(Item.objects.values()), list(Meeting.objects.values())
        assert not bring(fake).counts.is_anything
        assert (list(Item.objects.values()), list(Meeting.objects.values())) == before
        assert not ImportedPage.objects.filter(page_id__startswith="reading").exists()

    @pytest.mark.parametrize("prefix", ["/djulkaisu", "/dynasty10", "/D10_Kunta"])
    def test_may_stand_below_a_prefix(self, fake: Fake, prefix: str) -> None:
        bring(fake, f"{prefix}/cgi/DREQUEST.PHP?id=12&page=meetings")
        assert fake.asked == ["meetings 12", *WHOLE[-3:]]
        assert Item.objects.filter(source_url__contains=f"{prefix}/cgi/").count() == 2

    def test_can_be_read_from_one_feed_or_one_item(self, fake: Fake) -> None:
        bring(fake, "/cgi/DREQUEST.PHP?page=rss/meetingitems&show=30")
        assert fake.asked == ["rss/meetingitems", *WHOLE[-3:]]
        fake.asked.clear()
        bring(fake, "/cgi/DREQUEST.PHP?show=1&id=2026101-4&page=meetingitem")
        assert fake.asked == ["meetingitem 2026101-4"]

    def test_leaves_older_meetings_alone(self, fake: Fake) -> None:
        with pytest.raises(Refused, match="nothing of such a service"):
            bring(fake, since=date(2026, 10, 6))
        assert "meeting 2026101" not in fake.asked

    def test_where_a_list_says_nothing_of_body_or_day_the_page_does(self, fake: Fake) -> None:
        fake.pages["meeting 2026101"] = pages.meeting(("2026101-4", "Verkko"), body="", head="")
        fake.pages["rss/meetingitems"] = pages.feed()
        bring(fake)
        assert Meeting.objects.get().date == date(2026, 10, 5)

    def test_tells_when_and_where_a_meeting_is(self, fake: Fake) -> None:
        more = "<p>Kokousaika: 05.10.2026 klo 13:00 - klo 15:30</p><p>Kokouspaikka: Sali</p><p>Kahvia on.</p>"
        fake.pages["meeting 2026101"] = pages.meeting(("2026101-4", "Verkko"), more=more)
        imported = bring(fake)
        meeting = Meeting.objects.get()
        assert meeting.starts_at is not None
        assert (meeting.starts_at.hour, meeting.place.fi) == (10, "Sali")  # 13 by Finnish clocks
        assert imported.left_over == 1
        left = ImportedPage.objects.get(page_id="meeting 2026101").left_over
        assert left == ["line: Kahvia on."]

    def test_an_item_it_no_longer_has_becomes_a_stone(self, fake: Fake) -> None:
        bring(fake)
        fake.pages["meetingitem 2026101-1"] = Reply(status=404)
        assert bring(fake).numbers["items_gone"] == 1
        gone = Item.objects.get(source_id="2026101-1")
        assert gone.is_gone
        assert "no longer in the service" in gone.gone_why.en

    def test_a_dry_run_leaves_nothing(self, fake: Fake) -> None:
        assert bring(fake, dry_run=True).numbers["items_added"] == 2
        assert not Item.objects.exists()
        assert not ImportedPage.objects.exists()


class TestABrokenReading:
    def test_goes_on_where_it_broke(self, fake: Fake) -> None:
        fake.pages["meetingitem 2026101-4"] = Reply(status=400)
        with pytest.raises(NoAnswer, match="goes on from there"):
            bring(fake)
        assert not Item.objects.exists()  # nothing of a meeting before all of it is read
        fake.asked.clear()
        fake.pages["meetingitem 2026101-4"] = pages.minutes()
        imported = bring(fake)
        assert fake.asked == ["meetingitem 2026101-4"]
        assert (imported.kept, imported.numbers["items_added"]) == (8, 2)

    def test_writes_a_changed_page_that_was_fetched_before_it_broke(self, fake: Fake) -> None:
        clock = Passing()
        bring(fake, clock=clock)
        fake.pages["meetingitem 2026101-1"] = pages.item(
            pages.alone("Kokouksen avaus"),
            pages.labelled("Päätös", "Avattiin myöhässä."),
            id_="2026101-1",
            head="Pöytäkirja 05.10.2026/Pykälä 95",
        )
        fake.pages["meetingitem 2026101-4"] = Reply(status=400)
        with pytest.raises(NoAnswer):
            bring(fake, clock=clock)
        fake.pages["meetingitem 2026101-4"] = pages.minutes()
        assert bring(fake, clock=clock).numbers["items_changed"] == 1

    def test_that_read_nothing_leaves_nothing(self, fake: Fake) -> None:
        fake.pages = dict.fromkeys(fake.pages, Reply(status=500))
        with pytest.raises(NoAnswer) as refused:
            bring(fake)
        assert len(refused.value.problems) == 1
        assert not ImportedPage.objects.exists()

    def test_can_be_begun_anew(self, fake: Fake) -> None:
        fake.pages["meetingitem 2026101-4"] = [Reply(status=400), pages.minutes()]
        with pytest.raises(NoAnswer):
            bring(fake)
        fake.asked.clear()
        bring(fake, resume=False)
        assert fake.asked == WHOLE

    def test_is_gone_on_with_only_where_there_is_one(self, fake: Fake) -> None:
        with pytest.raises(Refused, match="no broken reading"):
            bring(fake, resume=True)


class TestAServiceThatMisbehaves:
    ITEM = "meetingitem 2026101-4"

    def only(self, fake: Fake, *replies: bytes | Reply, **host: Any) -> Imported:
        fake.pages[self.ITEM] = list(replies)
        path = "/cgi/DREQUEST.PHP?page=meetingitem&id=2026101-4"
        return bring(fake, path, host=fake.host(**host))

    @pytest.mark.parametrize("status", [429, 503])
    def test_is_waited_for_as_long_as_it_says(self, fake: Fake, status: int) -> None:
        self.only(fake, Reply(status=status, headers={"Retry-After": "17"}), pages.minutes())
        assert fake.slept == [17.0]
        assert Item.objects.count() == 1

    def test_is_waited_for_until_the_moment_it_says(self, fake: Fake) -> None:
        moment = {"Retry-After": "Sun, 22 Nov 2026 09:00:30 GMT"}
        self.only(fake, Reply(status=503, headers=moment), pages.minutes(), now=lambda: NOW)
        assert fake.slept == [30.0]

    def test_is_asked_another_day_if_it_says_so(self, fake: Fake) -> None:
        with pytest.raises(NoAnswer, match="asks to wait 86400 seconds"):
            self.only(fake, Reply(status=429, headers={"Retry-After": "86400"}))
        assert fake.asked == [self.ITEM]

    @pytest.mark.parametrize(
        ("reply", "sentence"),
        [
            (Reply(status=503), "too much to do"),
            (Reply(status=500), "out of order"),
            (Reply(b"half", promise=1000), "broke off"),
            (Reply(cut=True), "broke off|cannot be reached"),
        ],
    )
    def test_is_asked_again_four_times_and_told(self, fake: Fake, reply: Reply, sentence: str) -> None:
        with pytest.raises(NoAnswer, match=sentence):
            self.only(fake, reply)
        assert fake.asked == [self.ITEM] * 4
        assert min(fake.slept) >= 2
        fake.asked.clear()
        self.only(fake, reply, pages.minutes())
        assert fake.asked == [self.ITEM] * 2

    def test_is_not_let_send_more_than_a_page(self, fake: Fake) -> None:
        with pytest.raises(NoAnswer, match="larger than 1 MB"):
            self.only(fake, Reply(b" " * 3000), largest=2000)

    def test_is_not_waited_for_while_it_drips(self, fake: Fake) -> None:
        ticks = iter(range(0, 10_000, 10))
        with pytest.raises(NoAnswer, match="not answer in time"):
            self.only(fake, Reply(b"a" * 50, drip=0.005), tick=lambda: float(next(ticks)), whole=20.0)

    @pytest.mark.parametrize(
        "target", ["http://example.org/", "file:///etc/passwd", "ftp://127.0.0.1/", "http://localhost:1/"]
    )
    def test_leads_to_no_other_address(self, fake: Fake, target: str) -> None:
        with pytest.raises(NoAnswer):
            self.only(fake, Reply(status=302, headers={"Location": target}))

    def test_may_lead_on_within_itself(self, fake: Fake) -> None:
        fake.pages["/moved"] = pages.minutes()
        self.only(fake, Reply(status=302, headers={"Location": "/moved"}))
        assert Item.objects.count() == 1

    def test_is_asked_nothing_that_its_links_make_up(self, fake: Fake) -> None:
        links = (
            "http://evil.example/cgi/DREQUEST.PHP?page=meetingitem&id=2026101-9",
            "DREQUEST.PHP?page=meetingitem&id=2026101-4/../../etc",
            "DREQUEST.PHP?page=../../x&id=1",
            "file:///cgi/DREQUEST.PHP?page=meetingitem&id=2026101-8",
            "http://[broken/DREQUEST.PHP?page=meetingitem&id=1-1",
        )
        page = "".join(f"<a href='{each}'>x</a>" for each in links)
        fake.pages["meeting 2026101"] = f"<html><body>{page}</body></html>".encode()
        with pytest.raises(Refused, match="nothing of such a service"):
            bring(fake, "/cgi/DREQUEST.PHP?page=meeting&id=2026101")
        assert fake.asked == ["meeting 2026101"]

    def test_html_instead_of_a_feed_is_told_and_kept(self, fake: Fake) -> None:
        fake.pages["rss/meetingitems"] = b"<html><body><h1>Huoltokatko</h1></body></html>"
        imported = bring(fake)
        assert [str(each) for each in imported.strange] == [
            "rss/meetingitems: This is no feed: there is no “rss” in it."
        ]
        assert ImportedPage.objects.get(page_id="rss/meetingitems").left_over
        assert imported.numbers["items_added"] == 2

    def test_a_login_page_instead_of_an_item_changes_nothing(self, fake: Fake) -> None:
        bring(fake)
        before = list(Item.objects.values())
        fake.pages[self.ITEM] = b"<html><body><p>Kirjaudu</p></body></html>"
        imported = bring(fake)
        assert len(imported.strange) == 1
        assert list(Item.objects.values()) == before

    def test_only_the_host_that_was_named_is_asked(self, fake: Fake) -> None:
        with pytest.raises(NoAnswer, match="Only the host that was named"):
            fake.host().get("http://example.org/cgi/DREQUEST.PHP?page=meeting_frames")
        with pytest.raises(Gone):
            fake.host().get(fake.base + "/nothing")

    @pytest.mark.parametrize("source", ["file:///etc/passwd", "ftp://a.fi", "https://", "http://u:p@a.fi/"])
    def test_only_the_web_is_read(self, source: str) -> None:
        with pytest.raises(Refused, match="Only addresses"):
            import_dynasty(actor=PIRKKO.acts(), clock=lambda: NOW, source=source, organisation="kaava")
