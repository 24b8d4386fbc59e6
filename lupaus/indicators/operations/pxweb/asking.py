"""Asking PxWeb for what a mapping chooses of a table: looked up anew, in parts, each answer kept on disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Final, NamedTuple

import orjson
from django.utils.translation import gettext as _

from lupaus.indicators.fetched import Fetched, Kept
from lupaus.indicators.operations.rows import Progress, Row
from lupaus.indicators.pxweb import NoAnswer, NoSuchTable, PxTable, PxWeb, TooManyCells, table_of
from lupaus.indicators.pxweb.answers import cube_of, rows_of
from lupaus.indicators.pxweb.mapping import TableMap
from lupaus.indicators.pxweb.plans import Plan, Query, cells_of, plans_of, split
from lupaus.indicators.pxweb.service import Listed
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.files.report import shown

#: A service that finds even so few cells too many means something else by it.
_FEWEST_CELLS: Final = 1_000
#: Of a long list so many are named in a sentence.
_TOLD: Final = 12


@dataclass(frozen=True, slots=True)
class Found:
    """A table that is there, and what is to be asked of it. `updated` is when the service says its figures
    changed last; empty where it does not say."""

    name: str
    table: PxTable
    plans: tuple[Plan, ...]
    updated: str

    @property
    def fingerprint(self) -> str:
        """Names what is asked and what it means here; another mapping or other areas give another one."""
        asked = [
            (
                plan.query,
                {
                    name: dict(said) if isinstance(said, Mapping) else said
                    for name, said in asdict(plan.meaning).items()
                },
            )
            for plan in self.plans
        ]
        return sha256(orjson.dumps([self.name, asked], option=orjson.OPT_SORT_KEYS)).hexdigest()[:40]

    def questions(self, most: int) -> list[tuple[Plan, Query]]:
        """What is to be asked, none of more cells than that."""
        return [(plan, query) for plan in self.plans for query in split(plan.query, most)]


class Asked(NamedTuple):
    """One answer that lies on disk under its name."""

    plan: Plan
    query: Query
    name: str


def found(wanted: TableMap, service: PxWeb) -> Found:
    """The first of a mapping's tables that there is, with its variables and values as they are now.

    Raises `NoSuchTable` with what there is in its place, `Refused` where it has not what is asked for.
    """
    name, table = _table(wanted, service)
    plans = tuple(plans_of(table, wanted))
    return Found(name, table, plans, _updated(name, service))


def _table(wanted: TableMap, service: PxWeb) -> tuple[str, PxTable]:
    for name in wanted.tables:
        try:
            return name, table_of(service.metadata(name), service.address(name))
        except NoSuchTable:
            continue
    raise _gone(wanted.tables, service)


def _gone(names: Sequence[str], service: PxWeb) -> NoSuchTable:
    """Tells that none of the tables is there, and what there is in the folder of the last one."""
    gone = _(" or ").join(f"“{shown(name)}”" for name in names)
    sentence = _("Statistics Finland has no table %(tables)s now.") % {"tables": gone}
    folder, there = _nearest(names[-1], service)
    if there:
        stem = PurePosixPath(names[-1]).stem.casefold()
        alike = [each for each in there if each.is_table and PurePosixPath(each.id).stem.casefold() in stem]
        told = ", ".join(f"{shown(each.id)} ({shown(each.title)})" for each in (alike or there)[:_TOLD])
        words = {"folder": shown(folder), "tables": told + (" …" if len(there) > _TOLD and not alike else "")}
        sentence += " " + _("In %(folder)s there are: %(tables)s.") % words
    return NoSuchTable(sentence + " " + _("Nothing was changed."))


def _nearest(name: str, service: PxWeb) -> tuple[str, tuple[Listed, ...]]:
    """The innermost folder on the way to a table that there still is, and what it holds."""
    for folder in PurePosixPath(name.strip("/")).parents:
        if not folder.parts:
            break
        try:
            there = service.listing(str(folder))
        except Refused:
            continue
        if there:
            return str(folder), there
    return "", ()


def _updated(name: str, service: PxWeb) -> str:
    """When the list of the table's folder says that it changed; a list that cannot be read says nothing."""
    path = PurePosixPath(name.strip("/"))
    try:
        there = service.listing(str(path.parent))
    except NoAnswer as trouble:
        if trouble.is_of_the_service:
            raise
        return ""
    except Refused:
        return ""
    same = [each.updated for each in there if each.is_table and each.id.casefold() == path.name.casefold()]
    return same[0] if len(same) == 1 else ""


class Asking:
    """The answers of one table. They are kept until `forget`, so that a process that is killed does not ask
    for them again as long as the table says that it has not changed."""

    def __init__(self, what: Found, service: PxWeb, fetched: Fetched) -> None:
        self._found, self._service, self._fetched = what, service, fetched
        self._address = what.table.address
        self.answers: list[Asked] = []

    def ask(self, progress: Progress | None, *, skip_bad: bool) -> None:
        """Ask for everything. Raises `Refused` where an answer cannot be read, or none has a figure; the
        latter would withdraw everything, and is not believed."""
        waiting = self._found.questions(self._service.limits().cells)
        has_figures = False
        while waiting:
            if progress:
                progress(len(self.answers), len(self.answers) + len(waiting))
            plan, query = waiting.pop(0)
            name = self._name(query)
            kept = self._fetched.get(name) if self._found.updated else None
            try:
                body = kept.body if kept else self._service.data(self._found.name, query).body
            except TooManyCells:
                if cells_of(query) <= _FEWEST_CELLS:
                    raise
                # It allows less than it says.
                less = cells_of(query) // 2
                waiting = [
                    (its, part) for its, whole in [(plan, query), *waiting] for part in split(whole, less)
                ]
                continue
            read = list(rows_of(cube_of(body, query, self._address), plan.meaning))
            problems = [each for each in read if isinstance(each, Problem)]
            if problems and not skip_bad:
                raise Refused(problems[:100])
            has_figures = has_figures or len(problems) < len(read)
            if not kept:
                self._fetched.put(name, Kept(self._address, body))
            self.answers.append(Asked(plan, query, name))
        if not has_figures:
            sentence = _("The table has no figure of what was asked for. Nothing was changed.")
            raise Refused(Problem(sentence, file=self._address))

    def rows(self) -> Iterator[Row | Problem]:
        """What the answers say; before that, the areas the mapping names and nobody knows."""
        for plan in self._found.plans[:1]:
            yield from plan.strange
        first = 0
        for answer in self.answers:
            cube = cube_of(self._body(answer), answer.query, self._address)
            yield from rows_of(cube, answer.plan.meaning, first=first)
            first += cells_of(answer.query)

    def checksum(self) -> str:
        digest = sha256()
        for answer in self.answers:
            digest.update(self._body(answer))
        return digest.hexdigest()

    def forget(self) -> None:
        self._fetched.drop(answer.name for answer in self.answers)

    def _name(self, query: Query) -> str:
        said = [self._found.name, self._found.updated, query]
        return sha256(orjson.dumps(said)).hexdigest()[:40]

    def _body(self, answer: Asked) -> bytes:
        kept = self._fetched.get(answer.name)
        return kept.body if kept else b""
