"""The steps of a version: what each will do, said before it is done, and what stands in its way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lupaus.accounts.actors import Actor
from lupaus.web.texts import Text
from lupaus.workspace import queries
from lupaus.workspace.kinds import kind_named
from lupaus.workspace.models import ON_ITS_WAY, State, Version
from lupaus.workspace.operations.states import NotReady
from lupaus.workspace.pages.opened import LinkedProblem, Opened, must_read_somewhere
from lupaus.workspace.rights import allow, may

#: The steps a page offers, with the operation each is: the last part of its address → verb.
STEPS = {
    "submit": "submit",
    "return": "return_to_draft",
    "approve": "approve",
    "publish": "publish",
}


class Way(NamedTuple):
    """A step somebody may take now: the words of its button and where it is asked."""

    step: str
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class StepPage:
    """The question before a step. With `problems` the step cannot be taken: they say why."""

    step: str
    question: str
    consequences: tuple[str, ...]
    button: str
    title: Text
    number: int
    home: str
    problems: tuple[LinkedProblem, ...] = ()
    notes: tuple[LinkedProblem, ...] = ()


def ways(actor: Actor, version: Version) -> tuple[Way, ...]:
    """The steps the actor may take with a version now, in order. No query."""
    own = version.work.organisation
    return tuple(
        Way(
            step,
            _words(step, version.number)[1],
            reverse("workspace:step", args=[version.work_id, version.number, step]),
        )
        for step, verb in STEPS.items()
        if may(actor, verb, own, version.state_now)
    )


def way_to_begin(actor: Actor, newest: Version) -> Way | None:
    """The way to begin the next draft, where one may be begun. No query."""
    if newest.state in ON_ITS_WAY or not may(actor, "begin_draft", newest.work.organisation):
        return None
    words = _words("begin", newest.number + 1)
    return Way("begin", words[1], reverse("workspace:begin", args=[newest.work_id]))


def step_page(opened: Opened, step: str) -> StepPage:
    """What a step will do. Raises `NotAllowed`, `WrongState`."""
    allow(opened.actor, STEPS[step], opened.work.organisation, opened.state)
    question, button = _words(step, opened.number)
    problems: tuple[LinkedProblem, ...] = ()
    notes: tuple[LinkedProblem, ...] = ()
    if step in ("submit", "approve"):
        checked = opened.kind.check(opened.work, opened.content)
        problems, notes = opened.linked(checked.problems), opened.linked(checked.notes)
    open_remarks = _open_remarks(opened) if step in ("submit", "approve") else None
    if open_remarks is not None:
        problems, notes = (
            ((open_remarks, *problems), notes) if step == "approve" else (problems, (open_remarks, *notes))
        )
    return StepPage(
        step=step,
        question=question,
        consequences=_consequences(opened, step),
        button=button,
        title=opened.title,
        number=opened.number,
        home=opened.home,
        problems=problems,
        notes=notes,
    )


def begin_page(actor: Actor, work: str) -> StepPage:
    """What beginning the next draft will do. Raises `NotFound`, `NotAllowed`, `NotReady`."""
    must_read_somewhere(actor)
    newest = next(iter(queries.versions(actor=actor, work=work)), None)
    found = queries.work(actor=actor, work=work)
    allow(actor, "begin_draft", found.organisation)
    if newest is None:
        raise NotReady(_("This work has no version to go on from."))
    if newest.state in ON_ITS_WAY:
        raise NotReady(
            _("Version %(number)d is %(state)s: finish it first.")
            % {"number": newest.number, "state": newest.state_now.label}
        )
    question, button = _words("begin", newest.number + 1)
    words = {"new": newest.number + 1, "old": newest.number}
    return StepPage(
        step="begin",
        question=question,
        consequences=(
            _("Version %(new)d begins as a copy of version %(old)d. You write in the copy.") % words,
            _("Version %(old)d stays before the public until version %(new)d is published.") % words,
        ),
        button=button,
        title=kind_named(found.kind).title(queries.content(newest)),
        number=newest.number + 1,
        home=reverse("workspace:work", args=[work]),
    )


def done_words(step: str, number: int) -> str:
    """What was done, told at the top of the next page; empty for a step there is not."""
    words = {"number": number}
    return {
        "begin": _("Version %(number)d has begun: it can be written now.") % words,
        "submit": _("Version %(number)d is in review now.") % words,
        "return": _("Version %(number)d was given back to its writers.") % words,
        "approve": _("Version %(number)d is approved. Nobody can change it now; it can be published.")
        % words,
        "publish": _("Version %(number)d is published: everybody can read it.") % words,
        "bring": _("What the file says is in the draft now.") % words,
    }.get(step, "")


def _words(step: str, number: int) -> tuple[str, str]:
    """The question and the words of the button."""
    words = {"number": number}
    return {
        "begin": (_("Begin version %(number)d?") % words, _("Begin version %(number)d") % words),
        "submit": (_("Hand version %(number)d to the review?") % words, _("Hand to the review")),
        "return": (_("Give version %(number)d back to its writers?") % words, _("Give back to the writers")),
        "approve": (_("Approve version %(number)d?") % words, _("Approve")),
        "publish": (_("Publish version %(number)d?") % words, _("Publish")),
    }[step]


def _consequences(opened: Opened, step: str) -> tuple[str, ...]:
    if step == "submit":
        return (
            _("While it is in review nobody changes its parts. Reviewers read it and write remarks."),
            _("It can be given back to its writers at any time."),
        )
    if step == "return":
        again = _("It becomes a draft again, and its parts can be changed.")
        lost = _("The approval is taken away: it has to be reviewed and approved anew.")
        return (again, lost) if opened.state == State.APPROVED else (again,)
    if step == "approve":
        return (
            _("You say that the content is right, and by which decision. From now on it is sealed."),
            _("Approving does not publish: that is a step of its own, for somebody with that right."),
        )
    before = next(
        (
            version
            for version in queries.versions(actor=opened.actor, work=opened.work.pk)
            if version.state == State.PUBLISHED
        ),
        None,
    )
    words = (
        _("Everybody can read it, and it can never be changed again. Its address stays."),
        _("It was approved by: %(decision)s.") % {"decision": opened.version.decision},
    )
    if before is None:
        return words
    superseded = _("Version %(number)d is superseded. It stays at its own address, and says so.")
    return (*words, superseded % {"number": before.number})


def _open_remarks(opened: Opened) -> LinkedProblem | None:
    found = queries.comments(actor=opened.actor, work=opened.work.pk, number=opened.number)
    count = sum(remark.closed_at is None for remark in found)
    if not count:
        return None
    words = ngettext("%(count)d remark is still open.", "%(count)d remarks are still open.", count)
    return LinkedProblem(words % {"count": count}, Text(), opened.address("review"))
