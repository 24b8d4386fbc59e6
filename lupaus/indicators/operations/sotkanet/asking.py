"""Asking Sotkanet about one indicator: only for what is not known already."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from django.db.models import Max
from django.utils.translation import gettext as _

from lupaus.indicators.fetched import Fetched, Kept
from lupaus.indicators.models import IndicatorEdition, ReleaseContent, SourceKind, SourceVisit
from lupaus.indicators.operations.sotkanet.batches import Come
from lupaus.indicators.operations.sotkanet.understanding import described_in, entries_of, span_of
from lupaus.indicators.sotkanet import Answer, Sotkanet, metadata_of
from lupaus.indicators.sotkanet.metadata import Listed, Metadata, catalogue_of
from lupaus.indicators.visits import IMPORTED, UNCHANGED, Visit, visits_of
from lupaus.regions.queries import sotkanet_codes
from lupaus.web.clock import Clock
from lupaus.web.network import NOTHING_KNOWN, Known

_LIST = "indicators"


class Asking:
    """Knows what was fetched before, in this run (answers on disk) and in earlier ones (visits).

    `years` are first and last, None for all there are. With `again` nothing counts as unchanged.
    """

    def __init__(
        self,
        service: Sotkanet,
        fetched: Fetched,
        *,
        clock: Clock,
        years: tuple[int, int] | None,
        again: bool,
    ) -> None:
        self._service, self._fetched, self._clock = service, fetched, clock
        self._years, self._again = years, again
        self._visits = visits_of(SourceKind.SOTKANET)
        self.codes: Mapping[int, str] = sotkanet_codes()
        self._entries: Mapping[int, Sequence[str]] = {}
        self._began: Mapping[str, datetime] = {}
        self._touched: Mapping[str, datetime] = {}
        self._of_metadata: list[Visit] = []

    def name(self, number: int) -> str:
        """What a visit is remembered by: other years are another visit."""
        return f"{number}:{self._years[0]}-{self._years[1]}" if self._years else str(number)

    def listed(self) -> Listed:
        """Everything Sotkanet lists. Raises `Refused`."""
        kept = self._fetched.get(_LIST)
        if kept is not None:
            return catalogue_of(kept.body, kept.url)
        answer = self._service.catalogue()
        listed = catalogue_of(answer.body, answer.url)
        self._keep(_LIST, answer)  # a list that is none is not kept, but asked for again
        return listed

    def about(self, numbers: Collection[int]) -> None:
        """Look up what the catalogue has of the indicators that will be asked about. Three queries."""
        self._entries = entries_of(numbers)
        first = IndicatorEdition.objects.filter(number=1, indicator__source_kind=SourceKind.SOTKANET)
        self._began = dict(first.values_list("indicator_id", "at"))
        brought = ReleaseContent.objects.filter(indicator__source_kind=SourceKind.SOTKANET).order_by()
        last = brought.values("indicator_id").annotate(last=Max("release__retrieved_at"))
        self._touched = dict(last.values_list("indicator_id", "last"))

    def ask(self, number: int) -> Come | Visit:
        """The indicator with its figures, or a visit where there is nothing to import. Raises `Refused`."""
        before = self._usable(number)
        described = self._described(number, before)
        if before and (described is None or (described.updated and before.updated == described.updated)):
            return self._same(number, before)
        if described is None:
            raise AssertionError("only what was known before is told to be unchanged")
        span = self._span(described)
        if not span:
            told = _("Sotkanet has no figures of these years.")
            return Visit(self.name(number), UNCHANGED, told, described.updated)
        answer = self._fetched.get(str(number))
        if answer is None:
            asked = self._service.observations(number, span, _known(before))
            if asked.is_unchanged and before:
                return self._same(number, before, described)
            answer = self._keep(str(number), asked)
        checksum = sha256(answer.body).hexdigest()
        if before and before.checksum == checksum:
            return self._same(number, before, described)
        visit = Visit(
            self.name(number), IMPORTED, updated=described.updated, known=answer.known, checksum=checksum
        )
        return Come(number, described, span, answer.url, len(answer.body), visit)

    def of_metadata(self) -> list[Visit]:
        """Visits of metadata since the last time, to be remembered too; those that can be asked whether they
        changed."""
        visits, self._of_metadata = self._of_metadata, []
        return visits

    def forget(self, numbers: Collection[int]) -> None:
        """Their answers are no longer needed on disk."""
        self._fetched.drop(name for number in numbers for name in (f"{number}-metadata", str(number)))

    def _described(self, number: int, before: SourceVisit | None) -> Metadata | None:
        """What Sotkanet says of the indicator; None where it says only that this has not changed since the
        figures of `before` came. Raises `Refused`."""
        name, visit_id = f"{number}-metadata", f"{number}:metadata"
        kept = self._fetched.get(name)
        if kept is None:
            last = self._visits.get(visit_id)
            is_of_the_figures = bool(before and last and last.updated and last.updated == before.updated)
            answer = self._service.metadata(number, _known(last if is_of_the_figures else None))
            if answer.is_unchanged and is_of_the_figures:
                return None
            kept = self._keep(name, answer)
        described = described_in(metadata_of(kept.body, kept.url), number, kept.url)
        if any(kept.known):
            visit = Visit(visit_id, IMPORTED, updated=described.updated, known=kept.known)
            self._of_metadata.append(visit)
        return described

    def _usable(self, number: int) -> SourceVisit | None:
        """The last visit, where "unchanged since" is an answer: it brought everything that is wanted now."""
        visit = self._visits.get(self.name(number))
        if self._again or visit is None or visit.outcome not in (IMPORTED, UNCHANGED):
            return None
        if any(region in self.codes for region in visit.left_out):
            return None  # figures were left out of a region that has become known
        names = self._entries.get(number, ())
        if not names or any(self._began.get(name, visit.asked_at) > visit.asked_at for name in names):
            return None  # an entry of the catalogue is newer than its figures
        if any(self._touched.get(name, visit.asked_at) > visit.asked_at for name in names):
            return None  # somebody else has brought figures in since
        return visit

    def _span(self, described: Metadata) -> range:
        """The years to ask for: those wanted, as far as Sotkanet says that it has them."""
        told = span_of(described, None, self._clock)
        if not self._years:
            return told
        first, last = self._years
        if described.first_year is None and described.last_year is None:
            return range(first, last + 1)
        return range(max(first, told.start), min(last + 1, told.stop))

    def _same(self, number: int, before: SourceVisit, described: Metadata | None = None) -> Visit:
        return Visit(
            self.name(number),
            UNCHANGED,
            updated=described.updated if described else before.updated,
            known=_known(before),
            checksum=before.checksum,
            left_out=before.left_out,
        )

    def _keep(self, name: str, answer: Answer) -> Kept:
        return self._fetched.put(name, Kept(answer.url, answer.body, answer.known))


def _known(visit: SourceVisit | None) -> Known:
    return Known(visit.etag, visit.last_modified) if visit else NOTHING_KNOWN
