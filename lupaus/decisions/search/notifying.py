"""Sending letters to those whose saved search has new hits: `lupaus decisions notify`, once a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db.models import Exists, OuterRef, Q

from lupaus.decisions import queries
from lupaus.decisions.models import Change, Item, SavedSearch
from lupaus.decisions.search import letters, saved
from lupaus.decisions.search.finding import search
from lupaus.decisions.search.letters import MOST_TOLD
from lupaus.web.clock import Clock, day_of

#: An item that was told on the agenda is told again when its minutes come out. What changes later than this
#: after them is no news: names are taken away when the time to appeal has passed.
_FRESH: Final = timedelta(days=14)


@dataclass
class Notified:
    """How many letters were sent, how many the mail server refused, and how many searches were forgotten."""

    sent: int = 0
    refused: int = 0
    forgotten: int = 0


def notify(*, clock: Clock) -> Notified:
    """Send each saved search its new hits. What could not be sent is tried again the next time."""
    done = Notified(forgotten=saved.forget_old(clock=clock))
    newest = saved.newest_change()
    news: dict[int, list[int]] = {}
    following = SavedSearch.objects.exclude(confirmed_at=None).filter(
        told_to__lt=newest, ends_on__gte=day_of(clock)
    )
    for each in following.order_by("pk"):
        if each.told_to not in news:
            news[each.told_to] = list(news_since(each.told_to, now=clock()))
        _tell(each, news[each.told_to], newest, done)
    return done


def news_since(number: int, *, now: datetime) -> Collection[int]:
    """Items that came out after a change: new ones, and those whose minutes or correction are fresh."""
    changed = Change.objects.filter(item=OuterRef("pk"))
    is_new = ~Exists(changed.filter(number__lte=number))
    is_fresh = Q(meeting__minutes_published_at__gt=now - _FRESH)
    found = Item.objects.filter(Exists(changed.filter(number__gt=number)), gone_at=None)
    return list(found.filter(is_new | is_fresh).values_list("pk", flat=True))


def _tell(following: SavedSearch, news: Collection[int], newest: int, done: Notified) -> None:
    words, filters = saved.asked(following.query)
    find = partial(search, words, following.language, filters=filters, newest_first=True, limit=MOST_TOLD)
    hits = find(among=news) if news else None
    if hits is not None and hits.total and not hits.partly:
        items = queries.by_ids(hits.ids)
        letter = letters.telling(following, saved.secret_of(following), items, hits.total)
        if not letters.send(letter):
            done.refused += 1
            return
        done.sent += 1
    SavedSearch.objects.filter(pk=following.pk).update(told_to=newest)
