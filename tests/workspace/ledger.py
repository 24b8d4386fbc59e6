"""A kind of work made for tests: a ledger of chapters, notes under them, and two fixed questions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from lupaus.accounts.actors import Actor
from lupaus.accounts.models import Role
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused
from lupaus.web.texts import Text
from lupaus.workspace.content import Content, PartValue
from lupaus.workspace.kinds import Checked, Field, FileForm, PartKind, Read, WorkKind
from lupaus.workspace.models import Version, Work

ORGANISATION: Final = "kaava"
_TITLE: Final = Field("title", lambda: "Title", "words", due=True)
_TEXT: Final = Field("text", lambda: "Text", "prose")

#: Versions that were put in force, as (work, number): what a room would have saved.
in_force: list[tuple[str, int]] = []


def _read(_kind: str, given: Mapping[str, Any]) -> Read:
    problems = []
    title = given.get("title")
    if not isinstance(title, Mapping) or not any(title.values()):
        problems.append(Problem("A title is needed.", path="title"))
    problems += [Problem("Unknown.", path=name) for name in given if name not in ("title", "text", "count")]
    return Read(
        {name: value for name, value in given.items() if value not in (None, "", {})}, tuple(problems)
    )


def _check(_work: Work, content: Content) -> Checked:
    empty = [each for each in content.of_kind("chapter") if not content.under("note", each.slug)]
    return Checked(
        (), tuple(Problem("This chapter is empty.", path=f"chapter/{each.slug}") for each in empty)
    )


def _put_in_force(*, actor: Actor, clock: Clock, work: Work, version: Version, content: Content) -> None:
    in_force.append((work.pk, version.number))


def _title(content: Content) -> Text:
    return Text.of(content.of_kind("ledger")[0].content["title"])


def _write(_work: Work, content: Content) -> bytes:
    rows = [[p.kind, p.slug, p.parent, p.content, p.position] for p in content.parts]
    return json.dumps(rows, ensure_ascii=False).encode()


def _read_file(_work: Work, data: bytes, name: str) -> Sequence[PartValue]:
    try:
        return [PartValue(*row) for row in json.loads(data)]
    except ValueError as wrong:
        raise Refused(Problem("This is no JSON.", file=name, line=1)) from wrong


LEDGER: Final = WorkKind(
    name="ledger",
    label=lambda: "ledger",
    parts=(
        PartKind("ledger", lambda: "ledger", lambda: "ledgers", (_TITLE,)),
        PartKind("chapter", lambda: "chapter", lambda: "chapters", (_TITLE, _TEXT), by_responsible=True),
        PartKind(
            "note",
            lambda: "note",
            lambda: "notes",
            (_TITLE, _TEXT, Field("count", lambda: "Count", "whole")),
            parent="chapter",
            by_responsible=True,
        ),
        PartKind("question", lambda: "question", lambda: "questions", (_TITLE, _TEXT), fixed=True),
    ),
    read=_read,
    check=_check,
    put_in_force=_put_in_force,
    title=_title,
    fixed_parts=lambda: tuple(
        ("question", slug, {"title": {"en": f"Question {slug}"}}) for slug in ("one", "two")
    ),
    files=(FileForm("json", lambda: "JSON", "application/json", _write, _read_file),),
)


def person(name: str, *roles: Role, organisation: str = ORGANISATION) -> Actor:
    """Somebody who holds roles of one organisation."""
    return Actor(name=name, channel="page", grants=frozenset((role, organisation) for role in roles))


EDITOR: Final = person("eeva", Role.EDITOR)
OTHER_EDITOR: Final = person("esko", Role.EDITOR)
APPROVER: Final = person("akseli", Role.APPROVER)
PUBLISHER: Final = person("paula", Role.PUBLISHER)
READER: Final = person("riitta", Role.READER)
STRANGER: Final = person("muukalainen", Role.EDITOR, Role.APPROVER, Role.PUBLISHER, organisation="muu")


def words(en: str) -> dict[str, str]:
    return {"fi": f"{en} fi", "sv": f"{en} sv", "en": en}
