"""One item: what was decided, how to appeal it, and everything that led there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from lupaus.decisions import queries, words
from lupaus.decisions.appeals import HowToAppeal, appeal_of
from lupaus.decisions.concerns import Concern, concerns_of
from lupaus.decisions.models import Body, Correction, EarlierHandling, Item, ItemText, Meeting, TextKind
from lupaus.decisions.queries import Beside, Step
from lupaus.decisions.reading.comparing import Compared, compared
from lupaus.decisions.reading.names import language, only_in, seen
from lupaus.decisions.reading.pages.assessed import Assessment, assessment_of
from lupaus.decisions.reading.pages.attached import AttachmentLine, attachment_lines
from lupaus.decisions.reading.pages.voted import Voted, voted
from lupaus.decisions.reading.plain import excerpt
from lupaus.web import clock, panels
from lupaus.web.address import Address
from lupaus.web.dates import day
from lupaus.web.texts import Text

#: A longer decision is shown by its first words at the top and whole further down.
LONGEST_AT_THE_TOP: Final = 2000
#: A shorter decision in words of its own says little without its proposal.
SHORT: Final = 300
#: Texts of more characters than this get a table of contents.
LONG: Final = 6000
#: So many steps of a matter are listed on the page of one; of more, those around it.
MOST_STEPS: Final = 8
#: The order of the texts below the decision. A source's own headings stand where it put them.
_ORDER: Final = {
    TextKind.SUMMARY: 0,
    TextKind.PROPOSAL: 1,
    TextKind.ACCOUNT: 2,
    TextKind.OTHER: 2,
    TextKind.HANDLING: 3,
    TextKind.IMPLEMENTATION: 4,
}
_HEADINGS: Final = re.compile(r"^ *(#{1,3}) +\S", re.MULTILINE)


class Part(NamedTuple):
    """A text of the item below its heading."""

    anchor: str
    kind: str
    heading: Text
    text: Text

    @property
    def level(self) -> int:
        """The level of headings of depth one, so that its highest ones stand right below its own, an h2."""
        depths = [len(found) for found in _HEADINGS.findall(self.text.words(language()))]
        return 3 - (min(depths, default=1) - 1)


@dataclass(frozen=True)
class ItemPage:
    """A published item. Texts of other people's writing are `Text`, sentences of ours are plain."""

    item: Item
    today: date
    standing: str  # what was or will be done, in one sentence
    untranslated: str  # said where the texts are in another language; empty otherwise
    decision: Sequence[Part]
    first_words: Text | None  # of a decision too long to stand at the top
    appeal: HowToAppeal
    newer: Step | None  # a later step that decided
    coming: Step | None  # a later step that is on an agenda
    parts: Sequence[Part]
    earlier_texts: Sequence[Part]
    comparison: Compared | None
    votes: Sequence[Voted]
    assessment: Assessment | None
    attachments: Sequence[AttachmentLine]
    steps: Sequence[Step]  # the path of the matter, or what of it stands around this step
    all_steps: int
    step_before: Item | None
    step_after: Item | None
    earlier: Sequence[EarlierHandling]  # as the source told it, without what is among the steps
    concern_names: Sequence[str]
    corrections: Sequence[Correction]
    beside: Beside
    organisation: Text

    @property
    def meeting(self) -> Meeting:
        return self.item.meeting

    @property
    def body(self) -> Body:
        return self.item.meeting.body

    @property
    def concerns(self) -> Sequence[Concern]:
        """What the item concerns: asked for only where no room above says it better, in its own queries."""
        return concerns_of(self.concern_names)

    @property
    def proposal(self) -> Part | None:
        return next((part for part in self.parts if part.kind == TextKind.PROPOSAL), None)

    @property
    def proposed(self) -> Text | None:
        """The first words of the proposal, where the decision only says something like “Accepted”."""
        if self.proposal is None or self.comparison is None or self.comparison.state != "apart":
            return None
        length = sum(len(part.text.words(language())) for part in self.decision)
        return excerpt(self.proposal.text, 400) if length < SHORT else None

    @property
    def tells_appeal(self) -> bool:
        """Whether there is something to contest, or word that there is not."""
        return self.meeting.has_minutes and bool(self.decision or self.item.appeal or self.item.appeal_note)

    @property
    def contents(self) -> Sequence[tuple[str, Text]]:
        """Anchors and headings; none where the page is short enough to be read without."""
        parts = (*self.decision, *self.parts)
        length = sum(len(part.text.words(language())) for part in parts)
        return list(self._contents()) if length > LONG or len(self.attachments) > MOST_STEPS * 4 else ()

    def _contents(self) -> Iterator[tuple[str, Text]]:
        if self.first_words:
            yield self.decision[0].anchor, Text.same(_("The whole decision"))
        for part in self.parts:
            yield part.anchor, part.heading
        for anchor, there, heading in (
            ("votes", self.votes, _("How it was voted")),
            ("dissents", self.item.dissents.all(), _("Dissenting opinions")),
            ("assessment", self.assessment, _("Ex-ante impact assessment")),
            ("attachments", self.attachments, _("Attachments")),
            ("path", self.has_path, _("The path of the matter")),
        ):
            if there:
                yield anchor, Text.same(heading)

    @property
    def has_path(self) -> bool:
        return bool(self.all_steps > 1 or self.earlier or self.earlier_texts)


@dataclass(frozen=True)
class StonePage:
    """What is left of an item that was taken away."""

    item: Item
    beside: Beside
    organisation: Text


def item_page(address: Address, item: Item) -> ItemPage:
    """The page of a published item that is not a stone. The queries depend on nothing in it."""
    today = clock.day_of(clock.real_clock)
    parts = [_part(text, number) for number, text in enumerate(item.texts.all())]
    decision = [part for part in parts if part.kind == TextKind.DECISION]
    proposal = next((part for part in parts if part.kind == TextKind.PROPOSAL), None)
    steps = queries.steps_of(item.matter) if item.matter else []
    here = next((place for place, step in enumerate(steps) if step.item.pk == item.pk), 0)
    later = [step for step in steps[here + 1 :] if not step.item.is_gone]
    known = {step.item.pk for step in steps}
    comparison = compared(proposal.text, _joined(decision), address.language) if proposal else None
    length = sum(len(part.text.words(address.language)) for part in decision)
    return ItemPage(
        item=item,
        today=today,
        standing=_standing(item, today, has_decision=bool(decision), comparison=comparison),
        untranslated=_untranslated(parts, address.language),
        decision=decision,
        first_words=excerpt(decision[0].text, 500) if length > LONGEST_AT_THE_TOP else None,
        appeal=appeal_of(item, today),
        newer=next((step for step in reversed(later) if step.decided), None),
        coming=next((step for step in later if _is_awaited(step.item.meeting)), None),
        parts=sorted(
            (each for each in parts if each.kind in _ORDER), key=lambda part: _ORDER[TextKind(part.kind)]
        ),
        earlier_texts=[each for each in parts if each.kind == TextKind.EARLIER],
        comparison=comparison,
        votes=[voted(vote) for vote in item.votes.all()],
        assessment=assessment_of(item),
        attachments=attachment_lines(item),
        steps=_around(steps, here),
        all_steps=len(steps),
        step_before=steps[here - 1].item if here else None,
        step_after=steps[here + 1].item if here + 1 < len(steps) else None,
        earlier=[each for each in item.earlier.all() if each.found_id not in known],
        concern_names=[concern.name for concern in item.concerns.all()],
        corrections=list(item.corrections.all()),
        beside=queries.beside_in_meeting(item),
        organisation=organisation_of(item),
    )


def _is_awaited(meeting: Meeting) -> bool:
    """Whether minutes are still to come."""
    return not meeting.has_minutes and not meeting.cancelled


def stone_page(item: Item) -> StonePage:
    """Two queries."""
    return StonePage(item, queries.beside_in_meeting(item), organisation_of(item))


def organisation_of(item: Item) -> Text:
    return panels.organisation_names([item.meeting.body.organisation])[0]


def _part(text: ItemText, number: int) -> Part:
    heading = seen(text.heading) or Text.same(words.text_heading(text.kind))
    return Part(f"{text.kind}-{number}", text.kind, heading, text.text)


def _joined(parts: Sequence[Part]) -> Text:
    """Texts after each other; a language only where all of them have it."""
    if not parts:
        return Text()
    return Text(
        *(
            "\n\n".join(getattr(part.text, each) for part in parts)
            if all(getattr(part.text, each) for part in parts)
            else ""
            for each in ("fi", "sv", "en")
        )
    )


def _around(steps: Sequence[Step], here: int) -> Sequence[Step]:
    """At most so many steps that a page is not filled with them: those around one."""
    begin = max(0, min(here - MOST_STEPS // 2, len(steps) - MOST_STEPS))
    return steps[begin : begin + MOST_STEPS]


def _untranslated(parts: Sequence[Part], wanted: str) -> str:
    shown = next((part.text.shown(wanted).language for part in parts), wanted)
    return "" if shown == wanted else only_in(shown)


def _standing(item: Item, today: date, *, has_decision: bool, comparison: Compared | None) -> str:
    """Who decides or decided, when, and whether it is decided: one sentence."""
    meeting = item.meeting
    if not meeting.has_minutes:
        return _ahead(meeting, today)
    told = _told(meeting)
    if not has_decision:
        return _("%(body)s handled this on %(day)s. The minutes tell no decision.") % told
    if comparison and comparison.state == "same":
        return _("%(body)s decided this on %(day)s, word for word as was proposed.") % told
    return _("%(body)s decided this on %(day)s.") % told


def _told(meeting: Meeting) -> dict[str, str]:
    return {"body": meeting.body.name.words(language()), "day": day(meeting.date, language())}


def _ahead(meeting: Meeting, today: date) -> str:
    """Of what no minutes have been published."""
    told = _told(meeting)
    if meeting.cancelled:
        return _("The meeting of %(day)s was cancelled. Nothing was decided.") % told
    if meeting.date > today:
        return _("Not decided yet: %(body)s takes this up on %(day)s.") % told
    if meeting.date == today:
        return _("Not decided yet: %(body)s takes this up today, %(day)s.") % told
    return _("%(body)s had this on its agenda on %(day)s. The minutes have not been published yet.") % told
