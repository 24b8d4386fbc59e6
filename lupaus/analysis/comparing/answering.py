"""From a question to its answer: the one way for the page, the API and every file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.analysis.comparing.alike import similar, subject_of
from lupaus.analysis.comparing.asked import TAKES, Asked, View
from lupaus.analysis.comparing.compared import Compared, compared
from lupaus.analysis.comparing.in_order import ranking
from lupaus.analysis.comparing.on_map import on_map
from lupaus.analysis.comparing.over_years import lines, multiples
from lupaus.analysis.comparing.tables import ShownTable, Table
from lupaus.analysis.comparing.telling import Answer, Teller, listed, region_columns
from lupaus.analysis.comparing.two_genders import genders, genders_year
from lupaus.analysis.comparing.two_indicators import scatter, scatter_year
from lupaus.analysis.comparing.two_years import dumbbell, earlier_year
from lupaus.web.address import Address

#: What a reader has yet to choose before there is an answer.
Lacking = Literal["", "with", "region", "figures"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question, its figures and its answer; `year` and `against` are those that were used."""

    compared: Compared
    answer: Answer
    year: str | None = None
    against: str | None = None
    subject: str | None = None
    lacking: Lacking = ""

    @property
    def asked(self) -> Asked:
        return self.compared.asked

    @property
    def notices(self) -> tuple[str, ...]:
        """What has to be known of the answer: what was asked for and is not in it, and what is lacking."""
        return (*_strangers(self.compared), *_gender_lost(self.compared), *self.answer.notices)


def _strangers(found: Compared) -> tuple[str, ...]:
    if not found.strangers:
        return ()
    names = [region.name.words(found.language) for region in found.strangers]
    return (_("Left out, being areas of another kind or elsewhere: %(names)s.") % {"names": listed(names)},)


def _gender_lost(found: Compared) -> tuple[str, ...]:
    if not found.lost_gender or "gender" not in TAKES[found.asked.view]:
        return ()
    return (_("There are no figures for the gender that was chosen. These are for everybody."),)


def answered(asked: Asked) -> Answered:
    """The answer to a question. Raises `NotFound` for what is not there."""
    return answer_to(compared(asked))


def answer_to(found: Compared) -> Answered:
    """The answer from the figures, in the language that is active."""
    match found.asked.view:
        case View.LINES:
            return Answered(compared=found, answer=lines(found))
        case View.MULTIPLES:
            return Answered(compared=found, answer=multiples(found))
        case View.GENDERS:
            return _by_gender(found)
        case View.SCATTER:
            return _of_two(found)
        case View.SIMILAR:
            return _of_alike(found)
        case _:
            return _of_a_year(found)


def _of_a_year(found: Compared) -> Answered:
    year = found.year
    if year is None:
        return _nothing(found, _("There are no figures for these areas."), lacking="figures")
    if found.asked.view is View.RANKING:
        return Answered(compared=found, answer=ranking(found, year), year=year)
    if found.asked.view is View.MAP:
        return Answered(compared=found, answer=on_map(found, year), year=year)
    against = earlier_year(found, year)
    if against is None:
        sentence = _("There are figures for one year only, %(year)s: nothing to compare it with.")
        return _nothing(found, sentence % {"year": year}, lacking="figures", year=year)
    first, last = sorted((against, year))
    return Answered(compared=found, answer=dumbbell(found, year, against), year=last, against=first)


def _by_gender(found: Compared) -> Answered:
    year = genders_year(found)
    if not {"female", "male"} <= set(found.figures.genders) or year is None:
        return _nothing(
            found, _("This indicator has no figures for women and men separately."), lacking="figures"
        )
    return Answered(compared=found, answer=genders(found, year), year=year)


def _of_two(found: Compared) -> Answered:
    if found.second is None:
        sentence = _("Choose another indicator to lay beside “%(indicator)s”.")
        return _nothing(found, sentence % {"indicator": Teller(found).title}, lacking="with")
    year = scatter_year(found, found.second)
    if year is None:
        return _nothing(
            found,
            _("The two indicators have no figures for the same areas in any year."),
            lacking="figures",
        )
    return Answered(compared=found, answer=scatter(found, found.second, year), year=year)


def _of_alike(found: Compared) -> Answered:
    subject = subject_of(found)
    if subject is None:
        return _nothing(found, _("Choose an area: those most like it are found for you."), lacking="region")
    year = found.asked.year or found.figures.fullest_year(found.pool, found.gender)
    if year is None:
        return _nothing(found, _("There are no figures for these areas."), lacking="figures")
    return Answered(
        compared=found, answer=similar(found, subject, found.pool, year), year=year, subject=subject
    )


def _nothing(found: Compared, sentence: str, *, lacking: Lacking, year: str | None = None) -> Answered:
    """An answer that says why there is none."""

    def draw(_address: Address) -> Sequence[Markup]:
        return ()

    answer = Answer(
        sentence=sentence,
        title=Teller(found).caption,
        make_table=lambda: Table(region_columns(), ()),
        make_shown=lambda: ShownTable(_("Area"), (), ()),
        draw=draw,
    )
    return Answered(compared=found, answer=answer, year=year, lacking=lacking)
