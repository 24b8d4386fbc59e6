"""The form of a part: what its kind and its organisation ask, shown as fields and read from what was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lupaus.web.forms import Sent, Typed
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace.attributes import LONGEST
from lupaus.workspace.content import Content, Values, value_at
from lupaus.workspace.kinds import Field, PartKind
from lupaus.workspace.models import Attribute, Comment, Form

LONGEST_SLUG = 60
#: Rows of a small table that are written by hand; longer ones are for files.
MOST_ROWS = 100
#: What an attribute holds → how it is written.
_FORM_OF = {Form.CHOICE: "choice", Form.NUMBER: "number", Form.TEXT: "prose_line", Form.DATE: "date"}


class FormField(NamedTuple):
    """One field of a form. `reach` says of an organisation's own attribute who sees it; else empty.

    `columns` are the fields of each row of a small table; their names are `figures[0].year` in the form.
    """

    name: str
    form: str
    label: str
    hint: str
    due: bool
    options: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    reach: str = ""
    remarks: tuple[Comment, ...] = ()
    columns: tuple[FormField, ...] = ()

    def at(self, row: int, column: FormField) -> str:
        """The name of one field of a small table."""
        return f"{self.name}[{row}].{column.name}"


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
        _of_field(each, content, slug, value_at(standing, each.name), remarks) for each in declared.fields
    ]
    return (*fields, *(_of_attribute(each, standing) for each in attributes))


def _of_field(
    field: Field, content: Content, slug: str, held: Any, remarks: Sequence[Comment] = ()
) -> FormField:
    return FormField(
        field.name,
        field.form,
        str(field.label()),
        str(field.help()) if field.help else "",
        field.due,
        _options(field, content, held),
        field.units(content).get(slug, "") if field.units and slug else "",
        "",
        tuple(remark for remark in remarks if remark.field == field.name),
        tuple(
            _of_field(column, content, slug, [row.get(column.name) for row in _rows(held)])
            for column in field.columns
        ),
    )


def _rows(held: Any) -> list[Mapping[str, Any]]:
    return [row for row in held if isinstance(row, Mapping)] if isinstance(held, list) else []


def labels_of(fields: Iterable[FormField], typed: Typed) -> dict[str, str]:
    """What the fields are called, by name: for the list of what is wrong."""
    labels = {"id": _("Id"), "parent": _("Stands under")}
    for field in fields:
        labels[field.name] = field.label
        for row in range(typed.rows(field.name) if field.columns else 0):
            labels[f"{field.name}[{row}]"] = _("%(field)s, row %(row)d") % {
                "field": field.label,
                "row": row + 1,
            }
            for column in field.columns:
                labels[field.at(row, column)] = _("%(field)s, row %(row)d, %(column)s") % {
                    "field": field.label,
                    "row": row + 1,
                    "column": column.label,
                }
    return labels


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


def _read(sent: Sent, field: FormField, name: str = "") -> Any:
    """What was written in a field; `name` is that of its input, where it is in a small table."""
    name = name or field.name
    values = [value for value, _label in field.options]
    read: Mapping[str, Callable[[], Any]] = {
        "words": lambda: sent.words(name, due=field.due).as_dict(),
        "prose": lambda: sent.words(name, prose=True, due=field.due).as_dict(),
        "prose_line": lambda: sent.prose(name, longest=LONGEST),
        "line": lambda: sent.line(name, due=field.due),
        "whole": lambda: sent.whole(name, due=field.due),
        "number": lambda: _plain(sent.number(name, due=field.due)),
        "date": lambda: day.isoformat() if (day := sent.day(name, due=field.due)) else None,
        "choice": lambda: sent.choice(name, values, due=field.due),
        "search": lambda: sent.found(name, dict(field.options), due=field.due),
        "several": lambda: list(sent.several(name, values)),
        "rows": lambda: _read_rows(sent, field),
    }
    return read[field.form]()


def _read_rows(sent: Sent, field: FormField) -> list[Values]:
    """The rows that are filled in; keys without a value are left out."""
    rows = []
    for row in range(sent.rows(field.name, [column.name for column in field.columns], most=MOST_ROWS)):
        values = {column.name: _read(sent, column, field.at(row, column)) for column in field.columns}
        rows.append({key: value for key, value in values.items() if value not in (None, "")})
    return rows


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
