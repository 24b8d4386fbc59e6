"""A vote: how many chose what, and who."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lupaus.decisions.models import Vote
from lupaus.decisions.reading.names import seen
from lupaus.web.marks import without_marks
from lupaus.web.texts import Text


class Choice(NamedTuple):
    label: Text
    votes: int
    people: Sequence[str]


class Voted(NamedTuple):
    """`most` is the highest count, the length of the longest bar."""

    question: Text
    outcome: Text
    choices: Sequence[Choice]
    most: int

    @property
    def total(self) -> int:
        return sum(choice.votes for choice in self.choices)


def voted(vote: Vote) -> Voted:
    counts = [each.get("count") or 0 for each in vote.choices]
    most = max(counts, default=0)
    choices = [
        Choice(
            label=seen(Text.of(each.get("label"))),
            votes=count,
            people=[
                without_marks(ballot["person"]) for ballot in vote.ballots if ballot["choice"] == each["id"]
            ],
        )
        for each, count in zip(vote.choices, counts, strict=True)
    ]
    return Voted(seen(vote.question), seen(vote.outcome), choices, most)
