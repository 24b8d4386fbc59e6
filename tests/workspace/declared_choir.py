"""An invented kind of work with three levels and short lists of records: a choir's year."""

from __future__ import annotations

from datetime import date

from lupaus.web.texts import Text
from lupaus.workspace.files.attributes import AttributeValues, OwnAttributes
from lupaus.workspace.files.declared import Declared, PartRecord
from lupaus.workspace.files.kinds import Listing
from lupaus.workspace.files.quantities import Day, Number, Year
from lupaus.workspace.files.records import Located, Record, key, record
from lupaus.workspace.files.report import Report
from lupaus.workspace.files.words import Choice, Line, PartId, Prose, Words


@record
class Audience(Located):
    year: int = key(Year())
    people: float = key(Number())
    remark: Text = key(Words(100, same_allowed=True), default=Text())


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
