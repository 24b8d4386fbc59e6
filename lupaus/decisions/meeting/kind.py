"""A meeting as a kind of work: the workspace makes forms, lists, comparison and review of this."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.decisions import words
from lupaus.decisions.concerns import known_concerns
from lupaus.decisions.meeting.declared import (
    APPEALS,
    ATTACHMENT,
    DECLARED,
    DISSENT,
    EFFECTS,
    ITEM,
    NAME,
    OPTION,
    ROLES,
    STAGES,
    SUBJECTS,
    TEXTS,
    VOTE,
    YES_NO,
)
from lupaus.decisions.meeting.half_marks import half_marks
from lupaus.decisions.meeting.publishing import write_public
from lupaus.decisions.meeting.voting import vote_notes, vote_problems
from lupaus.decisions.models import Body, BodyKind, Meeting, Stage, Upload
from lupaus.web.clock import Clock
from lupaus.web.dates import day
from lupaus.web.languages import NAMES
from lupaus.web.refusals import Problem
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace.content import Content
from lupaus.workspace.kinds import Checked, Field, Option, PartKind, WorkKind
from lupaus.workspace.models import PUBLIC, Part, Version, Work

Options = Callable[[Content], Sequence[Option]]


def _language() -> str:
    return get_language() or LANGUAGES[0]


def _fixed(values: Sequence[str], name: Callable[[str], str]) -> Options:
    return lambda _content: [Option(value, name(value)) for value in values]


def _yes_no(value: str) -> str:
    return _("Yes") if value == "yes" else _("No")


def _bodies(content: Content) -> Sequence[Option]:
    """Bodies that still decide, and the one the version names. One query."""
    head = next(iter(content.of_kind(NAME)), None)
    named = head.content.get("body") if head else None
    rows = Body.objects.values_list("id", "name", "ended")
    return [
        Option(id_, name.words(_language())) for id_, name, ended in rows if ended is None or id_ == named
    ]


def _concerns(content: Content) -> Sequence[Option]:
    """What an item may concern, and what the version already names."""
    known = known_concerns()
    language = _language()
    options = [Option(each.name, f"{each.kind()}: {each.title.words(language)}") for each in known.values()]
    named = {name for part in content.of_kind(ITEM) for name in part.content.get("concerns") or ()}
    return [*options, *(Option(name, name) for name in sorted(named - set(known)))]


def _files(content: Content) -> Sequence[Option]:
    """The files that were brought into the work. One query."""
    head = next(iter(content.of_kind(NAME)), None)
    rows = Upload.objects.filter(work=head.slug if head else "", file__deleted_at=None)
    return [Option(checksum, name) for checksum, name in rows.values_list("file_id", "name")]


_TITLE = Field("title", lambda: _("Title"), "words", due=True)

HEAD = PartKind(
    name=NAME,
    label=lambda: _("Meeting"),
    plural=lambda: _("Meetings"),
    fields=(
        Field("body", lambda: _("Decision-making body"), "choice", due=True, options=_bodies),
        Field("held_on", lambda: _("Date"), "date", due=True),
        Field("stage", lambda: _("What is written"), "choice", due=True, options=_fixed(STAGES, words.stage)),
        Field("number", lambda: _("Number of the meeting"), "line"),
        Field("starts", lambda: _("Begins"), "line", help=lambda: _("A time such as 09:30.")),
        Field("ends", lambda: _("Ends"), "line", help=lambda: _("A time such as 09:30.")),
        Field("place", lambda: _("Held at"), "words"),
        Field("checked_on", lambda: _("Minutes checked on"), "date"),
        Field("cancelled", lambda: _("Cancelled"), "choice", options=_fixed(YES_NO, _yes_no)),
        Field(
            "attendance",
            lambda: _("Attendance"),
            "rows",
            columns=(
                Field("person", lambda: _("Name"), "line", due=True),
                Field("role", lambda: _("As"), "choice", options=_fixed(ROLES, words.role)),
                Field("present", lambda: _("Present"), "choice", options=_fixed(YES_NO, _yes_no)),
                Field("came", lambda: _("Came at"), "line"),
                Field("left", lambda: _("Left at"), "line"),
                Field("note", lambda: _("Note"), "line"),
            ),
        ),
    ),
)


def _words_in(language: str) -> Field:
    return Field(language, lambda: str(NAMES[language]), "line")


def _text(kind: str) -> Field:
    return Field(kind, lambda: words.text_heading(kind), "prose")


ITEMS = PartKind(
    name=ITEM,
    label=lambda: _("Item"),
    plural=lambda: _("Items"),
    fields=(
        _TITLE,
        Field("section", lambda: _("Section (§)"), "whole"),
        Field("diary_number", lambda: _("Diary number"), "line"),
        Field("presenter", lambda: _("Presenter"), "line"),
        Field("preparers", lambda: _("Prepared by"), "line"),
        *(_text(kind) for kind in TEXTS),
        Field("appeal", lambda: _("How to appeal"), "choice", options=_fixed(APPEALS, words.appeal)),
        Field("appeal_note", lambda: _("Appeal in other words"), "prose"),
        Field(
            "concerns",
            lambda: _("What it concerns"),
            "several",
            options=_concerns,
            help=lambda: _("The goals, promises and plans that this decision is about."),
        ),
    ),
    help=lambda: _(
        "A name that shall go when the time to appeal has passed stands between two braces: {{Name Surname}}."
    ),
    by_responsible=True,
)
ATTACHMENTS = PartKind(
    name=ATTACHMENT,
    label=lambda: _("Attachment"),
    plural=lambda: _("Attachments"),
    fields=(
        _TITLE,
        Field("file", lambda: _("File"), "choice", options=_files),
        Field(
            "public",
            lambda: _("Public"),
            "choice",
            options=_fixed(YES_NO, _yes_no),
            help=lambda: _("One that is not public is listed by its title alone."),
        ),
        Field(
            "personal",
            lambda: _("Holds personal data"),
            "choice",
            options=_fixed(YES_NO, _yes_no),
            help=lambda: _("It is taken off the public network when the time to appeal has passed."),
        ),
    ),
    parent=ITEM,
    by_responsible=True,
)
VOTES = PartKind(
    name=VOTE,
    label=lambda: _("Vote"),
    plural=lambda: _("Votes"),
    fields=(
        Field("question", lambda: _("What was voted on"), "words", due=True),
        Field(
            "choices",
            lambda: _("What one could choose"),
            "rows",
            columns=(
                Field("id", lambda: _("Short name"), "line", due=True),
                Field("label", lambda: _("Choice"), "line", due=True),
                Field("count", lambda: _("Votes"), "whole"),
            ),
        ),
        Field(
            "ballots",
            lambda: _("Who chose what"),
            "rows",
            columns=(
                Field("person", lambda: _("Name"), "line", due=True),
                Field("choice", lambda: _("Short name of the choice"), "line", due=True),
            ),
        ),
        Field("outcome", lambda: _("Outcome"), "words"),
    ),
    parent=ITEM,
)
DISSENTS = PartKind(
    name=DISSENT,
    label=lambda: _("Dissenting opinion"),
    plural=lambda: _("Dissenting opinions"),
    fields=(
        Field("person", lambda: _("Name"), "line", due=True),
        Field("text", lambda: _("Text"), "prose"),
    ),
    parent=ITEM,
)
OPTIONS = PartKind(
    name=OPTION,
    label=lambda: _("Option of the impact assessment"),
    plural=lambda: _("Options of the impact assessment"),
    fields=(
        _TITLE,
        Field(
            "effects",
            lambda: _("Effects"),
            "rows",
            columns=(
                Field(
                    "on", lambda: _("On what"), "choice", due=True, options=_fixed(SUBJECTS, words.subject)
                ),
                Field(
                    "effect", lambda: _("Effect"), "choice", due=True, options=_fixed(EFFECTS, words.effect)
                ),
                *(_words_in(language) for language in LANGUAGES),
            ),
        ),
    ),
    parent=ITEM,
    help=lambda: _(
        "What each choice would do to people, environment, staff and economy, before it is decided."
    ),
)


def title(content: Content) -> Text:
    """“County executive 4 June 2018”, made of the body and the day. One query."""
    head = next(iter(content.of_kind(NAME)), None)
    if head is None:
        return Text()
    body = Body.objects.filter(pk=head.content.get("body") or "").first()
    name = body.name if body else Text.same(str(head.content.get("body") or ""))
    held = head.content.get("held_on")
    return Text(
        **{
            language: f"{name.words(language)} {day(date.fromisoformat(held), language)}"
            if held
            else name.words(language)
            for language in LANGUAGES
        }
    )


def check(work: Work, content: Content) -> Checked:
    """What keeps a meeting from being submitted, and what its writers should know. Three queries."""
    return Checked(tuple(_problems(work, content)), tuple(_notes(content)))


def _problems(work: Work, content: Content) -> Iterator[Problem]:
    head = content.of_kind(NAME)[0]
    here = f"{NAME}/{work.pk}"
    body = Body.objects.filter(pk=head.content.get("body") or "").first()
    if body is None or body.organisation != work.organisation:
        yield Problem(_("There is no such body in the organisation."), path=f"{here}/body")
    elif body.kind == BodyKind.OFFICE_HOLDER and head.content.get("stage") != Stage.MINUTES:
        yield Problem(_("An office-holder has no agenda: choose minutes."), path=f"{here}/stage")
    if (
        head.content.get("stage") != Stage.MINUTES
        and Meeting.objects.filter(work=work.pk, stage=Stage.MINUTES).exists()
    ):
        yield Problem(
            _("The minutes are published already: they cannot become an agenda again."), path=f"{here}/stage"
        )
    items = content.under(ITEM)
    if not items and head.content.get("cancelled") != "yes":
        yield Problem(_("There is no item yet."), path=here)
    yield from _sections(items, is_minutes=head.content.get("stage") == Stage.MINUTES)
    yield from vote_problems(content)
    brought = set(
        Upload.objects.filter(work=work.pk, file__deleted_at=None).values_list("file_id", flat=True)
    )
    for part in content.of_kind(ATTACHMENT):
        file = part.content.get("file")
        if file and file not in brought and not _was_published(work, part.slug, file):
            yield Problem(_("This file was not brought here."), path=f"{ATTACHMENT}/{part.slug}/file")
        elif not file and part.content.get("public", "yes") == "yes":
            yield Problem(_("A public attachment needs its file."), path=f"{ATTACHMENT}/{part.slug}/file")
    yield from DECLARED.taken_ids(content)
    yield from half_marks(content)


def _was_published(work: Work, slug: str, file: str) -> bool:
    """Whether an attachment had this file when it was published: then it was removed since."""
    published = Part.objects.filter(version__work=work, version__state__in=PUBLIC)
    rows = published.filter(kind=ATTACHMENT, slug=slug).values_list("content", flat=True)
    return any(content.get("file") == file for content in rows)


def _sections(items: Sequence[Any], *, is_minutes: bool) -> Iterator[Problem]:
    seen: dict[int, str] = {}
    for item in items:
        section = item.content.get("section")
        path = f"{ITEM}/{item.slug}/section"
        if section is None and is_minutes:
            yield Problem(_("A section of the minutes needs its number."), path=path)
        if section is not None and section in seen:
            yield Problem(_("Two items have the section § %(section)d.") % {"section": section}, path=path)
        seen[section] = item.slug


def _notes(content: Content) -> Iterator[Problem]:
    head = content.of_kind(NAME)[0]
    if head.content.get("stage") != Stage.MINUTES:
        return
    yield from vote_notes(content)
    for item in content.under(ITEM):
        if not item.content.get("decision"):
            yield Problem(_("This item has no decision yet."), path=f"{ITEM}/{item.slug}/decision")
        if not item.content.get("appeal"):
            yield Problem(_("It is not told how to appeal."), path=f"{ITEM}/{item.slug}/appeal")


def public_address(work: Work, version: Version, language: str) -> str:
    """The page of the meeting: its versions are told there. Empty before it is published."""
    found = Meeting.objects.filter(work=work.pk).values_list("body", "slug").first()
    if found is None:
        return ""
    with translation.override(language):
        return reverse("decisions:meeting", args=found)


def _put_in_force(*, actor: Actor, clock: Clock, work: Work, version: Version, content: Content) -> None:
    del actor  # asked already
    write_public(work, version, content, at=clock())


KIND: Final = WorkKind(
    name=NAME,
    label=lambda: _("meeting"),
    parts=(HEAD, ITEMS, ATTACHMENTS, VOTES, DISSENTS, OPTIONS),
    read=DECLARED.read,
    check=check,
    put_in_force=_put_in_force,
    title=title,
    public_address=public_address,
    files=DECLARED.files,
)
