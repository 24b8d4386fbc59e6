"""What somebody asks of a what-if, as it was typed, read into a wish; and the answer, alike at every door."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lupaus.services.chains.figures import Following
from lupaus.services.chains.grounds import Grounds, grounds_of
from lupaus.services.chains.what_if import (
    HUNDRED,
    LEAST_GROWTH,
    MOST_GROWTH,
    Basis,
    Outcome,
    Wish,
    normalised,
    outcome,
)
from lupaus.web import numbers
from lupaus.web.refusals import Problem, Refused
from lupaus.web.texts import LANGUAGES

#: A form has so many numbers of stages.
MOST_STAGES: Final = 12
#: Typed shares may miss 100 by this much, as rounded numbers do; they are then brought to 100.
ROUNDING: Final = Fraction(5, 100)
#: What is shown where nothing was asked.
YEARS: Final = 10
YEARS_TO_FULL: Final = 5

_NUMBER = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,2})?")
_GROWTH = re.compile(r"[+\-\u2212]?[0-9]{1,2}(?:[.,][0-9]{1,2})?")
_YEAR = re.compile(r"[0-9]{4}")


class WishRefused(Refused):
    """What was asked cannot be computed like this."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed, shares in the order of stages; an empty field is what it is today, or what is usual."""

    shares: tuple[str, ...] = ()
    horizon: str = ""
    full_by: str = ""
    growth: str = ""

    def as_kept(self) -> dict[str, Any]:
        """JSON-ready, for a scenario."""
        return {
            "shares": list(self.shares),
            "horizon": self.horizon,
            "full_by": self.full_by,
            "growth": self.growth,
        }

    @classmethod
    def kept(cls, kept: dict[str, Any]) -> Asked:
        return cls(
            tuple(map(str, kept.get("shares") or ())),
            str(kept.get("horizon") or ""),
            str(kept.get("full_by") or ""),
            str(kept.get("growth") or ""),
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """A what-if computed. Without a wish it could not be: `grounds.why_not` or `problems` say why; what is
    shown then is that nothing changes, if that is known."""

    following: Following
    grounds: Grounds
    asked: Asked
    wish: Wish | None = None
    outcome: Outcome | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether something else than today's shares was asked for."""
        return bool(self.wish and self.grounds.basis and self.wish.shares != self.grounds.basis.shares)


def answer(following: Following, asked: Asked) -> Answer:
    """Never raises: what was wrong is told beside what can be shown all the same."""
    grounds = grounds_of(following)
    if grounds.basis is None:
        return Answer(following, grounds, asked)
    try:
        wish = read_wish(grounds.basis, grounds.shown, asked)
        problems: tuple[Problem, ...] = ()
    except WishRefused as refused:
        wish, problems = _usual(grounds.basis), refused.problems
    return Answer(following, grounds, asked, wish, outcome(grounds.basis, wish), problems)


def answered(following: Following, asked: Asked) -> Answer:
    """The same for those who want a figure or a refusal. Raises `WishRefused`."""
    found = answer(following, asked)
    if found.grounds.why_not:
        raise WishRefused(found.grounds.why_not)
    if found.problems:
        raise WishRefused(found.problems)
    return found


def read_wish(basis: Basis, shown: Sequence[Fraction], asked: Asked) -> Wish:
    """`shown` are today's shares as the form shows them. Raises `WishRefused` with all that is wrong."""
    problems: list[Problem] = []
    shares = _read_shares(basis, shown, asked.shares, problems)
    usual = _usual(basis)
    horizon = _read_year(asked.horizon, "horizon", usual.horizon, basis, problems)
    full_by = _read_year(asked.full_by, "full_by", min(usual.full_by, horizon), basis, problems)
    if full_by > horizon and not problems:
        sentence = _("The change is complete in %(full_by)d, after the last year shown, %(horizon)d.")
        problems.append(Problem(sentence % {"full_by": full_by, "horizon": horizon}, path="full_by"))
    growth = _read_growth(asked.growth, problems)
    if problems:
        raise WishRefused(problems)
    return Wish(shares, full_by, horizon, growth)


def _usual(basis: Basis) -> Wish:
    """Nothing changes."""
    horizon = min(basis.year + YEARS, basis.last_year)
    return Wish(basis.shares, min(basis.year + YEARS_TO_FULL, horizon), horizon)


def _read_shares(
    basis: Basis, shown: Sequence[Fraction], typed: Sequence[str], problems: list[Problem]
) -> tuple[Fraction, ...]:
    """A share typed as it is shown today is today's own, to the last digit; so no change is no difference."""
    count = len(basis.stages)
    extra = [each for each in typed[count:] if each.strip()]
    if extra:
        sentence = _("The chain has %(count)d steps, so it has no share number %(number)d.")
        number = count + 1
        problems.append(Problem(sentence % {"count": count, "number": number}, path=f"share{number}"))
        return basis.shares
    read: list[Fraction] = []
    exact: list[Fraction] = []
    for at, (today, as_shown) in enumerate(zip(basis.shares, shown, strict=True)):
        words = typed[at].strip() if at < len(typed) else ""
        if words and (not _NUMBER.fullmatch(words) or _fraction(words) > HUNDRED):
            sentence = _("“%(typed)s” is no share: write a number from 0 to 100, such as %(example)s.")
            said = sentence % {"typed": words[:20], "example": _shown(Fraction(25, 2))}
            problems.append(Problem(said, path=f"share{at + 1}"))
            return basis.shares
        share = _fraction(words) if words else as_shown
        read.append(share)
        exact.append(today if share == as_shown else share)
    problems += _sum_problem(read)
    if problems or tuple(exact) == basis.shares:
        return basis.shares
    return normalised(exact)


def _sum_problem(read: Sequence[Fraction]) -> Iterator[Problem]:
    """By how much the shares miss 100, where they do."""
    whole = sum(read, Fraction(0))
    if abs(whole - HUNDRED) <= ROUNDING:
        return
    words = {"sum": f"{_shown(whole)}\u00a0%", "by": f"{_shown(abs(whole - HUNDRED))}\u00a0%"}
    if whole < HUNDRED:
        yield Problem(_("The shares add up to %(sum)s: %(by)s is missing.") % words, path="share1")
    else:
        yield Problem(_("The shares add up to %(sum)s: %(by)s too much.") % words, path="share1")


def _read_year(typed: str, name: str, usual: int, basis: Basis, problems: list[Problem]) -> int:
    words = typed.strip()
    if not words:
        return usual
    first, last = basis.year + 1, basis.last_year
    if not _YEAR.fullmatch(words) or not first <= int(words) <= last:
        sentence = _("“%(typed)s” cannot be computed: choose a year from %(first)d to %(last)d.")
        said = sentence % {"typed": words[:20], "first": first, "last": last}
        problems.append(Problem(said, path=name))
        return usual
    return int(words)


def _read_growth(typed: str, problems: list[Problem]) -> Fraction:
    words = typed.strip()
    if not words:
        return Fraction(0)
    growth = _fraction(words) if _GROWTH.fullmatch(words) else None
    if growth is None or not LEAST_GROWTH <= growth <= MOST_GROWTH:
        sentence = _("“%(typed)s” is no growth of costs: write per cent a year, from %(least)s to %(most)s.")
        said = {"typed": words[:20], "least": _shown(LEAST_GROWTH), "most": _shown(MOST_GROWTH)}
        problems.append(Problem(sentence % said, path="growth"))
        return Fraction(0)
    return growth


def _fraction(words: str) -> Fraction:
    return Fraction(words.replace(",", ".").replace("\u2212", "-"))


def _shown(value: Fraction) -> str:
    """As few decimals as it takes, two at most."""
    decimals = next((each for each in (0, 1) if (value * 10**each).denominator == 1), 2)
    return numbers.number(float(value), get_language() or LANGUAGES[0], decimals)
