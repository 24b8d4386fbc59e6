"""The form of a part: what its kind and its organisation ask, shown as fields and read from what was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lupaus.web.forms import Sent
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace.attributes import LONGEST
from lupaus.workspace.content import Content, Values, value_at
from lupaus.workspace.kinds import Field, PartKind
from lupaus.workspace.models import Attribute, Comment, Form

LONGEST_SLUG = 60
#: What an attribute holds → how it is written.
_FORM_OF = {Form.CHOICE: "choice", Form.NUMBER: "number", Form.TEXT: "prose_line", Form.DATE: "date"}


class FormField(NamedTuple):
    """One field of a form. `reach` says of an organisation's own attribute who sees it; else empty."""

    name: str
    form: str
    label: str
    hint: str
    due: bool
    options: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    reach: str = ""
    remarks: tuple[Comment, ...] = ()


def form_fields(
    declared: PartKind,
    attributes: Iterable[Attribute],
    content: Content,
    *,
    slug: str = "",
    standing: Mapping[str, Any] | None = None,
    remarks: Sequence[Comment] = (),
) -> tuple[FormField, ...]:
    """Every field of a part, then its organisation's attributes.

    `standing` is what the part holds: a choice that is no longer offered is shown beside the others.
    """
    standing = standing or {}
    fields = [
        FormField(
            each.name,
            each.form,
            str(each.label()),
            str(each.help()) if each.help else "",
            each.due,
            _options(each, content, value_at(standing, each.name)),
            each.units(content).get(slug, "") if each.units and slug else "",
            "",
            tuple(remark for remark in remarks if remark.field == each.name),
        )
        for each in declared.fields
    ]
    return (*fields, *(_of_attribute(each, standing) for each in attributes))


def labels_of(fields: Iterable[FormField]) -> dict[str, str]:
    """What the fields are called, by name: for the list of what is wrong."""
    return {field.name: field.label for field in fields} | {"id": _("Id"), "parent": _("Stands under")}


def read_form(sent: Sent, fields: Iterable[FormField], standing: Mapping[str, Any]) -> Values:
    """What was written, over what stands: what the form does not ask stays. Only its own names are read.

    What is wrong is among `sent.problems`.
    """
    values = deepcopy(dict(standing))
    values.pop("attributes", None)
    for field in fields:
        put(values, field.name, _read(sent, field))
    return values


def proposed_slug(fields: Iterable[FormField], values: Mapping[str, Any]) -> str:
    """An id for a new part, made of its first text or choice; empty where there is none yet."""
    for field in fields:
        found = value_at(values, field.name)
        if isinstance(found, Mapping):
            found = next((found[language] for language in ("en", "fi", "sv") if found.get(language)), "")
        if isinstance(found, str) and field.form in ("words", "line", "search", "choice"):
            slug = slugify(found)[:LONGEST_SLUG].replace("_", "-").strip("-")
            if slug:
                return slug
    return ""


def _options(field: Field, content: Content, standing: Any) -> tuple[tuple[str, str], ...]:
    if field.options is None:
        return ()
    offered = tuple((str(value), str(label)) for value, label in field.options(content))
    if field.form == "search":
        return _told_apart(offered)
    known = {value for value, _label in offered}
    held = standing if isinstance(standing, list | tuple) else (standing,)
    gone = tuple(
        (str(each), _("%(name)s (no longer offered)") % {"name": each})
        for each in held
        if each not in (None, "") and str(each) not in known
    )
    return (*offered, *gone)


def _told_apart(offered: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Labels that are all different: the same words twice would leave the second one out of reach."""
    seen: set[str] = set()
    found = []
    for value, label in offered:
        told = label if label.casefold() not in seen else f"{label} ({value})"
        seen.add(told.casefold())
        found.append((value, told))
    return tuple(found)


def _of_attribute(attribute: Attribute, standing: Mapping[str, Any]) -> FormField:
    language = get_language() or LANGUAGES[0]
    name = f"attributes.{attribute.slug}"
    options = tuple(
        (each["id"], Text.of(each["title"]).words(language) or each["id"]) for each in attribute.choices
    )
    held = value_at(standing, name)
    if attribute.form == Form.CHOICE and held and held not in {value for value, _label in options}:
        options = (*options, (str(held), _("%(name)s (no longer offered)") % {"name": held}))
    return FormField(
        name,
        _FORM_OF[Form(attribute.form)],
        attribute.title.words(language) or attribute.slug,
        "",
        due=False,
        options=options,
        reach=_("Public: everybody sees this.") if attribute.is_public else _("Internal: stays in here."),
    )


def _read(sent: Sent, field: FormField) -> Any:
    values = [value for value, _label in field.options]
    read: Mapping[str, Callable[[], Any]] = {
        "words": lambda: sent.words(field.name, due=field.due).as_dict(),
        "prose": lambda: sent.words(field.name, prose=True, due=field.due).as_dict(),
        "prose_line": lambda: sent.prose(field.name, longest=LONGEST),
        "line": lambda: sent.line(field.name, due=field.due),
        "whole": lambda: sent.whole(field.name, due=field.due),
        "number": lambda: _plain(sent.number(field.name, due=field.due)),
        "date": lambda: day.isoformat() if (day := sent.day(field.name, due=field.due)) else None,
        "choice": lambda: sent.choice(field.name, values, due=field.due),
        "search": lambda: sent.found(field.name, dict(field.options), due=field.due),
        "several": lambda: list(sent.several(field.name, values)),
    }
    return read[field.form]()


def _plain(number: float | None) -> float | None:
    """A whole number as such: 79, not 79.0."""
    return int(number) if number is not None and number.is_integer() else number


def put(values: Values, path: str, value: Any) -> None:
    """Set a value at a dotted path; what is empty is taken away, and what becomes empty by that too."""
    *above, last = path.split(".")
    places = [values]
    for step in above:
        inner = places[-1].get(step)
        if not isinstance(inner, dict):
            inner = {}
            places[-1][step] = inner
        places.append(inner)
    if value in (None, "", {}, []):
        places[-1].pop(last, None)
    else:
        places[-1][last] = value
    for place, step in zip(reversed(places[:-1]), reversed(above), strict=True):
        if not place[step]:
            del place[step]
