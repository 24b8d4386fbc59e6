"""The example's services hold what the source holds, in our own words, and lack only what was planted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from lupaus.accounts.actors import operator
from lupaus.regions.files.own import own_entries
from lupaus.services.chains.coverage import coverage
from lupaus.services.chains.queries import chain as published
from lupaus.services.example import load_services_example
from lupaus.services.example.definitions import definitions
from lupaus.services.example.files import CATALOGUE, CHILDREN, MATRIX, OLDER
from lupaus.services.example.shares import REGION
from lupaus.strategy.example import load_example
from lupaus.web.clock import Clock
from tests.services.example_files import (
    CRITICAL,
    EMPTY,
    FILES,
    NOBODY,
    NOT_PRODUCED,
    OVERLOADED,
    SLOW,
    TASKS,
    every_figure,
    every_file,
    texts,
)


@pytest.fixture
def files() -> dict[Path, dict[str, Any]]:
    return every_file()


@pytest.fixture
def catalogue() -> dict[str, Any]:
    return every_file()[CATALOGUE]


@pytest.fixture
def chains() -> list[dict[str, Any]]:
    return [every_file()[CHILDREN], every_file()[OLDER]]


@pytest.fixture
def figures() -> dict[tuple[str, str, int], float]:
    return every_figure()


# What the source holds


def test_the_matrix_holds_exactly_the_tasks_of_the_source(files: dict[Path, dict[str, Any]]) -> None:
    matrix = files[MATRIX]
    assert [each["life_stage"] for each in matrix["entities"]] == ["children", "working-age", "older"]
    assert len(matrix["segments"]) == 2
    found = {level["id"]: [task["title"]["fi"] for task in level["tasks"]] for level in matrix["levels"]}
    assert found == TASKS


def test_the_chains_hold_exactly_the_critical_services_of_the_source(chains: list[dict[str, Any]]) -> None:
    for chain in chains:
        found = {stage["id"]: [each["service"] for each in stage["services"]] for stage in chain["stages"]}
        assert found == CRITICAL[chain["id"]]
        assert list(found) == list(CRITICAL[chain["id"]])
        # Left out, it is critical.
        assert {one.get("critical", "yes") for stage in chain["stages"] for one in stage["services"]} == {
            "yes"
        }


def test_the_goals_are_those_of_the_source(chains: list[dict[str, Any]]) -> None:
    children, older = chains
    assert [each.get("share") for each in older["targets"]] == [95, 5]
    assert [each["stages"] for each in older["targets"]] == [
        ["independent", "supported", "assisted"],
        ["enhanced"],
    ]
    assert [each.get("share") for each in children["targets"]] == [None, None]
    assert {each["direction"] for each in children["targets"]} == {"increase", "decrease"}
    assert all("Ehdotus" in each["effect"]["fi"] for each in chains)


@pytest.mark.real_data
def test_no_eight_words_in_a_row_are_those_of_the_source_documents(
    files: dict[Path, dict[str, Any]], real_data: Path
) -> None:
    sources = sorted((real_data.parent / "seeds").glob("*.txt"))
    if not sources:
        pytest.skip("the source documents are not beside the project")
    theirs = {eight for source in sources for eight in eights(source.read_text(encoding="utf-8"))}
    said = [words for file in FILES for _path, text in texts(files[file]) for words in text.values()]
    said += [
        text for each in definitions() if each.description for text in each.description.as_dict().values()
    ]
    assert [eight for words in said for eight in eights(words) if eight in theirs] == []


def eights(words: str) -> Iterator[tuple[str, ...]]:
    listed = re.findall(r"\w+", words.casefold())
    return (tuple(listed[place : place + 8]) for place in range(len(listed) - 7))


# What is planted


def test_the_matrix_lacks_only_what_was_planted(files: dict[Path, dict[str, Any]]) -> None:
    matrix = files[MATRIX]
    segments = [each["id"] for each in matrix["segments"]]
    entities = [each["id"] for each in matrix["entities"]]
    meant = {
        (entity, task["id"], segment)
        for level in matrix["levels"]
        for task in level["tasks"]
        for entity in task.get("entities", entities)
        for segment in segments
    }
    held = Counter(
        (cell["entity"], cell["task"], segment)
        for cell in matrix["cells"]
        for segment in ([cell["segment"]] if "segment" in cell else segments)
        if cell["services"]
    )
    assert meant - set(held) == EMPTY
    assert set(held) - meant == set()
    assert max(held.values()) == 1
    full = [
        cell["id"]
        for cell in matrix["cells"]
        if any(each["people"] > cell["capacity"] for each in cell["figures"] if each["year"] == 2025)
    ]
    assert full == OVERLOADED


def test_the_chains_lack_only_what_was_planted(
    catalogue: dict[str, Any], chains: list[dict[str, Any]], figures: dict[tuple[str, str, int], float]
) -> None:
    around = {code: {code, *_above(code)} for code in own_entries() if code.startswith("KU")}
    services = {each["id"]: each for each in catalogue["services"]}
    lacking: dict[str, set[str]] = {}
    for id_ in {one for stages in CRITICAL.values() for ids in stages.values() for one in ids}:
        producers = [each for each in services[id_]["provisions"] if each["role"] == "producer"]
        for code, regions in around.items():
            if not any("regions" not in each or regions & set(each["regions"]) for each in producers):
                lacking.setdefault(id_, set()).add(code)
    assert lacking == NOT_PRODUCED
    for chain in chains:
        stages = [each["id"] for each in chain["stages"]]
        steps = {(each["from_stage"], each["to_stage"]) for each in chain["handovers"]}
        up = set(pairwise(stages))
        assert steps == up | {(end, start) for start, end in up}
        nobody = [each["id"] for each in chain["handovers"] if "responsible" not in each]
        assert nobody == NOBODY[chain["id"]]
        slow = [
            each["id"]
            for each in chain["handovers"]
            if figures[each["days"], REGION, 2025] > each["promise_days"]
        ]
        assert slow == SLOW[chain["id"]]


def _above(code: str) -> set[str]:
    parents = own_entries()[code].parents
    return set(parents).union(*(_above(each) for each in parents)) if parents else set()


@pytest.mark.slow
@pytest.mark.django_db
def test_the_coverage_check_finds_what_was_planted_and_nothing_else(clock: Clock) -> None:
    load_example(actor=operator(), clock=clock)
    load_services_example(actor=operator(), clock=clock)
    lacking: dict[str, set[str]] = {}
    for work, nobody in NOBODY.items():
        found = coverage(published(work))
        lacking |= {gap.service.service: {each.code for each in gap.municipalities} for gap in found.services}
        assert list(found.handovers) == []
        assert [each.id for each in found.nobody] == nobody
    assert lacking == NOT_PRODUCED
