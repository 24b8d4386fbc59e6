"""The handbook as a file: the same both ways, and every mistake with its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lupaus.practices.declared import HANDBOOK
from lupaus.practices.example.load import FILE
from lupaus.web.refusals import Refused
from lupaus.workspace.content import Content
from tests.practices import handbooks

words = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=40
).filter(lambda each: each == each.strip() and bool(each) and "\n" not in each)
texts = st.dictionaries(st.sampled_from(["fi", "sv", "en"]), words, min_size=1)
titles = texts.map(lambda text: {"fi": "Nimi"} | text)
several = st.lists(st.sampled_from(["kaava-2030/work", "kaava-2030/people"]), unique=True)
bodies = st.fixed_dictionaries(
    {"title": titles},
    optional={
        "text": st.dictionaries(
            st.sampled_from(["fi", "sv", "en"]), st.lists(words, min_size=1, max_size=3).map("\n\n".join)
        ),
        "review_date": st.dates().map(lambda day: f"{day:%Y-%m-%d}".rjust(10, "0")),
        "goals": several,
    },
)


def written(folder: Path, text: str, name: str = "handbook.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def content(*parts: Any) -> Content:
    return Content(parts)


def test_a_content_comes_back_from_its_file_unchanged(desk: Path) -> None:
    kept = Content(handbooks.small())
    for name, write in (("a.yaml", HANDBOOK.write_yaml), ("a.json", HANDBOOK.write_json)):
        again = Content(HANDBOOK.parts_of(HANDBOOK.read_file(written(desk, write(kept), name)).practices))
        assert again.digest == kept.digest
        assert write(again) == write(kept)


@pytest.mark.slow
@given(head=bodies, chapters=st.lists(st.tuples(bodies, st.lists(bodies, max_size=2)), max_size=3))
def test_whatever_is_written_comes_back(
    head: dict[str, Any], chapters: list[Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("files")
    parts = [handbooks.head()]
    for number, (body, sections) in enumerate(chapters):
        parts.append(handbooks.chapter(f"c{number}", number, **HANDBOOK.read("chapter", body).content))
        parts += [
            handbooks.section(
                f"s{number}-{place}", f"c{number}", place, **HANDBOOK.read("section", each).content
            )
            for place, each in enumerate(sections)
        ]
    kept = Content(parts)
    again = Content(
        HANDBOOK.parts_of(HANDBOOK.read_file(written(folder, HANDBOOK.write_yaml(kept))).practices)
    )
    assert again.digest == kept.digest


def test_the_organisations_own_attributes_go_along(desk: Path) -> None:
    own = {"priority": "high", "cost": 1200, "share": 12.5, "since": "2026-01-01"}
    kept = content(handbooks.head(), handbooks.chapter("a", attributes=own))
    again = HANDBOOK.parts_of(HANDBOOK.read_file(written(desk, HANDBOOK.write_yaml(kept))).practices)
    assert again[1].content["attributes"] == own


def test_the_file_is_plain_yaml_that_fits_its_schema() -> None:
    document = json.loads(HANDBOOK.write_json(Content(handbooks.small())))
    assert (
        yaml.safe_load(HANDBOOK.write_yaml(Content(handbooks.small())))["practices"]["id"] == handbooks.WORK
    )
    jsonschema.validate(document, json.loads(HANDBOOK.schema_text()))
    jsonschema.validate(
        json.loads(json.dumps(yaml.safe_load(FILE.read_text("utf-8")), default=str)),
        json.loads(HANDBOOK.schema_text()),
    )


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("practices:\n  id: A B\n  title: {fi: X}\n", 2, "an id of small letters"),
        ("practices:\n  id: a\n  title: {fi: X}\n  chapter: []\n", 4, "no key “chapter”"),
        ("practices:\n  id: a\n  title: {sv: X}\n", 3, "Finnish words are missing"),
        (
            (
                "practices:\n  id: a\n  title: {fi: X}\n  chapters:\n    - id: c\n      title: {fi: C}\n"
                "    - id: c\n      title: {fi: D}\n"
            ),
            5,
            "more than once",
        ),
        (
            "practices:\n  id: a\n  title: {fi: X}\n  chapters:\n    - id: versions\n      title: {fi: C}\n",
            5,
            "an address needs it",
        ),
        (
            (
                "practices:\n  id: a\n  title: {fi: X}\n  chapters:\n    - id: c\n      title: {fi: C}\n"
                "      goals: [javascript:x]\n"
            ),
            7,
            "a goal as strategy/goal",
        ),
        ("practices: &a\n  id: a\n", 1, "anchor"),
    ],
)
def test_every_mistake_is_told_with_its_line(desk: Path, text: str, line: int, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        HANDBOOK.read_file(written(desk, text))
    assert line in [problem.line for problem in refused.value.problems]
