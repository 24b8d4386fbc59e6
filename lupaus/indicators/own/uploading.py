"""A file of an organisation's own figures: read and checked whole, before anybody is asked about it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from math import isnan

from django.utils.translation import gettext as _

from lupaus.indicators import bank, queries, workbooks
from lupaus.indicators.files.mapping import FileMap
from lupaus.indicators.files.opening import OpenedFile
from lupaus.indicators.files.reading import figures_of
from lupaus.indicators.models import Indicator, Nature
from lupaus.indicators.observations import SUPPRESSED
from lupaus.indicators.operations import FigureKey, ImportSource, Row
from lupaus.indicators.operations.checking import Checker, ProblemList, Vocabulary
from lupaus.indicators.operations.own import figures_at, only_own, own_indicators
from lupaus.indicators.own.intended import MOST, Intended, key_of
from lupaus.indicators.store import bucket_of
from lupaus.regions.queries import known_codes, regions_by_code
from lupaus.web.refusals import Problem, Refused

_PROBLEMS_TOLD = 200
#: Rows of a file that a page looks through, and bytes of JSON; a small file may unpack to very many.
MOST_ROWS = 200_000
_LARGEST_JSON = 32 * 2**20


def read_upload(
    content: bytes, name: str, *, organisation: str, said: FileMap | None = None, whole: bool = False
) -> Intended:
    """What the file would write and, where it is the whole of its indicators, withdraw.

    Raises `Refused` with every problem and its place. Reads the newest release. About six queries.
    """
    opened = io.BytesIO(content)
    file = OpenedFile(opened, name)
    figures = figures_of(file, said, illustrative=False, largest_json=_LARGEST_JSON)
    source = ImportSource(name=name, checksum=file.checksum, nature=Nature.OWN, where=figures.where)
    rows = _checked(_not_too_many(figures.rows, name), source, organisation)
    newest = queries.newest_release()
    intended = Intended(
        organisation,
        newest.pk if newest else 0,
        _without_kept_back(rows),
        _lacking(rows) if whole else (),
        file=name,
        checksum=file.checksum(),
    ).only_changes()
    if len(intended.rows) + len(intended.withdraw) > MOST:
        raise Refused(
            Problem(
                _("The file changes more than %(most)s figures. Bring it with the command instead.")
                % {"most": MOST},
                file=name,
            )
        )
    return intended


def workbook_of(entry: Indicator, language: str) -> bytes:
    """All figures of an own indicator, as a workbook to change and bring back. Raises `Refused`."""
    newest = queries.newest_release()
    found = bank.indicator_slice(entry.pk, release=newest)
    if len(found) > workbooks.LARGEST:
        raise Refused(
            _("The indicator has more figures than a workbook is made for (%(most)s).")
            % {"most": workbooks.LARGEST}
        )
    return workbooks.workbook(
        found,
        indicators={entry.pk: entry},
        regions=regions_by_code({seen.region for seen in found}),
        release=newest,
        illustrative=queries.illustrative_releases(),
        language=language,
        to_edit=True,
    )


def _not_too_many(rows: Iterable[Row | Problem], name: str) -> Iterator[Row | Problem]:
    for number, row in enumerate(rows):
        if number == MOST_ROWS:
            sentence = _("The file has more than %(most)s rows. Bring it with the command instead.")
            raise Refused(Problem(sentence % {"most": MOST_ROWS}, file=name))
        yield row


def _checked(rows: Iterable[Row | Problem], source: ImportSource, organisation: str) -> tuple[Row, ...]:
    """The rows with numbers for numbers. Raises `Refused` with all that is wrong."""
    own = own_indicators(organisation)
    vocabulary = Vocabulary(
        buckets={name: bucket_of(entry.number) for name, entry in own.items()},
        derived=frozenset(),
        regions=known_codes(),
    )
    problems = ProblemList(_PROBLEMS_TOLD)
    found: dict[FigureKey, Row] = {}
    for row in _read(Checker(vocabulary, source, problems), only_own(rows, own, source)):
        first = found.setdefault(key_of(row), row)
        if first[5:] != row[5:]:
            sentence = _("%(key)s has another value than in row %(line)s.")
            words = {"key": " ".join(key_of(row)), "line": first.line}
            problems.add(source.problem(row.line, sentence % words))
    if problems.found:
        raise Refused(problems.listed())
    return tuple(found.values())


def _read(checker: Checker, rows: Iterable[Row | Problem]) -> Iterator[Row]:
    for chunk in checker.chunks(rows):
        for line, _bucket, indicator, region, gender, period, *numbers, status, readable in zip(
            *chunk, strict=True
        ):
            if readable:
                value, numerator, denominator = (None if isnan(each) else each for each in numbers)
                yield Row(line, indicator, region, gender, period, value, numerator, denominator, status)


def _without_kept_back(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows without those that only say that the public is not shown a figure: that is no figure.

    So that a file taken from the public pages never writes over what it does not tell.
    """
    hidden = {key_of(row) for row in rows if row.value is None and row.status == SUPPRESSED}
    newest = queries.newest_release()
    if not hidden or newest is None:
        return rows
    told = {key for key, seen in figures_at(bank.snapshot(newest), hidden).items() if seen.value is not None}
    return tuple(row for row in rows if key_of(row) not in told)


def _lacking(rows: Iterable[Row]) -> tuple[FigureKey, ...]:
    """The figures of the same indicators that the rows do not mention."""
    keys = {key_of(row) for row in rows}
    standing = bank.observations(
        release=queries.newest_release(), indicators=sorted({key.indicator for key in keys})
    )
    return tuple(key for seen in standing if (key := FigureKey(*seen[:4])) not in keys) if keys else ()
