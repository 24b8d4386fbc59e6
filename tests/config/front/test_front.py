"""The front answers what the framework answers, byte for byte, or leaves the answer to it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pytest_django import Settings

from lupaus.accounts import audit
from lupaus.accounts.actors import Actor
from lupaus.config.front import Front
from lupaus.config.front.versions import AskedVersions
from lupaus.indicators import queries, reading
from lupaus.indicators.models import Indicator, Nature, Release, SourceKind
from lupaus.web.clock import Clock
from lupaus.web.pages import PAGES_IN_REQUEST
from lupaus.web.versions import advance_content_version
from tests.config.front.asking import Behind, Said, environ, said

PAGE = "/en/accessibility/"
COOKIE = "lupaus-region=KU444"

Ask = Callable[..., tuple[Said, bool]]


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cookies tell by the wall clock when they end; the two answers may lie on both sides of a second."""
    monkeypatch.setattr("django.http.response.time", SimpleNamespace(time=lambda: 1_790_000_000.0))


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """The framework closes connections around a request, and with it this test's transaction on PostgreSQL;
    Django's own test client holds it back likewise."""
    around = (request_started, request_finished)
    for signal in around:
        signal.disconnect(close_old_connections)
    yield
    for signal in around:
        signal.connect(close_old_connections)


@pytest.fixture
def behind() -> Behind:
    return Behind()


@pytest.fixture
def front(behind: Behind) -> Front:
    return Front(behind, AskedVersions())


@pytest.fixture
def ask(db: None, front: Front, behind: Behind) -> Ask:
    """What the front says, after it was found equal to what the framework says, and whether the front
    answered by itself."""

    def asked(path: str = PAGE, query: str = "", method: str = "GET", **more: str) -> tuple[Said, bool]:
        before = behind.times
        told = said(front, environ(path, query, method, **more))
        by_itself = behind.times == before
        framework = said(behind.framework, environ(path, query, method, **more))
        assert sorted(told.headers) == sorted(framework.headers), (path, query)
        assert told == framework
        return told, by_itself

    return asked


def test_a_kept_page_is_answered_without_the_framework(ask: Ask) -> None:
    first, by_itself = ask()
    assert not by_itself
    again, by_itself = ask()
    assert by_itself
    assert again == first
    assert again.status == "200 OK"
    assert "default-src 'none'" in (again.header("Content-Security-Policy") or "")


def test_head_compression_and_what_the_reader_holds_are_as_the_framework_has_them(ask: Ask) -> None:
    plain, _by_itself = ask()
    head, by_itself = ask(method="HEAD")
    assert (by_itself, head.body, head.headers) == (True, b"", plain.headers)
    packed, by_itself = ask(HTTP_ACCEPT_ENCODING="br, gzip")
    assert by_itself
    assert gzip.decompress(packed.body) == plain.body
    for answer, more in ((plain, {}), (packed, {"HTTP_ACCEPT_ENCODING": "gzip"})):
        for tag in (answer.header("ETag") or "", f"W/{answer.header('ETag')}", '"other", *', "*"):
            held, by_itself = ask(HTTP_IF_NONE_MATCH=tag, **more)
            assert by_itself
            assert (held.status, held.body) == ("304 Not Modified", b"") or tag == '"other", *'


@pytest.mark.parametrize(
    "more",
    [
        {"method": "POST"},
        {"method": "OPTIONS"},
        {"method": "PURGE"},
        {"HTTP_RANGE": "bytes=0-3"},
        {"CONTENT_LENGTH": "3"},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
        {"HTTP_COOKIE": COOKIE},
        {"HTTP_COOKIE": f"x=1; {COOKIE}"},
        {"HTTP_COOKIE": 'lupaus-region="KU444"'},
        {"HTTP_HOST": "elsewhere.example"},
        {"HTTP_HOST": "testserver\r\nX-Injected: 1"},
        {"HTTP_HOST": "testserver@elsewhere.example"},
        {"HTTP_HOST": ""},
        {"query": "x=1"},
        {"query": "region="},
        {"query": "region=KU444"},
        {"query": "release=x"},
        {"query": "q=abc"},
        {"query": "q=" + "a" * 2000},
        {"path": "/en/accessibility"},
        {"path": "//en/accessibility/"},
        {"path": "/en//accessibility/"},
        {"path": "/en/./accessibility/"},
        {"path": "/en/x/../accessibility/"},
        {"path": "/en/accessibility/?"},
        {"path": "/en/accessibility/\x00"},
        {"path": "/EN/accessibility/"},
        {"path": "/en/account/login/"},
        {"path": "/en/workspace/"},
        {"path": "/"},
        {"path": "/en/ei-löydy/".encode().decode("latin-1")},
        {"SCRIPT_NAME": "/elsewhere"},
        {"HTTP_X_FORWARDED_HOST": "elsewhere.example"},
    ],
)
def test_whatever_is_not_plain_is_left_to_the_framework(ask: Ask, world: None, more: dict[str, str]) -> None:
    ask()
    if "HTTP_X_FORWARDED_HOST" in more:  # which says nothing unless the settings listen to it
        assert ask(**more)[1]
        return
    if more.get("path", "").endswith("login/"):
        return
    for _time in range(2):
        assert not ask(**more)[1]


def test_the_sign_in_is_never_answered_by_the_front(front: Front, behind: Behind, db: None) -> None:
    for _time in range(2):
        before = behind.times
        said(front, environ("/en/account/login/"))
        assert behind.times == before + 1


def test_a_chosen_region_that_the_cookie_knows_is_answered_by_the_front(ask: Ask, world: None) -> None:
    ask(query="region=KU444")
    assert not ask(query="region=KU444")[1]  # a cookie must be set
    assert ask(query="region=KU444", HTTP_COOKIE=COOKIE)[1]
    assert not ask(query="region=KU444", HTTP_COOKIE="lupaus-region=KU091")[1]
    ask()
    assert ask(HTTP_COOKIE="lupaus-csrf=1; other=2")[1]


def test_another_scheme_and_another_host_are_other_pages(
    ask: Ask, settings: Settings, behind: Behind, db: None
) -> None:
    settings.ALLOWED_HOSTS = ["testserver", ".example.org"]
    for more in (
        {"HTTP_HOST": "a.example.org"},
        {"HTTP_HOST": "A.example.org:81"},
        {"wsgi.url_scheme": "https"},
    ):
        assert not ask(**more)[1]
        assert ask(**more)[1]


def test_behind_a_proxy_the_scheme_is_what_the_proxy_says(settings: Settings, db: None) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_REDIRECT = True
    behind = Behind()
    front = Front(behind, AskedVersions())
    safe = {"HTTP_X_FORWARDED_PROTO": "https"}
    said(front, environ(PAGE, **safe))
    assert said(front, environ(PAGE, **safe)).status == "200 OK"
    assert behind.times == 1
    for more in ({}, {"HTTP_X_FORWARDED_PROTO": "http"}):
        assert said(front, environ(PAGE, **more)).status == "301 Moved Permanently"


def test_who_publishes_and_looks_at_once_sees_it(ask: Ask, planner: Actor, clock: Clock) -> None:
    ask()
    assert ask()[1]
    audit.record(actor=planner, clock=clock, verb="test", kind="thing", object_id="1")
    assert not ask()[1]
    assert ask()[1]


def test_without_a_version_everything_is_left_to_the_framework(db: None, behind: Behind) -> None:
    class Unknown:
        def now(self) -> None:
            return None

    front = Front(behind, Unknown())
    for _time in range(3):
        assert said(front, environ(PAGE)).status == "200 OK"
    assert behind.times == 3


def test_hosts_that_a_wildcard_lets_in_do_not_fill_the_memory(
    ask: Ask, front: Front, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    for number in range(600):
        front._origins.of(environ(PAGE, HTTP_HOST=f"h{number}.example"))
    assert len(front._origins._known) <= 256


def _links(body: bytes) -> set[str]:
    return set(re.findall(r'href="(/(?:fi|sv|en)/[^"#]*)"', body.decode(errors="replace")))


@pytest.mark.slow
def test_every_page_that_can_be_reached_is_answered_alike(world: None, ask: Ask, client: Client) -> None:
    seen: set[str] = set()
    front_alone = 0
    coming = ["/fi/", "/sv/", "/en/"]
    kinds: dict[str, int] = {}
    while coming:
        address = coming.pop()
        kind = re.sub(r"[a-z]*[0-9-][a-z0-9-]*|=[^&]*", "N", address)
        if address in seen or kinds.get(kind, 0) >= 2 or "/account/" in address or "/workspace/" in address:
            continue
        seen.add(address)
        kinds[kind] = kinds.get(kind, 0) + 1
        path, _mark, query = address.replace("&amp;", "&").partition("?")
        told, _by_itself = ask(path, query)
        for more in ({}, {"HTTP_ACCEPT_ENCODING": "gzip"}, {"method": "HEAD"}):
            region = re.search(r"(?:^|&)region=([A-Z0-9]+)", query)
            cookie = {"HTTP_COOKIE": f"lupaus-region={region[1]}"} if region else {}
            front_alone += ask(path, query, **more, **cookie)[1]
        if told.status == "200 OK":
            coming += sorted(_links(told.body))
    assert len(seen) > 100
    assert front_alone > 2 * len(seen)


_PATHS = st.one_of(
    st.sampled_from(
        [PAGE, "/fi/", "/en/", "/fi/help/", "/en/indicators/", "/", "/healthz", "/api/v1/regions"]
    ),
    st.text(st.sampled_from("/enfi.%?;\\ä\x00a-"), max_size=12).map(
        lambda end: f"/en/{end}".encode().decode("latin-1")
    ),
)
_QUERIES = st.one_of(
    st.sampled_from(
        ["", "region=KU444", "year=2020", "region=", "region=KU444&year=2020", "x", "&", "year=2020&"]
    ),
    st.text(st.sampled_from("region=KU4&year20%+;"), max_size=16),
)
_HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "HTTP_COOKIE": st.one_of(
            st.sampled_from([COOKIE, f"{COOKIE};", f"a=b; {COOKIE}", "lupaus-region=KU091", "lupaus-region"]),
            st.text(st.sampled_from('lupas-regionKU4=";, '), max_size=30),
        ),
        "HTTP_ACCEPT_ENCODING": st.sampled_from(["gzip", "", "gzip;q=0", "*", "br"]),
        "HTTP_IF_NONE_MATCH": st.sampled_from(["*", '"a"', "W/", "", "garbage", '"a", *']),
        "HTTP_IF_MODIFIED_SINCE": st.sampled_from(["Sun, 22 Nov 2026 09:00:00 GMT", "", "never"]),
        "HTTP_HOST": st.sampled_from(
            ["testserver", "testserver:80", "TESTSERVER", "other", "", "testserver."]
        ),
        "HTTP_RANGE": st.just("bytes=0-"),
        "HTTP_X_FORWARDED_PROTO": st.sampled_from(["https", "http"]),
        "CONTENT_LENGTH": st.sampled_from(["", "0"]),
    },
)


@pytest.mark.slow
@effort(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=_PATHS, query=_QUERIES, method=st.sampled_from(["GET", "HEAD"]), more=_HEADERS)
def test_no_request_is_answered_otherwise_than_by_the_framework(
    world: None, ask: Ask, path: str, query: str, method: str, more: dict[str, Any]
) -> None:
    ask(path, query, method, **more)
    ask(path, query, method, **more)


def test_the_pages_the_front_looks_into_are_those_of_the_framework(
    front: Front, ask: Ask, own_store: Path
) -> None:
    ask()
    asked = environ(PAGE)
    said(front._application, asked)
    assert asked[PAGES_IN_REQUEST] is front._pages


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/api/v1/series", "indicator=employment-rate&region=KU444"),
        ("/api/v1/verdicts", "region=KU444&indicator=employment-rate&indicator=unemployment-rate"),
    ],
)
def test_what_rooms_answer_at_the_door_wears_what_the_framework_puts_on(
    world: None, ask: Ask, front: Front, path: str, query: str
) -> None:
    Indicator.objects.update(source_kind=SourceKind.FILE)  # statistics, of which nothing is hidden
    Release.objects.update(nature=Nature.STATISTIC)
    release = queries.newest_release()
    assert release is not None
    reading.make_ready(release.table_version)
    advance_content_version()
    for more in ({}, {"wsgi.url_scheme": "https"}, {"HTTP_COOKIE": COOKIE}):
        told, by_itself = ask(path, query, **more)
        assert by_itself
        assert told.status == "200 OK"
        assert told.header("Content-Security-Policy")
        held, by_itself = ask(path, query, **more, HTTP_IF_NONE_MATCH=told.header("ETag") or "")
        assert by_itself
        assert held.status == "304 Not Modified"
        head = said(front, environ(path, query, "HEAD", **more))  # a body there is the server's to leave out
        assert (head.status, head.headers, head.body) == (told.status, told.headers, b"")
    for more in ({"method": "POST"}, {"HTTP_HOST": "elsewhere.example"}, {"HTTP_AUTHORIZATION": "Bearer x"}):
        assert not ask(path, query, **more)[1] or "HTTP_AUTHORIZATION" in more
