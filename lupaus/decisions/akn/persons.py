"""Who and what a document speaks of: listed once in its head, pointed at from everywhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from lupaus.decisions.akn.elements import element
from lupaus.decisions.models import Attendance, Dissent, Meeting, Vote
from lupaus.decisions.oparl.addresses import person_key
from lupaus.decisions.words import role
from lupaus.web.marks import without_marks
from lupaus.web.texts import Text


@dataclass(frozen=True, slots=True)
class Voting:
    """A vote by its id in the document, and how many chose what, by the ids of the choices."""

    vote: str
    counts: list[tuple[str, int | None]]


@dataclass(slots=True)
class Cast:
    """The persons, roles and choices of a meeting, by the ids they have in its document."""

    organisation: str
    attendance: list[Attendance]
    persons: dict[str, str] = field(default_factory=dict)
    roles: list[str] = field(default_factory=list)
    #: (item, place of the vote, id of the choice) → id here
    choices: dict[tuple[int, int, str], str] = field(default_factory=dict)
    #: id of a choice here → what it is called
    called: dict[str, str] = field(default_factory=dict)
    votings: list[Voting] = field(default_factory=list)

    def person(self, name: str) -> str:
        """`#person_3`."""
        shown = without_marks(name)
        return f"#{self.persons.setdefault(shown, f'person_{len(self.persons) + 1}')}"

    def choice(self, vote: Vote, id_: str) -> str:
        """`#choice_2`, empty for one the vote does not have."""
        found = self.choices.get((vote.item_id, vote.position, id_))
        return f"#{found}" if found else ""

    def analysis(self) -> etree._Element | None:
        """What the votes came to, by number; None where there were none."""
        if not self.votings:
            return None
        told = element("parliamentary")
        for each in self.votings:
            voting = element("voting", eId=f"voting_{each.vote}", href=f"#{each.vote}")
            for choice, count in each.counts:
                value = "" if count is None else str(count)
                voting.append(
                    element("count", eId=f"count_{choice}", refersTo=f"#{choice}", value=value or "unknown")
                )
            told.append(voting)
        return element("analysis", told, source="#body")

    def references(self, meeting: Meeting, language: str) -> etree._Element:
        """The list itself."""
        listed = element(
            "references",
            _reference(
                "TLCOrganization", "organisation", f"organization/fi/{self.organisation}", self.organisation
            ),
            _reference(
                "TLCOrganization",
                "body",
                f"organization/fi/{self.organisation}/{meeting.body_id}",
                meeting.body.name.words(language),
            ),
            _reference("TLCRole", "author", "role/fi/author", "author"),
            source="#organisation",
        )
        for each in self.roles:
            listed.append(_reference("TLCRole", f"role_{each}", f"role/fi/{each}", role(each)))
        for name, id_ in self.persons.items():
            way = f"person/fi/{self.organisation}/{person_key(name)}"
            listed.append(_reference("TLCPerson", id_, way, name))
        for id_, label in self.called.items():
            listed.append(_reference("TLCConcept", id_, f"concept/fi/vote/{id_}", label))
        return listed


def _reference(kind: str, id_: str, way: str, shown: str) -> etree._Element:
    # an empty name would be no name at all
    return element(kind, eId=id_, href=f"/akn/ontology/{way}", showAs=shown.strip() or "–")


def cast_of(meeting: Meeting, language: str) -> Cast:
    """Everybody a meeting names. Three queries, which read no longer text."""
    cast = Cast(meeting.body.organisation, list(meeting.attendance.all()))
    for each in cast.attendance:
        cast.person(each.person)
        if each.role not in cast.roles:
            cast.roles.append(each.role)
    votes = Vote.objects.filter(item__meeting=meeting, item__gone_at=None).select_related("item")
    for vote in votes.order_by("item__position", "position"):
        _note(cast, vote, language)
    dissents = Dissent.objects.filter(item__meeting=meeting, item__gone_at=None)
    for person in dissents.order_by("item__position", "position").values_list("person", flat=True):
        cast.person(person)
    return cast


def _note(cast: Cast, vote: Vote, language: str) -> None:
    counts: list[tuple[str, int | None]] = []
    for choice in vote.choices:
        id_ = f"choice_{len(cast.choices) + 1}"
        cast.choices[vote.item_id, vote.position, choice["id"]] = id_
        cast.called[id_] = label_of(choice, language)
        counts.append((id_, choice.get("count")))
    if counts:
        cast.votings.append(Voting(vote_id(vote), counts))
    for ballot in vote.ballots:
        cast.person(ballot["person"])


def label_of(choice: dict[str, Any], language: str) -> str:
    """What a choice of a vote is called: one line, or a line in each language."""
    return without_marks(Text.of(choice.get("label")).words(language))


def vote_id(vote: Vote) -> str:
    """The id of a vote in the document. It has its item."""
    return f"dbsect_{vote.item.slug}__vote_{vote.position}"
