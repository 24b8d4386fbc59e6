from __future__ import annotations

import gzip
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from lupaus.accounts import audit
from lupaus.accounts.actors import Actor
from lupaus.web.clock import Clock
from lupaus.web.pages import PageKey, Pages, PagesMiddleware, ReadyPage, ready

PAGE = "/en/accessibility/"

#: Stands for everything behind the outermost middleware, and counts how often it was asked.
Behind = Callable[[HttpRequest], HttpResponse]


class Rendering:
    """Answers with the number of the rendering, so that a ready page can be told from a new one."""

    def __init__(self, **headers: str) -> None:
        self.times = 0
        self.headers = headers
        self.status = 200

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.times += 1
        return HttpResponse(f"rendering {self.times}", status=self.status, headers=self.headers)


def key(address: str = "/fi/", version: int = 1) -> PageKey:
    return PageKey("http://testserver", address, version, date(2026, 11, 22))


def page(body: bytes = b"x" * 100) -> ReadyPage:
    return ReadyPage(body, b"", "tag", ())


def write(planner: Actor, clock: Clock) -> None:
    audit.record(actor=planner, clock=clock, verb="test", kind="thing", object_id="1")


@pytest.fixture
def rendering() -> Rendering:
    return Rendering()


@pytest.fixture
def ask(db: None, rendering: Rendering) -> Callable[..., HttpResponse]:
    middleware = PagesMiddleware(rendering)
    return lambda address, **headers: middleware(RequestFactory().get(address, headers=headers))


def test_a_ready_page_has_the_same_bytes_and_headers_and_costs_one_query(
    client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = client.get(PAGE)
    with django_assert_num_queries(1):
        second = client.get(PAGE)
    assert second.content == first.content
    assert dict(second.headers) == dict(first.headers)
    assert "default-src 'none'" in second.headers["Content-Security-Policy"]
    assert second.headers["X-Content-Type-Options"] == "nosniff"


def test_a_write_makes_a_new_page(
    ask: Callable[..., HttpResponse], planner: Actor, clock: Clock, rendering: Rendering
) -> None:
    assert ask("/fi/").content == ask("/fi/").content == b"rendering 1"
    write(planner, clock)
    assert ask("/fi/").content == b"rendering 2"


def test_a_new_day_makes_a_new_page(
    ask: Callable[..., HttpResponse], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask("/fi/")
    monkeypatch.setattr("lupaus.web.clock.day_of", lambda _clock: date(2027, 1, 1))
    assert ask("/fi/").content == b"rendering 2"


def test_language_query_and_host_are_part_of_the_key(
    ask: Callable[..., HttpResponse], settings: Settings, rendering: Rendering
) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other"]
    ask("/fi/")
    ask("/sv/")
    ask("/fi/?release=1")
    ask("/fi/", host="other")
    assert rendering.times == 4


def test_unknown_parameters_and_free_text_do_not_fill_the_memory(db: None, rendering: Rendering) -> None:
    middleware = PagesMiddleware(rendering)
    for number in range(20):
        middleware(RequestFactory().get("/fi/", {"x": number}))
        middleware(RequestFactory().get("/fi/", {"q": str(number)}))
    assert len(middleware.pages) == 1


@pytest.mark.parametrize("status", [302, 400, 404, 500])
def test_what_is_not_a_page_is_not_kept(
    ask: Callable[..., HttpResponse], rendering: Rendering, status: int
) -> None:
    rendering.status = status
    ask("/fi/")
    ask("/fi/")
    assert rendering.times == 2


def test_an_answer_that_sets_a_cookie_is_not_kept(db: None) -> None:
    def greet(_request: HttpRequest) -> HttpResponse:
        response = HttpResponse("hello")
        response.set_cookie("who", "me")
        return response

    middleware = PagesMiddleware(greet)
    middleware(RequestFactory().get("/fi/"))
    assert len(middleware.pages) == 0


def test_what_a_form_sends_passes_through(db: None, rendering: Rendering) -> None:
    middleware = PagesMiddleware(rendering)
    middleware(RequestFactory().post("/fi/"))
    assert len(middleware.pages) == 0


def test_a_reader_who_has_the_page_gets_no_bytes(client: Client, db: None) -> None:
    tag = client.get(PAGE).headers["ETag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get(PAGE, headers={"if-none-match": known})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["ETag"] == tag
    assert client.get(PAGE, headers={"if-none-match": '"other"'}).status_code == 200


def test_a_page_comes_compressed_to_who_can_read_it(client: Client, db: None) -> None:
    plain = client.get(PAGE)
    packed = client.get(PAGE, headers={"accept-encoding": "gzip, br"})
    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert {"Accept-Encoding", "Cookie"} <= {part.strip() for part in packed.headers["Vary"].split(",")}


def test_asking_for_the_head_gives_the_length_without_the_body(client: Client, db: None) -> None:
    whole = client.get(PAGE)
    head = client.head(PAGE)
    assert head.content == b""
    assert head.headers["Content-Length"] == str(len(whole.content))


def test_the_one_asked_longest_ago_goes_first() -> None:
    pages = Pages(limit=1000)
    for number in range(9):
        pages.keep(key(f"/fi/{number}/"), page())
        pages.get(key("/fi/0/"))
    pages.keep(key("/fi/9/"), page())
    pages.keep(key("/fi/10/"), page())
    assert pages.get(key("/fi/0/")) is not None
    assert pages.get(key("/fi/1/")) is None


def test_one_huge_page_does_not_push_out_the_others() -> None:
    pages = Pages(limit=1000)
    pages.keep(key("/fi/"), page())
    pages.keep(key("/fi/huge/"), page(b"x" * 900))
    assert pages.get(key("/fi/")) is not None
    assert pages.get(key("/fi/huge/")) is None


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 300)), max_size=60))
def test_the_memory_is_bounded_and_counted_right(kept: list[tuple[int, int]]) -> None:
    pages = Pages(limit=1600)
    alive: dict[PageKey, int] = {}
    for name, size in kept:
        pages.keep(key(str(name)), page(b"x" * size))
        alive[key(str(name))] = size
        assert pages.size <= 1600
    held = [pages.get(each) for each in alive]
    assert pages.size == sum(found.size for found in held if found)


def test_several_threads_share_the_pages() -> None:
    pages = Pages(limit=5000)

    def work(seed: int) -> None:
        for number in range(300):
            pages.keep(key(str((seed * number) % 70)), page())
            found = pages.get(key(str(number % 70)))
            assert found is None or found.body == b"x" * 100

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(1, 9)))
    assert pages.size <= 5000
    assert pages.size == 100 * len(pages)


def test_a_ready_page_does_not_depend_on_when_it_was_made() -> None:
    assert ready(HttpResponse("same")) == ready(HttpResponse("same"))
