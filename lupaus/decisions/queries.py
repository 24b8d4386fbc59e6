"""What is public of bodies, meetings, items and matters. Drafts are in no table that is asked here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from lupaus.decisions.models import Body, Item, ItemText, Matter, Meeting, Membership, TextKind
from lupaus.web.refusals import NotFound
from lupaus.web.texts import LANGUAGES, Text

#: Everything the page of an item shows, fetched in as many queries as it has kinds of rows.
WHOLE_ITEM: Final = (
    *("texts", "concerns", "corrections"),
    *("votes", "dissents", "attachments__file", "earlier__found__meeting"),
)


def bodies(organisation: str | None = None) -> list[Body]:
    """Every body, those that decide now first, office-holders last. One query."""
    found = Body.objects.all() if organisation is None else Body.objects.filter(organisation=organisation)
    return sorted(
        found, key=lambda each: (each.ended is not None, each.is_office_holder, each.position, each.pk)
    )


def body(id_: str) -> Body:
    """One query; raises `NotFound`."""
    found = Body.objects.filter(pk=id_).select_related("above").first() if "\x00" not in id_ else None
    if found is None:
        raise NotFound(_("There is no decision-making body “%(id)s”.") % {"id": id_})
    return found


def members(body: Body, on: date) -> list[Membership]:
    """Who sits in a body on a day, in order. One query."""
    in_office = Q(since=None) | Q(since__lte=on)
    still = Q(until=None) | Q(until__gte=on)
    return list(body.memberships.filter(in_office & still))


def meetings(body: Body | None = None) -> QuerySet[Meeting]:
    """Published meetings, the newest first; each with its body."""
    found = Meeting.objects.select_related("body").order_by("-date", "-slug")
    return found if body is None else found.filter(body=body)


def meeting(body: str, slug: str) -> Meeting:
    """One query; raises `NotFound`."""
    found = meetings().filter(body=body, slug=slug).first() if "\x00" not in body + slug else None
    if found is None:
        raise NotFound(_("There is no published meeting here."))
    return found


def place_now(body: str, slug: str) -> Meeting | None:
    """The meeting that stood there before its day or its body changed. One query."""
    if "\x00" in body + slug:
        return None
    return meetings().filter(former_places__body=body, former_places__slug=slug).first()


def items_of(meeting: Meeting) -> list[Item]:
    """The items of a meeting in order, stones too, each with its matter. One query."""
    return list(meeting.items.select_related("matter").order_by("position"))


@dataclass(frozen=True, slots=True)
class FoundItem:
    """An item with everything on it. `moved_to` is its place now, where it was asked for by a former one."""

    item: Item
    moved_to: str | None = None


def item(body: str, meeting_slug: str, slug: str) -> FoundItem:
    """An item by its address, also a former one. At most nine queries; raises `NotFound`."""
    found = Item.objects.filter(meeting__body=body, meeting__slug=meeting_slug)
    there = _whole(found.filter(slug=slug)) if "\x00" not in body + meeting_slug + slug else None
    if there is not None:
        return FoundItem(there)
    for each in found.only("pk", "slug", "former_slugs"):
        if slug in each.former_slugs:
            return FoundItem(each, moved_to=each.slug)
    raise NotFound(_("There is no published item here."))


def _whole(chosen: QuerySet[Item]) -> Item | None:
    whole = chosen.select_related("meeting__body", "matter").prefetch_related(*WHOLE_ITEM)
    return whole.first()


def by_ids(ids: Sequence[int]) -> list[Item]:
    """Items with meeting, body and matter, in the order of the ids. One query."""
    found = Item.objects.select_related("meeting__body", "matter").in_bulk(list(ids))
    return [found[each] for each in ids if each in found]


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands before and after, None at an end."""

    before: Item | None
    after: Item | None


def beside_in_meeting(item: Item) -> Beside:
    """The items before and after in the meeting. Two queries."""
    there = Item.objects.filter(meeting=item.meeting_id).select_related("meeting")
    return Beside(
        there.filter(position__lt=item.position).order_by("-position").first(),
        there.filter(position__gt=item.position).order_by("position").first(),
    )


def meetings_beside(meeting: Meeting) -> tuple[Meeting | None, Meeting | None]:
    """The body's meetings before and after in time. Two queries."""
    of_body = Meeting.objects.filter(body=meeting.body_id).select_related("body")
    earlier = Q(date__lt=meeting.date) | Q(date=meeting.date, slug__lt=meeting.slug)
    later = Q(date__gt=meeting.date) | Q(date=meeting.date, slug__gt=meeting.slug)
    return (
        of_body.filter(earlier).order_by("-date", "-slug").first(),
        of_body.filter(later).order_by("date", "slug").first(),
    )


def matter(slug: str) -> Matter:
    """A matter something was published of. One query; raises `NotFound`."""
    found = Matter.objects.public().filter(slug=slug).first() if "\x00" not in slug else None
    if found is None:
        raise NotFound(_("There is no published matter here."))
    return found


def path_of(matter: Matter) -> list[Item]:
    """Every step of a matter, the oldest first, each with its meeting and body. One query."""
    steps = Item.objects.filter(matter=matter).select_related("meeting__body")
    return list(steps.order_by("meeting__date", "meeting__slug", "position"))


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a matter, and whether a decision was published of it."""

    item: Item
    decided: bool


def steps_of(matter: Matter) -> list[Step]:
    """The path of a matter, the oldest step first, each with its meeting and body. One query."""
    decision = ItemText.objects.filter(item=OuterRef("pk"), kind=TextKind.DECISION)
    steps = Item.objects.filter(matter=matter).select_related("meeting__body").defer("assessment")
    found = steps.annotate(has_decision=Exists(decision))
    return [
        Step(each, each.has_decision and each.meeting.has_minutes)
        for each in found.order_by("meeting__date", "meeting__slug", "position")
    ]


def decisions_begin(items: QuerySet[Item], most: int = 1500) -> dict[int, Text]:
    """The first `most` characters of what was decided, by the key of the item. One query."""
    decisions = ItemText.objects.filter(kind=TextKind.DECISION, item__in=items).order_by("item", "-position")
    begin = {language: Substr(KeyTextTransform(language, "text"), 1, most) for language in LANGUAGES}
    rows = decisions.values_list("item_id", *begin.values())
    return {item: Text(*(words or "" for words in said)) for item, *said in rows}


def beside_in_matter(item: Item) -> Beside:
    """The steps of the matter before and after; neither without a matter. At most one query."""
    if item.matter is None:
        return Beside(None, None)
    steps = path_of(item.matter)
    place = next(number for number, step in enumerate(steps) if step.pk == item.pk)
    return Beside(steps[place - 1] if place else None, steps[place + 1] if place + 1 < len(steps) else None)


def concerning(name: str) -> QuerySet[Item]:
    """The items that concern something, the newest first: `goal:uusimaa-2030/employment`."""
    found = Item.objects.filter(concerns__name=name).select_related("meeting__body")
    return found.order_by("-meeting__date", "meeting", "position")
