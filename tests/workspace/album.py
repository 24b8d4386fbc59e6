"""A kind of work with every form of field, and a preview: an album of pictures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from markupsafe import Markup

from lupaus.accounts.actors import Actor
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem
from lupaus.web.texts import Text
from lupaus.workspace.content import Content, PartValue
from lupaus.workspace.kinds import Checked, Field, Option, PartKind, Read, WorkKind
from lupaus.workspace.models import Version, Work

_TITLE: Final = Field("title", lambda: "Title", "words", due=True, help=lambda: "In a few words.")


def _read(kind: str, given: Mapping[str, Any]) -> Read:
    problems = []
    if not given.get("title"):
        problems.append(Problem("A title is needed.", path="title"))
    if kind == "picture" and isinstance(size := given.get("size"), dict) and size.get("width", 1) <= 0:
        problems.append(Problem("A picture is wider than nothing.", path="size.width"))
    return Read(dict(given), tuple(problems))


def _preview(*, actor: Actor, version: Version, part: PartValue, content: Content, language: str) -> Markup:
    width = (part.content.get("size") or {}).get("width")
    others = len(content.of_kind("picture"))
    return Markup("<p>{}: {} cm wide, one of {}</p>").format(language, width, others)


def _nothing(*, actor: Actor, clock: Clock, work: Work, version: Version, content: Content) -> None:
    pass


ALBUM: Final = WorkKind(
    name="album",
    label=lambda: "album",
    parts=(
        PartKind("album", lambda: "album", lambda: "albums", (_TITLE,)),
        PartKind(
            "picture",
            lambda: "picture",
            lambda: "pictures",
            (
                _TITLE,
                Field("story", lambda: "Story", "prose"),
                Field("camera", lambda: "Camera", "line"),
                Field("year", lambda: "Year", "whole"),
                Field("size.width", lambda: "Width", "number"),
                Field("taken", lambda: "Day", "date"),
                Field(
                    "colour",
                    lambda: "Colour",
                    "choice",
                    options=lambda _content: (Option("grey", "in grey"), Option("full", "in colour")),
                ),
                Field(
                    "place",
                    lambda: "Place",
                    "search",
                    options=lambda _content: (Option("MK01", "Uusimaa"), Option("KU444", "Lohja")),
                ),
                Field(
                    "beside",
                    lambda: "Beside",
                    "several",
                    options=lambda content: [Option(p.slug, p.slug) for p in content.of_kind("picture")],
                ),
                Field(
                    "prints",
                    lambda: "Prints",
                    "rows",
                    columns=(
                        Field("made", lambda: "Made", "date", due=True),
                        Field("copies", lambda: "Copies", "whole"),
                    ),
                ),
            ),
            preview=_preview,
        ),
    ),
    read=_read,
    check=lambda _work, _content: Checked(()),
    put_in_force=_nothing,
    title=lambda content: Text.of(content.of_kind("album")[0].content.get("title")),
)
