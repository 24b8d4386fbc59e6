"""The page of the search: what is found, marked and narrowed down, and what cannot break it."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from lupaus.decisions.changes import tell_changes
from lupaus.decisions.models import Item, ItemText
from lupaus.decisions.search import index
from lupaus.decisions.search.snippets import LONGEST_SNIPPET, marked, snippet
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from tests.decisions import few_meetings
from tests.decisions.few_meetings import DIARY, decided, head

pytestmark = pytest.mark.django_db

PAGE = "/fi/decisions/search/"


@pytest.fixture
def published(clock: Clock) -> None:
    few_meetings.bodies(clock)
    care = {
        "fi": "Johdanto.\n\nSosiaalihuollossa <b>annetaan</b> apua {{Matti Meikäläiselle}}.\n\nLoppu.",
    }
    few_meetings.publish(
        clock,
        head(stage="minutes"),
        decided("budget", 0, 98, diary_number=DIARY, title={"fi": "Talousarvio & vero"}),
        decided("care", 1, 99, title={"fi": "Kotihoito"}, account=care),
        decided("clinic", 2, 100, title={"fi": "Terveysaseman aukiolo"}),
    )


def got(client: Client, language: str = "fi", **asked: str) -> str:
    answer = client.get(f"/{language}/decisions/search/?{urlencode(asked)}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_hit_leads_to_its_page_and_shows_why_it_was_found(published: None, client: Client) -> None:
    page = got(client, q="sosiaalihuolto")
    assert "/fi/decisions/executive/2026-10-05/99/" in page
    assert "<mark>Sosiaalihuollossa</mark> &lt;b&gt;annetaan&lt;/b&gt; apua Matti Meikäläiselle." in page
    assert "{{" not in page
    assert "<strong>1 " in page


def test_found_words_of_a_title_are_marked_and_its_signs_escaped(published: None, client: Client) -> None:
    assert "<mark>Talousarvio</mark> &amp; vero" in got(client, q="talousarviot")


def test_a_diary_number_leads_to_its_matter(published: None, client: Client) -> None:
    slug = Item.objects.get(slug="98").matter
    assert slug is not None
    assert f"/fi/decisions/matters/{slug.slug}/" in got(client, q=DIARY)


def test_what_narrows_down_is_counted_and_can_be_taken_away(published: None, client: Client) -> None:
    page = got(client, "en", q="decided")
    assert "Executive" in page
    assert 'href="/en/decisions/search/?q=decided' in page
    chosen = got(client, "en", body="executive", year="2026")
    assert "Who decided: Executive" in chosen
    assert "Year: 2026" in chosen
    assert "Nothing was found" in got(client, "en", body="director")


def test_a_mistyped_word_is_answered_with_a_link(published: None, client: Client) -> None:
    assert "q=talousarvio" in got(client, q="talousarvoi")


def test_the_page_beyond_the_last_is_the_last(published: None, client: Client) -> None:
    assert "/99/" in got(client, q="kotihoito", page="99")


def test_more_hits_than_can_be_leafed_through_are_told(
    published: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Rajaa hakua" not in got(client)
    monkeypatch.setattr("lupaus.decisions.search.page.DEEPEST", 1)
    assert "Här visas de första 1." in got(client, "sv")  # another address: the page of the first is kept


@pytest.mark.parametrize(
    "words",
    ["\u202e" + "x", "<script>alert(1)</script>", '"><img src=x>', "*", "a" * 100, "🦆", "%00", "§§§"],
)
def test_a_hostile_question_gets_a_page(published: None, client: Client, words: str) -> None:
    page = got(client, q=words)
    assert "<script>alert" not in page
    assert "<img src=x>" not in page


@pytest.mark.parametrize("words", ["x" * 10_000, "\x00", "a\x1fb"])
def test_what_is_no_question_gets_a_sentence(published: None, client: Client, words: str) -> None:
    assert client.get(PAGE, {"q": words}).status_code == 400


def test_an_index_in_the_making_is_told(
    published: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "_MOST_WHILE_WAITING", 0)
    monkeypatch.setattr(index, "follow_in_the_background", lambda: None)
    answer = client.get("/en/decisions/search/?q=home")
    assert answer.status_code == 200
    assert "The search is being made anew" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.slow
def test_more_hits_are_no_more_queries(published: None, client: Client) -> None:
    got(client, q="kotihoito")
    with CaptureQueriesContext(connection) as one:
        assert "<strong>1 " in got(client, q="kotihoito")
    with CaptureQueriesContext(connection) as three:
        assert "<strong>3 " in got(client, "en", q="decided")
    assert len(one) == len(three) <= 8


def test_what_was_erased_is_in_no_snippet(published: None, client: Client) -> None:
    of = Item.objects.get(slug="99")
    ItemText.objects.filter(item=of, kind="account").update(text=Text("Sosiaalihuollossa annetaan apua."))
    tell_changes([of])
    assert "Meikäl" not in got(client, q="sosiaalihuolto")
    assert "<mark>" not in got(client, q="Meikäläiselle")


class TestSnippets:
    def test_the_piece_with_most_of_the_words_is_shown(self) -> None:
        text = Text("Yksi talo.\n\nKaksi autoa ja talo.\n\nAuto.")
        assert (
            snippet([text], {"talo": 0, "auto": 1}, "fi").html
            == "Kaksi <mark>autoa</mark> ja <mark>talo</mark>."
        )

    def test_a_long_piece_is_cut_between_words_around_the_first_found_one(self) -> None:
        text = Text("sana " * 500 + "kotihoito " + "loppu " * 500)
        html = snippet([text], {"kotihoito": 0}, "fi").html
        assert html.startswith("… sana")
        assert "<mark>kotihoito</mark>" in html
        assert html.endswith("loppu\u00a0…")
        assert len(html) < LONGEST_SNIPPET + 40

    def test_without_a_found_word_the_beginning_is_shown(self) -> None:
        assert snippet([Text(""), Text("# Otsikko\n\nLeipä.")], {"muu": 0}, "fi").html == "Otsikko"
        assert snippet([], {}, "fi").html == ""

    def test_markup_is_not_shown_and_its_addresses_are_not_searched(self) -> None:
        text = Text("Katso **kotihoito** [täältä](https://example.fi/kotihoito).")
        assert snippet([text], {"kotihoito": 0}, "fi").html == "Katso <mark>kotihoito</mark> täältä."

    def test_a_compound_is_marked_by_a_part_of_it(self) -> None:
        assert marked("Lastenneuvola", {"neuvola": 0}, "fi") == "<mark>Lastenneuvola</mark>"

    def test_letters_that_become_two_do_not_move_the_marks(self) -> None:
        assert marked("Straße ﬁ İstanbul talo", {"talo": 0}, "fi") == "Straße ﬁ İstanbul <mark>talo</mark>"


def test_addresses_are_what_the_others_count_on() -> None:
    with translation.override("sv"):
        assert reverse("decisions:search") == "/sv/decisions/search/"
