"""Files a person brings: what is read, and the sentence for whatever is wrong."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from lupaus.accounts.actors import Actor
from lupaus.indicators import queries
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import Indicator, Release, SourceKind
from lupaus.indicators.observations import Observation
from lupaus.indicators.operations import import_observations_file, save_indicators
from lupaus.indicators.suppressing.sealing import sealed
from lupaus.web.clock import Clock
from lupaus.web.refusals import Refused
from lupaus.web.texts import Text
from tests.indicators.conftest import HEADER, Import

pytestmark = pytest.mark.django_db

EXPECTED = "indicator,region,gender,year,value[,numerator][,denominator][,status]"
GOOD = "jobs,KU049,total,2020,71.5"


def told(bring_in: Import, *lines: str, header: str = HEADER) -> list[str]:
    """The sentences of a refusal; nothing may have been written."""
    with pytest.raises(Refused) as refused:
        bring_in(lines, header=header)
    assert not Release.objects.exists()
    return [str(problem) for problem in refused.value.problems]


def test_a_whole_row_is_kept_as_it_came(bring_in: Import) -> None:
    columns = "status,denominator,year,value,gender,numerator,region,indicator"
    imported = bring_in(["P,200,2020,71.5,female,143,KU049,jobs"], header=columns)
    assert queries.observations(release=imported.release) == (
        Observation("jobs", "KU049", "female", "2020", 71.5, 143.0, 200.0, "P", 1),
    )


def test_an_empty_value_is_a_missing_one(bring_in: Import) -> None:
    lines = ["jobs,KU049,total,2020,,", "jobs,KU049,total,2021,,M"]
    imported = bring_in(lines, header=f"{HEADER},status")
    assert [o.status for o in queries.observations(release=imported.release)] == ["M", "M"]


def test_spaces_of_a_spreadsheet_do_not_matter_in_the_header(bring_in: Import) -> None:
    assert bring_in([GOOD], header="Indicator, Region, Gender, Year, Value").added == 1


def test_a_byte_order_mark_windows_lines_and_empty_lines_are_read_past(
    catalogue: None, planner: Actor, clock: Clock, tmp_path: Path
) -> None:
    path = tmp_path / "from-a-spreadsheet.csv"
    path.write_bytes(f"\ufeff{HEADER}\r\n{GOOD}\r\n\r\n".encode())
    assert import_observations_file(actor=planner, clock=clock, path=path).added == 1


@pytest.mark.parametrize("kind", [SourceKind.FILE, SourceKind.OWN])
def test_a_compressed_file_is_read_and_its_own_bytes_are_the_checksum(
    catalogue: None, planner: Actor, clock: Clock, tmp_path: Path, kind: SourceKind
) -> None:
    Indicator.objects.filter(pk="jobs").update(source_kind=kind)
    path = tmp_path / "figures.csv.gz"
    path.write_bytes(gzip.compress(f"{HEADER}\n{GOOD}\n".encode()))
    told_progress: list[tuple[int, int | None]] = []
    imported = import_observations_file(
        actor=planner,
        clock=clock,
        path=path,
        progress=lambda done, total: told_progress.append((done, total)),
    )
    assert imported.release is not None
    checksum = hashlib.sha256(path.read_bytes()).hexdigest()
    assert imported.release.checksum == (sealed(checksum) if kind == SourceKind.OWN else checksum)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("nonsense,KU049,total,2020,1", "There is no indicator “nonsense” in the catalogue."),
        (",KU049,total,2020,1", "The indicator is missing."),
        ("jobs,KU999,total,2020,1", "There is no region “KU999”."),
        ("jobs,,total,2020,1", "The region is missing."),
        (
            "jobs,049,total,2020,1",
            "There is no region “049”; a code has its prefix, such as KU049, HVA03 or MK01.",
        ),
        ("jobs,KU049,all,2020,1", "“all” is not a gender; expected total, female or male."),
        ("jobs,KU049,total,1749,1", "The year 1749 is not between 1750 and 2150."),
        ("jobs,KU049,total,2151,1", "The year 2151 is not between 1750 and 2150."),
        ("jobs,KU049,total,20,1", "The year 20 is not between 1750 and 2150."),
        ("jobs,KU049,total,2020.0,1", "“2020.0” is not a year; expected four digits, such as 2024."),
        ("jobs,KU049,total,٢٠٢٠,1", "“٢٠٢٠” is not a year; expected four digits, such as 2024."),
        ("jobs,KU049,total,,1", "The year is missing."),
        ("jobs,KU049,total,2020,many", "The value “many” is not a number."),
        ("jobs,KU049,total,2020,nan", "The value “nan” is not a number."),
        ("jobs,KU049,total,2020,-inf", "The value “-inf” is not a number."),
        ("jobs,KU049,total,2020,1e999", "The value “1e999” is not a number."),
        ("jobs,KU049,total,2020,1_000", "The value “1_000” is not a number."),
        ("jobs,KU049,total,2020,１２", "The value “１２” is not a number."),
        (
            'jobs,KU049,total,2020,"12,5"',
            "The value “12,5” is not a number: write decimals with a point, such as 12.5.",
        ),
        (
            "jobs,KU049,total,2020,12,5",
            "The row has 6 columns, the header 5. If it is a decimal comma, write a point.",
        ),
        ("jobs,KU049,total,2020", "The row has 4 columns, the header 5."),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_reason(bring_in: Import, line: str, reason: str) -> None:
    assert told(bring_in, GOOD, line) == [f"figures.csv:3: {reason}"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("71.5,1,0,", "The denominator is 0."),
        ("71.5,x,,", "The numerator “x” is not a number."),
        ("71.5,,,X", "“X” is not a status; expected one of A, B, D, E, F, G, I, L, M, N, O, P, Q, U."),
        (",,,A", "The value is empty: its status should be M (missing) or left out."),
        ("71.5,,,M", "The status is M (missing), yet there is a value."),
    ],
)
def test_the_optional_columns_are_checked_too(bring_in: Import, line: str, reason: str) -> None:
    header = f"{HEADER},numerator,denominator,status"
    assert told(bring_in, f"jobs,KU049,total,2020,{line}", header=header) == [f"figures.csv:2: {reason}"]


def test_every_problem_is_told_at_once_and_a_hundred_are_shown(bring_in: Import) -> None:
    sentences = told(bring_in, *["jobs,KU999,all,2020,1"] * 80)
    assert len(sentences) == 101
    assert sentences[0] == "figures.csv:2: There is no region “KU999”."
    assert sentences[1] == "figures.csv:2: “all” is not a gender; expected total, female or male."
    assert sentences[-1] == "… and 60 more."


def test_a_key_with_another_value_is_a_problem_the_same_value_twice_is_not(bring_in: Import) -> None:
    assert told(bring_in, GOOD, "jobs,KU049,total,2021,1", "jobs,KU049,total,2020,71.6") == [
        "figures.csv:4: jobs KU049 total 2020 has another value than in row 2."
    ]
    assert bring_in([GOOD, GOOD]).added == 1


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (
            "indicator;region;gender;year;value",
            f"Columns are separated with commas: {EXPECTED}.",
        ),
        (
            "indicator,region,year,value",
            f"The column gender is missing; expected {EXPECTED}.",
        ),
        (
            f"{HEADER},colour",
            f"There is no column “colour”; expected {EXPECTED}.",
        ),
        (f"{HEADER},value", "The column value is there twice."),
    ],
)
def test_a_wrong_header_is_told_with_what_was_expected(bring_in: Import, header: str, reason: str) -> None:
    assert told(bring_in, GOOD, header=header) == [f"figures.csv:1: {reason}"]


def test_a_file_without_rows_is_refused(bring_in: Import) -> None:
    assert told(bring_in) == ["figures.csv: The file has a header but no rows."]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (
            f"{HEADER}\njobs,Sj\xf6,total,2020,1\n".encode("latin-1"),
            "2: The text is not UTF-8. Save the file as CSV UTF-8.",
        ),
        (HEADER.encode("utf-16"), "1: The text is not UTF-8. Save the file as CSV UTF-8."),
        (
            b"PK\x03\x04rest of a workbook",
            "The file is no .xlsx workbook.",
        ),
        (
            gzip.compress(f"{HEADER}\n{GOOD}\n".encode() * 200)[:-20],
            "The compressed file is broken or cut short. Fetch it again.",
        ),
        (b"\x1f\x8bnot gzip", "The compressed file is broken or cut short. Fetch it again."),
        (f'{HEADER}\n"jobs,KU049\n'.encode(), "2: This is not CSV: unexpected end of data."),
        (f"{HEADER}\n{'9' * 70_000}\n".encode(), "2: The line is too long for a row of figures."),
    ],
)
def test_what_is_no_tidy_file_at_all_is_refused(
    catalogue: None, planner: Actor, clock: Clock, tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "given.csv"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        import_observations_file(actor=planner, clock=clock, path=path, skip_bad=True)
    assert [str(problem) for problem in refused.value.problems] == [
        f"given.csv:{reason}" if reason[0].isdigit() else f"given.csv: {reason}"
    ]


def test_a_file_that_is_not_there_is_refused(
    catalogue: None, planner: Actor, clock: Clock, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match=r"nowhere\.csv: The file cannot be read: No such file or directory\."):
        import_observations_file(actor=planner, clock=clock, path=tmp_path / "nowhere.csv")


def test_a_derived_indicator_takes_no_observations(bring_in: Import, planner: Actor, clock: Clock) -> None:
    said = {"kind": "difference", "of": "jobs", "less": "income"}
    derived = IndicatorDefinition("gap", Text.same("Gap"), source_kind=SourceKind.DERIVED, derivation=said)
    save_indicators(actor=planner, clock=clock, definitions=[derived])
    assert told(bring_in, "gap,KU049,total,2020,1") == [
        "figures.csv:2: The indicator gap is computed from others and takes no observations."
    ]
