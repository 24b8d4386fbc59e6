"""What shall go of a meeting, and what is taken out where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lupaus.decisions.models import Item, Meeting
from lupaus.decisions.removal.words import Mask, phrases_in
from lupaus.web.texts import Text


@dataclass(slots=True)
class Wish:
    """What shall go of a meeting: of which items, which words, which files, and which items whole."""

    items: set[int] = field(default_factory=set)  # whose marks go
    own_marks: bool = False  # the marks of the meeting itself
    words: set[str] = field(default_factory=set)  # not where they are marked and have time
    asked: set[str] = field(default_factory=set)  # everywhere in the meeting
    files: set[str] = field(default_factory=set)  # checksums
    attachments: set[int] = field(default_factory=set)  # rows of published ones
    stones: dict[int, Text] = field(default_factory=dict)  # item → why

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.asked or self.files or self.attachments or self.stones)


class Masks:
    """What is taken out where. Of an item whose time runs, its own marks stay, and the words in them."""

    def __init__(self, meeting: Meeting, wish: Wish) -> None:
        self.all = Mask(wish.words | wish.asked, marks=False)
        self._wish = wish
        self._slugs = {
            each.source_id for each in meeting.items.all() if each.pk in wish.items and each.source_id
        }

    def of_item(self, item: Item, own: Any) -> Mask:
        return self._mask(item.pk in self._wish.items, own)

    def of_part(self, slug: str, content: Any) -> Mask:
        """Of a part that stands under the item `slug`; "" for the meeting itself."""
        if slug:
            return self._mask(slug in self._slugs, content)
        return self._mask(self._wish.own_marks, content)

    def _mask(self, is_due: bool, own: Any) -> Mask:
        if is_due:
            return Mask(self.all.phrases, marks=True)
        return Mask((self._wish.words - phrases_in(own)) | self._wish.asked, marks=False)
