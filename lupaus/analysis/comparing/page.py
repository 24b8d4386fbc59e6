"""The page of a comparison, put together; the template only lays it out."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.analysis.comparing.addresses import download, for_ever, view_address
from lupaus.analysis.comparing.answering import Answered, answered
from lupaus.analysis.comparing.asked import View, asked_by
from lupaus.analysis.comparing.choices import Choices, OtherIndicator, choices, other_indicators
from lupaus.analysis.comparing.compared import Compared
from lupaus.analysis.comparing.files import indicators_of
from lupaus.analysis.comparing.tables import ShownTable
from lupaus.analysis.comparing.words import view_word, view_words
from lupaus.indicators.models import Indicator
from lupaus.indicators.proof.citing import Citation, cite
from lupaus.indicators.sources import Source, source_of
from lupaus.indicators.words import polarity_words
from lupaus.regions.words import among_words
from lupaus.web.address import Address
from lupaus.web.dates import day


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """`tabs` are the views as `ui.tabs` takes them, (words, address, is this one, nothing).

    `second` is the other indicator of a scatter; `others` are those that might be."""

    answered: Answered
    view: View
    view_name: str
    indicator: Indicator
    second: Indicator | None
    about: str
    among: str
    sentence: str
    more: tuple[str, ...]
    explained: tuple[str, ...]
    notices: tuple[str, ...]
    title: str
    pictures: tuple[Markup, ...]
    attribution: tuple[str, ...]
    table: ShownTable
    polarity: str
    tabs: tuple[tuple[str, str, bool, None], ...]
    choices: Choices
    others: tuple[OtherIndicator, ...]
    words: str
    downloads: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    illustrative: bool
    for_ever: str
    picture_words: str
    figure: Citation | None


def comparison_page(address: Address, indicator: str, view: str, origin: str) -> ComparisonPage:
    """Raises `NotFound` for an indicator, view, region, kind of area or release that is not there.

    `origin` (`https://example.fi`) stands before the addresses in what is to be cited. The number of queries
    depends on the view only.
    """
    found = answered(asked_by(address, indicator, view))
    compared, answer = found.compared, found.answer
    kept = for_ever(address, found)
    return ComparisonPage(
        answered=found,
        view=found.asked.view,
        view_name=view_word(found.asked.view),
        indicator=compared.indicator,
        second=compared.second.indicator if compared.second else None,
        about=view_words(found.asked.view),
        among=_among(compared),
        sentence=answer.sentence,
        more=answer.more,
        explained=answer.explained,
        notices=found.notices,
        title=answer.title,
        pictures=tuple(answer.draw(address)),
        attribution=answer.attribution,
        table=answer.shown,
        polarity=polarity_words(compared.indicator.polarity),
        tabs=tuple(
            (view_word(each), view_address(address, indicator, each), each is found.asked.view, None)
            for each in View
        ),
        choices=choices(found),
        others=other_indicators(address, found) if found.asked.view is View.SCATTER else (),
        words=address.value("q") or "",
        downloads=_downloads(found),
        sources=_sources(found),
        illustrative=answer.illustrative,
        for_ever=kept,
        picture_words=_cited(found, origin + kept),
        figure=_figure(found, origin),
    )


def _among(compared: Compared) -> str:
    """Which areas are compared: of which kind, how many, inside what."""
    compared_codes = compared.pool if compared.asked.view is View.SIMILAR else compared.codes
    told = {"kind": among_words(compared.category).capitalize(), "count": len(compared_codes)}
    if compared.within is None:
        return _("%(kind)s: %(count)s") % told
    told["place"] = compared.within.name.words(compared.language)
    return _("%(kind)s: %(count)s, %(place)s") % told


def _downloads(found: Answered) -> tuple[tuple[str, str], ...]:
    if not found.answer.shown.rows:
        return ()
    return tuple(
        (label, download(found, form))
        for label, form in (("CSV", "csv"), ("XLSX", "xlsx"), ("JSON-stat", "jsonstat"), ("JSON", "json"))
    )


def _sources(found: Answered) -> tuple[Source, ...]:
    number = found.compared.release.pk if found.compared.release else None
    csv = download(found, "csv")
    return tuple(source_of(indicator, release=number, csv=csv) for indicator in indicators_of(found))


def _cited(found: Answered, address: str) -> str:
    """A sentence to paste beside the picture: whose figures, what, which release, and where."""
    compared, language = found.compared, found.compared.language
    producers = dict.fromkeys(
        producer for each in indicators_of(found) if (producer := each.producer.words(language))
    )
    parts = [f"{', '.join(producers)}: {found.answer.title}" if producers else found.answer.title]
    if compared.release:
        told = {"number": compared.release.pk, "day": day(compared.release.retrieved_at, language)}
        parts.append(_("Release %(number)s, brought in %(day)s") % told)
    return f"{'. '.join(parts)}. {address}"


def _figure(found: Answered, origin: str) -> Citation | None:
    """How to cite the figure the sentence begins with. Two queries, or none."""
    pointed, release = found.answer.pointed, found.compared.release
    if pointed is None or release is None:
        return None
    region, gender, period = pointed
    return cite(
        found.compared.indicator,
        region=region,
        gender=gender,
        period=period,
        release=release,
        language=found.compared.language,
        origin=origin,
    )
