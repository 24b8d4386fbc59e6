"""What may be written: an upper room declares its kind of work here, and pages, API and files follow from it.

register_kind(WorkKind(name="strategy", parts=(HEAD, FOCUS_AREA, GOAL, …), read=…, check=…, put_in_force=…))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, Protocol

from django.urls import reverse
from django.utils import translation
from markupsafe import Markup

from lupaus.accounts.actors import Actor
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem
from lupaus.web.rooms import all_in
from lupaus.web.texts import Text
from lupaus.workspace.content import Content, PartValue, Values
from lupaus.workspace.models import Version, Work

Say = Callable[[], str]  # words in the reader's language, asked for when they are shown


class Option(NamedTuple):
    value: str
    label: str


#: How a field is written. `words` and `prose` are in three languages ({"fi": …}), `several` is a list, `rows`
#: a short list of mappings, written as a small table.
FieldForm = Literal[
    "words", "prose", "line", "whole", "number", "date", "choice", "search", "several", "rows"
]
#: What a cell of a small table holds.
_CELL_FORMS = ("line", "whole", "number", "date", "choice", "search")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a part. `name` is its dotted path in the content: `title`, `baseline.year`.

    `options` is asked with the content of the version, so that it may offer the version's own parts.
    `units` says what a number is counted in, by the slug of the part: asked once a page, in few queries.
    `columns` are the keys of each mapping of `rows`, each one value; a `due` one is due in every row.
    """

    name: str
    label: Say
    form: FieldForm
    due: bool = False
    help: Say | None = None
    options: Callable[[Content], Sequence[Option]] | None = None
    units: Callable[[Content], Mapping[str, str]] | None = None
    columns: tuple[Field, ...] = ()

    def __post_init__(self) -> None:
        fits = all(column.form in _CELL_FORMS for column in self.columns)
        if not fits or (self.form == "rows") != bool(self.columns):
            raise TypeError(f"{self.name}: rows have columns of one value each, and nothing else has any.")

    def within(self, column: Field) -> Field:
        """A column as a field of the part, with its own name: `figures.year`."""
        return replace(column, name=f"{self.name}.{column.name}")


@dataclass(frozen=True, slots=True)
class FileForm:
    """One form of file in which a whole version is taken out and brought back: the same both ways.

    `write` gets what may leave (for the public: without internal attributes). `read` gets the bytes of a
    file and its name; it raises `Refused` with every problem, each with its place in the file.
    """

    name: str  # "yaml", "xlsx", "json": the end of the file's name and of its address
    label: Say
    content_type: str
    write: Callable[[Work, Content], bytes]
    read: Callable[[Work, bytes, str], Sequence[PartValue]]


class Preview(Protocol):
    """What a part would come to, shown while it is written: a sentence, a picture.

    `part` holds what has been typed so far, read as far as it can be; it need not be right. Never raises for
    what was typed.
    """

    def __call__(
        self, *, actor: Actor, version: Version, part: PartValue, content: Content, language: str
    ) -> Markup: ...


@dataclass(frozen=True, slots=True)
class PartKind:
    """One kind of part. `parent` names the kind it stands under, None where it stands under the whole.

    `slug_from` names the field (in English, Finnish or Swedish) a new part's id is made of.
    `by_responsible`: whoever is named as its responsible person may write it.
    `fixed`: there is always exactly what the kind of work gives (`WorkKind.fixed_parts`); none comes or goes.
    """

    name: str
    label: Say
    plural: Say
    fields: tuple[Field, ...]
    parent: str | None = None
    by_responsible: bool = False
    fixed: bool = False
    help: Say | None = None
    preview: Preview | None = None


class Read(NamedTuple):
    """A content as it is kept, and what is wrong with what was given. Paths are those of the fields."""

    content: Values
    problems: tuple[Problem, ...]


class Checked(NamedTuple):
    """What a whole version breaks (it cannot be submitted) and what its writers should know."""

    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...] = ()


class Hook(Protocol):
    def __call__(
        self, *, actor: Actor, clock: Clock, work: Work, version: Version, content: Content
    ) -> None: ...


def title_of_head(kind: str) -> Callable[[Content], Text]:
    """Reads the title of a work from its head, the one part of this kind."""

    def title(content: Content) -> Text:
        head = next(iter(content.of_kind(kind)), None)
        return Text.of(head.content.get("title")) if head else Text()

    return title


def address_of_version(name: str) -> Callable[[Work, Version, str], str]:
    """The lasting address of a published version: that of `name`, which takes the work and the number."""

    def public_address(work: Work, version: Version, language: str) -> str:
        with translation.override(language):
            return reverse(name, args=[work.pk, version.number])

    return public_address


@dataclass(frozen=True, slots=True)
class WorkKind:
    """One kind of work. The first of `parts` is the head: one part, whose slug is the work's id.

    `read` turns what was written (already without attributes) into what is kept; it never raises.
    `check` looks at a whole version. Paths of its problems begin with `kind/slug`.
    `put_in_force` is called inside the transaction that publishes a version.
    `title` reads a work's name from its head.
    """

    name: str
    label: Say
    parts: tuple[PartKind, ...]
    read: Callable[[str, Mapping[str, Any]], Read]
    check: Callable[[Work, Content], Checked]
    title: Callable[[Content], Text]
    put_in_force: Hook | None = None  # None: the pages read the published version itself
    public_address: Callable[[Work, Version, str], str] | None = None  # work, version, language
    fixed_parts: Callable[[], Sequence[tuple[str, str, Values]]] = tuple  # (kind, slug, content)
    files: tuple[FileForm, ...] = ()

    @property
    def head(self) -> PartKind:
        return self.parts[0]

    def part(self, name: str) -> PartKind | None:
        return next((part for part in self.parts if part.name == name), None)


_kinds: dict[str, WorkKind] = {}


def register_kind(kind: WorkKind) -> None:
    """Make a kind of work known. Called when a room starts; registering it again replaces it."""
    _kinds[kind.name] = kind


def kind_named(name: str) -> WorkKind:
    """The kind of work of that name. Raises `KeyError`: a work's kind is never a user's word."""
    all_in()
    return _kinds[name]


def kinds() -> tuple[WorkKind, ...]:
    all_in()
    return tuple(_kinds.values())
