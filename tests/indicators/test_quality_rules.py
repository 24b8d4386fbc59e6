"""Every rule of integrity is tripped by one small world and left in peace by another, in two engines."""

from __future__ import annotations

import sqlite3
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb
import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from lupaus.indicators.house import move_in
from lupaus.indicators.quality import inputs
from lupaus.indicators.quality import rules as module
from lupaus.indicators.quality.examining import ask
from lupaus.indicators.quality.inputs import World
from lupaus.indicators.quality.rules import SEVERITIES, Rule, read, rules, rules_by_id

#: Two municipalities and a third that ended with 2015, in a county, in the country.
REGIONS: Final = [
    ("SSS", "country", None),
    ("HVA03", "county", None),
    ("KU049", "municipality", None),
    ("KU444", "municipality", None),
    ("KU737", "municipality", 2015),
]
MEMBERS: Final = [
    ("SSS", "country", "HVA03", "county"),
    *(
        (whole, category, code, "municipality")
        for whole, category in (("SSS", "country"), ("HVA03", "county"))
        for code in ("KU049", "KU444")
    ),
]
PLAIN: Final[dict[str, Any]] = {
    "unit": "",
    "rounding": 0.05,
    "least": None,
    "most": None,
    "largest_jump": None,
    "per": None,
    "counts_people": False,
    "rhythm_years": 1,
    "lag_years": 1,
}


class Seen(NamedTuple):
    indicator: str
    region: str
    gender: str
    period: str
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    status: str = "A"


def line(
    values: Iterable[float | None],
    region: str = "KU049",
    *,
    gender: str = "total",
    start: int = 2010,
    indicator: str = "x",
) -> list[Seen]:
    """A series, one figure a year."""
    return [
        Seen(indicator, region, gender, str(year), value, status="M" if value is None else "A")
        for year, value in enumerate(values, start=start)
    ]


@dataclass
class Case:
    """What the bank says, before and now, and what the catalogue says of the indicator `x`."""

    rows: list[Seen]
    before: list[Seen] = field(default_factory=list)
    said: dict[str, Any] = field(default_factory=dict)

    def world(self) -> World:
        names = sorted({row.indicator for row in [*self.rows, *self.before]})
        told = {**PLAIN, **self.said}
        return World(
            [(name, *(told[column] for column in inputs.CATALOGUE[1:])) for name in names],
            REGIONS,
            MEMBERS,
            2026,
        )


#: Rises by two a year, as almost nothing does in earnest.
STEADY: Final = [50.0 + 2 * year + (0.3 if year % 2 else 0.0) for year in range(14)]
JUMPING: Final = [*STEADY[:6], 400.0, *STEADY[7:]]
BROKEN: Final = [*STEADY[:7], *(200.0 + value for value in STEADY[7:])]
OTHERS: Final = [
    *line(STEADY, "KU444"),
    *line([value + 1 for value in STEADY], "HVA03"),
    *line([value + 2 for value in STEADY], "SSS"),
]


def marked(rows: list[Seen], period: str, status: str) -> list[Seen]:
    return [row._replace(status=status) if row.period == period else row for row in rows]


def genders(
    women: Sequence[float], men: Sequence[float], everybody: Sequence[float], region: str
) -> list[Seen]:
    return [
        *line(women, region, gender="female"),
        *line(men, region, gender="male"),
        *line(everybody, region),
    ]


ADDING: Final = genders([10, 11], [20, 21], [30, 32], "KU444")
RATIOS: Final = [
    row
    for start, region in ((50.0, "KU049"), (60.0, "KU444"), (55.0, "HVA03"))
    for row in line([start + year for year in range(12)], region)
]

#: By rule: a world that trips it, and one that is much the same and does not.
CASES: Final[dict[str, tuple[Case, Case]]] = {
    "above-most": (
        Case(line([90.0, 101.0]), said={"most": 100.0}),
        Case(line([90.0, 100.0]), said={"most": 100.0}),
    ),
    "below-least": (
        Case(line([0.5, -0.5]), said={"least": 0.0}),
        Case(line([0.5, 0.0]), said={"least": 0.0}),
    ),
    "impossible-share": (
        Case(line([99.0, 100.5]), said={"unit": "%"}),
        Case(line([99.0, 100.5]), said={"unit": "% of the change", "least": -100.0}),
    ),
    "negative-count": (
        Case(line([3.0, -1.0]), said={"counts_people": True}),
        Case(line([3.0, -1.0])),
    ),
    "ratio-differs": (
        Case([Seen("x", "KU049", "total", "2020", 12.0, 11.0, 100.0)], said={"per": 100.0}),
        Case([Seen("x", "KU049", "total", "2020", 11.3, 34.0, 300.0)], said={"per": 100.0}),
    ),
    "jump-over-limit": (
        Case(line([100.0, 131.0]), said={"largest_jump": 30.0}),
        Case(line([100.0, None, 131.0]), said={"largest_jump": 30.0}),  # over two years
    ),
    "unusual-jump": (
        Case([*line(JUMPING), *OTHERS]),
        Case([*line(JUMPING), *OTHERS], said={"largest_jump": 1000.0}),  # somebody said what is usual
    ),
    "level-break": (
        Case([*line(BROKEN), *OTHERS]),
        Case([*marked(line(BROKEN), "2017", "B"), *OTHERS]),
    ),
    "missing-region": (
        Case([*line([1.0, 2.0, 3.0]), *line([1.0, 2.0, None], "KU444")]),
        Case([*line([1.0, 2.0, 3.0], start=2014), *line([1.0, 2.0], "KU737", start=2014)]),  # it ended
    ),
    "genders-differ": (
        Case([*ADDING, *genders([10, 11], [20, 21], [30, 42], "KU049")], said={"rounding": 0.5}),
        Case([*ADDING, *genders([10, 11], [20, 21], [31, 32], "KU049")], said={"rounding": 0.5}),
    ),
    "no-total": (
        Case([*ADDING, *genders([10, 11], [20, 21], [], "KU049")]),
        Case(genders([10, 11], [20, 21], [], "KU049")),  # the indicator has no totals at all
    ),
    "stuck-value": (
        Case(line([12.0, *[13.7] * 6, 14.0])),
        Case(line([12.0, *[13.7] * 5, 14.0])),
    ),
    "same-series-twice": (
        Case([*line(STEADY), *line(STEADY, indicator="y")]),
        Case([*line(STEADY), *line([*STEADY[:-1], 1.0], indicator="y")]),
    ),
    "stale": (
        Case(line([1.0, 2.0], start=2022)),
        Case(line([1.0, 2.0], start=2023)),
    ),
    "not-yet": (
        Case(line([1.0, 2.0], start=2026)),
        Case(marked(line([1.0, 2.0], start=2026), "2027", "F")),
    ),
    "after-its-end": (
        Case(line([1.0, 2.0], "KU737", start=2015)),
        Case(line([1.0, 2.0], "KU737", start=2014)),
    ),
    "outside-its-parts": (
        Case([row._replace(value=99.0) if row[1:4] == ("HVA03", "total", "2015") else row for row in RATIOS]),
        Case(RATIOS),
    ),
    "parts-do-not-add-up": (
        Case([*line([10, 20, 30, 40]), *line([1, 2, 3, 4], "KU444"), *line([11, 22, 33.4, 44], "HVA03")]),
        Case([*line([10, 20, 30, 40]), *line([1, 2, 3, 4], "KU444"), *line([11, 22, 33, 44], "HVA03")]),
    ),
    "large-revision": (
        Case([*line([10.0, 11.0, 30.0, 12.0])], before=line([10.0, 11.0, 11.5, 12.0])),
        Case([*line([10.0, 11.0, 11.6, 12.0])], before=line([10.0, 11.0, 11.5, 12.0])),
    ),
    "series-gone": (
        Case(line([1.0]), before=[*line([1.0]), *line([2.0], "KU444")]),
        Case(line([1.0]), before=[*line([1.0]), *line([None], "KU444")]),
    ),
}  # fmt: skip

#: By rule: a world in which what seems to be missing is only not shown.
NOT_SHOWN: Final[dict[str, Case]] = {
    "missing-region": Case([*line([1.0, 2.0, 3.0]), *marked(line([1.0, 2.0, None], "KU444"), "2012", "Q")]),
    "stale": Case(marked(line([1.0, None], start=2023), "2024", "Q")),
    "series-gone": Case(
        [*line([1.0]), *marked(line([None], "KU444"), "2010", "Q")],
        before=[*line([1.0]), *line([2.0], "KU444")],
    ),
}


def in_duckdb(rule: Rule, case: Case) -> list[tuple[str, str, str, str]]:
    with duckdb.connect(":memory:") as database:
        for name, rows in (("observations", case.rows), ("before", case.before)):
            database.execute(
                f"CREATE TABLE {name} (indicator VARCHAR, region VARCHAR, gender VARCHAR, period VARCHAR,"
                " value DOUBLE, numerator DOUBLE, denominator DOUBLE, status VARCHAR, year INTEGER)"
            )
            if rows:
                database.executemany(
                    f"INSERT INTO {name} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    [(*row, int(row.period)) for row in rows],
                )
        inputs.lay_out(database, case.world())
        return sorted(
            (found.indicator, example["region"], example["gender"], example["period"])
            for found in ask(database, rule)
            for example in found.examples
        )


class _Median:
    """What SQLite lacks."""

    def __init__(self) -> None:
        self.values: list[float] = []

    def step(self, value: float | None) -> None:
        if value is not None:
            self.values.append(value)

    def finalize(self) -> float | None:
        return statistics.median(self.values) if self.values else None


def in_sqlite(rule: Rule, case: Case) -> list[tuple[str, str, str, str]]:
    database = sqlite3.connect(":memory:")
    try:
        database.create_aggregate("median", 1, _Median)  # type: ignore[arg-type]  # a class of this form is asked for
        world = case.world()
        tables: list[tuple[str, Sequence[str], Iterable[tuple[Any, ...]]]] = [
            ("observations", inputs.OBSERVATIONS, [(*row, int(row.period)) for row in case.rows]),
            ("before", inputs.OBSERVATIONS, [(*row, int(row.period)) for row in case.before]),
            ("catalogue", inputs.CATALOGUE, world.catalogue),
            ("regions", inputs.REGIONS, world.regions),
            ("members", inputs.MEMBERS, world.members),
            ("moment", ("year",), [(world.year,)]),
        ]
        for name, columns, rows in tables:
            database.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
            places = ", ".join("?" for _column in columns)
            database.executemany(f"INSERT INTO {name} VALUES ({places})", rows)
        database.execute(f"CREATE VIEW stepped AS {inputs.STEPPED}")
        database.execute(f"CREATE TABLE series AS {inputs.SERIES}")
        rows = database.execute(f"SELECT indicator, region, gender, period FROM ({rule.query}) found")
        return sorted(rows.fetchall())
    finally:
        database.close()


EACH_RULE: Final = [pytest.param(rule, id=rule.id) for rule in rules()]


def test_every_rule_has_a_world_that_trips_it() -> None:
    assert {rule.id for rule in rules()} == set(CASES)


@pytest.mark.parametrize("rule", EACH_RULE)
def test_a_rule_is_tripped(rule: Rule) -> None:
    assert in_duckdb(rule, CASES[rule.id][0])


@pytest.mark.parametrize("rule", EACH_RULE)
def test_a_rule_leaves_in_peace_what_is_right(rule: Rule) -> None:
    assert in_duckdb(rule, CASES[rule.id][1]) == []


@pytest.mark.parametrize("rule", EACH_RULE)
@pytest.mark.parametrize("which", [0, 1])
def test_a_rule_says_the_same_in_another_engine(rule: Rule, which: int) -> None:
    case = CASES[rule.id][which]
    assert in_sqlite(rule, case) == in_duckdb(rule, case)


@pytest.mark.parametrize("name", NOT_SHOWN)
def test_a_figure_that_is_not_shown_is_not_missing(name: str) -> None:
    rule, case = rules_by_id()[name], NOT_SHOWN[name]
    assert in_duckdb(rule, case) == in_sqlite(rule, case) == []
    lost = Case([row._replace(status="M") if row.status == "Q" else row for row in case.rows], case.before)
    assert in_duckdb(rule, lost)


@pytest.mark.parametrize("rule", EACH_RULE)
def test_the_words_of_a_rule_name_only_figures_it_shows(rule: Rule) -> None:
    known = {"place": "P", "period": "2020", **dict.fromkeys(rule.shows, "1")}
    for language in ("fi", "sv", "en"):
        rule.words.words(language).format(**known)


def test_a_spike_is_no_break_and_a_break_is_no_spike() -> None:
    spike, step = Case([*line(JUMPING), *OTHERS]), Case([*line(BROKEN), *OTHERS])
    known = rules_by_id()
    assert in_duckdb(known["level-break"], spike) == []
    assert in_duckdb(known["unusual-jump"], step) == []
    assert ("x", "KU049", "total", "2017") in in_duckdb(known["level-break"], step)
    assert ("x", "KU049", "total", "2016") in in_duckdb(known["unusual-jump"], spike)


def test_a_change_over_years_without_figures_is_taken_by_the_year() -> None:
    late = Case([*line([*STEADY, *[None] * 9, STEADY[-1] + 20.0]), *OTHERS])
    assert in_duckdb(rules_by_id()["unusual-jump"], late) == []
    at_once = Case([*line([*STEADY, STEADY[-1] + 60.0]), *OTHERS])
    assert ("x", "KU049", "total", "2024") in in_duckdb(rules_by_id()["unusual-jump"], at_once)


def test_rows_in_disorder_make_the_same_series() -> None:
    case = CASES["level-break"][0]
    mixed = Case([*case.rows[::2], *case.rows[1::2]])
    assert in_duckdb(rules_by_id()["level-break"], mixed) == in_duckdb(rules_by_id()["level-break"], case)


def test_rules_are_told_the_worst_first() -> None:
    order = [SEVERITIES.index(rule.severity) for rule in rules()]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"severity": "awful"}, "severity awful"),
        ({"words": {"fi": "x", "sv": "x"}}, r"lacks words \(en\)"),
        ({"shows": {"value": "roman"}}, "form nobody knows"),
        ({"words": "{value}"}, "cannot be filled in: 'value'"),
        ({"words": "{place"}, "cannot be filled in"),
        ({"id": "A b"}, "place 1 has no id"),
    ],
)
def test_a_rule_that_is_not_whole_is_refused(change: dict[str, Any], sentence: str) -> None:
    words = {"fi": "x", "sv": "x", "en": "x"}
    entry: dict[str, Any] = {
        "id": "a",
        "severity": "note",
        "shows": {},
        "query": "",
        **dict.fromkeys(("title", "words", "todo"), words),
    }

    with pytest.raises(ValueError, match=sentence):
        read(yaml.safe_dump([entry | change]))
    with pytest.raises(ValueError, match="given twice: a"):
        read(yaml.safe_dump([entry, entry]))
    with pytest.raises(ValueError, match="no list of rules"):
        read("a: b")
    with pytest.raises(ValueError, match="rule b lacks severity, title"):
        read("- id: b")


@pytest.fixture
def own_rules(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """The file of a service's own rules, read anew."""
    settings.LUPAUS_QUALITY_RULES = str(tmp_path / "rules.yaml")
    module.forget()
    yield tmp_path / "rules.yaml"
    module.forget()


#: As an official writes it: everything over a hundred is doubtful here, and nothing is late.
OWN: Final = """\
- id: over-a-hundred
  severity: note
  title: {fi: Yli sadan, sv: Över hundra, en: Over a hundred}
  words: {fi: "{place}: {value}", sv: "{place}: {value}", en: "{place}: {value}"}
  todo: {fi: Tarkista., sv: Kontrollera., en: Check it.}
  shows: {value: figure}
  query: |
    SELECT indicator, region, gender, period, value, value AS weight FROM observations WHERE value > 100
- id: stale
  severity: off
"""


def test_a_service_adds_rules_of_its_own_and_switches_others_off(own_rules: Path) -> None:
    own_rules.write_text(OWN, encoding="utf-8")
    assert rules_by_id().keys() == CASES.keys() - {"stale"} | {"over-a-hundred"}
    assert in_duckdb(rules_by_id()["over-a-hundred"], Case(line([99, 101]))) == [
        ("x", "KU049", "total", "2011")
    ]


def test_a_rule_of_its_own_takes_the_place_of_one_that_is_shipped(own_rules: Path) -> None:
    own_rules.write_text("[]", encoding="utf-8")
    shipped = module.checksum()
    own_rules.write_text(OWN.replace("over-a-hundred", "above-most"), encoding="utf-8")
    module.forget()
    assert rules_by_id()["above-most"].severity == "note"
    assert module.checksum() != shipped


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- id: nothing\n  severity: off", "no rule nothing to be switched off"),
        ("- id: x", "rule x lacks severity"),
        ("[", "expected the node content"),
    ],
)
def test_rules_that_cannot_be_read_are_told_at_the_start(own_rules: Path, text: str, sentence: str) -> None:
    own_rules.write_text(text, encoding="utf-8")
    with pytest.raises(ImproperlyConfigured, match=f"LUPAUS_QUALITY_RULES: .*{sentence}"):
        move_in()


def test_a_file_of_rules_that_is_not_there_is_told(own_rules: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="No such file"):
        module.rules()


def test_the_rules_of_the_manual_can_be_read(own_rules: Path) -> None:
    manual = Path(__file__).parents[2] / "docs" / "explanation" / "how-figures-are-checked.md"
    text = manual.read_text(encoding="utf-8")
    own_rules.write_text(text.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    assert rules_by_id().keys() == CASES.keys() - {"stale"} | {"waiting-over-two-years"}
    waits = Case(line([700, 731], indicator="waiting-days"))
    found = in_duckdb(rules_by_id()["waiting-over-two-years"], waits)
    assert found == [("waiting-days", "KU049", "total", "2011")]
    assert {name for name in CASES if f"`{name}`" not in text} == set()
