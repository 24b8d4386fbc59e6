"""The one client: one host, politely, to its end, and nowhere else."""

from __future__ import annotations

import gzip
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from lupaus.web.network import Client, Known, Rate, SameHost, Trouble, What, host_of, opener_for
from tests.conftest import NOW
from tests.indicators.sotkanet_server import Reply, serving


class Told(Exception):  # noqa: N818 - carries what was told
    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass
class Fake:
    """Replies by path; of a list, one after another. Its time passes only in sleep."""

    base: str = ""
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    clock: float = 0.0

    def reply(self, path: str, _headers: Mapping[str, str]) -> Reply:
        replies = self.replies.get(path, [Reply(status=404)])
        return replies.pop(0) if len(replies) > 1 else replies[0]

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock += seconds

    def client(self, **more: Any) -> Client:
        given: dict[str, Any] = {
            "opener": urllib.request.build_opener(SameHost()),
            "timeout": 5,
            "tick": lambda: self.clock,
            "sleep": self.sleep,
            "now": lambda: NOW,
        }
        return Client(host_of(self.base), Told, **(given | more))

    def get(self, *replies: Reply, **more: Any) -> bytes:
        self.replies["/a"] = list(replies)
        return self.client(**more).get(self.base + "/a").body

    def trouble(self, *replies: Reply, **more: Any) -> Trouble:
        with pytest.raises(Told) as told:
            self.get(*replies, **more)
        return told.value.trouble


@pytest.fixture
def fake() -> Iterator[Fake]:
    fake = Fake()
    with serving(fake) as fake.base:
        yield fake


def test_what_is_answered_comes_whole_and_the_asker_says_who_it_is(fake: Fake) -> None:
    assert fake.get(Reply(b"hello")) == b"hello"
    assert fake.headers[0]["User-Agent"].startswith("Lupaus/")


def test_a_question_is_put_again_where_a_second_try_mends_it(fake: Fake) -> None:
    assert fake.get(Reply(status=500), Reply(b"half", promise=99), Reply(b"whole"), pause=2.0) == b"whole"
    assert fake.slept == [2.0, 4.0]


def test_four_tries_are_enough(fake: Fake) -> None:
    trouble = fake.trouble(Reply(status=502))
    assert (trouble.what, trouble.code, len(fake.asked)) == (What.STATUS, 502, 4)
    assert trouble.is_of_the_service


def test_what_a_second_try_does_not_mend_is_asked_once(fake: Fake) -> None:
    assert fake.trouble(Reply(status=404)).code == 404
    assert len(fake.asked) == 1


@pytest.mark.parametrize(
    ("says", "waits"), [("17", 17.0), ("Sun, 22 Nov 2026 09:00:30 GMT", 30.0), ("soon", 9.0), ("²", 9.0)]
)
@pytest.mark.parametrize("status", [429, 503])
def test_it_waits_as_long_as_it_is_told(fake: Fake, status: int, says: str, waits: float) -> None:
    said = {"Retry-After": says.encode().decode("latin-1")}
    assert fake.get(Reply(status=status, headers=said), Reply(b"now"), patience=9.0) == b"now"
    assert fake.slept == [waits]


def test_who_asks_to_wait_for_long_is_asked_another_day(fake: Fake) -> None:
    trouble = fake.trouble(Reply(status=429, headers={"Retry-After": "86400"}))
    assert (trouble.wait, fake.slept, len(fake.asked)) == (86400.0, [], 1)


def test_two_questions_begin_a_pause_apart(fake: Fake) -> None:
    fake.replies["/a"] = [Reply(b"")]
    client = fake.client(pause=2.0)
    client.get(fake.base + "/a")
    fake.clock += 0.5
    client.get(fake.base + "/a")
    fake.clock += 3.0
    client.get(fake.base + "/a")
    assert fake.slept == [1.5]


def test_no_more_calls_are_made_in_a_time_than_may_be(fake: Fake) -> None:
    fake.replies["/a"] = [Reply(b"")]
    client = fake.client(rate=Rate(3, 60.0))
    for _each in range(7):
        client.get(fake.base + "/a")
        fake.clock += 1.0
    assert fake.slept == [57.0, 57.0]


def test_what_is_packed_is_unpacked_and_counted_unpacked(fake: Fake) -> None:
    packed = Reply(gzip.compress(b"a" * 5000), headers={"Content-Encoding": "gzip"})
    assert fake.get(packed) == b"a" * 5000
    assert fake.trouble(packed, largest=4000).what is What.LARGE
    cut = Reply(packed.body[:-9], headers=packed.headers)
    assert fake.trouble(cut).what is What.BROKEN
    assert fake.trouble(Reply(b"no gzip", headers=packed.headers)).what is What.BROKEN


def test_more_than_may_come_is_not_read(fake: Fake) -> None:
    trouble = fake.trouble(Reply(b"a" * 3000), largest=2000)
    assert (trouble.what, trouble.megabytes) == (What.LARGE, 1)


def test_an_answer_that_drips_is_let_go(fake: Fake) -> None:
    ticks = iter(range(0, 100_000, 10))
    trouble = fake.trouble(Reply(b"a" * 50, drip=0.005), tick=lambda: float(next(ticks)), whole=20.0)
    assert trouble.what is What.DRIPS
    assert trouble.is_late


def test_who_does_not_answer_in_time_is_late(fake: Fake) -> None:
    assert fake.trouble(Reply(wait=0.3), timeout=0.05, tries=2).what is What.LATE


def test_a_service_that_is_not_there_cannot_be_reached() -> None:
    gone = Fake()
    with serving(gone) as gone.base:
        pass
    trouble = gone.trouble(Reply())
    assert trouble.what is What.UNREACHABLE
    assert trouble.reason


@pytest.mark.parametrize(
    "target", ["http://example.org/", "file:///etc/passwd", "ftp://127.0.0.1/", "http://localhost:1/", "//x/"]
)
def test_a_redirect_leads_to_no_other_host(fake: Fake, target: str) -> None:
    trouble = fake.trouble(Reply(status=302, headers={"Location": target}))
    assert trouble.what in (What.ELSEWHERE, What.STATUS)
    assert fake.asked == ["/a"]


def test_a_redirect_may_lead_on_within_the_host(fake: Fake) -> None:
    fake.replies["/b"] = [Reply(b"moved")]
    assert fake.get(Reply(status=302, headers={"Location": "/b"})) == b"moved"


def test_what_is_sent_is_sent_to_where_it_was_meant_for(fake: Fake) -> None:
    fake.replies["/q"] = [Reply(status=500), Reply(b"answer")]
    assert fake.client().post(fake.base + "/q", b"{}").body == b"answer"
    assert fake.sent == [b"{}", b"{}"]
    fake.replies["/q"] = [Reply(status=302, headers={"Location": "/a"})]
    with pytest.raises(Told) as told:
        fake.client().post(fake.base + "/q", b"{}")
    assert told.value.trouble.what is What.ELSEWHERE


def test_only_the_host_that_was_named_is_asked(fake: Fake) -> None:
    with pytest.raises(Told) as told:
        fake.client().get("http://example.org/a")
    assert told.value.trouble.what is What.OTHER_HOST
    assert fake.asked == []


def test_the_ordinary_opener_speaks_https_only(fake: Fake) -> None:
    assert fake.trouble(Reply(b""), opener=opener_for()).what is What.UNREACHABLE
    assert fake.get(Reply(b"web"), opener=opener_for(("http", "https"))) == b"web"
    assert len(fake.asked) == 1


def test_what_has_not_changed_is_not_sent_again(fake: Fake) -> None:
    said = {"ETag": '"1"', "Last-Modified": "Sun, 22 Nov 2026 09:00:30 GMT"}
    fake.replies["/a"] = [Reply(b"long", headers=said), Reply(status=304, headers={"ETag": '"1"'})]
    client = fake.client()
    first = client.get(fake.base + "/a")
    assert first.known == Known('"1"', "Sun, 22 Nov 2026 09:00:30 GMT")
    again = client.get(fake.base + "/a", first.known)
    assert (again.is_unchanged, again.body, again.known.etag) == (True, b"", '"1"')
    assert fake.headers[1]["If-None-Match"] == '"1"'
    assert fake.headers[1]["If-Modified-Since"] == "Sun, 22 Nov 2026 09:00:30 GMT"


def test_a_host_is_named_without_the_port_everybody_knows() -> None:
    assert host_of("https://Example.org:443/a") == host_of("https://example.org") == "example.org"
    assert host_of("http://a.fi:8000") == "a.fi:8000"
    assert host_of("ftp://a.fi") == host_of("http://[") == host_of("file:///x") == host_of("") == ""
