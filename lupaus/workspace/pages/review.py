"""A version as a document with the remarks of its reviewers beside the passages they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from lupaus.web.address import Address
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace import queries
from lupaus.workspace.content import PartValue, value_at
from lupaus.workspace.models import Comment
from lupaus.workspace.pages import passages
from lupaus.workspace.pages.document import Document, ShownField, anchor, document
from lupaus.workspace.pages.opened import Opened

SHOWN = ("open", "closed", "all")


class Answer(NamedTuple):
    by: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark and its answers. `place` says whether its passage stands: there, changed, gone, or whole."""

    id: int
    by: str
    at: datetime
    words: str
    passage: str
    field: str  # the label of the field, "" for the part as a whole
    language: str
    place: str
    closed_by: str
    closed_at: datetime | None
    answers: tuple[Answer, ...]


class RemarkForm(NamedTuple):
    """The form beside one part: which fields in which languages a passage may be of."""

    kind: str
    slug: str
    title: Text


@dataclass(frozen=True)
class ReviewPage:
    """`beside` holds the remarks shown by the anchor of their part; "" are those on the whole, and `lost`
    those on parts that were taken out."""

    opened: Opened
    document: Document
    language: str
    show: str
    counts: Mapping[str, int]
    beside: Mapping[str, Sequence[Remark]]
    lost: Sequence[Remark]
    form: RemarkForm | None
    may_write: bool
    may_close: bool
    marks: Mapping[tuple[str, str], Sequence[tuple[int, str]]]

    def words(self, part: str, field: ShownField, level: int = 5) -> Markup:
        """The words of a field in the language that is read, passages marked; empty where it lacks them."""
        text = getattr(field.text, self.language)
        marks = self.marks.get((part, field.name), ())
        return passages.shown(text, is_prose=field.is_prose, level=level, passages=marks)

    def title(self, part: str, title: Text) -> Markup:
        words = getattr(title, self.language)
        marks = self.marks.get((part, "title"), ())
        return passages.shown(words, is_prose=False, level=0, passages=marks)


def review(opened: Opened, address: Address) -> ReviewPage:
    """Six queries, and those of the fields' options."""
    language = address.value("language") or address.language
    show = address.value("show") or "open"
    show = show if show in SHOWN else "open"
    found = queries.comments(actor=opened.actor, work=opened.work.pk, number=opened.number)
    counts = {
        "open": sum(each.closed_at is None for each in found),
        "closed": sum(each.closed_at is not None for each in found),
        "all": len(found),
    }
    beside: dict[str, list[Remark]] = defaultdict(list)
    lost: list[Remark] = []
    marks: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for comment in found:
        if show != "all" and (comment.closed_at is None) != (show == "open"):
            continue
        remark = _remark(opened, comment)
        if remark.place == "gone":
            lost.append(remark)
            continue
        place = anchor(comment.kind, comment.slug) if comment.kind else ""
        beside[place].append(remark)
        if remark.place == "there" and comment.language == language:
            marks[place, comment.field].append((comment.pk, comment.passage))
    return ReviewPage(
        opened=opened,
        document=document(opened.kind, opened.content, opened.attributes),
        language=language,
        show=show,
        counts=counts,
        beside=beside,
        lost=lost,
        form=_form(opened, address) if opened.may("write_comment") else None,
        may_write=opened.may("write_comment"),
        may_close=opened.may("close_comment"),
        marks=marks,
    )


def texts_of(opened: Opened, kind: str, slug: str, *, first: str) -> Mapping[tuple[str, str], str]:
    """Every text of a part by (field, language), those in the language `first` before the others."""
    part = opened.content.get(kind, slug)
    texts = _texts(opened, part) if part else []
    return dict(sorted(texts, key=lambda each: each[0][1] != first))


def _texts(opened: Opened, part: PartValue) -> Sequence[tuple[tuple[str, str], str]]:
    return [
        ((field.name, language), words)
        for field in opened.labels.kind_of(part).fields
        if field.form in ("words", "prose")
        for language in LANGUAGES
        if (words := (value_at(part.content, field.name) or {}).get(language))
    ]


def _remark(opened: Opened, comment: Comment) -> Remark:
    part = opened.content.get(comment.kind, comment.slug) if comment.kind else None
    declared = opened.kind.part(comment.kind) if comment.kind else None
    labels = {field.name: str(field.label()) for field in declared.fields} if declared else {}
    return Remark(
        id=comment.pk,
        by=comment.by,
        at=comment.at,
        words=comment.words,
        passage=comment.passage,
        field=labels.get(comment.field, ""),
        language=comment.language,
        place=_place(opened, comment, part),
        closed_by=comment.closed_by,
        closed_at=comment.closed_at,
        answers=tuple(Answer(each.by, each.at, each.words) for each in comment.answers.all()),
    )


def _place(opened: Opened, comment: Comment, part: PartValue | None) -> str:
    if not comment.kind:
        return "whole"
    if part is None:
        return "gone"
    if not comment.passage:
        return "whole"
    wanted = {
        words
        for (field, language), words in _texts(opened, part)
        if field == comment.field and comment.language in ("", language)
    }
    return "there" if any(passages.stands_in(comment.passage, words) for words in wanted) else "changed"


def _form(opened: Opened, address: Address) -> RemarkForm | None:
    """The form opened beside a part, where the address asks for it; of the whole where it names the head."""
    kind, slug = address.value("kind") or "", address.value("part") or ""
    part = opened.content.get(kind, slug)
    return RemarkForm(kind, slug, opened.labels.title(part)) if part else None
