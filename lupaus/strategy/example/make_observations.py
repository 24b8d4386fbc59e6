"""Makes `observations.csv.gz` from the real files kept beside the project; SOURCES.md tells what it keeps.

Run it as `python -m lupaus.strategy.example.make_observations` with `LUPAUS_REAL_DATA` naming the folder.
The same files always give the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from lupaus.indicators.observations import TOTAL
from lupaus.strategy.example.figures import Figure
from lupaus.strategy.example.files import OBSERVATIONS

SOTKANET_FILE: Final = Path("sotkanet/sotkanet_observations_1990_2012_uusimaa.csv")
POPULATION_FILE: Final = Path("sotkanet/geofi_sotkanet_127_population_kunta_2000_2022.csv")
REGISTER_FILE: Final = Path("geo/uusimaa_26_register.csv")

POPULATION: Final = "population"

#: Sotkanet's number of an indicator, and the slug it has in `uusimaa-2030.yaml`.
INDICATORS: Final = {
    127: POPULATION,
    178: "net-migration",
    181: "unemployment-rate",
    187: "other-mother-tongue",
    475: "sickness-allowance",
    493: "social-assistance",
    703: "care-days-75",
    761: "dependency-ratio",
    2358: "depression-medication",
    3071: "hard-to-employ",
    3076: "election-turnout",
    3099: "low-income",
    3126: "gini",
    3127: "quality-of-life",
    3128: "neighbourhood-safety",
    3219: "youth-outside-education",
}

PREFIXES: Final = {"KUNTA": "KU", "SEUTUKUNTA": "SK", "MAAKUNTA": "MK"}
HELSINKI_1994: Final = frozenset({"KU091", "SK011", "MK01"})


def from_sotkanet(folder: Path) -> Iterator[Figure]:
    """The chosen indicators of Sotkanet, 1990–2012, without what cannot be true."""
    with (folder / SOTKANET_FILE).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            number = row["sotkanet_indicator_id"]
            if not number or int(number) not in INDICATORS:
                continue
            figure = Figure(
                INDICATORS[int(number)],
                PREFIXES[row["region_category"]] + row["region_code"],
                TOTAL,
                int(row["year"]),
                float(row["value"]),
            )
            if not is_a_gap(figure):
                yield figure


def is_a_gap(figure: Figure) -> bool:
    """Whether a figure of the care days is a hole in the register instead of a count.

    A municipality whose wards cared for thousands of days the years around has zero in one year, and in
    1994 Helsinki has 15 days per 1,000 against 26,866 the year after, which pulls its sub-region and the
    whole region down with it.
    """
    if figure.indicator != "care-days-75":
        return False
    return figure.value == 0 or (figure.year == 1994 and figure.region in HELSINKI_1994)


def population_after_2012(folder: Path) -> Iterator[Figure]:
    """The municipalities, and the region and the counties as their sums: 2013–2022 and 2024."""
    with (folder / REGISTER_FILE).open(encoding="utf-8", newline="") as lines:
        register = list(csv.DictReader(lines))
    county = {row["kunta_code"]: f"HVA{row['hva_code']}" for row in register}
    values: dict[tuple[str, int], float] = {
        (row["kunta_code"], 2024): float(row["population_2024_12_31"]) for row in register
    }
    with (folder / POPULATION_FILE).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            code, year = row["municipality_code"].zfill(3), int(row["year"])
            if code in county and year > 2012:
                values[code, year] = float(row["primary.value"])
    sums: dict[tuple[str, int], float] = {}
    for (code, year), value in values.items():
        yield Figure(POPULATION, f"KU{code}", TOTAL, year, value)
        for whole in ("MK01", county[code]):
            sums[whole, year] = sums.get((whole, year), 0.0) + value
    for (whole, year), value in sums.items():
        yield Figure(POPULATION, whole, TOTAL, year, value)


def written(figures: list[Figure]) -> bytes:
    """The figures as gzipped tidy CSV, sorted, without a time stamp inside."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(["indicator", "region", "gender", "year", "value"])
    for figure in sorted(figures):
        lines.writerow([*figure[:4], f"{figure.value:.6f}".rstrip("0").rstrip(".")])
    return gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0)


@click.command()
@click.option(
    "--data", type=click.Path(path_type=Path, exists=True), envvar="LUPAUS_REAL_DATA", required=True
)
def main(data: Path) -> None:
    """Write the example's real observations anew."""
    figures = [*from_sotkanet(data), *population_after_2012(data)]
    keys = {figure[:4] for figure in figures}
    if len(keys) != len(figures):
        raise click.ClickException("the same indicator, region and year came twice")
    OBSERVATIONS.write_bytes(written(figures))
    click.echo(f"{len(figures)} observations → {OBSERVATIONS.name}")


if __name__ == "__main__":
    main()
