"""The example handbook: whole in three languages, in our own words, published once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from lupaus.accounts.actors import Actor, operator
from lupaus.practices.declared import HANDBOOK
from lupaus.practices.example import HANDBOOK_ID, ORGANISATION, load_practices_example
from lupaus.practices.example.load import FILE
from lupaus.practices.queries import handbook, published_versions
from lupaus.strategy.example.files import STRATEGY
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed
from lupaus.workspace import operations
from lupaus.workspace.content import Content


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return loaded["practices"]  # type: ignore[no-any-return]  # a mapping


def texts(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every text in languages, with its place."""
    if isinstance(value, dict) and "fi" in value:
        yield path, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from texts(each, f"{path}.{key}")
    elif isinstance(value, list):
        for each in value:
            yield from texts(each, f"{path}[{each['id'] if isinstance(each, dict) else ''}]")


def test_the_file_is_as_take_would_write_it() -> None:
    words = FILE.read_text(encoding="utf-8")
    written = HANDBOOK.write_yaml(Content(HANDBOOK.parts_of(HANDBOOK.read_file(FILE).practices)))
    assert "".join(line for line in words.splitlines(True) if not line.startswith("#")) == written


def test_every_text_is_in_three_languages(document: dict[str, Any]) -> None:
    assert [path for path, text in texts(document) if set(text) != {"fi", "sv", "en"}] == []


def test_the_first_chapters_are_worth_reading(document: dict[str, Any]) -> None:
    written = [text for path, text in texts(document) if path.endswith(".text")]
    assert len(written) >= 8
    for text in written:
        for language, words in text.items():
            count = len(re.findall(r"\w+", words))
            assert 80 <= count <= 150, (language, count, words[:40])


def test_every_goal_it_names_is_one_of_the_example_strategy(document: dict[str, Any]) -> None:
    strategy = yaml.safe_load(STRATEGY.read_text(encoding="utf-8"))["strategy"]
    known = {f"{strategy['id']}/{goal['id']}" for area in strategy["focus_areas"] for goal in area["goals"]}
    named = set(re.findall(r"uusimaa-2030/[a-z0-9-]+", FILE.read_text(encoding="utf-8")))
    assert named
    assert named <= known


@pytest.mark.real_data
def test_no_six_words_in_a_row_are_those_of_the_source_documents(
    document: dict[str, Any], real_data: Path
) -> None:
    sources = sorted((real_data.parent / "seeds").glob("*.txt"))
    if not sources:
        pytest.skip("the source documents are not beside the project")
    theirs = {six for source in sources for six in sixes(source.read_text(encoding="utf-8"))}
    ours = [six for _path, text in texts(document) for words in text.values() for six in sixes(words)]
    assert [six for six in ours if six in theirs] == []


def sixes(words: str) -> Iterator[tuple[str, ...]]:
    listed = re.findall(r"\w+", words.casefold())
    return (tuple(listed[place : place + 6]) for place in range(len(listed) - 5))


@pytest.mark.django_db
def test_it_is_published_once(clock: Clock) -> None:
    version = load_practices_example(actor=operator(), clock=clock)
    assert version is not None
    assert (version.number, version.work.organisation) == (1, ORGANISATION)
    assert version.decision.startswith("Esimerkki")
    assert load_practices_example(actor=operator(), clock=clock) is None
    assert len(published_versions(HANDBOOK_ID)) == 1
    assert len(handbook(HANDBOOK_ID).chapters) == 11


@pytest.mark.django_db
def test_it_leaves_alone_what_somebody_writes_on(clock: Clock) -> None:
    load_practices_example(actor=operator(), clock=clock)
    operations.begin_draft(actor=operator(), clock=clock, work=HANDBOOK_ID)
    assert load_practices_example(actor=operator(), clock=clock) is None


def test_an_outsider_may_not_load_it(outsider: Actor, clock: Clock) -> None:
    with pytest.raises(NotAllowed, match="needs the role"):
        load_practices_example(actor=outsider, clock=clock)
