"""A part is written, by one person or by two at once, and whatever is refused, nothing typed is lost."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from lupaus.web.clock import Clock
from lupaus.workspace import kinds, operations
from lupaus.workspace.models import Part, State, Version
from tests.signed_in import client_of
from tests.workspace.album import ALBUM
from tests.workspace.ledger import EDITOR, words
from tests.workspace.pages import BOOK, fields, page, send, send_fields
from tests.world import AINO, AKSELI, PIRKKO, RASMUS, RIITTA

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("cast", "draft")]

NOTE = f"{BOOK}note/x/"
SCRIPT = "<script>alert(1)</script>"


def note(slug: str = "x") -> Part:
    return Part.objects.get(version__work="book", kind="note", slug=slug)


def shown(html: str) -> str:
    """What a reader sees of a page, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture
def writer() -> Client:
    return client_of(PIRKKO)


@pytest.fixture
def second() -> Client:
    return client_of(AINO)


def test_a_part_is_written_in_three_languages_and_says_which_one_lacks(writer: Client) -> None:
    form = fields(page(writer, NOTE))
    assert form["title.fi"] == "x fi"
    form |= {"text.fi": "Eka\r\n\r\nToka", "text.en": "First", "count": "1 200"}
    assert send_fields(writer, NOTE, form) == f"{NOTE}?done=saved"
    assert note().content["text"] == {"fi": "Eka\n\nToka", "en": "First"}
    assert note().content["count"] == 1200
    after = page(writer, f"{NOTE}?done=saved")
    assert "Saved." in shown(after)
    assert "missing in 1 of 3 languages" in shown(after)


def test_a_form_that_is_sent_twice_changes_once(writer: Client) -> None:
    form = fields(page(writer, NOTE)) | {"title.en": "new"}
    send_fields(writer, NOTE, form)
    send_fields(writer, NOTE, form)
    assert note().revision == 2


def test_only_the_fields_of_the_part_are_read(writer: Client) -> None:
    send_fields(
        writer,
        NOTE,
        fields(page(writer, NOTE))
        | {"title.en": "y", "slug": "z", "parent": "b", "evil": "1", "title.xx": "q"},
    )
    kept = note()
    assert (kept.slug, kept.parent, set(kept.content), set(kept.content["title"])) == (
        "x",
        "a",
        {"title"},
        {"fi", "sv", "en"},
    )


def test_what_is_wrong_is_told_beside_its_field_and_what_was_typed_stays(writer: Client) -> None:
    form = fields(page(writer, NOTE))
    form |= {"title.fi": "", "title.sv": "", "title.en": "", "count": "many", "text.en": "A long text"}
    html = send_fields(writer, NOTE, form, status=422)
    assert 'id="f-title-problem"' in html
    assert 'href="#f-count"' in html
    assert "2 things have to be corrected" in html
    assert "A long text" in html
    assert fields(html)["count"] == "many"
    assert note().revision == 1


def test_two_who_write_different_fields_both_keep_their_words(writer: Client, second: Client) -> None:
    mine, theirs = fields(page(writer, NOTE)), fields(page(second, NOTE))
    send_fields(second, NOTE, theirs | {"text.en": "their text"})
    html = send_fields(writer, NOTE, mine | {"title.en": "my title"}, status=409)
    assert "Changed by aino alone" in html
    merged = fields(html)
    assert (merged["title.en"], merged["text.en"], merged["revision"]) == ("my title", "their text", "2")
    send_fields(writer, NOTE, merged)
    assert note().content["title"]["en"] == "my title"
    assert note().content["text"] == {"en": "their text"}


def test_two_who_write_the_same_words_are_shown_both_and_the_second_chooses(
    writer: Client, second: Client
) -> None:
    for chosen, kept in (("yours", "my words yours"), ("theirs", "their words")):
        own = f"my words {chosen}"
        mine, theirs = fields(page(writer, NOTE)), fields(page(second, NOTE))
        send_fields(second, NOTE, theirs | {"title.en": "their words", "title.sv": "deras"})
        html = send_fields(writer, NOTE, mine | {"title.en": own}, status=409)
        assert "Two of you wrote at the same time" in html
        assert "<del>" in html
        assert "<ins>" in html
        form = fields(html)
        assert form["title.en"] == own
        assert form["take.title.en"] == "yours"
        send_fields(writer, NOTE, form | {"take.title.en": chosen})
        assert note().content["title"]["en"] == kept
        assert note().content["title"]["sv"] == "deras"


def test_a_text_made_of_both_is_kept(writer: Client, second: Client) -> None:
    mine, theirs = fields(page(writer, NOTE)), fields(page(second, NOTE))
    send_fields(second, NOTE, theirs | {"title.en": "theirs"})
    form = fields(send_fields(writer, NOTE, mine | {"title.en": "mine"}, status=409))
    send_fields(writer, NOTE, form | {"title.en": "mine and theirs"})
    assert note().content["title"]["en"] == "mine and theirs"


def test_a_third_writer_between_is_met_too(writer: Client, second: Client) -> None:
    mine = fields(page(writer, NOTE))
    send_fields(second, NOTE, fields(page(second, NOTE)) | {"title.en": "one"})
    form = fields(send_fields(writer, NOTE, mine | {"title.en": "mine"}, status=409))
    send_fields(second, NOTE, fields(page(second, NOTE)) | {"title.en": "two"})
    again = send_fields(writer, NOTE, form | {"take.title.en": "yours"}, status=409)
    assert "two" in shown(again)
    assert fields(again)["title.en"] == "mine"


def test_what_was_chosen_of_the_other_stays_when_something_else_is_wrong(
    writer: Client, second: Client
) -> None:
    mine, theirs = fields(page(writer, NOTE)), fields(page(second, NOTE))
    send_fields(second, NOTE, theirs | {"title.en": "theirs"})
    form = fields(send_fields(writer, NOTE, mine | {"title.en": "mine"}, status=409))
    html = send_fields(writer, NOTE, form | {"take.title.en": "theirs", "count": "x"}, status=422)
    assert fields(html)["title.en"] == "theirs"
    assert fields(html)["count"] == "x"


def test_what_was_typed_is_shown_when_the_version_is_no_draft_any_more(writer: Client, clock: Clock) -> None:
    form = fields(page(writer, NOTE)) | {"text.en": "Hours of work"}
    operations.submit(actor=EDITOR, clock=clock, work="book", number=1)
    html = send_fields(writer, NOTE, form, status=409)
    assert "Hours of work" in html
    assert "You cannot save this now" in html
    assert note().revision == 1


def test_what_was_typed_is_shown_when_the_part_was_taken_out(writer: Client, clock: Clock) -> None:
    form = fields(page(writer, NOTE)) | {"text.en": "Hours of work"}
    operations.remove_part(actor=EDITOR, clock=clock, work="book", kind="note", slug="x", revision=1)
    html = send_fields(writer, NOTE, form, status=409)
    assert "Hours of work" in html
    assert "This was taken out while you were writing" in html


def test_a_page_of_a_published_version_writes_nowhere(writer: Client, clock: Clock) -> None:
    form = fields(page(writer, NOTE)) | {"title.en": "late"}
    Version.objects.filter(work="book").update(state=State.PUBLISHED, digest="x")
    operations.begin_draft(actor=EDITOR, clock=clock, work="book")
    send_fields(writer, NOTE, form, status=409)
    send(writer, f"{BOOK}note/", 409, part="x", to="2")
    send(writer, f"{BOOK}new/note/", 409, title__en="new", parent="a")
    assert not Part.objects.filter(content__title__en="late").exists()
    assert set(Part.objects.filter(kind="note").values_list("revision", flat=True)) == {1}


def test_stored_script_is_text_everywhere(writer: Client) -> None:
    form = fields(page(writer, NOTE))
    send_fields(
        writer, NOTE, form | {f"title.{each}": SCRIPT for each in ("fi", "sv", "en")} | {"text.en": SCRIPT}
    )
    form = fields(page(writer, NOTE))
    assert form["title.en"] == SCRIPT
    doors = ("", "note/", "note/x/", "note/x/history/", "note/x/remove/", "note/x/move/", "note/x/people/")
    for door in (*doors, "history/", "chapter/a/"):
        assert "<script>alert" not in page(writer, f"{BOOK}{door}"), door
    send(writer, f"{NOTE}remove/", revision="2")
    assert "<script>alert" not in page(writer, f"{BOOK}removed/")


def test_a_new_part_gets_an_id_of_its_title_and_a_second_sending_is_refused_kindly(writer: Client) -> None:
    new = f"{BOOK}new/note/"
    assert 'value="x fi"' not in page(writer, f"{new}?parent=a")
    sent = {"title.fi": "Hyvä ääni", "parent": "a"}
    assert send_fields(writer, new, sent) == f"{BOOK}note/hyva-aani/?done=added"
    html = send_fields(writer, new, sent, status=422)
    assert "There is already a part with the id hyva-aani" in html
    assert f'href="{BOOK}note/hyva-aani/"' in html
    assert Part.objects.filter(kind="note").count() == 4
    assert send_fields(writer, new, sent | {"id": "other"}) == f"{BOOK}note/other/?done=added"
    assert note("other").parent == "a"


def test_a_new_part_without_anything_is_told_what_it_needs(writer: Client) -> None:
    html = send_fields(writer, f"{BOOK}new/note/", {}, status=422)
    assert "Title: Fill this in, in one language at least." in shown(html)
    assert 'href="#f-parent"' in html
    assert 'href="#f-id"' not in html
    assert "Stands under: Fill this in." in shown(html)


def test_a_part_whose_id_is_new_has_its_page(writer: Client) -> None:
    send(writer, f"{BOOK}new/note/", id="new", title__en="Fresh", parent="a")
    assert "Fresh" in page(writer, f"{BOOK}note/new/")


def test_a_part_is_moved_taken_out_and_brought_back(writer: Client) -> None:
    assert "Put “x” under another part" in page(writer, f"{NOTE}move/")
    send(writer, f"{NOTE}move/", parent="b")
    assert (note().parent, note().position) == ("b", 1)
    html = send(writer, f"{NOTE}move/", 422, parent="nowhere")
    assert "Nothing in the list" in html
    page(writer, f"{NOTE}remove/")
    assert send(writer, f"{NOTE}remove/", revision="2") == f"{BOOK}removed/?done=removed"
    removed = page(writer, f"{BOOK}removed/")
    assert "Bring back" in removed
    assert "This was taken out" in page(writer, NOTE)
    send(writer, f"{NOTE}history/", to="2", revision="3")
    assert note().removed_at is None


def test_a_part_with_others_under_it_is_not_taken_out(writer: Client) -> None:
    html = send(writer, f"{BOOK}chapter/a/remove/", 422, revision="1")
    assert "2 parts stand under this one" in html


def test_the_history_tells_every_change_and_undoes_it(writer: Client) -> None:
    send_fields(writer, NOTE, fields(page(writer, NOTE)) | {"title.en": "the second word"})
    send_fields(writer, NOTE, fields(page(writer, NOTE)) | {"title.en": "the third word", "count": "3"})
    html = page(writer, f"{NOTE}history/")
    assert "second" in html
    assert "<ins>" in html
    assert "Title, English" in shown(html)
    all_changes = shown(page(writer, f"{BOOK}history/"))
    assert "Title (English), Count" in all_changes
    send(writer, f"{NOTE}history/", to="2", revision="3")
    assert note().content["title"]["en"] == "the second word"
    stale = send(writer, f"{NOTE}history/", 409, to="1", revision="3")
    assert "Nothing was overwritten" in stale
    send(writer, f"{NOTE}history/", 404, to="99", revision="4")
    send(writer, f"{NOTE}history/", 422, to="x", revision="4")


def test_a_responsible_person_writes_their_own_part_and_reads_the_others(writer: Client) -> None:
    person = client_of(RASMUS)
    assert "<textarea" not in page(person, NOTE)
    assert send(writer, f"{NOTE}people/", username="rasmus").endswith("done=assigned")
    assert "Rasmus Responsible" in page(writer, f"{NOTE}people/")
    form = fields(page(person, NOTE))
    send_fields(person, NOTE, form | {"title.en": "mine now"})
    assert note().content["title"]["en"] == "mine now"
    assert "<textarea" not in page(person, f"{BOOK}note/y/")
    html = send_fields(person, f"{BOOK}note/y/", {"title.en": "not mine", "revision": "1"}, status=403)
    assert "not mine" in html
    assert note("y").revision == 1
    assert "You answer for 1 part" in page(person, "/en/workspace/")
    assert 'id="own"' in page(person, BOOK)
    assert send(writer, f"{NOTE}people/", away="rasmus").endswith("done=unassigned")
    assert "<textarea" not in page(person, NOTE)


def test_only_people_with_a_role_there_are_named(writer: Client) -> None:
    html = page(writer, f"{NOTE}people/")
    for name in ("riitta", "matti", "maija", "olli"):
        assert f'value="{name}"' not in html
    send(writer, f"{NOTE}people/", 422, username="matti")
    send(writer, f"{NOTE}people/", 422, username="")
    send(writer, f"{NOTE}people/", 404, away="nobody")
    page(writer, f"{BOOK}question/one/people/", 404)


def test_remarks_stand_beside_their_field(writer: Client, clock: Clock) -> None:
    for field, sentence in (("title", "Too short"), ("", "Why at all?")):
        operations.write_comment(
            actor=EDITOR, clock=clock, work="book", kind="note", slug="x", field=field, words=sentence
        )
    html = page(writer, NOTE)
    assert html.index("Why at all?") < html.index('id="f-title"') < html.index("Too short")
    assert "1 open remark" not in shown(page(writer, f"{BOOK}note/y/"))
    assert "2 open remarks" in shown(page(writer, f"{BOOK}note/"))


def test_a_fixed_part_is_written_but_neither_added_nor_taken_out(writer: Client) -> None:
    one = f"{BOOK}question/one/"
    send_fields(writer, one, fields(page(writer, one)) | {"text.en": "Answered"})
    assert Part.objects.get(slug="one").content["text"] == {"en": "Answered"}
    assert "Take out" not in shown(page(writer, one))
    send(writer, f"{BOOK}new/question/", 422, id="three", title__en="Third")
    for door in ("new/question/", "new/ledger/", "question/one/remove/", "ledger/book/remove/"):
        page(writer, f"{BOOK}{door}", 404)
    assert Part.objects.filter(kind="question").count() == 2


def test_who_only_reads_gets_the_words_and_no_form() -> None:
    for person in (RIITTA, AKSELI):
        html = page(client_of(person), NOTE)
        assert "x fi" in html
        assert "data-unsaved" not in html


# A kind of part with every form of field, and a preview


@pytest.fixture
def album(monkeypatch: pytest.MonkeyPatch, draft: Version, clock: Clock) -> str:
    monkeypatch.setitem(kinds._kinds, "album", ALBUM)
    operations.open_work(
        actor=EDITOR,
        clock=clock,
        kind="album",
        work="summer",
        organisation="kaava",
        content={"title": words("Summer")},
    )
    return "/en/workspace/summer/1/"


FULL = {
    "title.en": "A lake",
    "story.en": "Long ago",
    "camera": "Leica",
    "year": "1974",
    "size.width": "12.5",
    "taken": "1974-06-21",
    "colour": "grey",
    "place": "Lohja",
    "prints[0].made": "1975-01-02",
    "prints[0].copies": "3",
}


def test_every_form_of_field_is_read_and_shown_again(writer: Client, album: str) -> None:
    send_fields(writer, f"{album}new/picture/", FULL)
    picture = f"{album}picture/a-lake/"
    kept = Part.objects.get(slug="a-lake").content
    assert kept == {
        "title": {"en": "A lake"},
        "story": {"en": "Long ago"},
        "camera": "Leica",
        "year": 1974,
        "size": {"width": 12.5},
        "taken": "1974-06-21",
        "colour": "grey",
        "place": "KU444",
        "prints": [{"made": "1975-01-02", "copies": 3}],
    }
    form = fields(page(writer, picture))
    assert {name: form[name] for name in FULL} == FULL
    send_fields(writer, picture, form)
    assert Part.objects.get(slug="a-lake").revision == 1
    send_fields(writer, picture, form | {"beside": "a-lake", "size.width": "", "taken": ""})
    kept = Part.objects.get(slug="a-lake").content
    assert kept["beside"] == ["a-lake"]
    assert "size" not in kept
    assert "taken" not in kept
    assert "Leica" in page(client_of(RIITTA), picture)


def test_what_is_no_choice_is_refused_beside_its_field(writer: Client, album: str) -> None:
    wrong = FULL | {"colour": "pink", "place": "Nowhere", "taken": "1.13.1974", "size.width": "-1"}
    html = send_fields(writer, f"{album}new/picture/", wrong, status=422)
    for name in ("colour", "place", "taken", "size.width"):
        assert f'id="f-{name}-problem"' in html
    assert fields(html)["place"] == "Nowhere"


def test_a_part_is_previewed_while_it_is_written(writer: Client, album: str) -> None:
    send_fields(writer, f"{album}new/picture/", FULL)
    picture = f"{album}picture/a-lake/"
    assert "en: 12.5 cm wide, one of 1" in page(writer, picture)
    answer = writer.post(f"{picture}preview/", FULL | {"size.width": "<b>"}, headers={"HX-Request": "true"})
    assert answer.content.decode() == "<p>en: None cm wide, one of 1</p>"
    html = send_fields(writer, f"{picture}preview/", FULL | {"size.width": "7", "revision": "1"}, status=200)
    assert "7 cm wide" in html
    assert fields(html)["revision"] == "1"
    assert Part.objects.get(slug="a-lake").revision == 1
    html = send_fields(
        writer, f"{album}new/picture/", FULL | {"size.width": "9", "preview": "yes"}, status=200
    )
    assert "9 cm wide" in html
    answer = client_of(PIRKKO).post(f"{NOTE}preview/", {})
    assert answer.status_code == 404
