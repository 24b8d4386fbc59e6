"""How a decision may be contested, and until when.

How the last day is counted:

- The minutes stand on the public network on day P (by Finnish clocks). Who lives in the county is deemed to
  have received notice on the seventh day after it, P + 7 (Act on Wellbeing Services Counties 611/2021,
  chapter 16: claim § 139, appeal § 140, notice to a member § 145; municipalities alike: Local Government Act
  410/2015 §§ 134, 135, 140).
- A claim for a revised decision is made within 14 days of the notice, an appeal to the administrative court
  within 30 (611/2021 chapter 16; Act on Proceedings in Administrative Matters 808/2019, chapter 3).
- The day of the notice is not counted (Act on Calculation of Statutory Time Limits 150/1930 § 2): the last
  day is P + 7 + 14 or P + 7 + 30.
- Where that day is a Sunday or another church holiday, Independence Day, May Day, Christmas Eve, Midsummer
  Eve or a Saturday, the last day is the first working day after it (150/1930 § 5), until the office closes
  (§ 6). Only the last day moves: the day of the notice is not one on which something must be done.

Checked against the words of the law: 150/1930. The notice on the seventh day, the 14 days and the moving of
the last day were checked against the instructions a county gives its residents. Not checked: the numbers of
the sections of 611/2021 and 808/2019, whose words could not be had. Nor does this know of what other laws say
of certain matters (procurement, elections, environment, building), of a party who gets notice by letter or
message and counts from there, or of minutes that were published anew: there the organiser writes its own
sentence, `Item.appeal_note`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Final

import holidays
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lupaus.decisions.models import Appeal, Item, Meeting, Stage
from lupaus.web import dates
from lupaus.web.clock import HELSINKI
from lupaus.web.texts import LANGUAGES, Text

#: Days from the publication of the minutes to the notice.
NOTICE: Final = timedelta(days=7)
#: How long after the notice, by the kind of appeal; the other kinds have no time of their own.
TIMES: Final[Mapping[str, timedelta]] = {
    Appeal.CLAIM.value: timedelta(days=14),
    Appeal.COURT.value: timedelta(days=30),
}

_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class HowToAppeal:
    """How an item may be contested. The sentences are in the language that was active.

    The days are None where the kind has no time, or the day the minutes were published is not known.
    """

    kind: Appeal
    sentence: str  # empty as long as nothing was decided
    note: Text  # the organiser's own words, in the small markup; they stand instead of the sentence
    counted: str = ""  # how the last day came about, in one or two sentences
    published_on: date | None = None
    notice_on: date | None = None
    last_day: date | None = None
    is_over: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it may still be contested, as far as a day is known."""
        return self.last_day is not None and not self.is_over


def is_working_day(day: date) -> bool:
    """Whether something whose time ends may have to be done on that day (150/1930 § 5)."""
    return day.weekday() < _SATURDAY and day not in _free_days(day.year)


@lru_cache(maxsize=400)
def _free_days(year: int) -> frozenset[date]:
    """The holidays of a year, both eves among them. A fresh list each time: threads may ask at once."""
    return frozenset(holidays.country_holidays("FI", years=year, expand=False))


@cache
def _known_years() -> frozenset[int]:
    """The years whose holidays the library knows. Of others it knows none, and does not say so."""
    known = holidays.country_holidays("FI", expand=False)
    return frozenset(range(known.start_year, known.end_year + 1))


def last_day(kind: str, published_on: date) -> date | None:
    """The last day to contest, of minutes published on a day; None for kinds that have no time.

    None too where the time ends beyond the year 2100, whose holidays are not known.
    """
    time = TIMES.get(kind)
    if time is None or not {published_on.year, published_on.year + 1} <= _known_years():
        return None
    day = published_on + NOTICE + time
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def final_on(item: Item) -> date | None:
    """The first day on which an item can no longer be contested; None while the minutes are not published.

    Of a kind without a time the longest one is awaited, so that nobody loses sight of what may still be
    contested in a way that was not told.
    """
    published = published_on(item.meeting)
    if published is None:
        return None
    day = last_day(item.appeal, published) or last_day(Appeal.COURT, published)
    return day + timedelta(days=1) if day else None


def published_on(meeting: Meeting) -> date | None:
    """The day, by Finnish clocks, on which the minutes came to the public network."""
    at = meeting.minutes_published_at
    return at.astimezone(HELSINKI).date() if at else None


def appeal_of(item: Item, day: date) -> HowToAppeal:
    """How an item may be contested, told on a day. Reads its meeting and body, no more."""
    kind = Appeal(item.appeal)
    if item.meeting.stage != Stage.MINUTES:
        return HowToAppeal(kind, "", item.appeal_note)
    published = published_on(item.meeting)
    last = last_day(kind, published) if published else None
    if published is None or last is None:
        return HowToAppeal(
            kind, _sentence(item, kind, None, over=False), item.appeal_note, published_on=published
        )
    return HowToAppeal(
        kind,
        _sentence(item, kind, last, over=day > last),
        item.appeal_note,
        counted=_counted(kind, published, last),
        published_on=published,
        notice_on=published + NOTICE,
        last_day=last,
        is_over=day > last,
    )


def _sentence(item: Item, kind: Appeal, last: date | None, *, over: bool) -> str:
    if kind == Appeal.CLAIM:
        return _claim(last, over=over, alone=item.meeting.body.is_office_holder)
    if kind == Appeal.COURT:
        return _court(last, over=over)
    if kind == Appeal.PREPARATION:
        return _("This decision cannot be appealed, because it concerns only preparation or implementation.")
    if kind == Appeal.OTHER:
        return _("This decision is appealed in a way of its own, told in the minutes.")
    return _("The minutes do not tell how to appeal. Ask the registry of the organisation.")


def _claim(last: date | None, *, over: bool, alone: bool) -> str:
    """`alone`: an office-holder decided."""
    if last is None:
        return _(
            "A claim for a revised decision is made in writing within 14 days of notice of the decision."
        )
    on = {"day": _day(last)}
    if over:
        return _("The time for a claim for a revised decision ended on %(day)s.") % on
    if alone:
        return (
            _(
                "Whoever is not satisfied may claim a revised decision in writing from the body above the "
                "office-holder. The claim must be there by %(day)s, before the office closes."
            )
            % on
        )
    return (
        _(
            "Whoever is not satisfied may claim a revised decision in writing from the body that decided. "
            "The claim must be there by %(day)s, before the office closes."
        )
        % on
    )


def _court(last: date | None, *, over: bool) -> str:
    if last is None:
        return _(
            "An appeal to the administrative court is made in writing within 30 days of notice of the "
            "decision."
        )
    on = {"day": _day(last)}
    if over:
        return _("The time to appeal to the administrative court ended on %(day)s.") % on
    return (
        _(
            "Whoever is not satisfied may appeal in writing to the administrative court. The appeal must be "
            "there by %(day)s, before the office closes."
        )
        % on
    )


def _counted(kind: Appeal, published: date, last: date) -> str:
    """“The minutes were published on …”: how the last day came about."""
    told = _(
        "The minutes were published on %(published)s, so residents are deemed to have received notice on "
        "%(notice)s. The time is %(count)d days from the day after. A party to the matter counts from the "
        "day they received notice themselves."
    ) % {
        "published": _day(published),
        "notice": _day(published + NOTICE),
        "count": TIMES[kind].days,
    }
    unmoved = published + NOTICE + TIMES[kind]
    if last == unmoved:
        return told
    moved = _("Because %(day)s is not a working day, the time ends on the first working day after it.")
    return f"{told} {moved % {'day': _day(unmoved)}}"


def _day(moment: date) -> str:
    return dates.day(moment, get_language() or LANGUAGES[0])
