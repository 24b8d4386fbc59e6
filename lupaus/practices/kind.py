"""The handbook as a kind of work: the workspace makes forms, lists, comparison and review of this."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lupaus.practices.declared import CHAPTER, HANDBOOK, NAME, SECTION
from lupaus.practices.goals import goals_in_force
from lupaus.web.refusals import Problem
from lupaus.web.texts import LANGUAGES
from lupaus.workspace.content import Content
from lupaus.workspace.kinds import (
    Checked,
    Field,
    Option,
    PartKind,
    WorkKind,
    address_of_version,
    title_of_head,
)
from lupaus.workspace.models import Work


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


def check(work: Work, content: Content) -> Checked:
    """What keeps a handbook from being submitted, and what its writers should know. One query."""
    chapters = content.under(CHAPTER)
    problems = []
    if not chapters:
        problems.append(Problem(_("There is no chapter yet."), path=f"{NAME}/{work.pk}"))
    problems += HANDBOOK.taken_ids(content)
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


KIND: Final = WorkKind(
    name=NAME,
    label=lambda: _("Practices document"),
    parts=(HEAD, CHAPTERS, SECTIONS),
    read=HANDBOOK.read,
    check=check,
    title=title_of_head(NAME),
    public_address=address_of_version("practices:version"),
    files=HANDBOOK.files,
)
