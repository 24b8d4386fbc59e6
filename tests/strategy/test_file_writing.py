"""A document has one canonical form, and every reader of YAML takes it for the same document."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lupaus.strategy.files import Document, write_json, write_yaml
from lupaus.workspace.files.scalars import Appearance, appearance
from tests.strategy.documents import SURPRISES, documents
from tests.strategy.planner_file import changed, understood, written


def read_back(text: str, name: str) -> Document:
    with TemporaryDirectory() as folder:
        return understood(written(Path(folder), text, name))[0]


@given(documents())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_document_is_read_back_as_it_was_written(document: Document) -> None:
    assert read_back(write_yaml(document), "a.yaml") == document
    assert read_back(write_json(document), "a.json") == document


@given(documents())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_other_programs_read_the_same_from_yaml_and_from_json(document: Document) -> None:
    by_yaml = yaml.safe_load(write_yaml(document))
    assert json.loads(json.dumps(by_yaml, default=lambda day: day.isoformat())) == json.loads(
        write_json(document)
    )


@given(st.one_of(st.sampled_from(SURPRISES), st.text("0123456789.:_-+eExoTt ab~", max_size=8)))
@example("1.2.3")
def test_what_yaml_1_1_takes_for_something_else_never_looks_like_text(word: str) -> None:
    try:
        value = yaml.safe_load(f"- {word}\n")
    except (yaml.YAMLError, ValueError):
        return  # not one plain word, or a date that never was
    match value:
        case [None] if word.strip()[:1] in ("#", "&", "!"):
            return  # a comment, an anchor or a tag with nothing behind it
        case [str() | list() | dict()]:
            return
    assert appearance(word.strip()) is not Appearance.TEXT


@pytest.mark.parametrize(
    "word", ["Työ", "1990-luku", "5–6 v", "30 päivää", "no niin", "e3", "2026-11", "C++", "1,5"]
)
def test_ordinary_words_look_like_text(word: str) -> None:
    assert appearance(word) is Appearance.TEXT


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("Työllisyys nousee", "licence: Työllisyys nousee"),
        ("CC BY 4.0", "licence: CC BY 4.0"),
        ("18–24-vuotiaat, %", "licence: 18–24-vuotiaat, %"),
        ("no", 'licence: "no"'),
        ("1e3", 'licence: "1e3"'),
        ("a: b", 'licence: "a: b"'),
        ("# a", 'licence: "# a"'),
        ("a\u2028b", 'licence: "a\\u2028b"'),
        ("a\nb", "licence: |-\n      a\n      b"),
        ("a\nb\n", "licence: |\n      a\n      b"),
        ("a\n b", 'licence: "a\\n b"'),
    ],
)
def test_a_text_is_quoted_only_where_it_would_be_misread(words: str, line: str) -> None:
    document = read_back(changed("licence: CC BY 4.0", f"licence: {json.dumps(words)}"), "a.yaml")
    assert f"    {line}\n    source:\n" in write_yaml(document)


@pytest.mark.parametrize(
    ("given_as", "written_as"),
    [
        ("79.0", "79"),
        ("72.90", "72.9"),
        ("-1e-7", "-0.0000001"),
        ("1E+15", "1000000000000000"),
        ("-0", "0"),
        ("0.1", "0.1"),
    ],
)
def test_numbers_are_written_without_powers_and_idle_zeros(given_as: str, written_as: str) -> None:
    document = read_back(changed("value: 72.9", f"value: {given_as}"), "a.yaml")
    assert f"baseline: {{year: 2017, value: {written_as}}}\n" in write_yaml(document)


def test_keys_that_say_nothing_are_left_out_and_the_order_is_that_of_the_format() -> None:
    document = read_back(changed("              gender: female\n              method: cagr\n", ""), "a.yaml")
    text = write_yaml(document)
    assert (
        "              region: KU049\n              gender: total\n              method: linear\n"
        "              baseline: {year: 2017}\n              target: {year: 2030, value: 80.5}\n" in text
    )
    assert text.count("direction:") == 1
