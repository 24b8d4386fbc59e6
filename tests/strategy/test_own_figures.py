"""A strategy file says whose own figures an indicator has, whom they count and between what they lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from lupaus.strategy.example.files import STRATEGY
from lupaus.strategy.files import read_document
from lupaus.strategy.operations import definition_of
from tests.strategy.planner_file import problems_of, written

pytestmark = pytest.mark.usefixtures("in_english")

FILE = """\
indicators:
  - id: clients
    title: {fi: Asiakkaat, sv: Klienter, en: Clients}
    polarity: neutral
    source: {kind: own}
    organisation: kaava
    counts: people
    least: 0
    most: 5000
strategy:
  id: kaava-2030
  organiser: {name: {fi: Kaavan liitto, sv: Kaava förbund, en: Kaava Council}, region: MK01}
  title: {fi: Kaava 2030, sv: Kaava 2030, en: Kaava 2030}
  period: {start: 2022, end: 2030}
  focus_areas: []
"""


def test_it_is_said_to_the_catalogue(tmp_path: Path) -> None:
    document, _report = read_document(written(tmp_path, FILE))
    said = definition_of(document.indicators[0])
    assert (said.organisation, said.counts_people, said.least, said.most) == ("kaava", True, 0, 5000)


def test_what_is_left_out_leaves_what_the_catalogue_says(tmp_path: Path) -> None:
    short = "\n".join(
        line
        for line in FILE.splitlines()
        if not line.strip().startswith(("organisation:", "counts:", "least:", "most:"))
    )
    document, _report = read_document(written(tmp_path, short))
    said = definition_of(document.indicators[0])
    assert (said.organisation, said.counts_people, said.least, said.most) == (None, None, None, None)


@pytest.mark.parametrize(
    ("old", "new", "path", "sentence"),
    [
        (
            "{kind: own}",
            "{kind: sotkanet, id: 7}",
            "organisation",
            "Only figures of the source “own” are brought in by an organisation's editors.",
        ),
        ("most: 5000", "most: -1", "most", "The most, -1.0, is less than the least, 0.0."),
    ],
)
def test_what_cannot_be_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, path: str, sentence: str
) -> None:
    (problem,) = [
        each
        for each in problems_of(written(tmp_path, FILE.replace(old, new)))
        if each.path.startswith("indicators")
    ]
    assert (problem.path, problem.message) == (f"indicators[0].{path}", sentence)


def test_the_example_has_own_indicators_to_be_tried() -> None:
    """Their figures come with the example, marked as illustrative."""
    document, _report = read_document(STRATEGY)
    own = {entry.id: entry.source.kind for entry in document.indicators if entry.organisation == "uusimaa"}
    assert own == {"cooperation-study": "own", "trust-study": "own"}
