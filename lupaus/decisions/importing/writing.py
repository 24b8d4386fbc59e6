"""Meetings of another service, written to the public tables, each in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from lupaus.accounts import audit
from lupaus.accounts.actors import Actor
from lupaus.decisions.changes import tell_changes
from lupaus.decisions.importing.bodies import Bodies
from lupaus.decisions.importing.pages import Pages, Read
from lupaus.decisions.importing.rows import fill, in_language, link_earlier, made_id, state, write_rows
from lupaus.decisions.importing.told import ItemPage, MeetingTold
from lupaus.decisions.matters import matter_of
from lupaus.decisions.meeting.publishing import leave_stone
from lupaus.decisions.models import Body, Correction, Item, Meeting, Stage
from lupaus.web.clock import HELSINKI, Clock
from lupaus.web.network import host_of
from lupaus.web.texts import LANGUAGES, Text

NO_LONGER = gettext_noop("The item is no longer in the service it was read from.")


@dataclass
class Counts:
    """What a reading wrote."""

    meetings_added: int = 0
    meetings_changed: int = 0
    items_added: int = 0
    items_changed: int = 0
    items_gone: int = 0
    bodies_made: int = 0

    @property
    def is_anything(self) -> bool:
        return any(asdict(self).values())

    def add(self, other: Counts) -> None:
        for name, number in asdict(other).items():
            setattr(self, name, getattr(self, name) + number)


@dataclass
class Writer:
    """Writes what a source told for an organisation. `again`: also what its pages said before."""

    actor: Actor
    clock: Clock
    organisation: str
    source: str
    pages: Pages
    bodies: Bodies
    again: bool = False
    counts: Counts = field(default_factory=Counts)

    def write(self, told: MeetingTold) -> None:
        """Write a meeting with its items. Raises `BodyRefused`; then nothing of it is written."""
        made = self.bodies.made
        with transaction.atomic():
            counts = _Meeting(self, told).written()
        counts.bodies_made += self.bodies.made - made
        self.counts.add(counts)


class _Meeting:
    """One meeting on its way into the tables."""

    def __init__(self, writer: Writer, told: MeetingTold) -> None:
        self.writer, self.told = writer, told
        self.at: datetime = writer.clock()
        self.counts = Counts()
        self.changed: list[Item] = []

    def written(self) -> Counts:
        assert self.told.day is not None  # noqa: S101 - the reader took no meeting without
        meeting = self._known()
        body = meeting.body if meeting else self._body()
        if meeting is None:
            meeting = self._on_that_day(body)
        had_minutes = meeting is not None and meeting.has_minutes
        self.meeting, self.body, self.had_minutes = self._saved(meeting, body), body, had_minutes
        self.items = _Items(self.meeting.items.all())
        for page, read in sorted(self.told.items, key=lambda each: each[0].stage == "minutes"):
            self._item(page, read)
        for id_ in self.told.gone:
            each = self.items.by_id.get(id_)
            if each is not None and each.gone_at is None:
                leave_stone(each, at=self.at, why=_in_all_languages(NO_LONGER))
                self.counts.items_gone += 1
                self.changed.append(each)
        self._finish()
        return self.counts

    def _finish(self) -> None:
        if not self.changed and not self.counts.is_anything:
            return
        linked = link_earlier(self.meeting)
        tell_changes({each.pk: each for each in (*self.changed, *linked)}.values())
        audit.record(
            actor=self.writer.actor,
            clock=self.writer.clock,
            verb="import_meeting",
            kind="meeting",
            object_id=f"{self.body.pk}/{self.meeting.slug}",
            after={"source": self.writer.source, "source_id": self.meeting.source_id, **asdict(self.counts)},
        )

    # The meeting

    def _body(self) -> Body:
        return self.writer.bodies.body(
            self.told.body,
            source_id=self.told.body_id,
            officer=self.told.stage == "officer",
            is_swedish=self.told.is_swedish,
        )

    def _source_id(self) -> str:
        """What the source calls the meeting; with its host, where another's is called the same."""
        id_ = self.told.source_id
        if not id_:
            return ""
        other = (
            Meeting.objects.filter(source=self.writer.source, source_id=id_).select_related("body").first()
        )
        if other is None:
            return id_
        hosts = host_of(other.source_url), host_of(self.told.url)
        elsewhere = all(hosts) and hosts[0] != hosts[1]
        is_others = other.body.organisation != self.writer.organisation
        return f"{id_}@{hosts[1] or self.writer.organisation}" if elsewhere or is_others else id_

    def _known(self) -> Meeting | None:
        self.source_id = self._source_id()
        if not self.source_id:
            return None
        there = Meeting.objects.filter(source=self.writer.source, source_id=self.source_id)
        return there.select_related("body").first()

    def _on_that_day(self, body: Body) -> Meeting | None:
        """The meeting that was read before by its body and day alone, or whose agenda has another id."""
        assert self.told.day is not None  # noqa: S101 - as above
        there = Meeting.objects.filter(body=body, date=self.told.day, source=self.writer.source)
        for each in there.select_related("body"):
            if not self.source_id or _is_made(each.source_id):
                return each
            titles = {item.title.words("fi").casefold() for item in each.items.all()}
            now = {page.title.casefold() for page, _read in self.told.items}
            if each.stage == Stage.AGENDA and self.told.stage == "minutes" and titles & now:
                return each
        return None

    def _saved(self, meeting: Meeting | None, body: Body) -> Meeting:
        told = self.told
        assert told.day is not None  # noqa: S101 - as above
        stage = Stage.AGENDA if told.stage in ("", "agenda") else Stage.MINUTES
        is_new = meeting is None
        if meeting is None:
            slug = _free_slug(told.day.isoformat(), Meeting.objects.filter(body=body, date=told.day))
            meeting = Meeting(body=body, slug=slug, date=told.day, source=self.writer.source, stage=stage)
        before = _meeting_state(meeting)
        if not meeting.has_minutes:
            meeting.stage = stage
        if self.source_id or not meeting.source_id:
            meeting.source_id = self.source_id or f"{body.pk} {told.day}"
        meeting.source_url = told.url or meeting.source_url
        meeting.starts_at = _moment(meeting, told.starts) or meeting.starts_at
        meeting.ends_at = _moment(meeting, told.ends) or meeting.ends_at
        if told.place:
            meeting.place = in_language(told.place[:500], meeting.place, is_swedish=told.is_swedish)
        if is_new or _meeting_state(meeting) != before:
            meeting.changed_at = self.at
            meeting.save()
            self.counts.meetings_added += is_new
            self.counts.meetings_changed += not is_new
        return meeting

    # Its items

    def _item(self, page: ItemPage, read: Read | None) -> None:
        pages = self.writer.pages
        if read is not None and (pages.is_emptied(read.name) or self._is_written(read)):
            return
        was = self._same(page)
        is_older = self.had_minutes and page.stage == "agenda" and was is not None
        if was is not None and (was.gone_at is not None or read is None or is_older):
            if read is not None:  # a stone stays a stone, and minutes are not undone by an old agenda
                old = Read(f"{read.name} {page.stage}".strip(), read.content, read.address)
                self.writer.pages.keep(old if is_older else read, page.left_over, was)
            return
        before = state(was) if was is not None else None
        item = was or Item(meeting=self.meeting, published_at=None)
        item.meeting = self.meeting
        fill(item, page)
        item.source_id = page.item_id or item.source_id or made_id(self.body.pk, self.meeting.date, page)
        item.matter = self._matter(page) or item.matter
        if was is None:
            item.position = self.items.free_position(page)
        self.items.give_slug(item)
        item.changed_at = item.changed_at or self.at
        item.save()
        self.items.remember(item)
        if read is not None:
            write_rows(item, page)
        self._told(item, before)
        if read is not None:
            self.writer.pages.keep(read, page.left_over, item)

    def _is_written(self, read: Read) -> bool:
        return not self.writer.again and self.writer.pages.is_written(read)

    def _told(self, item: Item, before: Mapping[str, Any] | None) -> None:
        """Count what became of an item, and tell a correction where minutes changed."""
        if before is None:
            self.counts.items_added += 1
            self.changed.append(item)
            return
        now = state(item)
        parts = [name for name, value in now.items() if before[name] != value and name not in _NOT_SHOWN]
        if not parts:
            return
        self.counts.items_changed += 1
        self.changed.append(item)
        Item.objects.filter(pk=item.pk).update(changed_at=self.at)
        if self.had_minutes:
            version = 2 + item.corrections.count()
            Correction.objects.create(item=item, at=self.at, version=version, parts=_shown(parts))

    def _same(self, page: ItemPage) -> Item | None:
        """The item this page is of, where it was read before."""
        known = self.items.by_id.get(page.item_id) if page.item_id else None
        if known is not None:
            return known
        for each in self.items.alike(page):
            of_this_meeting = bool(page.meeting_id) and each.source_id.startswith(page.meeting_id)
            if page.item_id and not _is_made(each.source_id) and (self.had_minutes or of_this_meeting):
                continue  # it has an id of its own: two items may be called alike
            if page.section is not None and each.section == page.section:
                return each
            if each.section is None or page.section is None:
                return each
        return None

    def _matter(self, page: ItemPage) -> Any:
        if not page.diary_number or len(page.diary_number) > 60:
            return None
        title = in_language(page.title, Text(), is_swedish=page.is_swedish)
        return matter_of(self.body.organisation, page.diary_number, title=title, at=self.at)


class _Items:
    """The items of a meeting as they are found: by id, section, title, place and slug."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.by_id: dict[str, Item] = {}
        self._by_section: dict[int, Item] = {}
        self._by_title: dict[str, Item] = {}
        self._positions: set[int] = set()
        self._slugs: dict[str, int] = {}  # whose they are or were
        self._counted = 0
        for each in items:
            self.remember(each)

    def remember(self, item: Item) -> None:
        """Take up an item that was saved."""
        self.by_id[item.source_id] = item
        if item.section is not None:
            self._by_section[item.section] = item
        for title in (item.title.fi, item.title.sv):
            if title:
                self._by_title.setdefault(title.casefold(), item)
        self._positions.add(item.position)
        for slug in (item.slug, *item.former_slugs):
            self._slugs[slug] = item.pk

    def alike(self, page: ItemPage) -> Iterator[Item]:
        """The items with the section or the title of a page."""
        if page.section is not None and page.section in self._by_section:
            yield self._by_section[page.section]
        if page.title.casefold() in self._by_title:
            yield self._by_title[page.title.casefold()]

    def free_position(self, page: ItemPage) -> int:
        """The number in the item's id; behind all others where that is taken."""
        number = page.item_id.rpartition("-")[2]
        wanted = int(number) if number.isdigit() and len(number) < 6 else None
        if wanted is not None and wanted not in self._positions:
            return wanted
        return max(self._positions, default=-1) + 1

    def give_slug(self, item: Item) -> None:
        """The number of the section; before there is one, `item-3`, once and for all."""
        if item.section is None:
            if not item.slug:
                item.slug = self._next_slug()
            return
        wanted = str(item.section)
        if item.slug == wanted or item.slug.startswith(f"{wanted}-"):
            return
        names = (wanted if count == 1 else f"{wanted}-{count}" for count in range(1, len(self._slugs) + 2))
        free = next(each for each in names if self._slugs.get(each, item.pk) == item.pk)
        if item.slug:
            item.former_slugs = [*(each for each in item.former_slugs if each != free), item.slug]
        item.slug = free

    def _next_slug(self) -> str:
        while True:
            self._counted += 1
            if (slug := f"item-{self._counted}") not in self._slugs:
                return slug


#: What the source calls an item is nothing a reader sees; the texts stand under their kinds as well.
_NOT_SHOWN = frozenset(("place",))


def _shown(parts: Sequence[str]) -> list[str]:
    """The parts of a correction as a reader knows them."""
    names = {"texts": "other", "sources": "attachments"}
    told = {names.get(each, each) for each in parts}
    if len(told) > 1 and "texts" in parts:
        told.discard("other")
    return sorted(told)


def _is_made(source_id: str) -> bool:
    """Whether an id was made here: no service has a space in its own."""
    return " " in source_id


def _meeting_state(meeting: Meeting) -> tuple[Any, ...]:
    return (
        meeting.stage,
        meeting.source_id,
        meeting.source_url,
        meeting.starts_at,
        meeting.ends_at,
        meeting.place,
    )


def _moment(meeting: Meeting, at: time | None) -> datetime | None:
    return datetime.combine(meeting.date, at, tzinfo=HELSINKI) if at else None


def _free_slug(day: str, others: Any) -> str:
    taken = set(others.values_list("slug", flat=True))
    slugs = (day if count == 1 else f"{day}-{count}" for count in range(1, len(taken) + 2))
    return next(each for each in slugs if each not in taken)


def _in_all_languages(sentence: str) -> Text:
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = gettext(sentence)
    return Text(**found)
