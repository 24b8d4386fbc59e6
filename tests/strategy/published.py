"""A strategy in two published versions and a draft, written in a kind of work small enough to read here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from lupaus.workspace import operations
from lupaus.workspace.kinds import WorkKind
from lupaus.workspace.models import Version
from tests.workspace import ledger
from tests.workspace.ledger import APPROVER, EDITOR, LEDGER, PUBLISHER, words

WORK: Final = "kaava-2030"
DECISION: Final = "County council 4.6.2018 § 42"
SECOND_DECISION: Final = "County council 5.6.2020 § 7"
#: Never to be seen by anybody outside.
SECRET: Final = "only-for-the-house"
SCRIPT: Final = "<script>alert(1)</script>"

STRATEGY: Final[WorkKind] = replace(
    LEDGER,
    name="strategy",
    parts=(replace(LEDGER.head, name="strategy"), *LEDGER.parts[1:]),
    title=lambda content: Text.of(content.of_kind("strategy")[0].content["title"]),
)


def add(clock: Clock, kind: str, slug: str, parent: str = "", **content: Any) -> None:
    operations.add_part(
        actor=EDITOR,
        clock=clock,
        work=WORK,
        kind=kind,
        slug=slug,
        parent=parent,
        content={"title": words(slug)} | content,
    )


def open_strategy(clock: Clock) -> Version:
    """The first draft: a chapter, a note with a script in its text and an internal and a public attribute."""
    made = operations.open_work(
        actor=EDITOR,
        clock=clock,
        kind="strategy",
        work=WORK,
        organisation=ledger.ORGANISATION,
        content={"title": words("Kaava")},
    )
    for slug, is_public in (("inside", False), ("outside", True)):
        operations.save_attribute(
            actor=EDITOR,
            clock=clock,
            organisation=ledger.ORGANISATION,
            kind="note",
            slug=slug,
            title=Text.of(words(f"Attribute {slug}")),
            form="text",
            is_public=is_public,
        )
    add(clock, "chapter", "a")
    add(
        clock,
        "note",
        "x",
        "a",
        text={"en": f"Some words {SCRIPT}"},
        attributes={"inside": SECRET, "outside": "for everybody"},
    )
    return made


def publish(clock: Clock, number: int, decision: str = DECISION) -> None:
    """Carry the draft of a number through its way."""
    operations.submit(actor=EDITOR, clock=clock, work=WORK, number=number)
    operations.approve(actor=APPROVER, clock=clock, work=WORK, number=number, decision=decision)
    operations.publish(actor=PUBLISHER, clock=clock, work=WORK, number=number)


def next_version(clock: Clock, number: int) -> None:
    """Begin a version that says something new, and leave it a draft."""
    operations.begin_draft(actor=EDITOR, clock=clock, work=WORK)
    add(clock, "chapter", f"new-{number}")
    add(clock, "note", f"new-{number}", f"new-{number}", text={"en": f"New in version {number}"})
