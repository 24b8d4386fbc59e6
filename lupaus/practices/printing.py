"""A handbook, or one chapter of it, as a document to print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from lupaus.practices.goals import NamedGoal, goals_in_force
from lupaus.practices.queries import Chapter, Handbook, Section
from lupaus.practices.words import untranslated
from lupaus.web import dates
from lupaus.web.clock import HELSINKI
from lupaus.web.printing import Contents, Facts, Heading, NewPage, Paragraph, Report
from lupaus.web.printing import Section as Block
from lupaus.web.texts import Shown, Text


def printed(
    handbook: Handbook, *, chapter: Chapter | None = None, language: str, address: str, today: date
) -> Report:
    """The whole handbook, or one of its chapters, in a language. One query.

    `address` is that of the version's own page, which stays.
    """
    goals = goals_in_force()
    title = handbook.title.words(language)
    blocks = (
        [_about(handbook, language), *_text(handbook.purpose, language)]
        if chapter is None
        else [_about(handbook, language)]
    )
    if chapter is None:
        blocks += [Contents(_("Contents")), NewPage()]
    for each in (chapter,) if chapter else handbook.chapters:
        blocks += _chapter(each, language, goals)
    return Report(
        title=title,
        subtitle=handbook.organisation.words(language),
        language=language,
        address=address,
        author=handbook.organisation.words(language) or title,
        made_at=datetime.combine(today, time(), HELSINKI),
        sections=blocks,
    )


def _about(handbook: Handbook, language: str) -> Facts:
    version = handbook.version
    pairs = [(_("Version"), f"{version.number}, {version.state_now.label}")]
    if version.published_at:
        pairs.append((_("Published"), dates.day(version.published_at, language)))
    pairs.append((_("Approved by the decision"), version.decision))
    return Facts(pairs)


def _chapter(chapter: Chapter, language: str, goals: Mapping[str, NamedGoal]) -> Iterator[Block]:
    yield _heading(chapter, 1, language)
    if chapter.responsible:
        yield Facts([(_("Responsible"), chapter.responsible.shown(language))])
    yield from _body(chapter, language, goals)
    if not chapter.is_written:
        yield Paragraph(_("This chapter has not been written yet."))
    for section in chapter.sections:
        yield _heading(section, 2, language)
        yield from _body(section, language, goals)
        if chapter.is_written and not section.text:
            yield Paragraph(_("This section has not been written yet."))


def _heading(section: Section, depth: int, language: str) -> Heading:
    shown = section.title.shown(language)
    return Heading(Shown(f"{section.number} {shown.words}", shown.language), depth)


def _body(section: Section, language: str, goals: Mapping[str, NamedGoal]) -> Iterator[Block]:
    yield from _text(section.text, language)
    pairs = []
    if section.review_date:
        pairs.append((_("To be reviewed by"), dates.day(section.review_date, language)))
    served = [goals[goal] for goal in section.goals if goal in goals]
    if served:
        pairs.append((_("Goals it serves"), "; ".join(goal.words(language) for goal in served)))
    if pairs:
        yield Facts(pairs)


def _text(text: Text, language: str) -> Iterator[Block]:
    """The words, and a word before them where they are not in the language of the document."""
    if not text:
        return
    shown = text.shown(language)
    if shown.language != language:
        yield Paragraph(untranslated(shown.language))
    yield Paragraph(shown)
