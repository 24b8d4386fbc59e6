"""The parts of one kind, a hundred a page, under what they stand under."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.utils.translation import gettext as _

from lupaus.web.address import Address
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace import outline, queries
from lupaus.workspace.content import PartValue
from lupaus.workspace.kinds import PartKind
from lupaus.workspace.languages import lacking
from lupaus.workspace.outline import Line
from lupaus.workspace.pages.desk import Desk, Step

PER_PAGE = 100
_WITHOUT = "without-"
_OWN = "own"


class Under(NamedTuple):
    """How many parts of a kind stand under one."""

    words: str
    total: int


class Item(NamedTuple):
    slug: str
    title: Text
    href: str
    lacks: tuple[str, ...]
    remarks: int
    under: tuple[Under, ...]


class Family(NamedTuple):
    """Parts that stand under one: `first` is the place of the first shown, from 1; `total` counts all."""

    parent: str
    title: Text | None
    href: str
    new: str
    items: tuple[Item, ...]
    first: int
    total: int


@dataclass(frozen=True, slots=True)
class KindPage:
    desk: Desk
    title: str
    trail: tuple[Step, ...]
    families: tuple[Family, ...]
    total: int
    shown: int  # how many the filter left
    page: int
    last: int
    may_order: bool
    new: str
    q: str
    lacks: str
    show: str
    shows: tuple[tuple[str, str], ...]  # further filters: (value, words)
    under: Text | None  # only what stands under this one

    @property
    def is_filtered(self) -> bool:
        return bool(self.q or self.lacks or self.show)


def kind_page(desk: Desk, address: Address) -> KindPage:
    """The same number of queries with one part and with five thousand. A search by words reads all.

    Raises `NotFound`.
    """
    lines = outline.outline(desk.version, desk.kind, desk.declared)
    total = len(lines)
    parent = address.value("parent") or ""
    if parent:
        lines = [line for line in lines if line.parent == parent]
    children = outline.standing_under(desk.kind, desk.declared)
    counts = outline.counts_under(desk.version, [kind.name for kind in children])
    q, lacks, show = (address.value(name) or "" for name in ("q", "lacks", "show"))
    keep = _filter(desk, q, lacks, show, counts)
    if keep is not None:
        lines = [line for line in lines if keep(line)]
    last = max(1, -(-len(lines) // PER_PAGE))
    page = min(int(address.value("page") or 1), last)
    chosen = lines[(page - 1) * PER_PAGE : page * PER_PAGE]
    families = _families(desk, chosen, children, counts)
    new = desk.address("new-part", desk.declared.name) if desk.may_add() else ""
    title = str(desk.declared.plural())
    return KindPage(
        desk=desk,
        title=title[:1].upper() + title[1:],
        trail=tuple(desk.trail()),
        families=families,
        total=total,
        shown=len(lines),
        page=page,
        last=last,
        may_order=desk.may_move() and keep is None,
        new=new + (f"?parent={parent}" if parent and new else ""),
        q=q,
        lacks=lacks,
        show=show,
        shows=_shows(desk, children),
        under=families[0].title if parent and families else (Text.same(parent) if parent else None),
    )


def _shows(desk: Desk, children: tuple[PartKind, ...]) -> tuple[tuple[str, str], ...]:
    found = [
        (f"{_WITHOUT}{kind.name}", _("nothing under it of: %(kind)s") % {"kind": kind.plural()})
        for kind in children
    ]
    if desk.declared.by_responsible:
        found.append((_OWN, _("those I answer for")))
    return tuple(found)


def _filter(
    desk: Desk, q: str, lacks: str, show: str, counts: Mapping[tuple[str, str], int]
) -> Callable[[Line], bool] | None:
    """What the address leaves of the list; None where it leaves everything."""
    tests: list[Callable[[Line], bool]] = []
    if show.startswith(_WITHOUT):
        kind = show.removeprefix(_WITHOUT)
        tests.append(lambda line: not counts.get((kind, line.slug)))
    if show == _OWN:
        own = queries.own_parts(actor=desk.actor).get(desk.version.work_id, [])
        mine = {slug for kind, slug in own if kind == desk.declared.name}
        tests.append(lambda line: line.slug in mine)
    if q or lacks:
        held = outline.values(desk.version, desk.declared.name)
        sought = q.casefold()
        tests.append(
            lambda line: (
                line.slug in held
                and (not sought or _mentions(desk, held[line.slug], sought))
                and (not lacks or lacks in lacking(desk.declared, held[line.slug].content))
            )
        )
    return (lambda line: all(test(line) for test in tests)) if tests else None


def _mentions(desk: Desk, part: PartValue, sought: str) -> bool:
    """Whether a part's name, in any language, or its id holds the words."""
    title = desk.labels.title(part)
    return any(sought in words.casefold() for words in (*map(title.words, LANGUAGES), part.slug))


def _families(
    desk: Desk,
    chosen: list[Line],
    children: tuple[PartKind, ...],
    counts: Mapping[tuple[str, str], int],
) -> tuple[Family, ...]:
    kind = desk.declared.name
    held = outline.values(desk.version, kind, [line.slug for line in chosen])
    remarks = outline.remarks_on(desk.version, kind)
    chain = outline.ancestors(desk.kind, desk.declared)
    above = outline.values(desk.version, chain[0].name, {line.parent for line in chosen}) if chain else {}
    found = []
    for parent, group in groupby(chosen, key=lambda line: line.parent):
        lines = [line for line in group if line.slug in held]
        if not lines:
            continue
        part = above.get(parent)
        found.append(
            Family(
                parent=parent,
                title=desk.labels.title(part) if part else None,
                href=desk.address("part", part.kind, part.slug) if part else "",
                new=f"{desk.address('new-part', kind)}?parent={parent}" if part and desk.may_add() else "",
                items=tuple(
                    Item(
                        line.slug,
                        desk.labels.title(held[line.slug]),
                        desk.address("part", kind, line.slug),
                        lacking(desk.declared, held[line.slug].content),
                        remarks.get(line.slug, 0),
                        tuple(
                            Under(str(child.plural()), counts.get((child.name, line.slug), 0))
                            for child in children
                        ),
                    )
                    for line in lines
                ),
                first=lines[0].place + 1,
                total=lines[0].siblings,
            )
        )
    return tuple(found)
