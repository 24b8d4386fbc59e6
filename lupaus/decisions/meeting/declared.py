"""What a meeting holds, declared once: agenda, minutes, files and what is refused follow from here.

The agenda is published first, the minutes of the same work after it; both are versions. Which of the two a
version is says `stage`. An office-holder's decision is a meeting of one, with minutes at once.
"""

from __future__ import annotations

import re
from datetime import date, time
from typing import Final

from django.utils.translation import gettext as _

from lupaus.decisions.models import Appeal, AttendanceRole, Stage, TextKind
from lupaus.web.texts import Text
from lupaus.workspace.files.attributes import AttributeValues, OwnAttributes
from lupaus.workspace.files.declared import Declared, PartRecord
from lupaus.workspace.files.kinds import Listing, Schema
from lupaus.workspace.files.quantities import Day, Whole
from lupaus.workspace.files.records import Located, Record, key, record
from lupaus.workspace.files.words import Choice, Line, PartId, Prose, Words

NAME: Final = "meeting"
ITEM, ATTACHMENT, VOTE = "item", "attachment", "vote"
DISSENT, OPTION = "dissent", "option"

#: Words of an address below a body.
TAKEN: Final = ("versions",)

YES_NO: Final = ("yes", "no")
STAGES: Final = tuple(Stage.values)
ROLES: Final = tuple(AttendanceRole.values)
APPEALS: Final = tuple(value for value in Appeal.values if value)
#: The texts of an item, in the order they are written and shown.
TEXTS: Final = (
    TextKind.SUMMARY.value,
    TextKind.ACCOUNT.value,
    TextKind.PROPOSAL.value,
    TextKind.HANDLING.value,
    TextKind.DECISION.value,
    TextKind.IMPLEMENTATION.value,
)
#: On what a choice may have an effect (ex-ante impact assessment).
SUBJECTS: Final = (
    *("people", "children", "elderly", "disabled", "languages", "genders"),
    *("environment", "staff", "economy"),
)
#: From clearly bad to clearly good; "unknown": nobody has looked.
EFFECTS: Final = ("much-worse", "worse", "none", "better", "much-better", "unknown")

_TITLE = 500
_PROSE = 200_000
_PERSON = 200
_OWN = "The organisation's own."


class Clock(Line):
    """A time of day, 24 hours: 13.05 is written 13:05."""

    has_spaces = False
    PATTERN = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"

    def __init__(self) -> None:
        super().__init__(5)

    @property
    def expected(self) -> str:
        return _("a time such as 09:30")

    def fits(self, words: str) -> bool:
        return re.fullmatch(self.PATTERN[1:-1], words) is not None

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"type": "string", "pattern": self.PATTERN}


def time_of(words: str) -> time | None:
    """A time of day as a field holds it; None for an empty one."""
    return time.fromisoformat(words) if words else None


@record
class AttendanceEntry(Located):
    person: str = key(Line(_PERSON))
    role: str = key(Choice(ROLES), default=AttendanceRole.MEMBER.value)
    present: str = key(Choice(YES_NO), default="yes")
    came: str = key(Clock(), default="", about="When somebody came late: 09:30.")
    left: str = key(Clock(), default="", about="When somebody left early.")
    note: str = key(Line(300), default="", about="For which sections: § 98–104.")


@record
class AttachmentEntry(Located):
    id: str = key(PartId(), about="Stable id, once among the attachments of the meeting.")
    title: Text = key(Words(_TITLE))
    public: str = key(
        Choice(YES_NO), default="yes", about="One that is not public is listed by its title alone."
    )
    file: str = key(Line(64), default="", about="SHA-256 of the file that was brought.")
    personal: str = key(
        Choice(YES_NO), default="no", about="Whether it holds personal data: it goes after the appeal time."
    )
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)


@record
class ChoiceEntry(Located):
    id: str = key(PartId(), about="Stable id, once in the vote.")
    label: str = key(Line(300), about="What one chose: Yes, the proposal of the presenter.")
    count: int | None = key(Whole(0, 1000), default=None, about="How many chose it.")


@record
class BallotEntry(Located):
    person: str = key(Line(_PERSON))
    choice: str = key(PartId(), about="Id of a choice.")


@record
class VoteEntry(Located):
    id: str = key(PartId(), about="Stable id, once among the votes of the meeting.")
    question: Text = key(Words(_TITLE))
    outcome: Text = key(Words(_TITLE), default=Text())
    choices: tuple[ChoiceEntry, ...] = key(Listing(Record(ChoiceEntry), most=10), default=())
    ballots: tuple[BallotEntry, ...] = key(Listing(Record(BallotEntry), most=300), default=())
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)


@record
class EffectEntry(Located):
    on: str = key(Choice(SUBJECTS))
    effect: str = key(Choice(EFFECTS))
    fi: str = key(Line(1000), default="")
    sv: str = key(Line(1000), default="")
    en: str = key(Line(1000), default="")


@record
class OptionEntry(Located):
    """One of the choices that an ex-ante impact assessment compares."""

    id: str = key(PartId(), about="Stable id, once among the options of the meeting.")
    title: Text = key(Words(_TITLE))
    effects: tuple[EffectEntry, ...] = key(Listing(Record(EffectEntry), most=20), default=())
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)


@record
class DissentEntry(Located):
    id: str = key(PartId(), about="Stable id, once among the dissenting opinions of the meeting.")
    person: str = key(Line(_PERSON))
    text: Text = key(Prose(_PROSE), default=Text())
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)


@record
class ItemEntry(Located):
    id: str = key(PartId(), about="Stable id, once among the items of the meeting.")
    title: Text = key(Words(_TITLE))
    section: int | None = key(Whole(1, 100_000), default=None, about="Number of the section in the minutes.")
    diary_number: str = key(Line(60), default="", about="Of the matter: 70/00.00.00/2018.")
    presenter: str = key(Line(300), default="")
    preparers: str = key(Line(1000), default="")
    summary: Text = key(Prose(_PROSE), default=Text())
    account: Text = key(Prose(_PROSE), default=Text())
    proposal: Text = key(Prose(_PROSE), default=Text())
    handling: Text = key(Prose(_PROSE), default=Text())
    decision: Text = key(Prose(_PROSE), default=Text())
    implementation: Text = key(Prose(_PROSE), default=Text())
    appeal: str = key(Choice(APPEALS), default="")
    appeal_note: Text = key(Prose(5000), default=Text(), about="Instead of the usual sentence.")
    concerns: tuple[str, ...] = key(
        Listing(Line(200), unique=True, most=50), default=(), about="goal:uusimaa-2030/employment"
    )
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)
    attachments: tuple[AttachmentEntry, ...] = key(Listing(Record(AttachmentEntry)), default=())
    votes: tuple[VoteEntry, ...] = key(Listing(Record(VoteEntry)), default=())
    dissents: tuple[DissentEntry, ...] = key(Listing(Record(DissentEntry)), default=())
    options: tuple[OptionEntry, ...] = key(Listing(Record(OptionEntry)), default=())


@record
class MeetingEntry(Located):
    id: str = key(PartId(), about="Stable id of the meeting.")
    body: str = key(Line(80), about="Id of the body.")
    held_on: date | None = key(Day())
    stage: str = key(Choice(STAGES), default=Stage.AGENDA.value)
    number: str = key(Line(20), default="", about="14/2026")
    starts: str = key(Clock(), default="")
    ends: str = key(Clock(), default="")
    place: Text = key(Words(_TITLE), default=Text())
    checked_on: date | None = key(Day(), default=None, about="When the minutes were checked.")
    cancelled: str = key(Choice(YES_NO), default="no")
    attendance: tuple[AttendanceEntry, ...] = key(Listing(Record(AttendanceEntry), most=300), default=())
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)
    items: tuple[ItemEntry, ...] = key(Listing(Record(ItemEntry)), default=())


@record
class Document(Located):
    """A whole file."""

    meeting: MeetingEntry = key(Record(MeetingEntry))


DECLARED: Final = Declared(
    name=NAME,
    key="meeting",
    head=MeetingEntry,
    document=Document,
    parts=(
        PartRecord(ITEM, "items", ItemEntry),
        PartRecord(ATTACHMENT, "attachments", AttachmentEntry, ITEM),
        PartRecord(VOTE, "votes", VoteEntry, ITEM),
        PartRecord(DISSENT, "dissents", DissentEntry, ITEM),
        PartRecord(OPTION, "options", OptionEntry, ITEM),
    ),
    taken=TAKEN,
    schema_title="Lupaus meeting",
    schema_description="The agenda or the minutes of one meeting of a decision-making body.",
)
