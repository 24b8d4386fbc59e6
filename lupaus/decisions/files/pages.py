"""What the page of a meeting's files shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.template.defaultfilters import slugify
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.accounts.models import Role
from lupaus.decisions.files.looking import ACCEPTED, told
from lupaus.decisions.files.names import split
from lupaus.decisions.files.receiving import MOST_AT_ONCE
from lupaus.decisions.meeting.declared import ATTACHMENT, ITEM, NAME
from lupaus.decisions.meeting.kind import title
from lupaus.decisions.models import Upload
from lupaus.web import dates, numbers
from lupaus.web.clock import HELSINKI
from lupaus.web.marks import without_marks
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace import queries
from lupaus.workspace.content import Content
from lupaus.workspace.models import Version
from lupaus.workspace.pages.opened import must_read_somewhere
from lupaus.workspace.rights import may, nothing_here

_SLUG = 70
_KILO = 1024


class UsedIn(NamedTuple):
    """An attachment that is this file, with the item it belongs to."""

    title: Text
    item: Text
    href: str


class FileLine(NamedTuple):
    pk: int
    name: str
    kind: str
    size: str
    brought: str
    href: str
    used_in: tuple[UsedIn, ...]


@dataclass(frozen=True, slots=True)
class FilesPage:
    version: Version
    title: Text
    lines: tuple[FileLine, ...]
    items: tuple[tuple[str, str], ...]  # (id, title) of those a file may be attached to
    may_write: bool
    may_attach: bool
    accepted: str
    most: int  # MB of one file
    at_once: int

    def address(self) -> str:
        return reverse("decisions:files", args=[self.version.work_id])

    def home(self) -> str:
        return reverse("workspace:version", args=[self.version.work_id, self.version.number])


def files_page(actor: Actor, work: str) -> FilesPage:
    """The files of a meeting. Raises `NotFound` for whoever does not write, approve or publish there."""
    version = version_to_show(actor, work)
    content = queries.content(version)
    organisation, state = version.work.organisation, version.state_now
    uploads = Upload.objects.filter(work=work, file__deleted_at=None).select_related("file").order_by("name")
    return FilesPage(
        version=version,
        title=title(content),
        lines=tuple(_line(version, content, each) for each in uploads),
        items=tuple((part.slug, _name(part.content)) for part in content.under(ITEM)),
        may_write=may(actor, "change_part", organisation, state),
        may_attach=may(actor, "add_part", organisation, state),
        accepted=ACCEPTED,
        most=settings.LUPAUS_FILE_MEGABYTES,
        at_once=MOST_AT_ONCE,
    )


def version_to_show(actor: Actor, work: str) -> Version:
    """The newest version of a meeting, for those who work on it: not for readers and partners."""
    must_read_somewhere(actor)
    found = queries.versions(actor=actor, work=work)
    working = (Role.EDITOR, Role.RESPONSIBLE, Role.APPROVER, Role.PUBLISHER)
    if not found or found[0].work.kind != NAME:
        raise nothing_here()
    if not any(actor.may(role, found[0].work.organisation) for role in working):
        raise nothing_here()
    return found[0]


def title_of_file(name: str) -> dict[str, str]:
    """What an attachment is called at first: the name of its file, in the language that is always due."""
    return {LANGUAGES[0]: split(name)[0].replace("_", " ").strip() or name}


def free_slug(name: str, taken: Sequence[str]) -> str:
    """An id for the attachment that no other one has."""
    slug = slugify(split(name)[0])[:_SLUG].replace("_", "-").strip("-") or "file"
    free = (slug if count == 1 else f"{slug}-{count}" for count in range(1, len(taken) + 2))
    return next(each for each in free if each not in taken)


def megabytes(size: int) -> str:
    """A size as people read it: “1,2 MB”."""
    language = get_language() or LANGUAGES[0]
    if size >= _KILO * _KILO:
        return _("%(size)s MB") % {"size": numbers.number(round(size / _KILO**2, 1), language)}
    return _("%(size)s kB") % {"size": numbers.number(max(1, round(size / _KILO)), language)}


def _line(version: Version, content: Content, upload: Upload) -> FileLine:
    used = [part for part in content.of_kind(ATTACHMENT) if part.content.get("file") == upload.file_id]
    at = dates.day(upload.at.astimezone(HELSINKI).date(), get_language() or LANGUAGES[0])
    return FileLine(
        pk=upload.pk,
        name=upload.name,
        kind=told(upload.file.media_type),
        size=megabytes(upload.file.size),
        brought=_("%(name)s, %(day)s") % {"name": upload.by, "day": at},
        href=reverse("decisions:draft-file", args=[version.work_id, upload.pk]),
        used_in=tuple(
            UsedIn(
                Text.of(part.content.get("title")),
                Text.of(item.content.get("title")) if (item := content.get(ITEM, part.parent)) else Text(),
                reverse("workspace:part", args=[version.work_id, version.number, ATTACHMENT, part.slug]),
            )
            for part in used
        ),
    )


def _name(values: dict[str, object]) -> str:
    words = Text.of(values.get("title")).words(get_language() or LANGUAGES[0])  # type: ignore[arg-type]  # JSON
    section = values.get("section")
    plain = without_marks(words)
    return f"§ {section} {plain}" if section else plain
