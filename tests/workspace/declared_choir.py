"""An invented kind of work with three levels and short lists of records: a choir's year."""

from __future__ import annotations

from datetime import date
from typing import Final

from lupaus.accounts.actors import Actor
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from lupaus.workspace.content import Content
from lupaus.workspace.files.attributes import AttributeValues, OwnAttributes
from lupaus.workspace.files.declared import Declared, PartRecord
from lupaus.workspace.files.kinds import Listing
from lupaus.workspace.files.quantities import Day, Number, Year
from lupaus.workspace.files.records import Located, Record, key, record
from lupaus.workspace.files.report import Report
from lupaus.workspace.files.words import Choice, Line, PartId, Prose, Words
from lupaus.workspace.kinds import Checked, Field, Option, PartKind, WorkKind
from lupaus.workspace.models import Version, Work


@record
class Audience(Located):
    year: int = key(Year())
    people: float = key(Number())
    season: str = key(Choice(["spring", "autumn"]), default="")
    remark: str = key(Line(100), default="")


@record
class Money(Located):
    amount: float | None = key(Number(), default=None)
    payer: str = key(Line(80), default="")


@record
class SongEntry(Located):
    id: str = key(PartId())
    title: Text = key(Words(80, same_allowed=True))
    voices: str = key(Choice(["women", "men", "mixed"]), default="")
    attributes: OwnAttributes | None = key(AttributeValues(), default=None)


@record
class ConcertEntry(Located):
    id: str = key(PartId())
    title: Text = key(Words(80))
    text: Text = key(Prose(500), default=Text())
    day: date | None = key(Day(), default=None)
    money: Money | None = key(Record(Money), default=None)
    singers: tuple[str, ...] = key(Listing(Line(40), unique=True, most=20), default=())
    rehearsals: tuple[int, ...] = key(Listing(Year(), unique=True), default=())
    audiences: tuple[Audience, ...] = key(Listing(Record(Audience), most=5), default=())
    attributes: OwnAttributes | None = key(AttributeValues(), default=None)
    songs: tuple[SongEntry, ...] = key(Listing(Record(SongEntry)), default=())


@record
class ChoirEntry(Located):
    id: str = key(PartId())
    title: Text = key(Words(80))
    fees: tuple[Money, ...] = key(Listing(Record(Money)), default=())
    attributes: OwnAttributes | None = key(AttributeValues(), default=None)
    concerts: tuple[ConcertEntry, ...] = key(Listing(Record(ConcertEntry)), default=())


@record
class Document(Located):
    choir: ChoirEntry = key(Record(ChoirEntry))


def rules(entry: Located, report: Report) -> None:
    if isinstance(entry, ConcertEntry) and len({each.year for each in entry.audiences}) < len(
        entry.audiences
    ):
        report.refuse(entry.at("audiences"), "A year stands twice.")


CHOIR = Declared(
    name="choir",
    key="choir",
    head=ChoirEntry,
    parts=[
        PartRecord("concert", "concerts", ConcertEntry),
        PartRecord("song", "songs", SongEntry, "concert"),
    ],
    document=Document,
    taken=["versions"],
    rules=rules,
    schema_title="A choir's year",
    schema_description="What a choir sings in a year.",
)


def _nothing(*, actor: Actor, clock: Clock, work: Work, version: Version, content: Content) -> None:
    pass


_TITLE: Final = Field("title", lambda: "Title", "words", due=True)

CHOIR_KIND: Final = WorkKind(
    name="choir",
    label=lambda: "choir",
    parts=(
        PartKind("choir", lambda: "choir", lambda: "choirs", (_TITLE,)),
        PartKind(
            "concert",
            lambda: "concert",
            lambda: "concerts",
            (
                _TITLE,
                Field(
                    "audiences",
                    lambda: "Audiences",
                    "rows",
                    help=lambda: "Who came.",
                    columns=(
                        Field("year", lambda: "Year", "whole", due=True),
                        Field("people", lambda: "People", "number", due=True),
                        Field(
                            "season",
                            lambda: "Season",
                            "choice",
                            options=lambda _content: (
                                Option("spring", "in spring"),
                                Option("autumn", "in autumn"),
                            ),
                        ),
                        Field("remark", lambda: "Remark", "line"),
                    ),
                ),
            ),
        ),
        PartKind("song", lambda: "song", lambda: "songs", (_TITLE,), parent="concert"),
    ),
    read=CHOIR.read,
    check=lambda _work, _content: Checked(()),
    put_in_force=_nothing,
    title=lambda content: Text.of(content.of_kind("choir")[0].content.get("title")),
    files=CHOIR.files,
)
