"""A matter by its diary number: its whole path, the newest decision first of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lupaus.decisions import queries
from lupaus.decisions.models import Item, Matter
from lupaus.decisions.queries import Step
from lupaus.decisions.reading.plain import excerpt
from lupaus.web import clock, panels
from lupaus.web.address import Address
from lupaus.web.texts import Text


@dataclass(frozen=True)
class StepLine:
    step: Step
    said: Text  # the first words of the decision
    is_newest: bool  # of those that decided

    @property
    def item(self) -> Item:
        return self.step.item


@dataclass(frozen=True)
class MatterPage:
    matter: Matter
    organisation: Text
    today: date
    newest: StepLine | None  # the newest step that decided
    coming: Step | None  # the next one on an agenda
    steps: Sequence[StepLine]  # the oldest first


def matter_page(address: Address, matter: Matter) -> MatterPage:
    """Two queries, however long the path is."""
    del address
    today = clock.day_of(clock.real_clock)
    steps = queries.steps_of(matter)
    begin = queries.decisions_begin(Item.objects.filter(matter=matter, gone_at=None))
    newest = next((step for step in reversed(steps) if step.decided and not step.item.is_gone), None)
    coming = next(
        (
            step
            for step in steps
            if not step.item.meeting.has_minutes
            and not step.item.is_gone
            and not step.item.meeting.cancelled
            and step.item.meeting.date >= today
        ),
        None,
    )
    lines = [
        StepLine(step, excerpt(begin.get(step.item.pk, Text())) if step.decided else Text(), step is newest)
        for step in steps
    ]
    return MatterPage(
        matter=matter,
        organisation=panels.organisation_names([matter.organisation])[0],
        today=today,
        newest=next((line for line in lines if line.is_newest), None),
        coming=coming,
        steps=lines,
    )
