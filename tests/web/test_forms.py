from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from lupaus.web.forms import Sent, Typed, as_typed
from lupaus.web.refusals import Problem, Refused
from lupaus.web.texts import Text

KINDS = {"a": "Työttömyysaste", "b": "Työllisyysaste", "c": "Työ", "d": "Koulutus"}


def sent(**fields: str | list[str]) -> Sent:
    data = urlencode({name.replace("__", "."): value for name, value in fields.items()}, doseq=True)
    return Sent(RequestFactory().post("/", data, content_type="application/x-www-form-urlencoded"))


def paths(form: Sent) -> list[str]:
    return [problem.path for problem in form.problems]


def shown(template: str, **given: object) -> str:
    source = '{% import "web/forms.html" as form with context %}' + template
    return engines["jinja2"].from_string(source).render({"csrf_input": "", **given})


# What a form sent


def test_a_line_loses_its_breaks_and_prose_keeps_them() -> None:
    form = sent(a="  one\r\n two ", b="one  \r\n\r\ntwo\r\n")
    assert form.line("a") == "one two"
    assert form.prose("b") == "one\n\ntwo"
    assert form.problems == []


def test_what_is_due_and_empty_is_a_problem_of_its_field() -> None:
    form = sent(a=" ")
    form.line("a", due=True)
    form.prose("b", due=True)
    form.number("c", due=True)
    form.whole("d", due=True)
    form.day("e", due=True)
    form.choice("f", ["x"], due=True)
    form.found("g", KINDS, due=True)
    form.words("h", due=True)
    form.file("i", due=True)
    assert paths(form) == list("abcdefghi")
    with pytest.raises(Refused) as refused:
        form.check()
    assert len(refused.value.problems) == 9


def test_what_is_not_due_may_be_empty() -> None:
    form = sent()
    assert (form.line("a"), form.prose("a"), form.choice("a", ["x"]), form.found("a", KINDS)) == (
        "",
        "",
        "",
        "",
    )
    assert (form.number("a"), form.whole("a"), form.day("a"), form.file("a")) == (None, None, None, None)
    assert (form.several("a", ["x"]), form.yes("a"), form.words("a")) == ((), False, Text())
    form.check()


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("12,5", 12.5),
        ("12.5", 12.5),
        ("1 782 300", 1782300),
        ("1\u202f782\u202f300,25", 1782300.25),
        ("−3", -3),
        ("-0,5", -0.5),
        ("+2", 2),
        ("0", 0),
    ],
)
def test_a_number_is_read_as_people_write_it(words: str, value: float) -> None:
    form = sent(n=words)
    assert form.number("n") == value
    assert form.problems == []


@pytest.mark.parametrize(
    "words", ["abc", "1e9", "nan", "inf", "1.2.3", "1,2,3", "0x10", "٣", "12 %", "9" * 40, "--1"]
)
def test_what_is_no_number_is_refused_and_stays_typed(words: str) -> None:
    form = sent(n=words)
    assert form.number("n") is None
    assert form.whole("n") is None
    assert paths(form) == ["n", "n"]
    assert form.typed["n"] == words


def test_thousands_with_a_comma_are_asked_about_in_english_and_are_decimals_in_finnish() -> None:
    with translation.override("en"):
        form = sent(n="1,200")
        assert form.number("n") is None
        assert "1 200" in form.problems[0].message
    with translation.override("fi"):
        assert sent(n="1,200").number("n") == 1.2


def test_numbers_keep_within_their_bounds() -> None:
    form = sent(year="1899", share="100,5")
    assert form.whole("year", least=1900, most=2200) is None
    assert form.number("share", most=100) is None
    assert paths(form) == ["year", "share"]
    assert sent(year="1900").whole("year", least=1900, most=1900) == 1900
    assert sent(year="12,0").whole("year") is None


def test_a_day_is_read_as_the_browser_sends_it_and_as_people_write_it() -> None:
    for words in ("2026-11-22", "22.11.2026", " 22. 11. 2026 "):
        assert sent(d=words).day("d") == date(2026, 11, 22)
    for words in ("31.2.2026", "2026-13-01", "tomorrow", "1.1.0001", "22.11.26"):
        form = sent(d=words)
        assert form.day("d") is None
        assert paths(form) == ["d"]


def test_only_what_is_offered_can_be_chosen() -> None:
    form = sent(one="x", other="z", many=["y", "x", "x"], odd=["x", "z"])
    assert form.choice("one", ["x", "y"]) == "x"
    assert form.several("many", ["x", "y"]) == ("x", "y")
    assert form.problems == []
    assert form.choice("other", ["x", "y"]) == ""
    assert form.several("odd", ["x", "y"]) == ()
    assert paths(form) == ["other", "odd"]


@pytest.mark.parametrize(
    ("typed", "value"), [("b", "b"), ("Työllisyysaste", "b"), ("koul", "d"), ("työ", "c"), ("TYÖTT", "a")]
)
def test_a_long_list_is_searched_by_value_label_and_beginning(typed: str, value: str) -> None:
    assert sent(s=typed).found("s", KINDS) == value


def test_a_search_that_finds_several_or_nothing_says_so() -> None:
    form = sent(s="ty", t="zzz")
    assert form.found("s", {"a": "Työttömyys", "b": "Työllisyys"}) == form.found("t", KINDS) == ""
    assert "Several" in form.problems[0].message
    assert "Nothing" in form.problems[1].message


def test_three_languages_are_one_text_and_one_is_enough() -> None:
    form = sent(title__sv="Arbete", title__fi=" ")
    assert form.words("title", due=True) == Text(sv="Arbete")
    assert form.problems == []


def test_a_language_that_is_wrong_is_named_alone() -> None:
    form = sent(title__fi="x" * 301)
    form.words("title", due=True)
    assert paths(form) == ["title.fi"]
    assert "1 character too long" in form.problems[0].message or "one character" in form.problems[0].message


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x9f", "\ufffe"])
def test_a_character_that_is_none_is_refused(character: str) -> None:
    form = sent(a=f"a{character}b")
    assert form.line("a") == ""
    assert paths(form) == ["a"]


def test_letters_are_kept_in_one_form() -> None:
    assert sent(a="a\u0308").line("a") == "ä"


def test_a_file_is_taken_up_to_its_size() -> None:
    def form(content: bytes) -> Sent:
        return Sent(RequestFactory().post("/", {"f": SimpleUploadedFile("a.xlsx", content)}))

    taken = form(b"x").file("f")
    assert taken is not None
    assert taken.read() == b"x"
    for content, said in ((b"x" * 11, "bigger"), (b"", "empty")):
        refused = form(content)
        assert refused.file("f", most_bytes=10) is None
        assert said in refused.problems[0].message


def test_a_form_can_be_asked_which_button_was_pressed() -> None:
    assert sent(preview="yes").has("preview")
    assert not sent().has("preview")


@given(st.text(max_size=50))
def test_nothing_typed_is_ever_lost(words: str) -> None:
    form = Sent(RequestFactory().post("/", {"n": words, "title.fi": words}))
    form.number("n")
    form.day("n")
    form.words("title", longest=1)
    assert form.typed["n"] == words
    assert form.typed.words("title").fi == words


# What stands in the fields


def test_kept_values_stand_in_the_fields_as_they_are_typed() -> None:
    typed = Typed.kept(
        {
            "title": Text(fi="Työ"),
            "baseline": {"year": 2020, "value": 12.5},
            "due": date(2026, 11, 22),
            "open": True,
            "closed": False,
            "none": None,
            "kinds": ["a", "b"],
            "attributes": {"title": {"fi": "x"}},
        }
    )
    with translation.override("fi"):
        assert typed["title.fi"] == "Työ"
        assert typed.words("title") == Text(fi="Työ")
        assert (typed["baseline.year"], typed["due"], typed["open"], typed["closed"]) == (
            "2020",
            "2026-11-22",
            "yes",
            "",
        )
        assert (typed["none"], typed["nothing"], typed.all("kinds"), typed.all("nothing")) == (
            "",
            "",
            ("a", "b"),
            (),
        )
        assert typed["attributes.title.fi"] == "x"
    assert "due" in typed
    assert "nothing" not in typed


@given(
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e14, max_value=1e14),
    st.sampled_from(["fi", "sv", "en"]),
)
def test_a_kept_number_is_read_back_as_itself(value: float, language: str) -> None:
    with translation.override(language):
        words = as_typed(value)
        form = sent(n=words)
        read = form.number("n")
        digits = words.lstrip("-").partition("." if language == "en" else ",")[2]
        assert read == value or len(digits) > 15


# The fields


def test_a_problem_is_told_at_the_field_and_in_the_summary_that_links_to_it() -> None:
    problems = [
        Problem("Fill this in.", path="title.sv"),
        Problem("Wrong.", path="year"),
        Problem("All of it."),
    ]
    page = shown(
        '{{ form.summary(problems, {"title": "Title", "year": "Year"}) }}'
        '{{ form.words("title", "Title", {"fi": "Työ"}, problems=problems) }}'
        '{{ form.whole("year", "Year", "x", problems) }}',
        problems=problems,
    )
    assert "3 things have to be corrected" in page
    assert '<a href="#f-title.sv">Title: Fill this in.</a>' in page
    assert '<a href="#f-year">Year: Wrong.</a>' in page
    assert "<li>All of it.</li>" in page
    assert re.search(r'id="f-title\.sv"[^>]*aria-invalid="true"[^>]*f-title\.sv-problem', page)
    assert re.search(
        r'id="f-year"[^>]*value="x"[^>]*aria-invalid="true" aria-describedby="f-year-problem"', page
    )
    assert not re.search(r'id="f-title\.fi"[^>]*aria-invalid', page)


def test_without_problems_there_is_no_summary() -> None:
    assert shown("{{ form.summary([]) }}").strip() == ""


def test_three_languages_stand_beside_each_other_with_what_each_lacks() -> None:
    page = shown('{{ form.words("title", "Title", value, prose=true) }}', value=Text(fi="Työ"))
    assert "missing in 2 of 3 languages" in page
    for language, mark in (("fi", "written"), ("sv", "still missing"), ("en", "still missing")):
        assert re.search(
            rf'<textarea id="f-title\.{language}" name="title\.{language}" lang="{language}"', page
        )
        assert re.search(rf'id="f-title\.{language}-mark">.*?</svg> {mark}', page, re.DOTALL)
    assert "missing in" not in shown('{{ form.words("t", "T", value) }}', value=Text.same("x"))


FIELDS = (
    '{{ form.line("a", "A", v, p, hint="H", due=true) }}{{ form.prose("b", "B", v, p) }}'
    '{{ form.number("c", "C", v, p, unit="%") }}{{ form.whole("d", "D", v, p) }}'
    '{{ form.date("e", "E", v, p) }}'
    '{{ form.select("f", "F", [(v, v)], v, p, empty="none") }}{{ form.radios("g", "G", [(v, v)], v, p) }}'
    '{{ form.checkboxes("h", "H", [(v, v)], [v], p) }}{{ form.check("i", "I", true, p) }}'
    '{{ form.search("j", "J", [(v, v)], v, p) }}{{ form.file("k", "K", p) }}{{ form.hidden("l", v) }}'
    '{{ form.words("m", "M", {"fi": v}, problems=p) }}'
    '{{ form.words("n", "N", {"fi": v}, prose=true, problems=p) }}'
    '{{ form.deed("/x/", v, fields={"y": v}) }}{{ form.summary(p) }}'
    '{% call form.open("/x/", files=true) %}{% call form.buttons("/back/") %}'
    "{{ form.button(v) }}{% endcall %}{% endcall %}"
    '{{ form.confirmation(v, v, "/x/", v, "/back/") }}{% call form.preview("/x/", v) %}{{ v }}{% endcall %}'
    "{{ form.prose_help() }}"
)


def test_script_in_a_value_is_words_in_every_field() -> None:
    attack = "</textarea>\"'><script>alert(1)</script>"
    problems = [Problem(attack, path=name) for name in ("a", "b", "m.fi", "")]
    page = shown(FIELDS, v=attack, p=problems)
    assert "<script" not in page
    assert page.count("</textarea>") == page.count("<textarea ")


def test_every_field_has_a_label_and_no_id_stands_twice() -> None:
    page = shown(FIELDS, v="x", p=[])
    ids = re.findall(r' id="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))
    assert set(re.findall(r' for="([^"]+)"', page)) <= set(ids)
    for field in re.findall(r"<(?:input|select|textarea) [^>]*>", page):
        kind = re.search(r'type="(\w+)"', field)
        if (kind and kind[1] in ("hidden", "radio")) or 'name="h"' in field:
            continue
        found = re.search(r' id="([^"]+)"', field)
        assert found, field
        assert f'for="{found[1]}"' in page or found[1] == "f-i", field
    assert " style=" not in page
    assert " on" not in re.sub(r">[^<]*<", "><", page)


def test_the_dangerous_deed_asks_first_on_a_page_that_needs_no_script() -> None:
    page = shown('{{ form.confirmation("Q?", "What.", "/x/", "Do it", "/back/", fields={"revision": 3}) }}')
    assert '<form class="form" method="post" action="/x/">' in page
    assert '<input type="hidden" name="revision" value="3">' in page
    assert 'button--danger" type="submit">Do it' in page
    assert 'href="/back/">Cancel' in page


def test_some_fields_can_be_put_over_others() -> None:
    typed = Typed({"a": ["1"], "b": ["two"]}).over({"b": 2.5, "c": {"d": "x"}})
    assert (typed["a"], typed["b"], typed["c.d"]) == ("1", "2.5", "x")
