"""What an item is found by: its words in their basic form, made here and not by the index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

import tantivy

from lupaus.decisions.matters import canonical_number
from lupaus.decisions.models import Body, Item, Meeting, Stage
from lupaus.decisions.search.schema import PARTS
from lupaus.web.marks import without_marks
from lupaus.web.prose import words
from lupaus.web.search.tokens import parts, token_of, words_of
from lupaus.web.texts import Text

AGENDA: Final = "agenda"
MINUTES: Final = "minutes"
OFFICIAL: Final = "official"
KINDS: Final = (MINUTES, AGENDA, OFFICIAL)

#: Items read at once.
BATCH: Final = 200
#: The most of an item's words that count, some 200 pages: what is longer is found by its beginning.
_MOST_WORDS: Final = 60_000
_HIGHEST_PLACE: Final = 999_999


def kind_of(body: Body, meeting: Meeting) -> str:
    """`agenda` before the minutes, `minutes`, or `official`: decided by an office-holder."""
    if body.is_office_holder:
        return OFFICIAL
    return MINUTES if meeting.stage == Stage.MINUTES else AGENDA


def documents(ids: Sequence[int]) -> Iterator[tantivy.Document]:
    """The documents of those items that say something; of stones there is none. Seven queries a batch."""
    for start in range(0, len(ids), BATCH):
        there = Item.objects.filter(pk__in=ids[start : start + BATCH], gone_at=None).order_by("pk")
        chosen = there.select_related("meeting__body", "matter").prefetch_related(
            "texts", "concerns", "attachments", "dissents", "votes"
        )
        yield from map(document, chosen)


def document(item: Item) -> tantivy.Document:
    """One item with its meeting, body, matter and rows."""
    meeting, body = item.meeting, item.meeting.body
    said = _Said()
    said.add("title", item.title)
    for name, text in _texts(item):
        said.add(name, text)
    found = tantivy.Document()
    found.add_text("key", str(item.pk))
    found.add_unsigned("id", item.pk)
    found.add_unsigned("place", place_of(item))
    for field, terms in said.fields.items():
        found.add_text(field, " ".join(terms))
    if item.matter is not None:
        found.add_text("number", number_term(item.matter.diary_number))
    found.add_text("body", body.pk)
    found.add_text("kind", kind_of(body, meeting))
    found.add_unsigned("year", meeting.date.year)
    for each in item.concerns.all():
        found.add_text("concern", each.name)
    return found


def place_of(item: Item) -> int:
    """A number that is higher the newer a meeting is, and within a meeting the earlier an item stands."""
    day = int(item.meeting.date.strftime("%Y%m%d"))
    return day * (_HIGHEST_PLACE + 1) + _HIGHEST_PLACE - min(item.position, _HIGHEST_PLACE)


def number_term(diary_number: str) -> str:
    """A diary number as it is looked up."""
    return canonical_number(diary_number).casefold()


def _texts(item: Item) -> Iterator[tuple[str, Text]]:
    """Everything an item says beside its title: (field, text). Ballots tell who chose what: no text."""
    meeting = item.meeting
    yield "about", meeting.body.name
    about = [f"{meeting.date:%Y} {meeting.date.day}.{meeting.date.month}", item.presenter, item.preparers]
    if item.section is not None:
        about.append(str(item.section))
    if item.matter is not None:
        about.append(item.matter.diary_number)
        yield "about", item.matter.title
    yield "about", Text(fi=" ".join(about))
    for text in item.texts.all():
        yield "text", text.heading
        yield "text", text.text
    for attachment in item.attachments.all():
        yield "text", attachment.title
    for dissent in item.dissents.all():
        yield "text", Text(fi=dissent.person)
        yield "text", dissent.text
    for vote in item.votes.all():
        yield "text", vote.question
        yield "text", vote.outcome
    for option in item.assessment:
        yield "text", Text.of(option.get("title"))
        for effect in option.get("effects") or ():
            yield "text", Text.of(effect.get("words"))


class _Said:
    """The terms of a document by field, within what a document may hold."""

    def __init__(self) -> None:
        self.fields: dict[str, list[str]] = {"title": [], "about": [], "text": [], PARTS: []}
        self._left = _MOST_WORDS

    def add(self, field: str, text: Text) -> None:
        """The same words in two languages count once."""
        for language, plain in _each(text, is_prose=field == "text"):
            for word in words_of(plain):
                if self._left <= 0:
                    return
                self._left -= 1
                whole, made_of = terms_of(word, language)
                self.fields[field].append(whole)
                if made_of:
                    self.fields[PARTS].append(made_of)


def _each(text: Text, *, is_prose: bool) -> Iterator[tuple[str, str]]:
    """The plain words of a text by language, those that are the same in two languages once."""
    seen: set[str] = set()
    for language, written in text.as_dict().items():
        if written not in seen:
            seen.add(written)
            yield language, words(written) if is_prose else without_marks(written)


@lru_cache(maxsize=50_000)
def terms_of(word: str, language: str) -> tuple[str, str]:
    """What a word is found by, and what it is made of: terms with spaces between."""
    token = token_of(word, language)
    return " ".join(token.terms), " ".join(each for each in parts(token, language) if " " not in each)
