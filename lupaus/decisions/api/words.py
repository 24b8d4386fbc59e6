"""Texts as the machine's doors tell them: plain words, and the same as safe HTML. Never the raw markup."""

from __future__ import annotations

from django.urls import reverse
from django.utils import translation

from lupaus.decisions.models import Attachment, Item, Meeting
from lupaus.web.marks import without_marks
from lupaus.web.prose import prose, words
from lupaus.web.texts import LANGUAGES, Text


def line(text: Text) -> Text:
    """A text of one line without the marks of personal data, in every language it has."""
    return Text(**{language: without_marks(getattr(text, language)) for language in LANGUAGES})


def plain(text: Text) -> Text:
    """A longer text as plain lines: a line for each paragraph, heading, line of a list and row of a table."""
    return Text(**{language: words(getattr(text, language)) for language in LANGUAGES})


def html(text: Text) -> Text:
    """A longer text as HTML of paragraphs, headings, lists, tables and links; nothing in it can run."""
    return Text(**{language: str(prose(getattr(text, language))) for language in LANGUAGES})


def in_all_languages(name: str, *args: str) -> Text:
    """The address of a public page in each language, from the root of the service."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = reverse(name, args=args)
    return Text(**found)


def meeting_page(meeting: Meeting) -> Text:
    return in_all_languages("decisions:meeting", meeting.body_id, meeting.slug)


def item_page(item: Item) -> Text:
    """The pages of an item. It has its meeting."""
    return in_all_languages("decisions:item", item.meeting.body_id, item.meeting.slug, item.slug)


def file_page(attachment: Attachment) -> str:
    """Where the file of an attachment is fetched, in Finnish; empty where it has none."""
    if not attachment.public or attachment.file_id is None or attachment.removed_at is not None:
        return ""
    with translation.override(LANGUAGES[0]):
        return reverse(
            "decisions:file", args=[attachment.item_id, attachment.position, attachment.file_name or "-"]
        )
