# ruff: noqa: S608 - every query is put together from constants of this module; values are bound parameters
"""Whole files of clean rows, read and checked by DuckDB itself: a million rows in about a second.

A file is clean when every row of it would be taken as it stands: keys that are known, finite numbers in plain
notation, a status that fits, no key twice. Whatever is not, in the least, makes the whole file `Doubtful`,
and the caller reads it row by row, which tells every problem with its place. So what is here may be stricter
than that reading, and never more lenient; where both take a file they take the same figures.

Keys are read as ENUM types whose words are all that is allowed, in the order of their bytes: an unknown word
ends the reading at once, and keys compare and sort as small numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb
import numpy as np

from lupaus.indicators.store.home import for_duckdb

#: No row of figures comes near this many bytes. Longer ones are left to the slow way.
_LONGEST_ROW: Final = 16 * 1024
#: Nor are there so many indicators or regions that a service would number them thus.
_LARGEST_NUMBER: Final = 1_000_000
#: DuckDB 2.0 reads JSON in pieces of twice this many bytes, and may call a list malformed of which a piece
#: begins with white space before a comma: one file in ten of 85 MB. Then other pieces are tried.
_PIECES: Final = (1 << 24, 20_000_000)
_NUMBERS: Final = ("value", "numerator", "denominator")
_TYPES: Final = {
    "indicator": "known_indicator",
    "region": "known_region",
    "gender": "known_gender",
    "year": "known_year",
    **dict.fromkeys(_NUMBERS, "DOUBLE"),
    "status": "known_status",
}
#: One number for a key, in the order of keys. Every code fits its share of the 63 bits.
_CODE: Final = """(((enum_code(indicator)::BIGINT * 1000000 + enum_code(region)) * 4
    + enum_code(gender)) * 1000 + enum_code(period))"""
# (JSON's -0 is a whole number, which has no negative zero in Python.)
_PLAIN: Final = " AND ".join(
    f"isfinite(coalesce({name}, 0)) AND ({name} IS DISTINCT FROM 0 OR NOT signbit({name}))"
    for name in _NUMBERS
)
_CHECKED: Final = f"""
SELECT count(*), bool_and({_PLAIN}), bool_and(denominator IS DISTINCT FROM 0),
    bool_and(status_given IS NULL OR (value IS NULL) = list_contains($without::known_status[], status_given))
FROM read_clean
"""
#: What the file does not have costs nothing, neither to keep nor to check.
_READ_CLEAN: Final = """
CREATE VIEW read_clean AS
SELECT indicator, region, gender, year AS period, {numbers}, {status} AS status_given FROM given
"""
_ARRIVED: Final = """
CREATE VIEW arrived AS SELECT indicator, region, gender, period, value, numerator, denominator,
    coalesce(status_given, CASE WHEN value IS NULL THEN '{missing}' ELSE 'A' END::known_status) AS status,
    (SELECT buckets FROM bucket_lists)[enum_code(indicator) + 1] AS bucket
FROM read_clean
"""


class Doubtful(Exception):  # noqa: N818 - nothing went wrong: the file is read another way
    """Not every row is certainly clean."""


@dataclass(frozen=True, slots=True)
class Words:
    """All that rows may say."""

    buckets: Mapping[str, int]  # of each indicator that takes observations
    regions: Collection[str]
    genders: Collection[str]
    years: Collection[str]
    statuses: Collection[str]
    without_value: Collection[str]
    missing: str


@dataclass(frozen=True, slots=True)
class CleanCsv:
    """Tidy CSV: ASCII without quotation marks, lines that end in a line feed."""

    path: Path
    columns: tuple[str, ...]
    #: A column in which every row says "false" or nothing.
    mark: str = ""


@dataclass(frozen=True, slots=True)
class CleanAnswers:
    """A list of Sotkanet's observations in JSON: ASCII, no escapes, no null, true or false, and a decimal
    point or an "E" in no number but the figures."""

    path: Path
    indicators: Mapping[str, str]  # Sotkanet's number → our id, where that is one
    regions: Mapping[str, str]


class Signs(NamedTuple):
    """What was counted in the bytes of a file that are all as they should be."""

    rows: int
    members: int = 0  # of JSON: pairs of name and value, in all rows together
    signs_e: int = 0  # of JSON: how often there is an "e" in it, in names, genders and numbers


def take(
    database: duckdb.DuckDBPyConnection,
    file: CleanCsv | CleanAnswers,
    words: Words,
    counted: Callable[[], Signs],
) -> bool:
    """Read the file into the rows `arrived` of a database that has none; whether they lie in the order of
    their keys. Raises `Doubtful`.

    `counted` is asked once the file was read, so that somebody may look at its bytes meanwhile; it raises
    `Doubtful` where they are not plain.
    """
    try:
        _define("known_indicator", words.buckets, database)
        _define("known_region", words.regions, database)
        _define("known_gender", words.genders, database)
        _define("known_year", words.years, database)
        _define("known_status", words.statuses, database)
        if isinstance(file, CleanCsv):
            _read_csv(database, file)
        else:
            _read_answers(database, file, words)
        signs = counted()
        if isinstance(file, CleanAnswers):
            _count_members(database, signs)
        is_in_order = _check(database, signs.rows, words)
        in_order = [words.buckets[name] for name in sorted(words.buckets)]
        database.execute("CREATE TABLE bucket_lists AS SELECT $1::INTEGER[] AS buckets", [in_order])
        database.execute(_ARRIVED.format(missing=words.missing))
    except (duckdb.Error, UnicodeError) as trouble:  # (bytes that are no text, told in an error of it)
        raise Doubtful from trouble
    return is_in_order


def _define(name: str, words: Iterable[str], database: duckdb.DuckDBPyConnection) -> None:
    # (Code points sort as the bytes of UTF-8 do. A type takes no parameters.)
    listed = ", ".join("'" + word.replace("'", "''") + "'" for word in sorted(words))
    database.execute(f"CREATE TYPE {name} AS ENUM ({listed})")


def _read_csv(database: duckdb.DuckDBPyConnection, file: CleanCsv) -> None:
    kinds = ", ".join(f"'{name}': '{_TYPES.get(name, 'VARCHAR')}'" for name in file.columns)
    given = [name for name in _TYPES if name in file.columns]
    wanted = f"coalesce({file.mark}, 'false') = 'false'" if file.mark else "true"
    database.execute(
        f"""CREATE TABLE given AS SELECT {", ".join(given)}
            FROM read_csv(?, auto_detect = false, header = false, skip = 1, columns = {{{kinds}}},
                delim = ',', quote = '', escape = '', comment = '', nullstr = '', compression = 'none',
                null_padding = false, strict_mode = true, max_line_size = {_LONGEST_ROW})
            WHERE {wanted}""",
        [for_duckdb(str(file.path))],
    )
    _complete(database, given)


def _complete(database: duckdb.DuckDBPyConnection, given: Collection[str]) -> None:
    """Make `read_clean`, in which no column is absent, of the table `given`."""
    numbers = (name if name in given else f"NULL::DOUBLE AS {name}" for name in _NUMBERS)
    status = "status" if "status" in given else "NULL::known_status"
    database.execute(_READ_CLEAN.format(numbers=", ".join(numbers), status=status))


def _read_answers(database: duckdb.DuckDBPyConnection, file: CleanAnswers, words: Words) -> None:
    """Numbers that name something are read as numbers, and looked up in lists by their place.

    (That none of them was written as 127.0 is known of the file; that none was written as 1270e-1, by
    counting: there is an "e" in some names and genders, and in no number.)
    """
    named = {
        "indicator": file.indicators,
        "region": file.regions,
        "year": {year: year for year in words.years},
    }
    looked_up = []
    for kind, ours in named.items():
        least, places = _by_place({int(theirs): word for theirs, word in ours.items()})
        database.execute(
            f"CREATE OR REPLACE TABLE of_{kind} AS SELECT $1::VARCHAR[]::known_{kind}[] AS ours", [places]
        )
        # (A number below the least one has no difference of this type: that ends the reading.)
        looked_up.append(f"(SELECT ours FROM of_{kind})[({kind} - {least}::UINTEGER)::BIGINT + 1] AS {kind}")
    read = f"""CREATE OR REPLACE TABLE given AS SELECT
            {", ".join(looked_up)}, gender::known_gender AS gender, value, absValue AS numerator
        FROM read_json(?, format = 'array', auto_detect = false,
            columns = {{indicator: 'UINTEGER', region: 'UINTEGER', year: 'UINTEGER', gender: 'VARCHAR',
                        value: 'DOUBLE', absValue: 'DOUBLE'}},
            compression = 'uncompressed', ignore_errors = false, maximum_object_size = ?)"""
    try:
        database.execute(read, [for_duckdb(str(file.path)), _PIECES[0]])
    except duckdb.InvalidInputException:
        database.execute(read, [for_duckdb(str(file.path)), _PIECES[1]])
    _complete(database, ("value", "numerator"))


def _count_members(database: duckdb.DuckDBPyConnection, signs: Signs) -> None:
    """Raises `Doubtful` where something in the file was not read, or an "e" is in a number."""
    told = database.execute(
        """SELECT count(*), count(indicator) + count(region) + count(period) + count(gender) + count(value)
               + count(numerator), count(*) FILTER (gender = 'female'), count(*) FILTER (gender = 'male')
           FROM read_clean"""
    ).fetchone()
    if told is None:
        raise Doubtful
    rows, members, female, male = told
    if (rows, members, members + 2 * female + male) != signs:
        raise Doubtful


def _by_place(named: Mapping[int, str]) -> tuple[int, list[str | None]]:
    """The least number, and a list in which each word stands as far from its beginning as its number lies
    above the least. Raises `Doubtful` where it would be endless."""
    least, last = min(named, default=0), max(named, default=0)
    if last > _LARGEST_NUMBER:
        raise Doubtful
    return least, [named.get(number) for number in range(least, last + 1)]


def _check(database: duckdb.DuckDBPyConnection, wanted: int, words: Words) -> bool:
    """Whether the rows, all of them clean, lie in the order of their keys. Raises `Doubtful`."""
    told = database.execute(_CHECKED, {"without": list(words.without_value)}).fetchone()
    if told is None:
        raise Doubtful
    rows, *right = told
    if not (wanted == rows and all(answer is True for answer in right)):
        raise Doubtful
    codes = database.execute(f"SELECT {_CODE} AS code FROM read_clean").fetchnumpy()["code"]
    if np.ma.is_masked(codes):  # a key that is empty is NULL, and then so is its code
        raise Doubtful
    if _rises(codes):
        return True
    codes.sort()
    if not _rises(codes):  # a key twice
        raise Doubtful
    return False


def _rises(codes: np.ndarray[Any, Any]) -> bool:
    """Whether each number is larger than the one before."""
    return bool((codes[1:] > codes[:-1]).all())
