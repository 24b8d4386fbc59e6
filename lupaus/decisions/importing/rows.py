"""An item as its page tells it, written to its row and the rows below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, Final

from django.db.models import Q

from lupaus.decisions.importing.addresses import whole_address
from lupaus.decisions.importing.facts import Handling
from lupaus.decisions.importing.told import ItemPage
from lupaus.decisions.meeting.published_items import told as said_of
from lupaus.decisions.models import Attachment, EarlierHandling, Item, ItemText, Meeting, TextKind
from lupaus.web.texts import Text

#: Texts in the order they are shown: what was before, what is proposed, what was decided, what follows.
_ORDER: Final = (
    TextKind.EARLIER.value,
    TextKind.SUMMARY.value,
    TextKind.ACCOUNT.value,
    TextKind.PROPOSAL.value,
    TextKind.HANDLING.value,
    TextKind.DECISION.value,
    TextKind.IMPLEMENTATION.value,
    TextKind.OTHER.value,
)
_TITLE_OF_ROW, _WORDS, _BODY = 1000, 300, 200


def in_language(words: str, was: Text, *, is_swedish: bool) -> Text:
    """Words in the language of their page; those in another language stay."""
    return replace(was, sv=words) if is_swedish else replace(was, fi=words)


def state(item: Item) -> dict[str, Any]:
    """Everything an item says: two of them show what changed. Eight queries."""
    texts = [(each.kind, each.heading, each.text) for each in item.texts.all()]
    return said_of(item) | {
        "texts": texts,
        "earlier": [each.words for each in item.earlier.all()],
        "sources": [(each.title, each.public, each.source_url) for each in item.attachments.all()],
        "place": (item.source_id, item.source_url, item.number),
    }


def fill(item: Item, page: ItemPage) -> None:
    """Set the fields of an item from its page; saves nothing."""
    swedish = page.is_swedish
    item.title = in_language(page.title, item.title, is_swedish=swedish)
    item.section = page.section if page.section is not None else item.section
    item.number = page.number[:20] or item.number
    item.presenter, item.preparers = page.presenter, page.preparers
    item.appeal = page.appeal
    item.appeal_note = in_language(page.appeal_note, item.appeal_note, is_swedish=swedish)
    item.source_url = page.url or item.source_url


def write_rows(item: Item, page: ItemPage) -> None:
    """Write the texts, attachments and earlier handlings of an item; those that say the same stay."""
    _replace(item.texts, list(_texts(item, page)), ("kind", "heading", "text"))
    _replace(item.attachments, list(_attachments(item, page)), ("title", "public", "source_url"))
    _replace(item.earlier, list(_earlier(item, page)), ("words", "body", "date", "section"))


def _replace(rows: Any, new: list[Any], names: tuple[str, ...]) -> None:
    def said(each: Any) -> tuple[Any, ...]:
        return tuple(getattr(each, name) for name in names)

    if [said(each) for each in rows.all()] != [said(each) for each in new]:
        rows.all().delete()
        rows.model._default_manager.bulk_create(new)


def _texts(item: Item, page: ItemPage) -> Iterator[ItemText]:
    passages = sorted(page.passages, key=lambda each: _ORDER.index(each.kind))
    for place, each in enumerate(passages):
        yield ItemText(
            item=item,
            position=place,
            kind=each.kind,
            heading=in_language(each.heading, Text(), is_swedish=page.is_swedish),
            text=in_language(each.text, Text(), is_swedish=page.is_swedish),
        )


def _attachments(item: Item, page: ItemPage) -> Iterator[Attachment]:
    for place, each in enumerate(page.attachments):
        yield Attachment(
            item=item,
            position=place,
            title=in_language(each.title[:_TITLE_OF_ROW], Text(), is_swedish=page.is_swedish),
            public=each.public,
            source_url=whole_address(each.address, page.url)[:500] if each.public else "",
        )


def _earlier(item: Item, page: ItemPage) -> Iterator[EarlierHandling]:
    for place, each in enumerate(page.earlier):
        yield EarlierHandling(
            item=item,
            position=place,
            words=each.words[:_WORDS],
            body=page.short.get(each.body, each.body)[:_BODY],
            date=each.day,
            section=each.section,
            found=_found(item.meeting.body.organisation, each, page),
        )


def _found(organisation: str, told: Handling, page: ItemPage) -> Item | None:
    """The item an earlier handling speaks of, where it is here and there is no doubt."""
    if told.section is None:
        return None
    there = Item.objects.filter(
        meeting__date=told.day, section=told.section, meeting__body__organisation=organisation
    ).select_related("meeting__body")
    fitting = [each for each in there[:20] if _is_called(each.meeting, page.short.get(told.body, told.body))]
    return fitting[0] if len(fitting) == 1 else None


def _is_called(meeting: Meeting, name: str) -> bool:
    """Whether a body is called so, in full or by first letters: KH, AH, MHS."""
    names = [words.casefold() for words in meeting.body.name.as_dict().values()]
    names.append(meeting.body.source_id.casefold())
    low = name.casefold()
    if low in names:
        return True
    return name.isupper() and len(name) <= 6 and any(_shortens(low, each) for each in names)


def _shortens(letters: str, name: str) -> bool:
    """Whether letters are of the name, in their order, the first of them its first: mhs, maakuntahallitus."""
    rest = iter(name)
    return name[:1] == letters[:1] and all(each in rest for each in letters)


def link_earlier(meeting: Meeting) -> list[Item]:
    """Let earlier handlings that were read before this meeting lead to its items. Two queries or more."""
    sections = {each.section: each for each in meeting.items.exclude(section=None)}
    waiting = EarlierHandling.objects.filter(
        Q(found=None), date=meeting.date, section__in=list(sections),
        item__meeting__body__organisation=meeting.body.organisation,
    ).select_related("item")  # fmt: skip
    linked = []
    for row in waiting:
        there = sections[row.section]
        if row.section is not None and there.pk != row.item_id and _is_called(meeting, row.body):
            row.found = there
            row.save(update_fields=["found"])
            linked.append(row.item)
    return linked


def made_id(body: str, day: date, page: ItemPage) -> str:
    """What an item is called whose source does not tell its id."""
    number = f"§ {page.section}" if page.section is not None else page.number or page.title[:80]
    return f"{body} {day} {number}"[:200]
