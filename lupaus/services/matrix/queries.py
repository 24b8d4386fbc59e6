"""What may be asked about service matrices. The public sees published versions and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from lupaus.services.matrix.declared import CELL, NAME
from lupaus.services.matrix.layout import Layout, Place, PlaceName
from lupaus.services.models import Provision, Service
from lupaus.services.published import Line, Published, in_force, nothing_here, published
from lupaus.web.texts import Text
from lupaus.workspace.models import Part, State


@dataclass(frozen=True)
class Matrix(Published):
    """A published version of a matrix, whole."""

    @cached_property
    def layout(self) -> Layout:
        return Layout(self.content)

    @cached_property
    def description(self) -> Text:
        return self.text("description")

    @cached_property
    def source(self) -> Text:
        """Where the figures of its cells come from."""
        return self.text("source")

    @property
    def illustrative(self) -> bool:
        """Whether the figures of its cells were made up."""
        return bool(self.head.content.get("illustrative") == "yes")

    def place(self, name: PlaceName) -> Place:
        """Raises `NotFound`."""
        found = self.layout.place(name)
        if found is None:
            raise nothing_here()
        return found

    def place_of(self, cell: str) -> Place:
        """The place of a cell. Raises `NotFound`."""
        found = self.layout.place_of(cell)
        if found is None:
            raise nothing_here()
        return found


class ProducedBy(NamedTuple):
    """An organisation that organises or produces; `role` and `kind` are codes of `Provision`."""

    organisation: str
    name: Text
    role: str
    kind: str
    services: int


class NamedService(NamedTuple):
    """A service of a cell; `known` is False for one that the catalogue never had."""

    id: str
    name: Text
    summary: Text
    retired: bool
    known: bool


class Stand(NamedTuple):
    """A place of a matrix in force in which a service stands."""

    work: str
    title: Text
    cell: str
    cell_title: Text
    entity: Text
    segment: Text
    task: Text


def matrices() -> list[Line]:
    """The matrices in force. One query."""
    return in_force(NAME)


def matrix(work: str, number: int | None = None) -> Matrix:
    """A published version; without a number, the one in force. Three queries. Raises `NotFound`."""
    found = published(NAME, work, number)
    return Matrix(found.version, found.versions, found.content)


def services_named(ids: Collection[str]) -> list[NamedService]:
    """The services of a cell, in its order; of one that is not there, its id. One query."""
    rows = Service.objects.filter(pk__in=_askable(ids)).values_list("id", "name", "summary", "retired_at")
    found = {id_: NamedService(id_, name, summary, bool(gone), True) for id_, name, summary, gone in rows}
    return [found.get(id_) or NamedService(id_, Text.same(id_), Text(), False, False) for id_ in ids]


def producers_of(ids: Collection[str]) -> list[ProducedBy]:
    """Who organises and who produces some services, and how many of them each. One query."""
    rows = Provision.objects.filter(service__in=_askable(ids)).values_list(
        "organisation", "organisation__name", "role", "kind", "service"
    )
    counted: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    names: dict[str, Text] = {}
    for organisation, name, role, kind, service in rows.order_by("role", "kind", "organisation"):
        counted[organisation, role, kind].add(service)
        names[organisation] = name
    return [
        ProducedBy(organisation, names[organisation], role, kind, len(services))
        for (organisation, role, kind), services in counted.items()
    ]


def stands_of(service: str) -> list[Stand]:
    """Where a service stands in the matrices in force. One query, two where it stands somewhere."""
    rows = Part.objects.filter(
        kind=CELL, removed_at=None, version__state=State.PUBLISHED, version__work__kind=NAME
    ).values_list("version", "slug", "content__services")
    cells = {(version, slug) for version, slug, services in rows if service in (services or ())}
    if not cells:
        return []
    found = []
    for version, parts in _by_version({version for version, _slug in cells}).items():
        titles = {(part.kind, part.slug): Text.of(part.content.get("title")) for part in parts}
        head = next(part for part in parts if part.kind == NAME)
        for part in parts:
            if part.kind == CELL and (version, part.slug) in cells:
                where = [
                    titles.get((kind, part.content.get(kind, "")), Text())
                    for kind in ("entity", "segment", "task")
                ]
                found.append(
                    Stand(head.slug, titles[NAME, head.slug], part.slug, titles[CELL, part.slug], *where)
                )
    return found


def _by_version(versions: Iterable[int]) -> Mapping[int, list[Part]]:
    found: dict[int, list[Part]] = defaultdict(list)
    for part in Part.objects.filter(version__in=list(versions), removed_at=None).order_by("position", "pk"):
        found[part.version_id].append(part)
    return found


def _askable(ids: Iterable[str]) -> list[str]:
    """PostgreSQL cannot even be asked about a NUL; no id that is there has one."""
    return [id_ for id_ in ids if "\x00" not in id_]
