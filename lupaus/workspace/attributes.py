"""The values of an organisation's own attributes: read, and kept from whoever may not know them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from lupaus.web.refusals import Problem
from lupaus.workspace.content import Values
from lupaus.workspace.models import Attribute, Form

LONGEST = 2000


def in_force(organisation: str, kind: str | None = None) -> list[Attribute]:
    """The attributes an organisation uses now, in its order; of one kind of part. One query."""
    found = Attribute.objects.filter(organisation=organisation, retired_at=None)
    return list(found.filter(kind=kind) if kind else found)


def internal(organisation: str) -> frozenset[str]:
    """Ids of the attributes that never leave the workspace, also of those retired since. One query.

    An id that is internal for one kind of part is kept back for all: nothing leaks by moving a value.
    """
    found = Attribute.objects.filter(organisation=organisation, is_public=False)
    return frozenset(found.values_list("slug", flat=True))


def public(organisation: str) -> list[Attribute]:
    """The attributes whose values and names everybody may see, also those retired since. One query."""
    return list(Attribute.objects.filter(organisation=organisation, is_public=True))


def read_attributes(
    known: Iterable[Attribute], given: Mapping[str, Any] | None
) -> tuple[Values, list[Problem]]:
    """Values as they are kept (empty ones left out), and what is wrong with them, by `attributes.ID`."""
    if not isinstance(given, Mapping):
        return {}, [] if given is None else [Problem(_("Expected ids with values."), path="attributes")]
    by_slug = {attribute.slug: attribute for attribute in known}
    values: Values = {}
    problems = []
    for slug, value in given.items():
        try:
            read = _read(by_slug.get(slug), slug, value)
        except ValueError as wrong:
            problems.append(Problem(str(wrong), path=f"attributes.{slug[:80]}"))
        else:
            if read is not None:
                values[slug] = read
    ordered = {slug: values[slug] for slug in by_slug if slug in values}
    return ordered, problems


def _read(attribute: Attribute | None, slug: str, value: Any) -> Any:
    """The value in its form, None for none. Raises `ValueError` with the sentence."""
    if attribute is None:
        raise ValueError(_("The organisation has no attribute “%(id)s” here.") % {"id": slug[:80]})
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    words = value.strip() if isinstance(value, str) else value
    return {
        Form.CHOICE.value: _choice,
        Form.NUMBER.value: _number,
        Form.TEXT.value: _text,
        Form.DATE.value: _date,
    }[attribute.form](attribute, words)


def _choice(attribute: Attribute, value: Any) -> str:
    offered = [choice["id"] for choice in attribute.choices]
    if value not in offered:
        raise ValueError(_("Choose one of: %(choices)s.") % {"choices": ", ".join(offered)})
    return str(value)


def _number(_attribute: Attribute, value: Any) -> int | float:
    try:
        number = Decimal(str(value).replace("\N{MINUS SIGN}", "-").replace(",", ".").replace("\u00a0", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(value, bool) or not number.is_finite() or abs(number) >= Decimal("1e15"):
        raise ValueError(_("Expected a number, such as 12.5."))
    return int(number) if number == number.to_integral_value() else float(number)


def _text(_attribute: Attribute, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(_("Expected a text."))  # noqa: TRY004 - one kind of mistake for the caller
    if len(value) > LONGEST:
        raise ValueError(_("The text is longer than %(most)d letters.") % {"most": LONGEST})
    if any(ord(letter) < 32 and letter not in "\n\t\r" for letter in value):
        raise ValueError(_("The text holds a control character."))
    return value


def _date(_attribute: Attribute, value: Any) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError as wrong:
        raise ValueError(_("Expected a day, such as 2026-03-31.")) from wrong
