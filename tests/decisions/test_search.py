"""Items are found whichever form a word stands in, and never what is not published any more."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from lupaus.decisions.changes import tell_changes
from lupaus.decisions.meeting.publishing import leave_stone
from lupaus.decisions.models import Change, Item, ItemText, Meeting
from lupaus.decisions.search import index
from lupaus.decisions.search.finding import Filters, search
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from tests.decisions import few_meetings
from tests.decisions.few_meetings import DIARY, decided, head, item

pytestmark = pytest.mark.django_db

CARE = {
    "fi": "Ikäihmisten palveluista ja sosiaalihuollossa annettavasta avusta",
    "sv": "Tjänsterna för äldre inom socialvården",
    "en": "Services for older people",
}


@pytest.fixture
def published(clock: Clock) -> Meeting:
    """Minutes of three items; the second is about care, in three languages."""
    few_meetings.bodies(clock)
    few_meetings.publish(
        clock,
        head(stage="minutes"),
        decided("budget", 0, 98, diary_number=DIARY, title={"fi": "Talousarvio 2027"}),
        decided("care", 1, 99, title=CARE, concerns=["goal:region/care"]),
        decided(
            "clinic",
            2,
            100,
            title={"fi": "Terveysaseman aukiolo"},
            account={"fi": "Vammaispalvelulain mukaan."},
        ),
    )
    return Meeting.objects.get()


def slugs(words: str, language: str = "fi", filters: Filters | None = None) -> list[str]:
    """The sections that are found, the best first."""
    by_id = dict(Item.objects.values_list("pk", "slug"))
    return [by_id[each] for each in search(words, language, filters=filters).ids]


@pytest.mark.parametrize(
    ("words", "language", "section"),
    [
        ("sosiaalihuolto", "fi", "99"),
        ("SOSIAALIHUOLLON", "fi", "99"),
        ("ikäihminen", "fi", "99"),
        ("ikäihmisten palvelut", "fi", "99"),
        ("huolto", "fi", "99"),  # the end of a compound
        ("sosiaali", "fi", "99"),  # its beginning
        ("vammaispalvelulaki", "fi", "100"),
        ("vammaispalvelu", "fi", "100"),
        ("terveysasemat", "fi", "100"),
        ("terveysase", "fi", "100"),  # half a word
        ("socialvård", "sv", "99"),
        ("tjänst äldre", "sv", "99"),
        ("service", "en", "99"),
        ("sosiaalihuolto", "sv", "99"),  # a Finnish word on a Swedish page
        ("aluehallitus terveysasema", "fi", "100"),  # the body is a word of the item
        ("terveysasema 2026", "fi", "100"),  # and so is the year
        ("§ 99", "fi", "99"),
        (DIARY, "fi", "98"),
        (DIARY.replace("/", " / "), "fi", "98"),
        (f"talousarvio {DIARY}", "fi", "98"),
    ],
)
def test_an_item_is_found_by_words_in_any_form(
    published: Meeting, words: str, language: str, section: str
) -> None:
    assert slugs(words, language)[:1] == [section]


def test_every_word_must_be_there_and_where_none_has_all_those_with_some_come(published: Meeting) -> None:
    assert slugs("talousarvio terveysasema") == slugs("terveysasema talousarvio")
    found = search("talousarvio terveysasema")
    assert (found.total, found.partly) == (2, True)
    assert not search("terveysaseman aukiolo").partly


def test_a_word_of_the_title_tells_more_than_one_of_the_text(published: Meeting, clock: Clock) -> None:
    ItemText.objects.create(
        item=Item.objects.get(slug="98"), position=9, kind="other", text=Text("Terveysasema mainitaan.")
    )
    tell_changes(Item.objects.filter(slug="98"))
    assert slugs("terveysasema") == ["100", "98"]


def test_without_words_everything_comes_the_newest_first(published: Meeting, clock: Clock) -> None:
    few_meetings.publish(
        clock,
        head("later", held_on=few_meetings.HELD + timedelta(days=7)),
        item("first", title={"fi": "Uusi asia"}),
        work="later",
    )
    assert slugs("") == ["item-1", "98", "99", "100"]
    assert search("", limit=2, offset=2).ids == search("").ids[2:]
    assert search("asia", newest_first=True).ids[:1] == search("").ids[:1]


def test_facets_count_what_the_others_let_through(published: Meeting, clock: Clock) -> None:
    few_meetings.publish(
        clock,
        head("other", body="director", held_on=date(2025, 3, 4), stage="minutes"),
        decided("one", 0, 1, title={"fi": "Terveysaseman vuokra"}),
        work="other",
    )
    found = search("terveysasema", facets=True)
    assert dict(found.facets["body"]) == {"executive": 1, "director": 1}
    assert dict(found.facets["kind"]) == {"minutes": 1, "official": 1}
    assert dict(found.facets["year"]) == {"2025": 1, "2026": 1}
    chosen = search("terveysasema", filters=Filters(body="director"), facets=True)
    assert dict(chosen.facets["body"]) == {"executive": 1, "director": 1}
    assert dict(chosen.facets["year"]) == {"2025": 1}
    assert slugs("", filters=Filters(concern="goal:region/care")) == ["99"]
    assert slugs("", filters=Filters(year=2025)) == ["1"]
    assert slugs("", filters=Filters(kind="official", body="executive")) == []


def test_a_typing_mistake_is_answered_with_the_nearest_word_of_a_title(published: Meeting) -> None:
    assert search("talosarvio").suggested[0] == "talousarvio"
    assert search("terveysaseman aukoilo").suggested[0] == "terveysaseman aukiolo"
    assert search("qwertyqwerty").suggested == ()


@pytest.mark.parametrize(
    "words",
    [
        "\u202e",
        "!!!",
        "\x00",
        "x" * 10_000,
        "a " * 5_000,
        '" OR title:* AND (',
        "body:director",
        "{{",
        "/",
        "-",
        "*",
        "~",
    ],
)
def test_whatever_is_asked_is_answered(published: Meeting, words: str) -> None:
    assert search(words).total == 0


def test_a_search_that_is_up_to_date_asks_the_database_once(
    published: Meeting, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    search("talousarvio")
    with django_assert_num_queries(1):
        search("terveysasema", facets=True)


def test_what_is_published_is_found_at_once_and_what_is_gone_never_again(
    published: Meeting, clock: Clock
) -> None:
    assert slugs("aukiolo") == ["100"]
    gone = Item.objects.get(slug="100")
    leave_stone(gone, at=clock(), why=Text("Poistettu."))
    tell_changes([gone])
    assert slugs("aukiolo") == []
    assert "100" not in slugs("")
    assert search("aukiol").suggested == ()
    assert dict(search("", facets=True).facets["year"]) == {"2026": 2}


def test_a_meeting_that_moves_to_another_year_is_found_there(clock: Clock) -> None:
    few_meetings.bodies(clock)
    few_meetings.publish(clock, head(), item("it", title={"fi": "Kotihoito"}))
    assert slugs("", filters=Filters(year=2026)) == ["item-1"]
    few_meetings.publish(clock, head(held_on=date(2027, 1, 4)), item("it", title={"fi": "Kotihoito"}))
    assert slugs("", filters=Filters(year=2026)) == []
    assert slugs("kotihoito 2027") == ["item-1"]


def test_an_erased_name_is_not_found_nor_told(published: Meeting) -> None:
    of = Item.objects.get(slug="98")
    text = ItemText.objects.create(item=of, position=9, kind="other", text=Text("Anoja {{Matti Salanimi}}."))
    of.title = Text("Salanimen anomus")
    of.save()
    tell_changes([of])
    assert slugs("salanimi") == ["98"]
    text.text = Text("Anoja {{}}.")
    text.save()
    of.title = Text("Anomus")
    of.save()
    tell_changes([of])
    assert slugs("salanimi") == slugs("matti") == []
    assert search("salanimmi").suggested == ()


class TestTheIndex:
    @pytest.fixture
    def folder(self, settings: Settings) -> Path:
        return Path(settings.DECISIONS_INDEX)

    def test_is_made_anew_when_it_is_gone(self, published: Meeting, folder: Path) -> None:
        search("")
        state = json.loads((folder / "state.json").read_text())
        assert state["number"] == Change.objects.latest("number").number
        for each in folder.iterdir():
            shutil.rmtree(each) if each.is_dir() else each.unlink()
        index._opened.clear()
        assert slugs("terveysasema") == ["100"]

    @pytest.mark.parametrize("broken", ["{", '{"generation": "x"}', "null", '"x"', "[]", ""])
    def test_is_made_anew_when_what_it_says_of_itself_is_broken(
        self, published: Meeting, folder: Path, broken: str
    ) -> None:
        search("")
        (folder / "state.json").write_text(broken)
        index._opened.clear()
        assert slugs("terveysasema") == ["100"]

    def test_is_made_anew_when_its_files_are_broken(self, published: Meeting, folder: Path) -> None:
        search("")
        (generation,) = (each for each in folder.iterdir() if each.is_dir())
        (generation / "meta.json").write_text("{")
        index._opened.clear()
        assert slugs("terveysasema") == ["100"]
        assert [each.name for each in folder.iterdir() if each.is_dir()] != [generation.name]

    def test_is_made_anew_when_it_is_of_another_database(self, published: Meeting, folder: Path) -> None:
        search("")
        Change.objects.all().delete()  # an older state of the database was put back
        Item.objects.filter(slug="98").delete()
        tell_changes(Item.objects.filter(slug="99"))
        assert sorted(slugs("")) == ["100", "99"]
        state = json.loads((folder / "state.json").read_text())
        (folder / "state.json").write_text(json.dumps({**state, "database": "another"}))
        index._opened.clear()
        assert search("").total == 2
        assert json.loads((folder / "state.json").read_text())["generation"] != state["generation"]

    def test_is_made_anew_when_it_was_made_with_something_else(
        self, published: Meeting, folder: Path
    ) -> None:
        search("")
        state = json.loads((folder / "state.json").read_text())
        (folder / "state.json").write_text(json.dumps({**state, "made_with": "0"}))
        index._opened.clear()
        assert search("").total == 3
        assert json.loads((folder / "state.json").read_text())["generation"] != state["generation"]

    def test_another_process_reads_what_one_has_written(self, published: Meeting, folder: Path) -> None:
        search("")
        mine = index._opened.pop(folder)
        tell_changes(Item.objects.filter(slug="99"))
        search("")  # as if it were another process
        theirs = index._opened[folder]
        index._opened[folder] = mine
        assert search("").total == 3
        assert index._opened[folder].state == theirs.state

    def test_whoever_writes_long_is_not_waited_for(
        self, published: Meeting, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(index, "_PATIENCE", 0.0)
        with index._alone(folder, 1.0), pytest.raises(index.NotReady, match="made anew"):
            search("talousarvio")

    def test_much_is_made_in_the_background(
        self, published: Meeting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        begun = []
        monkeypatch.setattr(index, "_MOST_WHILE_WAITING", 1)
        monkeypatch.setattr(index, "follow_in_the_background", lambda: begun.append(True))
        with pytest.raises(index.NotReady):
            search("talousarvio")
        assert begun == [True]
        assert index.bring_up_to_date() == 3
        assert slugs("talousarvio") == ["98"]
