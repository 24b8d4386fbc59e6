"""Bringing in what other decision services have published."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require, require_somewhere
from lupaus.accounts.models import Role
from lupaus.decisions.importing import cloudnc, dynasty, pages
from lupaus.decisions.importing.addresses import web_address
from lupaus.decisions.importing.bodies import Bodies
from lupaus.decisions.importing.decoding import text_of
from lupaus.decisions.importing.folder import Named, dynasty_named, read_folder
from lupaus.decisions.importing.gathering import Gathered
from lupaus.decisions.importing.network import Host, NoAnswer
from lupaus.decisions.importing.pages import Pages
from lupaus.decisions.importing.writing import Counts, Writer
from lupaus.decisions.models import ImportedPage, Source
from lupaus.web.clock import Clock
from lupaus.web.network import host_of
from lupaus.web.refusals import NotFound, Problem, Refused
from lupaus.workspace.files.report import shown

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """What a reading did, or with a dry run would do."""

    organisation: str
    counts: Counts
    strange: tuple[Problem, ...]  # pages nothing was made of, with their names
    left_over: int  # pages of which something was not understood
    aside: tuple[str, ...]  # files that are no pages
    pages: int
    kept: int  # how many pages an earlier, broken reading had left

    @property
    def numbers(self) -> dict[str, int]:
        return asdict(self.counts)


class _Reads(Protocol):
    """A service that is read from its address."""

    def meetings(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who asked for what."""

    actor: Actor
    clock: Clock
    source: str
    organisation: str
    kind: str
    since: date | None
    dry_run: bool
    again: bool
    resume: bool | None
    host: Host | None
    progress: Progress | None


def import_dynasty(
    *,
    actor: Actor,
    clock: Clock,
    source: str,
    organisation: str,
    since: date | None = None,
    dry_run: bool = False,
    again: bool = False,
    resume: bool | None = None,
    host: Host | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Bring in what a service of Dynasty published: a saved folder, a page or feed file, or its address.

    Bodies are matched by name or made; each meeting is written in one transaction. What the same source says
    again is not written again (`again` reads every page anew, after this program has learned something). From
    an address, one question in two seconds; a broken reading goes on where it broke for a week
    (`resume=False` begins anew, `True` insists). Pages are kept whole (`ImportedPage`), with what of them was
    not understood. An editor of the organisation may. Raises `Refused`, `NoAnswer`, `NotAllowed`.
    """
    require(actor, Role.EDITOR, organisation)
    asked = _Asked(
        actor, clock, source, organisation, Source.DYNASTY, since, dry_run, again, resume, host, progress
    )
    return _import(asked, dynasty.Service, dynasty_named)


def import_cloudnc(
    *,
    actor: Actor,
    clock: Clock,
    source: str,
    organisation: str,
    since: date | None = None,
    dry_run: bool = False,
    again: bool = False,
    resume: bool | None = None,
    host: Host | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Bring in what a service of CloudNC published, as `import_dynasty` does."""
    require(actor, Role.EDITOR, organisation)
    asked = _Asked(
        actor, clock, source, organisation, Source.CLOUDNC, since, dry_run, again, resume, host, progress
    )
    return _import(asked, cloudnc.Service, cloudnc.cloudnc_named)


def left_over(*, actor: Actor, organisation: str = "") -> list[ImportedPage]:
    """The pages of which something was not understood.

    An editor may see them: they hold what is not public.
    """
    if organisation:
        require(actor, Role.EDITOR, organisation)
    else:
        require_somewhere(actor, Role.EDITOR)
    found = pages.left_over(organisation)
    return [each for each in found if _is_theirs(actor, each)]


def kept_page(*, actor: Actor, id: int) -> str:  # noqa: A002 - the field's own name
    """A kept page, whole, as text. Raises `NotFound`."""
    require_somewhere(actor, Role.EDITOR)
    row = ImportedPage.objects.filter(pk=id).select_related("item__meeting__body").first()
    if row is None or not _is_theirs(actor, row):
        raise NotFound(_("There is no such page."))
    return text_of(pages.content_of(row))


def _is_theirs(actor: Actor, row: ImportedPage) -> bool:
    """A page without an item is nobody's yet: whoever may edit anything may see it."""
    return row.item is None or actor.may(Role.EDITOR, row.item.meeting.body.organisation)


def _import(asked: _Asked, service: Callable[..., _Reads], named: Named) -> Imported:
    if not re.fullmatch(r"[a-z0-9]+(?:[_-][a-z0-9]+)*", asked.organisation):
        raise Refused(_("%(id)s is not an organisation's id.") % {"id": shown(asked.organisation)})
    if asked.again and asked.resume:
        raise Refused(_("A reading is gone on with or made again, not both."))
    from_web = "://" in asked.source
    source = web_address(asked.source) if from_web else asked.source
    kept = Pages(asked.kind, host_of(source) if from_web else asked.organisation, asked.clock)
    into = Gathered(kept)
    writer = Writer(
        asked.actor,
        asked.clock,
        asked.organisation,
        asked.kind,
        kept,
        Bodies(asked.actor, asked.clock, asked.organisation, asked.kind),
        again=asked.again,
    )
    with transaction.atomic() if asked.dry_run else nullcontext():
        if from_web:
            aside: list[str] = []
            _from_service(asked, source, service, into, writer)
        else:
            with transaction.atomic():
                aside = read_folder(Path(source), into, named, asked.progress)
            for told in into.told():
                if asked.since is None or (told.day and told.day >= asked.since):
                    writer.write(told)
        left = kept.rows.exclude(left_over=[]).count()
        if asked.dry_run:
            transaction.set_rollback(True)
    if not into.read:
        raise Refused([Problem(_("There is nothing of such a service here."), shown(source)), *into.strange])
    return Imported(
        asked.organisation, writer.counts, tuple(into.strange), left, tuple(aside), into.read, kept.kept
    )


def _from_service(
    asked: _Asked, source: str, service: Callable[..., _Reads], into: Gathered, writer: Writer
) -> None:
    host = asked.host or Host(host_of(source))
    kept = into.pages
    what = f"{asked.organisation} {source}"
    stages = not asked.dry_run
    if stages:
        began = kept.begin(what, False if asked.again else asked.resume)
        if asked.resume and not began:
            kept.end(what)
            raise Refused(_("There is no broken reading to go on with."))
    reader = service(source, host, kept, into, since=asked.since, progress=asked.progress, stages=stages)
    try:
        for told in reader.meetings():
            writer.write(told)
    except NoAnswer as trouble:
        if stages and not (kept.staged or kept.kept):
            kept.end(what)
        elif stages:
            sentence = _("What was read is kept: the same command goes on from there.")
            raise type(trouble)([*trouble.problems, Problem(sentence)]) from trouble
        raise
    if stages:
        kept.end(what)
