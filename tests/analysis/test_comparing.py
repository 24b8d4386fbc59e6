"""Comparisons over the API and as files: places and differences are those of a slow count."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable
from statistics import median
from typing import Any

import jsonstat_validator
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lupaus.analysis.comparing.asked import View
from lupaus.web.spreadsheets import read_workbook
from tests.analysis.many_towns import COUNT, TOWNS, county_of, jobs, population
from tests.api_world import ask, reasons

pytestmark = [pytest.mark.usefixtures("many")]

Records = list[dict[str, Any]]

#: A question for each view.
QUESTIONS = {
    View.LINES: "jobs/lines?within=HVA01",
    View.RANKING: "jobs/ranking?category=municipality",
    View.MAP: "jobs/map?within=HVA02&category=municipality",
    View.MULTIPLES: "jobs/multiples?region=KU000&region=KU001",
    View.DUMBBELL: "jobs/dumbbell?category=municipality&year=2024&against=2016",
    View.SCATTER: "jobs/scatter?category=municipality&with=over-64",
    View.GENDERS: "jobs/genders?category=municipality",
    View.SIMILAR: "jobs/similar?region=KU007",
}
every_view = pytest.mark.parametrize("view", list(View))


def compare(question: str) -> dict[str, Any]:
    sign = "&" if "?" in question else "?"
    told: dict[str, Any] = ask(f"comparisons/{question}{sign}language=en")
    return told


def items(question: str) -> Records:
    found: Records = compare(question)["items"]
    return found


def raw(question: str, form: str) -> bytes:
    answer = Client().get(f"/api/v1/comparisons/{question}&format={form}&language=en")
    assert answer.status_code == 200, answer.content[:300]
    return answer.content


def test_places_and_fifths_are_those_of_a_slow_count() -> None:
    found = {item["region"]: item for item in items(QUESTIONS[View.RANKING])}
    assert len(found) == COUNT
    values = {code: jobs(number, "2024") for number, code in enumerate(TOWNS)}
    middle = median(values.values())
    for code, value in values.items():
        better = sum(1 for other in values.values() if other > value)
        item = found[code]
        assert item["value"] == value
        assert item["place"] == better + 1
        assert item["fifth"] == math.ceil((better + 1) * 5 / COUNT) or better * 5 % COUNT == 0
        assert (item["fifth"] - 1) * COUNT <= better * 5 < item["fifth"] * COUNT
        assert item["from_middle"] == pytest.approx(value - middle)
        assert item["from_country"] == pytest.approx(value - 68.9)


def test_rows_of_a_ranking_stand_in_order() -> None:
    places = [item["place"] for item in items(QUESTIONS[View.RANKING])]
    assert places == sorted(places)
    assert places[0] == 1


def test_differences_are_those_of_a_slow_subtraction() -> None:
    found = items(QUESTIONS[View.DUMBBELL])
    for item in found:
        number = TOWNS.index(item["region"])
        assert (item["value"], item["before"]) == (jobs(number, "2024"), jobs(number, "2016"))
        step = jobs(number, "2024") - jobs(number, "2016")
        assert item["difference"] == pytest.approx(step)
        assert item["percent"] == pytest.approx(100 * step / jobs(number, "2016"))
    steps = [item["difference"] for item in found]
    assert steps == sorted(steps, reverse=True)


def test_the_earlier_year_comes_first_whichever_way_it_is_asked() -> None:
    turned = compare("jobs/dumbbell?category=municipality&year=2016&against=2024")
    assert (turned["against"], turned["year"]) == ("2016", "2024")
    assert turned["items"] == items(QUESTIONS[View.DUMBBELL])


def test_men_less_women_is_told_the_widest_gap_first() -> None:
    found = [item for item in items(QUESTIONS[View.GENDERS]) if item["region"] != "SSS"]
    for item in found:
        number = TOWNS.index(item["region"])
        assert item["women"] == jobs(number, "2024", "female")
        assert item["men"] == jobs(number, "2024", "male")
        assert item["difference"] == pytest.approx(item["men"] - item["women"])
    gaps = [abs(item["difference"]) for item in found]
    assert gaps == sorted(gaps, reverse=True)


def test_two_indicators_stand_beside_each_other() -> None:
    for item in items(QUESTIONS[View.SCATTER]):
        number = TOWNS.index(item["region"])
        assert item["value"] == jobs(number, "2024")
        assert item["with_value"] == 15.0 + (number * 11 % 97) / 4


def test_the_areas_most_alike_are_those_of_a_slow_search() -> None:
    traits: list[Callable[[int], float]] = [
        lambda number: math.log(population(number)),
        lambda number: float(number * 29 % 211),
        lambda number: 15.0 + (number * 11 % 97) / 4,
    ]
    spreads = []
    for trait in traits:
        all_of = [trait(number) for number in range(COUNT)]
        mean = sum(all_of) / COUNT
        spreads.append(math.sqrt(sum((value - mean) ** 2 for value in all_of) / COUNT))

    def distance(number: int) -> float:
        steps = [(trait(number) - trait(7)) / spread for trait, spread in zip(traits, spreads, strict=True)]
        return math.sqrt(sum(step * step for step in steps) / 3)

    slow = sorted((distance(number), code) for number, code in enumerate(TOWNS) if number != 7)[:10]
    subject, *alike = items(QUESTIONS[View.SIMILAR])
    assert (subject["region"], subject["likeness"], subject["distance"]) == ("KU007", 0, 0.0)
    assert [item["region"] for item in alike] == [code for _distance, code in slow]
    assert [item["distance"] for item in alike] == pytest.approx([far for far, _code in slow])
    assert [item["population"] for item in alike] == [
        population(TOWNS.index(item["region"])) for item in alike
    ]


def test_lines_hold_every_observation_and_the_country() -> None:
    found = items(QUESTIONS[View.LINES])
    inside = {code for number, code in enumerate(TOWNS) if county_of(number) == "HVA01"}
    assert {item["region"] for item in found} == inside | {"SSS"}
    assert len(found) == 10 * (len(inside) + 1)


@every_view
def test_json_csv_and_workbook_hold_the_same(view: View) -> None:
    question = QUESTIONS[view] + ("&" if "?" in QUESTIONS[view] else "?") + "release=1"
    told = compare(question)
    keys = [column["id"] for column in told["columns"]]
    rows = list(csv.reader(io.StringIO(raw(question, "csv").decode(), newline="")))
    assert rows[0] == keys
    assert len(rows) - 1 == len(told["items"]) > 0

    def written(value: object) -> str:
        return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)

    assert rows[1:] == [[written(item[key]) for key in keys] for item in told["items"]]
    sheets = read_workbook(raw(question, "xlsx"))
    assert len(sheets[0].rows) == len(told["items"])
    for row, item in zip(sheets[0].rows, told["items"], strict=True):
        numbers = {value for value in row.values.values() if isinstance(value, (int, float))}
        assert {item[key] for key in keys if isinstance(item[key], (int, float))} <= numbers
    assert any(told["sentence"] in map(str, row.values.values()) for row in sheets[1].rows)


@every_view
def test_json_stat_is_valid_and_holds_the_same(view: View) -> None:
    question = QUESTIONS[view] + ("&" if "?" in QUESTIONS[view] else "?") + "release=1"
    told = compare(question)
    answer = Client().get(f"/api/v1/comparisons/{question}&format=jsonstat&language=en").json()
    assert jsonstat_validator.validate_jsonstat(answer)
    axes = [answer["dimension"][name]["category"]["index"] for name in answer["id"]]
    for item in told["items"]:
        for key in axes[2]:
            place = axes[0].index(item["region"]) * len(axes[1]) + axes[1].index(item["year"])
            assert answer["value"][place * len(axes[2]) + axes[2].index(key)] == item[key]
    assert answer["note"][0] == told["sentence"]


@every_view
def test_costs_the_same_however_many_areas_there_are(view: View) -> None:
    counts = set()
    for asked in (["KU007"], ["KU007", "KU008", "KU009"], [f"KU{n:03}" for n in range(7, 47)], []):
        within = "".join(f"&region={code}" for code in asked)
        question = f"jobs/{view}?category=municipality&with=over-64&year=2020{within}"
        if view is View.SIMILAR and not asked:
            continue
        with CaptureQueriesContext(connection) as told:
            compare(question)
        counts.add(len(told.captured_queries))
    assert len(counts) == 1
    assert counts.pop() <= 16


def test_a_release_answers_for_ever(clock: Any) -> None:
    pinned = compare("jobs/ranking?category=municipality&release=1")
    assert pinned["release"] == 1
    assert pinned["items"] == items("jobs/ranking?category=municipality")
    assert reasons("comparisons/jobs/ranking?release=9", 404) == [("", "There is no release 9.")]


def test_what_was_known_in_a_year_leaves_later_figures_out() -> None:
    assert compare("jobs/ranking?category=municipality&as_of=2019")["year"] == "2019"


def test_missing_and_suppressed_figures_are_said_in_words_and_are_nowhere() -> None:
    told = compare("holes/ranking?category=municipality&year=2024")
    assert told["notes"] == [
        "No figure for 2024: Kunta 003.",
        "No figure for 2024 (missing): Kunta 001.",
        "No figure for 2024 (not shown: too few people): Kunta 002.",
    ]
    found = {item["region"]: item for item in told["items"]}
    assert [found[code]["status"] for code in ("KU001", "KU002", "KU003")] == ["M", "Q", None]
    assert all(found[code]["value"] is found[code]["place"] is None for code in ("KU001", "KU002", "KU003"))
    assert [item["region"] for item in told["items"]][-3:] == ["KU001", "KU002", "KU003"]
    change = {item["region"]: item for item in items("holes/dumbbell?category=municipality")}
    assert change["KU002"]["difference"] is change["KU002"]["percent"] is None


def test_without_figures_there_is_a_sentence_and_no_row() -> None:
    for view in View:
        told = compare(f"nothing/{view}?category=municipality&with=over-64&region=KU007")
        assert told["sentence"]
        assert [item["value"] for item in told["items"] if "value" in item] in (
            [],
            [None] * len(told["items"]),
        )
        assert jsonstat_validator.validate_jsonstat(
            Client().get(f"/api/v1/comparisons/nothing/{view}?category=municipality&format=jsonstat").json()
        )


def test_one_region_alone_can_be_compared_with_itself() -> None:
    assert compare("lone/ranking?region=KU010")["sentence"] == "Lone in 2024: Kunta 010 3.2\u00a0%."
    assert items("lone/ranking?region=KU010")[0]["place"] == 1
    assert compare("lone/dumbbell?region=KU010")["lacking"] == "figures"


def test_equal_figures_share_their_place() -> None:
    told = compare("same/ranking?category=municipality")
    assert {item["place"] for item in told["items"]} == {1}
    assert told["sentence"] == "Same in 2024: all 308 areas have the same figure, 5.0\u00a0%."
    assert compare("same/map?category=municipality")["items"][0]["class"] == 1


def test_figures_below_zero_have_places_and_no_share_of_change() -> None:
    found = items("migration/dumbbell?category=municipality&year=2024&against=2014")
    below = [item for item in found if item["before"] < 0]
    assert below
    assert {item["percent"] for item in below} == {None}


def test_the_usual_is_counties_against_each_other() -> None:
    told = compare("jobs/ranking")
    assert told["category"] == "county"
    assert [item["region"] for item in told["items"]] == ["HVA04", "HVA03", "HVA02", "HVA01"]
    assert told["items"][0]["from_country"] == pytest.approx(70.0 - 68.9)


def test_areas_of_another_kind_are_left_out_and_named() -> None:
    told = compare("jobs/ranking?category=municipality&region=KU001&region=HVA01")
    assert [item["region"] for item in told["items"]] == ["KU001"]
    assert told["notes"] == ["Left out, being areas of another kind or elsewhere: Alue 1."]


def test_a_gender_without_figures_is_everybody_and_said_so() -> None:
    told = compare("same/ranking?category=municipality&gender=female")
    assert told["gender"] == "total"
    assert told["notes"] == ["There are no figures for the gender that was chosen. These are for everybody."]
    assert compare("jobs/ranking?category=municipality&gender=female")["items"][0]["gender"] == "female"


def test_how_two_indicators_go_together_is_said_with_care() -> None:
    loose = compare("jobs/scatter?category=municipality&with=over-64")["sentence"]
    assert "the two hardly go together in 308 areas (rank correlation " in loose
    close = compare("jobs/scatter?category=municipality&with=echo")["sentence"]
    assert "where one is high, the other mostly is too (rank correlation 1.00 in 308 areas)" in close
    assert "does not tell which of them causes" in close
    assert compare("jobs/scatter?category=municipality&with=jobs")["lacking"] == "with"
    few = compare("jobs/scatter?region=KU001&region=KU002&with=over-64")["sentence"]
    assert "too few or too alike" in few


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("jobs/pie", 422),
        ("no-such/lines", 404),
        ("jobs/lines?region=KU999", 404),
        ("jobs/lines?within=KU999", 404),
        ("jobs/lines?category=planet", 422),
        ("jobs/scatter?with=no-such", 404),
        ("jobs/lines?strange=1", 422),
        ("jobs/lines?" + "&".join(f"region=KU{n:03}" for n in range(41)), 422),
    ],
)
def test_what_is_not_there_is_refused(question: str, status: int) -> None:
    assert reasons(f"comparisons/{question}", status)


def test_the_views_are_listed_with_what_they_take() -> None:
    found = {view["id"]: view for view in ask("comparisons?language=en")["items"]}
    assert set(found) == {view.value for view in View}
    assert "with" in found["scatter"]["takes"]
    assert "with" not in found["lines"]["takes"]
