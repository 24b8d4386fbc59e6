"""Looking at Statistics Finland's tables, and at what a mapping would ask of them; nothing is changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.indicators.operations.pxweb.asking import found
from lupaus.indicators.pxweb import PxTable, PxWeb, read_map, table_of
from lupaus.indicators.pxweb.service import Limits, Listed
from lupaus.web.refusals import Problem, Refused

#: Makes the service for a language.
Service = Callable[[str], PxWeb]


@dataclass(frozen=True, slots=True)
class PxTablePlan:
    """What would be asked of a table, and what for. `cells` is what all `calls` together bring; `left_out`
    names areas of the table that are not known here."""

    table: str
    title: str
    updated: str
    indicators: tuple[str, ...]
    years: tuple[str, ...]
    areas: int
    left_out: tuple[str, ...]
    cells: int
    calls: int
    strange: tuple[Problem, ...] = ()


@dataclass
class PxPlanned:
    """What a mapping comes to: `calls` of figures in all, and `limits` of the service."""

    limits: Limits = field(default_factory=Limits)
    tables: list[PxTablePlan] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)

    @property
    def calls(self) -> int:
        return sum(each.calls for each in self.tables)


def plan_pxweb(*, actor: Actor, path: Path, service: Service | None = None) -> PxPlanned:
    """What importing a mapping would ask: no figure is asked for and nothing is changed."""
    require(actor, Role.PLANNER)
    said = read_map(path)
    asking = service(said.language) if service else PxWeb(language=said.language)
    planned = PxPlanned()
    for place, wanted in enumerate(said.tables):
        try:
            what = found(wanted, asking)
            planned.limits = asking.limits()
        except Refused as refused:
            planned.refused += [of_table(problem, place) for problem in refused.problems]
            continue
        first = what.plans[0]
        planned.tables.append(
            PxTablePlan(
                what.name,
                what.table.title,
                what.updated,
                tuple(each.id for each in wanted.indicators),
                tuple(sorted(set(first.meaning.years.values()))),
                len(first.meaning.regions),
                first.left_out,
                sum(plan.cells for plan in what.plans),
                len(what.questions(planned.limits.cells)),
                tuple(of_table(problem, place) for problem in first.strange),
            )
        )
    return planned


def look_up_pxweb(*, actor: Actor, folder: str = "", service: PxWeb | None = None) -> tuple[Listed, ...]:
    """What a folder of Statistics Finland holds: databases, folders, tables. Raises `NoSuchTable`."""
    require(actor, Role.PLANNER)
    return (service or PxWeb()).listing(folder)


def look_up_pxweb_table(*, actor: Actor, table: str, service: PxWeb | None = None) -> PxTable:
    """The variables and values of a table, as a mapping may name them. Raises `NoSuchTable`."""
    require(actor, Role.PLANNER)
    asking = service or PxWeb()
    return table_of(asking.metadata(table), asking.address(table))


def of_table(problem: Problem, place: int) -> Problem:
    """The problem, with the table of the mapping it is about."""
    path = f"tables[{place}] {problem.path}".strip()
    return Problem(problem.message, file=problem.file, line=problem.line, path=path)
