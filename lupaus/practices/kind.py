"""The handbook as a kind of work: the workspace makes forms, lists, comparison and review of this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.practices.declared import MOST_GOALS, NOT_CONTENT, RECORDS
from lupaus.practices.goals import goals_in_force
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace.content import Content, Values
from lupaus.workspace.files.plain import node_of
from lupaus.workspace.files.records import Located
from lupaus.workspace.files.report import Report
from lupaus.workspace.kinds import Checked, Field, Option, PartKind, Read, WorkKind
from lupaus.workspace.models import Version, Work

NAME: Final = "practices"
CHAPTER: Final = "chapter"
SECTION: Final = "section"

#: Words of an address below a handbook: no chapter can have them as its id.
TAKEN: Final = ("versions",)


def _goal_options(_content: Content) -> Sequence[Option]:
    """The goals to choose from; where there are several strategies, each goal says whose it is."""
    language = get_language() or LANGUAGES[0]
    goals = goals_in_force()
    several = len({goal.strategy for goal in goals.values()}) > 1
    return [
        Option(
            goal.id,
            f"{goal.words(language)} ({goal.strategy_title.words(language)})"
            if several
            else goal.words(language),
        )
        for goal in goals.values()
    ]


_TITLE = Field("title", lambda: _("Title"), "words", due=True)
_TEXT = Field("text", lambda: _("Text"), "prose")
_REVIEW_DATE = Field(
    "review_date",
    lambda: _("To be reviewed by"),
    "date",
    help=lambda: _("By this day somebody reads the text anew and says whether it still holds."),
)
_GOALS = Field(
    "goals",
    lambda: _("Goals it serves"),
    "several",
    help=lambda: _("The goals of the strategy that this practice helps to reach."),
    options=_goal_options,
)

HEAD = PartKind(
    name=NAME,
    label=lambda: _("Practices document"),
    plural=lambda: _("Practices documents"),
    fields=(
        _TITLE,
        Field(
            "organisation",
            lambda: _("Organisation"),
            "words",
            help=lambda: _("What the organisation is called."),
        ),
        Field(
            "purpose",
            lambda: _("What the document is for"),
            "prose",
            help=lambda: _("Who should read it, and what it tells them."),
        ),
    ),
)
CHAPTERS = PartKind(
    name=CHAPTER,
    label=lambda: _("Chapter"),
    plural=lambda: _("Chapters"),
    fields=(
        _TITLE,
        _TEXT,
        Field(
            "responsible",
            lambda: _("Responsible"),
            "words",
            help=lambda: _("An office or a body, which everybody may read. Never the name of a person."),
        ),
        _REVIEW_DATE,
        _GOALS,
    ),
    by_responsible=True,
)
SECTIONS = PartKind(
    name=SECTION,
    label=lambda: _("Section"),
    plural=lambda: _("Sections"),
    fields=(_TITLE, _TEXT, _REVIEW_DATE, _GOALS),
    parent=CHAPTER,
    by_responsible=True,
)


def read(kind: str, given: Mapping[str, Any]) -> Read:
    """What was written, as it is kept, by the same declaration that reads a planner's file."""
    record = RECORDS[kind]
    report = Report("")
    cleaned = {
        name: value for name, each in given.items() if (value := _cleaned(each)) not in (None, "", {}, [])
    }
    try:
        for name in NOT_CONTENT:
            if name in given:
                report.refuse(name, _("This is no field of it."))
        found = record.read(node_of(cleaned | {"id": "x"}, report), "", report)
        if len(getattr(found, "goals", ())) > MOST_GOALS:
            report.refuse("goals", _("Choose at most %(most)d goals.") % {"most": MOST_GOALS})
        report.raise_problems()
    except Refused as refused:
        problems = (Problem(each.message, path=each.path.partition("[")[0]) for each in refused.problems)
        return Read({}, tuple(problems))
    return Read(content_of(found), ())


def content_of(entry: Located) -> Values:
    """An entry of a file as the content of a part: without its id and what stands under it."""
    values = {
        each.name: _json(getattr(entry, each.name))
        for each in fields(entry)
        if "kind" in each.metadata and each.name not in NOT_CONTENT
    }
    return {name: value for name, value in values.items() if value not in (None, "", {}, [])}


def _json(value: Any) -> Any:
    if isinstance(value, Text):
        return value.as_dict()
    if isinstance(value, date):
        return value.isoformat()
    return list(dict.fromkeys(value)) if isinstance(value, tuple) else value


def _cleaned(value: Any) -> Any:
    """A value of a form without what only a browser adds: outer spaces, carriage returns, empty languages."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if isinstance(value, Mapping):
        inner = {name: _cleaned(each) for name, each in value.items()}
        return {name: each for name, each in inner.items() if each not in (None, "")}
    if isinstance(value, list | tuple):
        return [_cleaned(each) for each in value]
    return value


def check(work: Work, content: Content) -> Checked:
    """What keeps a handbook from being submitted, and what its writers should know. One query."""
    chapters = content.under(CHAPTER)
    problems = []
    if not chapters:
        problems.append(Problem(_("There is no chapter yet."), path=f"{NAME}/{work.pk}"))
    problems += [
        Problem(
            _("A chapter cannot have the id “%(id)s”: an address needs it.") % {"id": each.slug},
            path=f"{CHAPTER}/{each.slug}",
        )
        for each in chapters
        if each.slug in TAKEN
    ]
    known = goals_in_force()
    notes = [
        Problem(
            _("The goal %(goal)s is no longer in a strategy. Choose another, or take it out.")
            % {"goal": goal},
            path=f"{part.kind}/{part.slug}/goals",
        )
        for part in content.parts
        for goal in part.content.get("goals") or ()
        if goal not in known
    ]
    notes += [
        Problem(_("This chapter has no text yet."), path=f"{CHAPTER}/{part.slug}/text")
        for part in chapters
        if not part.content.get("text") and not content.under(SECTION, part.slug)
    ]
    return Checked(tuple(problems), tuple(notes))


def _put_in_force(*, actor: Actor, clock: Clock, work: Work, version: Version, content: Content) -> None:
    """Nothing more: the pages read the published version itself."""


def title(content: Content) -> Text:
    head = next(iter(content.of_kind(NAME)), None)
    return Text.of(head.content.get("title")) if head else Text()


def public_address(work: Work, version: Version, language: str) -> str:
    """The address of a published version, which stays."""
    with translation.override(language):
        return reverse("practices:version", args=[work.pk, version.number])


KIND: Final = WorkKind(
    name=NAME,
    label=lambda: _("Practices document"),
    parts=(HEAD, CHAPTERS, SECTIONS),
    read=read,
    check=check,
    put_in_force=_put_in_force,
    title=title,
    public_address=public_address,
)
