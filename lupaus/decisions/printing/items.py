"""The sections of one item: its texts, votes, dissents, impact assessment, attachments, how to appeal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from lupaus.decisions import words
from lupaus.decisions.appeals import appeal_of
from lupaus.decisions.models import Attachment, Item, TextKind
from lupaus.decisions.printing.said import plain
from lupaus.decisions.reading.names import corrected_parts, only_in, place_of
from lupaus.decisions.reading.pages.assessed import Assessment, Effect, assessment_of
from lupaus.decisions.reading.pages.voted import Voted, voted
from lupaus.web import dates
from lupaus.web.printing import Facts, Heading, Items, Paragraph, Section, Table, Words
from lupaus.web.texts import Shown, Text

#: More options than these are set as several tables beneath one another.
_OPTIONS_ABREAST: Final = 3


def heading_of(item: Item, language: str) -> Heading:
    """“§ 98 Budget”."""
    title = plain(item.title, language)
    return Heading(Shown(f"{place_of(item)} {title.words}", title.language))


def body_of(item: Item, *, depth: int, language: str, today: date) -> Iterator[Section]:
    """Everything below the title; headings begin at `depth`. The item has everything on it."""
    if item.gone_at is not None:
        yield Paragraph(_("This item is no longer published."))
        yield from _prose(item.gone_why, language)
        yield Facts([(_("Taken away on"), dates.day(item.gone_at, language))])
        return
    by = [
        (name, " ".join(line.split()))
        for name, line in ((_("Presenter"), item.presenter), (_("Prepared by"), item.preparers))
    ]
    yield Facts([(name, line) for name, line in by if line])
    yield from _texts(item, depth, language)
    yield from _votes([voted(vote) for vote in item.votes.all()], depth, language)
    yield from _dissents(item, depth, language)
    yield from _assessment(assessment_of(item), depth, language)
    yield from _attachments(list(item.attachments.all()), depth, language)
    yield from _appeal(item, depth, language, today)
    yield from _corrections(item, depth, language)


def _texts(item: Item, depth: int, language: str) -> Iterator[Section]:
    """In the order in which they were written."""
    has_decision = False
    for each in item.texts.all():
        has_decision = has_decision or each.kind == TextKind.DECISION
        yield Heading(plain(each.heading, language) if each.heading else words.text_heading(each.kind), depth)
        yield from _prose(each.text, language)
    earlier = [each.words for each in item.earlier.all()]
    if earlier:
        yield Heading(_("Earlier handling"), depth)
        yield Items([" ".join(line.split()) for line in earlier])
    if not has_decision and not item.meeting.cancelled:
        yield Paragraph(
            _("The minutes tell no decision.") if item.meeting.has_minutes else _("Not decided yet.")
        )


def _prose(text: Text, language: str) -> Iterator[Section]:
    """The words, and a word before them where they are not in the language of the document."""
    if not text:
        return
    shown = text.shown(language)
    if shown.language != language:
        yield Paragraph(only_in(shown.language))
    yield Paragraph(shown)


def _votes(votes: list[Voted], depth: int, language: str) -> Iterator[Section]:
    if not votes:
        return
    yield Heading(_("How it was voted"), depth)
    for vote in votes:
        question = plain(vote.question, language)
        yield Paragraph(Shown(_escaped(question.words), question.language))
        yield Table(
            caption=_("How the votes fell"),
            header=[_("Choice"), _("Number of votes"), _("Who chose it")],
            rows=[
                [plain(each.label, language), str(each.votes), ", ".join(each.people) or "–"]
                for each in vote.choices
            ],
            widths=[2, 1, 4],
            numeric=[1],
        )
        if vote.outcome:
            yield Facts([(_("Outcome"), plain(vote.outcome, language))])


def _escaped(line: str) -> str:
    """A line as prose that means nothing but its words."""
    return "".join(f"\\{sign}" if sign in "\\*[]()#-_.!`<>" else sign for sign in line)


def _dissents(item: Item, depth: int, language: str) -> Iterator[Section]:
    dissents = list(item.dissents.all())
    if not dissents:
        return
    yield Heading(_("Dissenting opinions"), depth)
    for each in dissents:
        yield Heading(" ".join(each.person.split()), depth + 1)
        yield from _prose(each.text, language)


def _assessment(assessment: Assessment | None, depth: int, language: str) -> Iterator[Section]:
    """A row for each subject, a column for each option; many options in several tables."""
    if assessment is None:
        return
    yield Heading(_("Impact assessment"), depth)
    for first in range(0, len(assessment.options), _OPTIONS_ABREAST):
        abreast = slice(first, first + _OPTIONS_ABREAST)
        options = [plain(option, language).words for option in assessment.options[abreast]]
        rows: list[list[Words]] = [
            [row.subject, *(_effect(each, language) for each in row.effects[abreast])]
            for row in assessment.rows
        ]
        yield Table(
            caption=_("What each option would do, estimated beforehand"),
            header=[_("Effect on"), *options],
            rows=rows,
            widths=[2, *(3 for _option in options)],
        )


def _effect(effect: Effect | None, language: str) -> str:
    """“+ better: Help comes sooner.”"""
    if effect is None:
        return "–"
    said = plain(effect.words, language).words
    return f"{effect.sign} {effect.word}: {said}" if said else f"{effect.sign} {effect.word}"


def _attachments(attachments: list[Attachment], depth: int, language: str) -> Iterator[Section]:
    if not attachments:
        return
    yield Heading(_("Attachments"), depth)
    yield Items([_attachment(each, language) for each in attachments])


def _attachment(attachment: Attachment, language: str) -> Shown:
    title = plain(attachment.title, language)
    if not attachment.public:
        return Shown(f"{title.words} ({_('not public')})", title.language)
    if attachment.removed_at:
        day = dates.day(attachment.removed_at, language)
        return Shown(f"{title.words} ({_('taken away on %(day)s') % {'day': day}})", title.language)
    return title


def _appeal(item: Item, depth: int, language: str, today: date) -> Iterator[Section]:
    how = appeal_of(item, today)
    if not how.note and not how.sentence:
        return
    yield Heading(_("How to appeal"), depth)
    if how.note:
        yield from _prose(how.note, language)
    else:
        yield Paragraph(" ".join(filter(None, (how.sentence, how.counted))))


def _corrections(item: Item, depth: int, language: str) -> Iterator[Section]:
    corrections = list(item.corrections.all())
    if not corrections:
        return
    yield Heading(_("Corrected after it was published"), depth)
    yield Facts(
        [(dates.day(each.at, language), corrected_parts(each.parts)) for each in corrections],
    )
