"""What a kind of work consists of: its parts as records, each read by itself, all of them as one document."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from django.utils.translation import gettext as _

from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.content import Content, PartValue, Values
from lupaus.workspace.files.kept import NOTHING, cleaned, kept
from lupaus.workspace.files.kinds import Listing
from lupaus.workspace.files.plain import node_of
from lupaus.workspace.files.records import Located, Record, keys, kind_of
from lupaus.workspace.files.report import Report, repeated
from lupaus.workspace.kinds import Read
from lupaus.workspace.rights import nothing_here

#: Checks of one entry beyond its keys: what is wrong goes into the report, at `entry.at("field")`.
Rules = Callable[[Located, Report], None]
D = TypeVar("D", bound=Located)

ID: Final = "id"


@dataclass(frozen=True, slots=True)
class PartRecord:
    """One kind of part. `entry` is made with `record`: it has an `id` and a list for each kind under it.

    `key` names the list of such parts in what they stand under; `parent` is the kind they stand under, empty
    under the head.
    """

    kind: str
    key: str
    entry: type[Located]
    parent: str = ""


class Shape(Generic[D]):
    """The parts of a kind of work: read one by one, and put together into a document and apart again."""

    def __init__(
        self,
        *,
        name: str,
        key: str,
        head: type[Located],
        parts: Sequence[PartRecord],
        document: type[D],
        taken: Collection[str] = (),
        rules: Rules | None = None,
    ) -> None:
        """`name` is the kind of work and of its head; `document` has one key, `key`, which holds the head.

        `taken` are words of addresses below the work: no part right under the head has one as its id.
        `rules` are asked once every key is read and right. Raises `TypeError` where the declaration does not
        hold together.
        """
        self.name = name
        self.key = key
        self.document = document
        self.taken = frozenset(taken)
        self.head = head
        self.parts = tuple(parts)
        self._entries = {name: head} | {part.kind: part.entry for part in parts}
        self._kind_of = {entry: kind for kind, entry in self._entries.items()}
        self._below = {
            kind: tuple(part for part in parts if (part.parent or name) == kind) for kind in self._entries
        }
        self._rules = rules
        self._check()

    def _check(self) -> None:
        if len(self._kind_of) != len(self._entries):
            raise TypeError("Two kinds of part are made of the same record.")
        for kind, below in self._below.items():
            lists = {each.name for each in keys(self._entries[kind]) if isinstance(kind_of(each), Listing)}
            missing = {part.key for part in below} - lists
            if missing:
                raise TypeError(f"{self._entries[kind].__name__} has no list {', '.join(sorted(missing))}.")
        if [each.name for each in keys(self.document)] != [self.key]:
            raise TypeError(f"{self.document.__name__} does not have the one key {self.key}.")

    def apart(self, kind: str) -> frozenset[str]:
        """Keys of a kind of part that are no content: its id, and the lists of what stands under it."""
        return frozenset({ID, *(part.key for part in self._below[kind])})

    # What was written

    def read(self, kind: str, given: Mapping[str, Any]) -> Read:
        """What was written of one part, as it is kept (`WorkKind.read`); never raises.

        A problem in a list is of the whole field, but in a list of records of its row and key:
        `figures[0].year`.
        """
        report = Report("")
        apart = self.apart(kind)
        values = {name: each for name, value in given.items() if (each := cleaned(value)) not in NOTHING}
        for name in given:
            if name in apart:
                report.refuse(name, _("This is no field of it."))
                values.pop(name, None)
        try:
            found = Record(self._entries[kind]).read(node_of(values | {ID: "x"}, report), "", report)
            self._ask_rules([found], report)
            report.raise_problems()
        except Refused as refused:
            return Read({}, tuple(_at_field(problem) for problem in refused.problems))
        return Read(self.content_of(found), ())

    def content_of(self, entry: Located) -> Values:
        """An entry of a file as the content of a part: plain JSON without what is empty or apart."""
        return kept(entry, apart=self.apart(self._kind_of[type(entry)]))

    # Parts and documents

    def parts_of(self, head_entry: Located) -> list[PartValue]:
        """The parts of a work as the workspace keeps them, each in its place."""
        return list(self._parts(self.name, head_entry, "", 0))

    def _parts(self, kind: str, entry: Located, parent: str, position: int) -> Iterator[PartValue]:
        slug: str = getattr(entry, ID)
        yield PartValue(kind, slug, parent, self.content_of(entry), position)
        for part in self._below[kind]:
            for place, each in enumerate(getattr(entry, part.key)):
                yield from self._parts(part.kind, each, "" if kind == self.name else slug, place)

    def plain_of(self, content: Content) -> dict[str, Any]:
        """A content as the plain values of its file. Raises `NotFound` without its head."""
        return self._plain(content)[0]

    def document_of(self, content: Content) -> D:
        """A content as the file that would make it. Raises `NotFound`, `Refused`."""
        document, report, _places = self.read_content(content)
        report.raise_problems()
        return document

    def read_content(self, content: Content) -> tuple[D, Report, Mapping[str, str]]:
        """A content as a file, what is wrong with it, and which part stands where.

        The places are `chain.stages[0].steps[1]` → `step/phone`. Raises `NotFound` without its head.
        """
        plain, places = self._plain(content)
        report = Report("")
        return Record(self.document).read(node_of(plain, report), "", report), report, places

    def _plain(self, content: Content) -> tuple[dict[str, Any], Mapping[str, str]]:
        head = next(iter(content.of_kind(self.name)), None)
        if head is None:
            raise nothing_here()
        places: dict[str, str] = {}

        def entry(part: PartValue, path: str) -> Values:
            places[path] = f"{part.kind}/{part.slug}"
            lists = {}
            for below in self._below[part.kind]:
                found = content.under(below.kind, "" if part is head else part.slug)
                if found:
                    lists[below.key] = [
                        entry(each, f"{path}.{below.key}[{place}]") for place, each in enumerate(found)
                    ]
            return {ID: part.slug, **part.content, **lists}

        return {self.key: entry(head, self.key)}, places

    def head_of(self, document: D) -> Located:
        """What the one key of a file holds."""
        found: Located = getattr(document, self.key)
        return found

    def taken_ids(self, content: Content) -> list[Problem]:
        """A problem for each part right under the head whose id an address needs (for `WorkKind.check`)."""
        return [
            Problem(_id_is_taken(each.slug), path=f"{part.kind}/{each.slug}")
            for part in self._below[self.name]
            for each in content.under(part.kind)
            if each.slug in self.taken
        ]

    def _all_entries(self, entry: Located) -> Iterator[Located]:
        yield entry
        for part in self._below[self._kind_of[type(entry)]]:
            for each in getattr(entry, part.key):
                yield from self._all_entries(each)

    def _ask_rules(self, entries: Iterable[Located], report: Report) -> None:
        if self._rules is not None and not report.problems:
            for entry in entries:
                self._rules(entry, report)

    def check_whole(self, document: D, report: Report) -> None:
        """Report what is wrong with a document whose keys are read: ids that are not their own, the rules."""
        self._check_ids(document, report)
        self._ask_rules(self._all_entries(self.head_of(document)), report)

    def _check_ids(self, document: D, report: Report) -> None:
        head = self.head_of(document)
        families: dict[type[Located], list[Located]] = {}
        for entry in self._all_entries(head):
            families.setdefault(type(entry), []).append(entry)
        for entries in families.values():
            ids: list[str] = [getattr(entry, ID) for entry in entries]
            again = set(repeated(ids)) - {""}
            for entry, slug in zip(entries, ids, strict=True):
                if slug in again:
                    report.refuse(entry.at(ID), _("The id “%(id)s” is here more than once.") % {"id": slug})
        for part in self._below[self.name]:
            for entry in getattr(head, part.key):
                if getattr(entry, ID) in self.taken:
                    report.refuse(entry.at(ID), _id_is_taken(getattr(entry, ID)))


def _id_is_taken(slug: str) -> str:
    return _("Nothing here can have the id “%(id)s”: an address needs it.") % {"id": slug}


def _at_field(problem: Problem) -> Problem:
    """A problem beside its field in a form, which knows no lines; of a list of records beside its row."""
    path = problem.path if re.search(r"\]\.", problem.path) else problem.path.partition("[")[0]
    return Problem(problem.message, path=path)
