"""A version as a document to be read: its parts in their order, nested as they stand under each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from lupaus.web.texts import Text
from lupaus.workspace.content import Content, PartValue, value_at
from lupaus.workspace.kinds import Field, PartKind, WorkKind
from lupaus.workspace.models import Attribute
from lupaus.workspace.pages.shown import TITLE, Labels


class ShownField(NamedTuple):
    """One field that holds something: `text` for what is in words, else `value`."""

    name: str
    label: str
    text: Text
    value: str
    is_prose: bool


class Row(NamedTuple):
    """A part as one row of a table; `cells` are in the order of the table's columns."""

    kind: str
    slug: str
    title: Text
    cells: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Parts that are short and have nothing under them. Columns that tell nothing new are left out."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The parts of one kind that stand under one part, or under the whole."""

    kind: str
    label: str
    parts: tuple[ShownPart, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class ShownPart:
    kind: str
    slug: str
    label: str  # what its kind is called
    number: str  # the number the work itself gives it
    title: Text
    fields: tuple[ShownField, ...]  # without title and number
    attributes: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]

    @property
    def anchor(self) -> str:
        return anchor(self.kind, self.slug)


@dataclass(frozen=True, slots=True)
class Document:
    head: ShownPart
    groups: tuple[Group, ...]

    @property
    def title(self) -> Text:
        return self.head.title


def anchor(kind: str, slug: str) -> str:
    """Where a part stands on its page."""
    return f"{kind}-{slug}"


def document(kind: WorkKind, content: Content, attributes: Iterable[Attribute] = ()) -> Document:
    """The document in the active language. Queries: those of the fields' options and units, each once."""
    writer = _Writer(kind, content, Labels(kind, (content,), attributes))
    head = next(iter(content.of_kind(kind.head.name)), PartValue(kind.head.name, ""))
    return Document(writer.part(kind.head, head), tuple(writer.groups(None, "")))


def column_labels(fields: Iterable[Field]) -> tuple[tuple[str, tuple[Field, ...]], ...]:
    """The columns of a table of fields: those of one pair (`baseline.year`, `baseline.value`) share one."""
    columns = []
    for _key, found in groupby(fields, key=lambda field: field.name.partition(".")[0]):
        members = tuple(sorted(found, key=lambda field: field.form != "number"))
        columns.append((_shared([str(member.label()) for member in members]), members))
    return tuple(columns)


def heading_of(declared: PartKind) -> str:
    """What the parts of a kind are called, as a heading."""
    words = str(declared.plural())
    return words[:1].upper() + words[1:]


def _shared(labels: list[str]) -> str:
    """One label for several: what stands before the colon in all of them, else the first one."""
    before = {label.partition(":")[0] for label in labels}
    return before.pop() if len(labels) > len(before) == 1 else labels[0]


class _Writer:
    def __init__(self, kind: WorkKind, content: Content, labels: Labels) -> None:
        self.kind, self.content, self.labels = kind, content, labels

    def groups(self, parent: PartKind | None, slug: str) -> Iterable[Group]:
        """What stands under a part, kind by kind; without one, under the whole."""
        for declared in self.kind.parts[1:]:
            under_whole = declared.parent in (None, self.kind.head.name)
            if (parent is None) != under_whole or (parent is not None and declared.parent != parent.name):
                continue
            parts = self.content.under(declared.name, slug)
            if not parts:
                continue
            label = heading_of(declared)
            if self._is_short(declared):
                yield Group(declared.name, label, table=self._table(declared, parts))
            else:
                yield Group(declared.name, label, tuple(self.part(declared, part) for part in parts))

    def part(self, declared: PartKind, part: PartValue) -> ShownPart:
        fields = [
            self._field(part, field) for field in declared.fields if field.name not in (TITLE, "number")
        ]
        own = part.content.get("attributes") or {}
        return ShownPart(
            kind=part.kind,
            slug=part.slug,
            label=str(declared.label()),
            number=str(part.content.get("number") or ""),
            title=self.labels.title(part),
            fields=tuple(field for field in fields if field.text or field.value),
            attributes=tuple(self.labels.attribute(part.kind, name, value) for name, value in own.items()),
            groups=() if declared is self.kind.head else tuple(self.groups(declared, part.slug)),
        )

    def _field(self, part: PartValue, field: Field) -> ShownField:
        in_words = field.form in ("words", "prose")
        value = value_at(part.content, field.name)
        return ShownField(
            field.name,
            str(field.label()),
            Text.of(value) if in_words else Text(),
            "" if in_words else self.labels.field(part, field),
            field.form == "prose",
        )

    def _is_short(self, declared: PartKind) -> bool:
        """Whether parts of a kind fit into rows: no prose in them, nothing under them."""
        return (
            declared.parent not in (None, self.kind.head.name)
            and all(field.form != "prose" for field in declared.fields)
            and all(other.parent != declared.name for other in self.kind.parts)
        )

    def _table(self, declared: PartKind, parts: tuple[PartValue, ...]) -> Table:
        columns = column_labels(field for field in declared.fields if field.name != TITLE)
        rows = []
        named = dict.fromkeys(name for part in parts for name in part.content.get("attributes") or {})
        for part in parts:
            own = part.content.get("attributes") or {}
            cells = [self._cell(part, members) for _label, members in columns]
            cells += [
                Text.same(self.labels.attribute(part.kind, name, own[name])[1]) if name in own else Text()
                for name in named
            ]
            rows.append(Row(part.kind, part.slug, self.labels.title(part), tuple(cells)))
        names = [str(label) for label, _members in columns]
        names += [self.labels.attribute(declared.name, name, None)[0] for name in named]
        used = [
            place
            for place in range(len(names))
            if any(row.cells[place] not in (Text(), row.title) for row in rows)
        ]
        return Table(
            tuple(names[place] for place in used),
            tuple(row._replace(cells=tuple(row.cells[place] for place in used)) for row in rows),
        )

    def _cell(self, part: PartValue, members: tuple[Field, ...]) -> Text:
        """The value, and what belongs to it in parentheses: 72.9 % (2017)."""
        if len(members) == 1 and members[0].form == "words":
            return Text.of(value_at(part.content, members[0].name))
        values = [value for field in members if (value := self.labels.field(part, field))]
        return Text.same(f"{values[0]} ({', '.join(values[1:])})" if len(values) > 1 else "".join(values))
