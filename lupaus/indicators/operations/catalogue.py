"""Saving catalogue entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lupaus.accounts import audit
from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.indicators.definitions import IndicatorDefinition, Saved
from lupaus.indicators.derived import parse
from lupaus.indicators.derived.checking import problems_of as derivation_problems
from lupaus.indicators.models import Finding, Indicator, IndicatorEdition, Polarity, SourceKind
from lupaus.indicators.operations.dependents import keep_editions_of_dependents
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused
from lupaus.web.texts import Text
from lupaus.web.versions import advance_content_version

_FIELDS = tuple(field.name for field in fields(IndicatorDefinition) if field.name != "id")
_RANGES = {"decimals": (0, 6), "rhythm_years": (1, 100), "lag_years": (0, 100)}
_AT_ONCE = 500
_LENGTHS = {"licence": 120, "source_id": 80, "source_url": 500, "theme": 80}


def save_indicators(*, actor: Actor, clock: Clock, definitions: Sequence[IndicatorDefinition]) -> Saved:
    """Add the indicators that are new, change those that say something else, leave the rest alone.

    An entry that was retired is in use again. All or nothing; raises `Refused` with every problem.
    """
    require(actor, Role.PLANNER)
    problems = [*_problems(definitions), *derivation_problems(definitions)]
    if problems:
        raise Refused(problems)
    with transaction.atomic():
        known = Indicator.objects.in_bulk([definition.id for definition in definitions])
        new = [definition for definition in definitions if definition.id not in known]
        if new:
            # Takes the row every writer takes, so that two of them never give out the same number.
            advance_content_version()
            _add(new, actor=actor, clock=clock)
        changed: list[str] = []
        unchanged: list[str] = []
        for definition in definitions:
            entry = known.get(definition.id)
            if entry is None:
                continue
            is_changed = _change(entry, definition, actor=actor, clock=clock)
            (changed if is_changed else unchanged).append(definition.id)
        keep_editions_of_dependents(changed, clock=clock)
    return Saved(tuple(definition.id for definition in new), tuple(changed), tuple(unchanged))


def _add(definitions: Sequence[IndicatorDefinition], *, actor: Actor, clock: Clock) -> None:
    """Add many at a time: a source's whole catalogue has thousands."""
    highest = Indicator.objects.aggregate(highest=Max("number"))["highest"]
    first = 0 if highest is None else highest + 1
    entries = [
        Indicator(id=definition.id, number=number, **{"polarity": Polarity.NEUTRAL, **_said_by(definition)})
        for number, definition in enumerate(definitions, start=first)
    ]
    states = {entry.pk: _state(entry) for entry in entries}
    at = clock()
    Indicator.objects.bulk_create(entries, batch_size=_AT_ONCE)
    IndicatorEdition.objects.bulk_create(
        (IndicatorEdition(indicator=entry, number=1, said=states[entry.pk], at=at) for entry in entries),
        batch_size=_AT_ONCE,
    )
    audit.record_all(
        actor=actor,
        clock=clock,
        verb="save_indicators",
        kind="indicator",
        objects=(audit.Told(name, after=state) for name, state in states.items()),
    )


def _change(entry: Indicator, definition: IndicatorDefinition, *, actor: Actor, clock: Clock) -> bool:
    before = _state(entry)
    for name, value in _said_by(definition).items():
        setattr(entry, name, value)
    if entry.source_kind != SourceKind.DERIVED:
        entry.derivation = None
    entry.retired_at = None
    after = _state(entry)
    if before == after:
        return False
    entry.save()
    _keep_edition(entry, clock=clock)
    if any(before[name] != after[name] for name in ("counts_people", "per", "source_kind")):
        # What rules found when more of it was told must not go on telling it; `lupaus quality --again`.
        Finding.objects.filter(indicator=entry).delete()
    audit.record(
        actor=actor,
        clock=clock,
        verb="save_indicators",
        kind="indicator",
        object_id=entry.pk,
        before=before,
        after=after,
    )
    return True


def _keep_edition(entry: Indicator, *, clock: Clock) -> None:
    """Keep what the catalogue says from now on: a figure told today is told by this for ever."""
    newest = IndicatorEdition.objects.filter(indicator=entry).aggregate(newest=Max("number"))["newest"] or 0
    IndicatorEdition.objects.create(indicator=entry, number=newest + 1, said=_state(entry), at=clock())


def _said_by(definition: IndicatorDefinition) -> dict[str, Any]:
    said = {name: value for name in _FIELDS if (value := getattr(definition, name)) is not None}
    if definition.derivation is not None:
        said["derivation"] = parse(definition.derivation).as_json()
    return said


def _state(entry: Indicator) -> dict[str, Any]:
    """The entry as JSON-ready values, for comparing and for the audit trail."""
    state = {name: getattr(entry, name) for name in ("number", *_FIELDS)}
    plain = {name: value.as_dict() if isinstance(value, Text) else value for name, value in state.items()}
    plain["retired_at"] = entry.retired_at.isoformat() if entry.retired_at else None
    return plain


def _problems(definitions: Sequence[IndicatorDefinition]) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, definition in enumerate(definitions):
        for name, message in _faults(definition):
            yield Problem(message, path=f"indicators[{place}].{name}")
        if definition.id in seen:
            yield Problem(
                _("The indicator %(id)s is given twice.") % {"id": definition.id},
                path=f"indicators[{place}].id",
            )
        seen.add(definition.id)


def _faults(definition: IndicatorDefinition) -> Iterator[tuple[str, str]]:
    """What is wrong with one definition: (field, sentence)."""
    if not _is_slug(definition.id):
        yield "id", _("An id is at most 80 letters a–z, digits, hyphens and underscores.")
    if not definition.title:
        yield "title", _("The indicator needs a title.")
    for name, words in (("polarity", Polarity.values), ("source_kind", SourceKind.values)):
        if getattr(definition, name) not in (None, *words):
            yield name, _("Expected one of: %(values)s.") % {"values": ", ".join(words)}
    for name, (least, most) in _RANGES.items():
        number = getattr(definition, name)
        if number is not None and not least <= number <= most:
            yield name, _("Expected a number from %(least)s to %(most)s.") % {"least": least, "most": most}
    for name, longest in _LENGTHS.items():
        if len(getattr(definition, name) or "") > longest:
            yield name, _("At most %(longest)s characters.") % {"longest": longest}
    if definition.source_url and urlsplit(definition.source_url).scheme not in ("http", "https"):
        yield "source_url", _("The address begins with https:// or http://.")


def _is_slug(value: str) -> bool:
    try:
        validate_slug(value)
    except ValidationError:
        return False
    return len(value) <= 80
