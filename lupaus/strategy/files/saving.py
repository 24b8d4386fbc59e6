"""From a document to the database: what is new, what changed, what is gone, each with its audit record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeVar

from django.db import models

from lupaus.accounts.actors import Actor
from lupaus.accounts.audit import record
from lupaus.strategy.files.document import (
    FocusAreaEntry,
    GoalEntry,
    MeasureEntry,
    PromiseEntry,
    StrategyEntry,
    TargetEntry,
)
from lupaus.strategy.models import FocusArea, Goal, Measure, Part, Promise, Strategy, Target
from lupaus.web.clock import Clock
from lupaus.web.texts import Text

P = TypeVar("P", bound=Part)
Values = dict[str, Any]
PartEntry = FocusAreaEntry | GoalEntry | TargetEntry | MeasureEntry | PromiseEntry


@dataclass(frozen=True, slots=True)
class Change:
    """One thing a load did. `fields` names what became different."""

    verb: Literal["add", "change", "retire"]
    kind: str
    id: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the file says of a part: the values of its row, and the parts it points at."""

    values: Values
    links: Mapping[str, list[Part]] = field(default_factory=dict)


class Saving:
    """Saves one document. Call inside a transaction; afterwards `changes` and `unchanged` say what it did."""

    def __init__(self, actor: Actor, clock: Clock, verb: str = "load_file") -> None:
        """`verb` is what the audit trail says was done."""
        self._actor = actor
        self._verb = verb
        self._clock = clock
        self.changes: list[Change] = []
        self.unchanged: Counter[str] = Counter()

    def strategy(self, entry: StrategyEntry) -> None:
        """Make the stored strategy and all its parts what the entry says."""
        strategy = self._strategy(entry)
        areas = self._parts(FocusArea, strategy, _focus_areas(entry))
        goals = self._parts(Goal, strategy, _goals(entry, areas))
        targets = self._parts(Target, strategy, _targets(entry, goals))
        self._parts(Measure, strategy, _measures(entry, goals))
        self._parts(Promise, strategy, _promises(entry, targets, goals))

    def _strategy(self, entry: StrategyEntry) -> Strategy:
        values = {
            "title": entry.title,
            "vision": entry.vision,
            "mission": entry.mission,
            "organiser_name": entry.organiser.name,
            "organiser_region_id": entry.organiser.region,
            "start_year": entry.period.start,
            "end_year": entry.period.end,
            "retired_at": None,
        }
        stored = Strategy.objects.filter(id=entry.id).first()
        strategy = stored or Strategy(id=entry.id)
        before = _state(strategy) if stored else None
        _set(strategy, values)
        self._save(strategy, strategy.id, before, _state(strategy))
        return strategy

    def _parts(self, model: type[P], strategy: Strategy, wanted: Mapping[str, _Wanted]) -> dict[str, P]:
        """Bring all parts of one kind up to date; the parts of the file by id."""
        parts = {part.slug: part for part in _stored(model, strategy)}
        for slug, part in parts.items():
            if slug not in wanted and part.retired_at is None:
                self._retire(part, f"{strategy.id}/{slug}")
        kept = {}
        for slug, want in wanted.items():
            stored = parts.get(slug)
            part = stored or model(slug=slug)
            before = _state(part) if stored else None
            _set(part, {"strategy": strategy, "retired_at": None, **want.values})
            links = {name: sorted(each.slug for each in linked) for name, linked in want.links.items()}
            if self._save(part, f"{strategy.id}/{slug}", before, _row(part) | links):
                for name, linked in want.links.items():
                    getattr(part, name).set(linked)
            kept[slug] = part
        return kept

    def _retire(self, part: Part, name: str) -> None:
        before = _state(part)
        part.retired_at = self._clock()
        part.save(update_fields=["retired_at"])
        self._tell("retire", part, name, before, _state(part))

    def _save(self, row: models.Model, name: str, before: Values | None, after: Values) -> bool:
        """Save a row if it is new or different; whether it was."""
        if before == after:
            self.unchanged[_kind(row)] += 1
            return False
        row.save(force_insert=before is None)
        self._tell("add" if before is None else "change", row, name, before, after)
        return True

    def _tell(
        self,
        verb: Literal["add", "change", "retire"],
        row: models.Model,
        name: str,
        before: Values | None,
        after: Values,
    ) -> None:
        record(
            actor=self._actor,
            clock=self._clock,
            verb=self._verb,
            kind=_kind(row),
            object_id=name,
            before=before,
            after=after,
        )
        fields = tuple(key for key in after if before is not None and before[key] != after[key])
        self.changes.append(Change(verb, _kind(row), name.rpartition("/")[2], fields))


def _kind(row: models.Model) -> str:
    return "focus-area" if isinstance(row, FocusArea) else type(row).__name__.lower()


def _stored(model: type[P], strategy: Strategy) -> models.QuerySet[P]:
    """All parts of one kind, the retired too, with what their state needs."""
    parts = model._default_manager.filter(strategy=strategy)
    parents = [name for name in ("focus_area", "goal") if name in {each.name for each in model._meta.fields}]
    links = [each.name for each in model._meta.many_to_many]
    return parts.select_related(*parents).prefetch_related(*links) if parents or links else parts


def _set(row: models.Model, values: Values) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _state(row: models.Model) -> Values:
    """A row as an audit record keeps it, with the ids of the parts it points at."""
    links = {
        each.name: sorted(linked.slug for linked in getattr(row, each.name).all())
        for each in row._meta.many_to_many
    }
    return _row(row) | links


def _row(row: models.Model) -> Values:
    return {
        each.name: _plain(row, each)
        for each in row._meta.concrete_fields
        if each.name not in ("id", "strategy")
    }


def _plain(row: models.Model, each: models.Field[Any, Any]) -> Any:
    """A value ready for JSON; a part it belongs to by its id in the file."""
    if each.name in ("focus_area", "goal"):
        return getattr(row, each.name).slug
    value = getattr(row, each.attname)
    if isinstance(value, Text):
        return value.as_dict()
    return value.isoformat() if isinstance(value, date) else value


def _shared(entry: PartEntry) -> Values:
    """What every part has."""
    return {"title": entry.title, "attributes": dict(entry.attributes or {})}


def _focus_areas(entry: StrategyEntry) -> dict[str, _Wanted]:
    return {
        area.id: _Wanted(
            {"position": position, "description": area.description, **_shared(area)},
        )
        for position, area in enumerate(entry.focus_areas)
    }


def _goals(entry: StrategyEntry, areas: Mapping[str, FocusArea]) -> dict[str, _Wanted]:
    return {
        goal.id: _Wanted(
            {
                "focus_area": areas[area.id],
                "position": position,
                "number": goal.number,
                **_shared(goal),
                "description": goal.description,
            }
        )
        for area in entry.focus_areas
        for position, goal in enumerate(area.goals)
    }


def _targets(entry: StrategyEntry, goals: Mapping[str, Goal]) -> dict[str, _Wanted]:
    return {
        target.id: _Wanted(
            {
                "goal": goals[goal.id],
                "position": position,
                **_shared(target),
                "indicator_id": target.indicator,
                "region_id": target.region,
                "gender": target.gender,
                "method": target.method,
                "baseline_year": target.baseline.year,
                "baseline_value": target.baseline.value,
                "target_year": target.target.year if target.target else None,
                "target_value": target.target.value if target.target else None,
                "direction": target.direction,
            }
        )
        for goal in entry.goals
        for position, target in enumerate(goal.targets)
    }


def _measures(entry: StrategyEntry, goals: Mapping[str, Goal]) -> dict[str, _Wanted]:
    return {
        measure.id: _Wanted(
            {
                "goal": goals[goal.id],
                "position": position,
                **_shared(measure),
                "responsible": measure.responsible,
                "start": measure.start,
                "end": measure.end,
                "status": measure.status,
            }
        )
        for goal in entry.goals
        for position, measure in enumerate(goal.measures)
    }


def _promises(
    entry: StrategyEntry, targets: Mapping[str, Target], goals: Mapping[str, Goal]
) -> dict[str, _Wanted]:
    return {
        promise.id: _Wanted(
            {
                "position": position,
                **_shared(promise),
                "description": promise.description,
                "life_stage": promise.life_stage,
            },
            {
                "evidence": [targets[name] for name in promise.evidence],
                "goals": [goals[name] for name in promise.goals],
            },
        )
        for position, promise in enumerate(entry.promises)
    }
