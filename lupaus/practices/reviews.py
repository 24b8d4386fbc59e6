"""Which texts of the handbooks are to be read anew, and by whom: for those who work there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from lupaus.accounts.actors import Actor, require_somewhere
from lupaus.practices.declared import CHAPTER, NAME, SECTION
from lupaus.practices.queries import day_of
from lupaus.web.texts import Text
from lupaus.workspace.models import Assignment, Part, Version
from lupaus.workspace.queries import READERS, works

#: Days before its day from which on a review is told to be near.
NEAR: Final = 60

Key = tuple[str, str, str]  # work, kind, slug


@dataclass(frozen=True, slots=True)
class Review:
    """A text in force whose day is past or near."""

    work: str
    handbook: Text
    version: int  # that can be opened: the draft, where there is one
    kind: str
    slug: str
    number: str
    title: Text
    day: date
    late: bool
    people: tuple[str, ...]  # those who answer for it; of a section, else those of its chapter
    mine: bool
    renewed: date | None  # the later day that the draft gives it already


class Reviews(NamedTuple):
    """`undated` counts, by handbook, the chapters that have no day at all."""

    due: tuple[Review, ...]
    undated: tuple[tuple[Text, str, int], ...]  # title and id of the handbook, chapters


class _Row(NamedTuple):
    version: int
    kind: str
    slug: str
    parent: str
    position: int
    title: dict[str, str] | None
    review_date: str | None


def reviews(*, actor: Actor, today: date, near: int = NEAR) -> Reviews:
    """What is to be reviewed in the organisations the actor may read in, the latest first.

    Of each handbook the published version counts, or the draft where nothing is published yet. Five queries,
    however many handbooks there are.
    """
    require_somewhere(actor, *READERS)
    lines = [line for line in works(actor=actor) if line.work.kind == NAME]
    shown = {line.work.pk: line.published or line.on_its_way for line in lines}
    rows = _rows(v for line in lines for v in (line.published, line.on_its_way) if v)
    people = _people(shown)
    due: list[Review] = []
    undated = []
    for line in lines:
        version = shown[line.work.pk]
        if version is None:
            continue
        title = Text.of(line.title.content.get("title")) if line.title else Text.same(line.work.pk)
        draft = line.on_its_way
        later = {(r.kind, r.slug): day_of(r.review_date) for r in rows[draft.pk]} if draft else {}
        numbers = _numbers(rows[version.pk])
        for row in rows[version.pk]:
            day = day_of(row.review_date)
            if day is None or day > today + timedelta(days=near):
                continue
            answering = people.get((line.work.pk, row.kind, row.slug)) or people.get(
                (line.work.pk, CHAPTER, row.parent), ()
            )
            renewed = later.get((row.kind, row.slug))
            due.append(
                Review(
                    work=line.work.pk,
                    handbook=title,
                    version=(draft or version).number,
                    kind=row.kind,
                    slug=row.slug,
                    number=numbers.get((row.kind, row.slug), ""),
                    title=Text.of(row.title),
                    day=day,
                    late=day < today,
                    people=tuple(each.user.name for each in answering),
                    mine=any(each.user_id == actor.user_id for each in answering),
                    renewed=renewed if renewed and renewed > day else None,
                )
            )
        without = sum(row.kind == CHAPTER and not row.review_date for row in rows[version.pk])
        if without:
            undated.append((title, line.work.pk, without))
    return Reviews(tuple(sorted(due, key=lambda each: (each.day, each.work, each.number))), tuple(undated))


def _rows(versions: Iterable[Version]) -> Mapping[int, list[_Row]]:
    """The chapters and sections of the versions, without their texts. One query."""
    found: dict[int, list[_Row]] = defaultdict(list)
    parts = Part.objects.filter(
        version__in=[version.pk for version in versions], kind__in=(CHAPTER, SECTION), removed_at=None
    )
    for values in parts.order_by("position", "pk").values_list(
        "version_id", "kind", "slug", "parent", "position", "content__title", "content__review_date"
    ):
        row = _Row(*values)
        found[row.version].append(row)
    return found


def _people(works: Iterable[str]) -> Mapping[Key, tuple[Assignment, ...]]:
    """Who answers for which part. One query."""
    found: dict[Key, tuple[Assignment, ...]] = {}
    rows = Assignment.objects.filter(work__in=list(works), kind__in=(CHAPTER, SECTION))
    for row in rows.select_related("user").order_by("user__name", "pk"):
        key = row.work_id, row.kind, row.slug
        found[key] = (*found.get(key, ()), row)
    return found


def _numbers(rows: Iterable[_Row]) -> Mapping[tuple[str, str], str]:
    """The numbers of chapters and sections, as readers know them."""
    listed = list(rows)
    chapters = {row.slug: str(place) for place, row in enumerate((r for r in listed if r.kind == CHAPTER), 1)}
    numbers = {(CHAPTER, slug): number for slug, number in chapters.items()}
    counted: dict[str, int] = defaultdict(int)
    for row in listed:
        if row.kind == SECTION:
            counted[row.parent] += 1
            numbers[SECTION, row.slug] = f"{chapters.get(row.parent, '?')}.{counted[row.parent]}"
    return numbers
