"""What the public sees of the works of this room: published versions, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _

from lupaus.web.refusals import NotFound
from lupaus.web.texts import Text
from lupaus.workspace import queries as workspace
from lupaus.workspace.content import Content, PartValue
from lupaus.workspace.models import Part, State, Version


@dataclass(frozen=True)
class Published:
    """A published version of a work, whole, and what is known of its other published versions."""

    version: Version
    versions: tuple[Version, ...]  # the newest first
    content: Content

    @property
    def id(self) -> str:
        return self.version.work_id

    @property
    def in_force(self) -> Version | None:
        return next((each for each in self.versions if each.state == State.PUBLISHED), None)

    @cached_property
    def head(self) -> PartValue:
        return self.content.of_kind(self.version.work.kind)[0]

    @cached_property
    def title(self) -> Text:
        return self.text("title")

    @cached_property
    def region(self) -> str:
        """Code of the region the work is for; empty where none is named."""
        code: str = self.head.content.get("region", "")
        return code

    def text(self, field: str) -> Text:
        """A text of the head."""
        return Text.of(self.head.content.get(field))


class Line(NamedTuple):
    """A work in force, for a list; `content` is that of its head."""

    id: str
    content: dict[str, object]
    version: Version

    @property
    def title(self) -> Text:
        return self.text("title")

    def text(self, field: str) -> Text:
        return Text.of(self.content.get(field))  # type: ignore[arg-type]  # a mapping by language


def in_force(kind: str) -> list[Line]:
    """The works of a kind that are in force, by id. One query."""
    heads = Part.objects.filter(
        kind=kind, removed_at=None, version__state=State.PUBLISHED, version__work__kind=kind
    ).select_related("version")
    return [
        Line(part.version.work_id, part.content, part.version) for part in heads.order_by("version__work_id")
    ]


def published(kind: str, work: str, number: int | None = None) -> Published:
    """A published version of a work; without a number, the one in force. Three queries.

    Raises `NotFound`, one sentence for what is not there and for what is not published.
    """
    versions = tuple(v for v in workspace.public_versions(work) if v.work.kind == kind)
    for version in versions:
        if version.number == number or (number is None and version.state == State.PUBLISHED):
            return Published(version, versions, workspace.public_content(version))
    raise nothing_here()


def two_versions(kind: str, work: str, older: int, newer: int) -> tuple[Published, Published]:
    """Two published versions, in whichever order. Raises `NotFound`, also for one and the same."""
    if older == newer:
        raise nothing_here()
    return published(kind, work, older), published(kind, work, newer)


def nothing_here() -> NotFound:
    return NotFound(_("There is nothing here, or it has not been published."))
