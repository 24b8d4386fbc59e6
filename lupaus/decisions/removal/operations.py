"""The two verbs: what time takes away (`tidy`), and what a person asks for (`remove_personal_data`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lupaus.accounts.actors import Actor, require, require_somewhere
from lupaus.accounts.audit import record
from lupaus.accounts.models import Role
from lupaus.decisions.files import store
from lupaus.decisions.files.operations import clean_upload, unused_uploads
from lupaus.decisions.models import Attachment, Item, Meeting, Upload
from lupaus.decisions.removal.carrying import carry_out
from lupaus.decisions.removal.on_disk import make_index_anew, overwrite_free_pages
from lupaus.decisions.removal.plans import MeetingPlan, Planned, meetings_to_look_at, plan_of
from lupaus.decisions.removal.wishes import Wish
from lupaus.decisions.removal.words import SHORTEST, Mask
from lupaus.web.clock import Clock, day_of
from lupaus.web.refusals import NotFound, Problem, Refused
from lupaus.web.texts import LANGUAGES, Text

TIME_IS_OVER: Final = gettext_noop(
    "The decision of an office-holder stood here for the time in which it could be appealed. That time is "
    "over. The decision itself is kept: ask the registry of the organisation for it, with its number and day."
)
ASKED_FOR: Final = gettext_noop(
    "This was removed to protect personal data. Ask the registry of the organisation what of it is public."
)
_MOST_WORDS: Final = 50
_LONGEST_WORDS: Final = 300
_LONGEST_WHY: Final = 500


class RemovalRefused(Refused):
    """What shall be removed is not said well enough."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """What `tidy` did, or with a dry run would do: per meeting what was due, and files nobody uses."""

    day: date
    due: tuple[tuple[Meeting, tuple[Planned, ...], frozenset[str]], ...]
    unused: tuple[Upload, ...]
    swept: int

    @property
    def is_empty(self) -> bool:
        return not (self.due or self.unused or self.swept)


def tidy(*, actor: Actor, clock: Clock, as_of: date | None = None, dry_run: bool = False) -> Tidied:
    """Take away what has had its time: marked names and attachments, decisions of office-holders, and files
    of finished meetings that nothing uses. Again the same day it does nothing.

    Each meeting is done whole or not at all; what was done stays done if the machine stops. With a dry run
    nothing is touched. `as_of` takes another day for today. Raises `NotAllowed`, `SealRefused`.
    """
    require(actor, Role.ADMINISTRATOR)
    day = as_of or day_of(clock)
    due = []
    for meeting in meetings_to_look_at():
        plan = plan_of(meeting)
        if plan.due(day) or plan.own_due(day):
            due.append((meeting, tuple(plan.due(day)), frozenset(plan.own_due(day))))
    unused = tuple(unused_uploads())
    if dry_run:
        return Tidied(day, tuple(due), unused, 0)
    for meeting, _items, _own in due:
        carry_out(
            actor,
            clock,
            meeting.pk,
            lambda locked: _wish_of(plan_of(locked), day),
            lambda done, wish: _tell_tidied(actor, clock, done, wish, day),
        )
    for upload in unused:
        clean_upload(actor, clock, upload)
    swept = store.sweep(at=clock()) if not connection.in_atomic_block else 0
    if due:
        overwrite_free_pages()
        make_index_anew()
    return Tidied(day, tuple(due), unused, swept)


def _wish_of(plan: MeetingPlan, day: date) -> Wish:
    due = plan.due(day)
    own = plan.own_due(day)
    return Wish(
        items={each.item.pk for each in due},
        own_marks=bool(own),
        words={name for each in due for name in each.names} | own,
        files={file.file for each in due for file in each.files if file.file},
        attachments=set(
            Attachment.objects.filter(
                item__in=[each.item.pk for each in due], personal=True, public=True, removed_at=None
            ).values_list("pk", flat=True)
        ),
        stones={each.item.pk: in_all_languages(TIME_IS_OVER) for each in due if each.is_stone},
    )


def _tell_tidied(actor: Actor, clock: Clock, meeting: Meeting, wish: Wish, day: date) -> None:
    record(
        actor=actor,
        clock=clock,
        verb="tidy",
        kind="meeting",
        object_id=str(meeting.work or meeting.pk),
        after={"day": day.isoformat(), **_told(meeting, wish)},
    )


def _told(meeting: Meeting, wish: Wish) -> dict[str, object]:
    """What was done, in words that name nobody."""
    slugs = dict(meeting.items.values_list("pk", "slug"))
    return {
        "items": [slugs[pk] for pk in sorted(wish.items)],
        "names": len(wish.words | wish.asked),
        "files": sorted(wish.files),
        "attachments": len(wish.attachments),
        "stones": [slugs[pk] for pk in sorted(wish.stones)],
    }


def remove_personal_data(
    *,
    actor: Actor,
    clock: Clock,
    item: int,
    why: str,
    words: Sequence[str] = (),
    attachments: Sequence[int] = (),
    marked: bool = False,
    whole: bool = False,
) -> Item:
    """Remove personal data of a published item now, because somebody asks: everywhere in its meeting at once.

    `words` are names and the like, each as it stands in the texts; `attachments` are positions; `marked`
    takes what is marked in the item before its time; `whole` leaves a stone. `why` stays in the audit trail
    and names nobody. Raises `RemovalRefused`, `NotAllowed`, `NotFound`, `SealRefused`.
    """
    require_somewhere(actor, Role.PUBLISHER)
    found = Item.objects.select_related("meeting__body").filter(pk=item).first()
    if found is None:
        raise NotFound(_("There is no published item here."))
    require(actor, Role.PUBLISHER, found.meeting.body.organisation)
    phrases = [" ".join(each.split()) for each in words if each.strip()]
    rows = found.attachments.filter(position__in=list(attachments))
    check_wish(why=why, words=phrases, attachments=attachments, marked=marked, whole=whole)
    if len(rows) != len(set(attachments)):
        raise RemovalRefused(Problem(_("There is no such attachment."), path="attachments"))

    def wished(meeting: Meeting) -> Wish:
        return _asked_for(meeting, found, set(phrases), set(attachments), marked=marked, whole=whole)

    def told(meeting: Meeting, wish: Wish) -> None:
        record(
            actor=actor,
            clock=clock,
            verb="remove_personal_data",
            kind="meeting",
            object_id=str(meeting.work or meeting.pk),
            after={"item": found.slug, "why": why.strip(), **_told(meeting, wish)},
        )

    done = carry_out(actor, clock, found.meeting_id, wished, told)
    if done is None:
        raise RemovalRefused(_("There is nothing here to remove."))
    overwrite_free_pages()
    return Item.objects.select_related("meeting__body").get(pk=item)


def _asked_for(
    meeting: Meeting, item: Item, words: set[str], positions: set[int], *, marked: bool, whole: bool
) -> Wish:
    plan = next(each for each in plan_of(meeting).items if each.item.pk == item.pk)
    chosen = item.attachments.filter(position__in=positions, removed_at=None)
    if marked:
        chosen = item.attachments.filter(removed_at=None).filter(position__in=positions) | (
            item.attachments.filter(removed_at=None, personal=True, public=True)
        )
    rows = list(chosen)
    files = {str(each.file_id) for each in rows if each.file_id}
    if marked:
        files |= {each.file for each in plan.files if each.file}
    return Wish(
        items={item.pk} if marked else set(),
        words=plan.names if marked else set(),
        asked=words,
        files=files,
        attachments={each.pk for each in rows},
        stones={item.pk: in_all_languages(ASKED_FOR)} if whole and not item.is_gone else {},
    )


def check_wish(
    *, why: str, words: Sequence[str], attachments: Sequence[int], marked: bool, whole: bool
) -> None:
    """Whether it is said well what shall be removed. Raises `RemovalRefused`."""
    problems = list(_problems(why, words, marked=marked, whole=whole, attachments=attachments))
    if problems:
        raise RemovalRefused(problems)


def _problems(
    why: str, phrases: Sequence[str], *, marked: bool, whole: bool, attachments: Sequence[int]
) -> Iterable[Problem]:
    if not why.strip() or len(why) > _LONGEST_WHY or "\x00" in why:
        yield Problem(
            _("Say why, in at most %(most)d letters: the reason is recorded.") % {"most": _LONGEST_WHY},
            path="why",
        )
    elif Mask(phrases, marks=False).has(why):
        yield Problem(_("The reason stays for ever: it must not name the person."), path="why")
    if not (phrases or attachments or marked or whole):
        yield Problem(_("Say what shall be removed."), path="words")
    if len(phrases) > _MOST_WORDS or any(len(each) > _LONGEST_WORDS for each in phrases):
        yield Problem(
            _("There is room for %(most)d names of at most %(longest)d letters.")
            % {"most": _MOST_WORDS, "longest": _LONGEST_WORDS},
            path="words",
        )
    if any(len(each) < SHORTEST or "\x00" in each for each in phrases):
        yield Problem(
            _("A name has at least %(least)d letters; shorter ones stand in every text.")
            % {"least": SHORTEST},
            path="words",
        )


def in_all_languages(sentence: str) -> Text:
    """A sentence of the service in the three languages."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = _(sentence)
    return Text(**found)
