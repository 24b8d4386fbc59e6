"""Whether a vote adds up: counts against ballots, ballots against who was there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from lupaus.decisions.meeting.declared import NAME, VOTE
from lupaus.decisions.models import AttendanceRole
from lupaus.web.refusals import Problem
from lupaus.workspace.content import Content, PartValue

#: Who votes when they are there; presenters, secretaries and officials do not.
_VOTES = (AttendanceRole.CHAIR, AttendanceRole.VICE_CHAIR, AttendanceRole.MEMBER, AttendanceRole.DEPUTY)


def vote_problems(content: Content) -> Iterator[Problem]:
    """What keeps minutes from being submitted: a ballot for nothing, two of one person, a wrong count."""
    for vote in content.of_kind(VOTE):
        ballots = vote.content.get("ballots") or ()
        choices = {each["id"] for each in vote.content.get("choices") or ()}
        for ballot in ballots:
            if ballot["choice"] not in choices:
                sentence = _("There is no choice “%(choice)s” in this vote.")
                yield _of(vote, "ballots", sentence % {"choice": ballot["choice"]})
        for person, times in Counter(ballot["person"] for ballot in ballots).items():
            if times > 1:
                yield _of(vote, "ballots", _("%(person)s voted twice.") % {"person": person})
        yield from _wrong_counts(vote)


def _wrong_counts(vote: PartValue) -> Iterator[Problem]:
    ballots = Counter(ballot["choice"] for ballot in vote.content.get("ballots") or ())
    for choice in vote.content.get("choices") or ():
        count = choice.get("count")
        if ballots and count is not None and count != ballots[choice["id"]]:
            told = {"choice": choice["label"], "count": count, "ballots": ballots[choice["id"]]}
            sentence = _("“%(choice)s” is said to have %(count)d votes, but %(ballots)d people chose it.")
            yield _of(vote, "choices", sentence % told)


def vote_notes(content: Content) -> Iterator[Problem]:
    """What writers of minutes should know: votes of people who were not there, or more votes than voters."""
    head = next(iter(content.of_kind(NAME)), None)
    rows = (head.content.get("attendance") or ()) if head else ()
    present = {row["person"] for row in rows if row.get("present") != "no"}
    voters = {
        row["person"] for row in rows if row["person"] in present and row.get("role") in (None, *_VOTES)
    }
    if not voters:
        return
    for vote in content.of_kind(VOTE):
        ballots = vote.content.get("ballots") or ()
        for ballot in ballots:
            if ballot["person"] not in voters:
                sentence = _("%(person)s voted but is not among the members present.")
                yield _of(vote, "ballots", sentence % {"person": ballot["person"]})
        told = sum(choice.get("count") or 0 for choice in vote.content.get("choices") or ())
        if not ballots and told > len(voters):
            sentence = _("There are %(votes)d votes, but %(voters)d members were present.")
            yield _of(vote, "choices", sentence % {"votes": told, "voters": len(voters)})


def _of(vote: PartValue, field: str, sentence: str) -> Problem:
    return Problem(sentence, path=f"{VOTE}/{vote.slug}/{field}")
