"""Two bodies of the organisation Kaava, an office-holder, and meetings of the executive."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from lupaus.decisions.meeting.declared import ATTACHMENT, DISSENT, ITEM, NAME, OPTION, VOTE
from lupaus.decisions.meeting.operations import bring_meeting
from lupaus.decisions.models import BodyKind, Meeting, MemberRole
from lupaus.decisions.operations import Member, save_body, save_members
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from lupaus.workspace.content import PartValue, Values
from lupaus.workspace.models import Version
from tests.world import PIRKKO

ORGANISATION: Final = "kaava"
EXECUTIVE, COUNCIL, DIRECTOR = "executive", "council", "director"
HELD: Final = date(2026, 10, 5)
WORK: Final = "executive-2026-10-05"
DIARY: Final = "12/00.01.00/2026"


def words(each: str) -> Values:
    return {"fi": f"{each} fi", "sv": f"{each} sv", "en": f"{each} en"}


def bodies(clock: Clock) -> None:
    """A council, the executive below it with three members, and a director who decides alone."""
    at: dict[str, Any] = {"actor": PIRKKO.acts(), "clock": clock, "organisation": ORGANISATION}
    save_body(**at, id=COUNCIL, name=Text("Aluevaltuusto", "Fullmäktige", "Council"), kind=BodyKind.COUNCIL)
    save_body(
        **at,
        id=EXECUTIVE,
        name=Text("Aluehallitus", "Styrelsen", "Executive"),
        kind=BodyKind.EXECUTIVE,
        above=COUNCIL,
        position=1,
    )
    save_body(
        **at,
        id=DIRECTOR,
        name=Text("Johtaja", "Direktör", "Director"),
        kind=BodyKind.OFFICE_HOLDER,
        position=2,
    )
    save_members(
        actor=PIRKKO.acts(),
        clock=clock,
        body=EXECUTIVE,
        members=[
            Member("Saara Sihteeri", MemberRole.SECRETARY),
            Member("Pekka Puheenjohtaja", MemberRole.CHAIR, since=date(2025, 6, 1)),
            Member("Anna Entinen", until=date(2025, 5, 31)),
        ],
    )


def head(work: str = WORK, *, body: str = EXECUTIVE, held_on: date = HELD, **more: Any) -> PartValue:
    content = {"body": body, "held_on": held_on.isoformat(), "stage": "agenda"} | more
    return PartValue(NAME, work, "", content)


def item(slug: str, place: int = 0, **more: Any) -> PartValue:
    content = {"title": words(f"Matter {slug}"), "proposal": words(f"Proposed of {slug}.")} | more
    return PartValue(ITEM, slug, "", content, place)


def decided(slug: str, place: int, section: int, **more: Any) -> PartValue:
    """An item of minutes: with its section, a decision and how to appeal."""
    said = {"section": section, "decision": words(f"Decided of {slug}."), "appeal": "claim"}
    return item(slug, place, **(said | more))


def attachment(slug: str, of: str, place: int = 0, **more: Any) -> PartValue:
    return PartValue(
        ATTACHMENT, slug, of, {"title": words(f"Attachment {slug}"), "public": "no"} | more, place
    )


def vote(slug: str, of: str) -> PartValue:
    content = {
        "question": words("Yes or no"),
        "choices": [{"id": "yes", "label": "Yes"}, {"id": "no", "label": "No"}],
        "ballots": [
            {"person": "Pekka Puheenjohtaja", "choice": "yes"},
            {"person": "Matti Meikäläinen", "choice": "no"},
            {"person": "Maija Meikäläinen", "choice": "yes"},
        ],
    }
    return PartValue(VOTE, slug, of, content)


def dissent(slug: str, of: str) -> PartValue:
    return PartValue(DISSENT, slug, of, {"person": "Matti Meikäläinen", "text": words("I disagree.")})


def option(slug: str, of: str, place: int = 0) -> PartValue:
    effects = [
        {"on": "children", "effect": "better", "fi": "Apu tulee aiemmin."},
        {"on": "economy", "effect": "worse", "fi": "Maksaa enemmän."},
    ]
    return PartValue(OPTION, slug, of, {"title": words(f"Option {slug}"), "effects": effects}, place)


def publish(clock: Clock, *parts: PartValue, work: str = WORK) -> Version | None:
    """Write, approve and publish a version at once; None where it says what is published already."""
    return bring_meeting(
        actor=PIRKKO.acts(),
        clock=clock,
        work=work,
        organisation=ORGANISATION,
        parts=parts,
        decision="Executive 1.1.2026 § 1",
    )


def agenda(clock: Clock) -> Meeting:
    """Three items, the first of a matter, one attachment that is not public."""
    bodies(clock)
    publish(
        clock,
        head(starts="09:00", place=words("Hall")),
        item("budget", 0, diary_number=DIARY, preparers="Viivi Valmistelija", summary=words("In short.")),
        item("clinic", 1),
        item("other", 2),
        attachment("plan", "budget"),
    )
    return Meeting.objects.get(work=WORK)


def minutes(clock: Clock) -> Meeting:
    """The agenda and then its minutes: §§ 98–100, a vote, a dissent and an impact assessment on the first."""
    agenda(clock)
    publish(
        clock,
        head(
            stage="minutes",
            starts="09:00",
            ends="11:15",
            place=words("Hall"),
            checked_on="2026-10-07",
            attendance=[
                {"person": "Pekka Puheenjohtaja", "role": "chair"},
                {"person": "Matti Meikäläinen", "came": "09:20", "note": "§ 99–100"},
            ],
        ),
        decided(
            "budget", 0, 98, diary_number=DIARY, preparers="Viivi Valmistelija", summary=words("In short.")
        ),
        decided("clinic", 1, 99),
        decided("other", 2, 100, appeal="preparation"),
        attachment("plan", "budget"),
        vote("vote", "budget"),
        dissent("dissent", "budget"),
        option("now", "budget"),
        option("new", "budget", 1),
    )
    return Meeting.objects.get(work=WORK)
