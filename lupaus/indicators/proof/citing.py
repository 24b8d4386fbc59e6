"""How a figure is cited: its permanent address, and a sentence to paste beside it."""

from __future__ import annotations

from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _

from lupaus.indicators.models import Indicator, Release
from lupaus.indicators.observations import TOTAL
from lupaus.indicators.proof.addresses import FigureAddress
from lupaus.indicators.proof.editions import newest_edition
from lupaus.indicators.proof.figures import Proof, prove
from lupaus.indicators.words import gender_word, source_words
from lupaus.regions.queries import regions_by_code
from lupaus.web.dates import day
from lupaus.web.refusals import NotFound
from lupaus.web.texts import Text


class Citation(NamedTuple):
    """`address` is the permanent page (from `/fi/…` on); `words` say whose figure it is and where."""

    address: str
    words: str


def cite(
    indicator: Indicator,
    *,
    region: str,
    gender: str,
    period: str,
    release: Release,
    language: str,
    origin: str = "",
) -> Citation:
    """How to cite one figure as of a release, by what the catalogue says of the indicator now.

    `origin` (`https://example.fi`) stands before the address in the words. The address carries the figure's
    checksum; where there is no such figure it does not, and its page says so. A few queries.
    """
    figure = FigureAddress(release.pk, newest_edition(indicator), indicator.pk, region, gender, period)
    try:
        sum_ = prove(figure).sum
    except NotFound:
        sum_ = ""
    place = regions_by_code([region]).get(region)
    with translation.override(language):
        name = place.name.words(language) if place else region
        return _citation(
            figure,
            title=indicator.title.words(language) or indicator.pk,
            place=name if gender == TOTAL else f"{name} ({gender_word(gender).lower()})",
            producer=indicator.producer.words(language),
            source=f"{source_words(indicator.source_kind)} {indicator.source_id}".strip(),
            licence=indicator.licence,
            release=release,
            sum_=sum_,
            language=language,
            origin=origin,
        )


def citation_of(proof: Proof, *, place: str, language: str, origin: str = "") -> Citation:
    """How to cite a figure by what its own edition says: the same for ever. No query."""
    said = proof.said
    with translation.override(language):
        return _citation(
            proof.address,
            title=proof.title.words(language) or proof.address.indicator,
            place=place,
            producer=Text.of(said.get("producer")).words(language),
            source=f"{source_words(said['source_kind'])} {said.get('source_id') or ''}".strip(),
            licence=said.get("licence") or "",
            release=proof.release,
            sum_=proof.sum,
            language=language,
            origin=origin,
        )


def _citation(
    figure: FigureAddress,
    *,
    title: str,
    place: str,
    producer: str,
    source: str,
    licence: str,
    release: Release,
    sum_: str,
    language: str,
    origin: str,
) -> Citation:
    what = ", ".join([title, place, figure.period])
    parts = [
        f"{producer}: {what}" if producer else what,
        _("Source: %(source)s") % {"source": source},
        _("Release %(number)s, brought in %(day)s")
        % {"number": release.pk, "day": day(release.retrieved_at, language)},
        *([_("Licence: %(licence)s") % {"licence": licence}] if licence else []),
    ]
    address = figure.page(language, sum_)
    return Citation(address, f"{'. '.join(parts)}. {origin}{address}")
