"""Statistics Finland's tables: what a mapping says, what it asks, and what an answer means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.accounts.actors import Actor
from lupaus.indicators import queries
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.operations import import_observations_file, save_indicators
from lupaus.indicators.pxweb import map_of, table_of
from lupaus.indicators.pxweb.answers import cube_of, rows_of
from lupaus.indicators.pxweb.mapping import PxMap
from lupaus.indicators.pxweb.plans import Meaning, Plan, cells_of, plans_of, split
from lupaus.indicators.pxweb.statuses import NIL, status_of
from lupaus.indicators.pxweb.tables import PxTable
from lupaus.indicators.rows import Row
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused
from lupaus.web.texts import Text

DESCRIBED = {"1": "Missing", "2": "Not applicable", "3": "Data is subject to secrecy", "5": "Not asked"}


def mapping(words: str) -> PxMap:
    return map_of(words.encode(), "tables.yaml")


def said(**more: str) -> PxMap:
    """A mapping of one table, each key in YAML of one line."""
    keys = {"table": "StatFin/11s5.px", "indicators": "{people: {title: People}}", **more}
    return mapping("tables:\n  - " + "\n    ".join(f"{key}: {words}" for key, words in keys.items()))


def table(*variables: tuple[str, str, dict[str, str]], time: str = "vuosi") -> PxTable:
    told = [
        {
            "code": code,
            "text": label,
            "values": list(values),
            "valueTexts": list(values.values()),
            "time": code == time,
        }
        for code, label, values in variables
    ]
    return table_of({"title": "Väestö", "variables": told}, "https://example.org/11s5.px")


AREA = ("alue_28_20250101", "Alue", {"SSS": "KOKO MAA", "KU049": "Espoo", "KU444": "Lohja"})
YEAR = ("vuosi", "Vuosi", {"2023": "2023", "2024": "2024*"})
MEASURE = ("contentscode", "Tiedot", {"vaesto": "Väkiluku", "synt": "Elävänä syntyneet"})
SEX = ("sukupuoli", "Sukupuoli", {"SSS": "Yhteensä", "1": "Miehet", "2": "Naiset"})


def refusal(call: Any, *given: Any) -> str:
    with pytest.raises(Refused) as refused:
        call(*given)
    return str(refused.value)


class TestAMapping:
    def test_is_read_with_what_it_says(self) -> None:
        (read,) = mapping(
            """
            language: fi
            tables:
              - table: [StatFin/vaerak/11s5.px, StatFin/vaerak/statfin_vaerak_pxt_11s5.px]
                region: alue
                gender: sukupuoli
                genders: {SSS: total, "1": male, "2": female}
                measure: tiedot
                regions: ["KU*", SSS]
                years: {"*M12": "*"}
                since: 2015
                only: {ikä: SSS}
                indicators:
                  population:
                    measure: vaesto
                    title: {fi: Väkiluku, sv: Folkmängd, en: Population}
                    unit: {fi: henkeä}
                    polarity: neutral
                    decimals: 0
            """
        ).tables
        assert read.tables == ("StatFin/vaerak/11s5.px", "StatFin/vaerak/statfin_vaerak_pxt_11s5.px")
        assert read.regions == {"KU*": "KU*", "SSS": "SSS"}
        assert read.genders == {"SSS": "total", "1": "male", "2": "female"}
        assert (read.years("2019M12"), read.years("2019M11"), read.since) == ("2019", None, 2015)
        (wanted,) = read.indicators
        assert (wanted.id, wanted.measure, wanted.decimals) == ("population", "vaesto", 0)
        assert wanted.title is not None
        assert (wanted.title.sv, wanted.unit and wanted.unit.fi) == ("Folkmängd", "henkeä")

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            ("tables: []", "tables.yaml:1: tables: Expected a list of tables."),
            ("language: de\ntables: [{table: a/b, indicators: {x: {}}}]", "Expected fi, sv or en."),
            ("tabels: 1", "There is no key “tabels”; expected one of: language, tables."),
            ("tables:\n- table: a/b", "tables.yaml:2: tables[0]: Expected the key indicators."),
            ("tables:\n- {table: a/b, indicators: {}}", "Expected at least one indicator."),
            (
                "tables:\n- {table: 11s5.px, indicators: {x: {}}}",
                "the way to the table, such as StatFin/11s5",
            ),
            ("tables:\n- {table: 'http://x/y', indicators: {x: {}}}", "the way to the table"),
            ("tables:\n- {table: ../../x, indicators: {x: {}}}", "the way to the table"),
            ("tables:\n- {table: a/b, indicators: {x y: {}}}", "An id is at most 80 letters"),
            ("tables:\n- {table: a/b, indicators: {x: {polarity: up}}}", "Expected one of: "),
            ("tables:\n- {table: a/b, indicators: {x: {decimals: 9}}}", "Expected a number from 0 to 6."),
            (
                "tables:\n- {table: a/b, indicators: {x: {}}, since: 20}",
                "Expected a number from 1750 to 2150.",
            ),
            ("tables:\n- {table: a/b, indicators: {x: {}}, gender: g}", "gender and genders go together."),
            (
                "tables:\n- {table: a/b, indicators: {x: {}}, gender: g, genders: {a: both}}",
                "Expected total, male or female.",
            ),
            ("tables:\n- {table: a/b, indicators: {x: {}}, category: town}", "“town” is no kind of area"),
            ("tables:\n- {table: a/b, indicators: {x: {}}, regions: ['K*U*']}", "One star at most"),
            ("tables:\n- {table: a/b, indicators: {x: {}}, years: {'**': x}}", "One star at most"),
            ("tables:\n- {table: a/b, indicators: {x: {}}, only: [a]}", "Expected keys with values."),
            ("tables:\n- {table: a/b, indicators: {x: {}}, region: {a: b}}", "Expected a word."),
        ],
    )
    def test_that_is_wrong_is_told_with_its_line(self, words: str, sentence: str) -> None:
        assert sentence in refusal(mapping, words)

    def test_tells_every_fault_at_once(self) -> None:
        told = refusal(mapping, "tables:\n- {table: x, since: 1, indicators: {a: {decimals: 7}}}")
        assert len(told.splitlines()) == 3


class TestATable:
    def test_of_something_else_is_refused(self) -> None:
        given: tuple[object, ...] = (
            {},
            [],
            {"variables": []},
            {"variables": [1]},
            {"variables": [{"code": "a"}]},
        )
        for told in given:
            assert "Expected" in refusal(table_of, told, "https://example.org/t")

    def test_knows_its_variables_by_code_and_by_words_in_any_language(self) -> None:
        found = table(AREA, YEAR, MEASURE)
        assert found.variable("ALUE_28_20250101").code == "alue_28_20250101"
        assert found.variable("tiedot").code == "contentscode"
        assert found.variable("vanha_nimi", "tiedot").code == "contentscode"
        assert found.value(found.variable("tiedot"), "elävänä syntyneet") == "synt"
        assert found.value(found.variable("tiedot"), "syntyneet") == "synt"

    def test_may_not_obey_a_terminal_through_us(self) -> None:
        evil = "A\x1b[2Jre\na\u202e"
        found = table((evil, evil, {evil: evil}), YEAR)
        assert found.variables[0].label == "A�[2Jre a�"
        told = refusal(found.variable, "kunta")
        assert all(letter.isprintable() for letter in told)

    def test_whose_variable_is_gone_says_what_there_is_now(self) -> None:
        assert refusal(table(AREA, YEAR).variable, "kunta") == (
            "https://example.org/11s5.px: There is no variable “kunta”."
            " There are: alue_28_20250101 (Alue), vuosi (Vuosi)."
        )

    def test_whose_value_is_gone_says_what_there_is_now(self) -> None:
        found = table(AREA, YEAR, MEASURE)
        assert refusal(found.value, found.variable("tiedot"), "kuolleet") == (
            "https://example.org/11s5.px: The variable “Tiedot” has no value “kuolleet”."
            " There are: vaesto (Väkiluku), synt (Elävänä syntyneet)."
        )


@pytest.mark.django_db
@pytest.mark.usefixtures("country")
class TestWhatIsAsked:
    def plans(self, given: PxTable, **how: str) -> list[Plan]:
        return plans_of(given, said(**how).tables[0])

    def plan(self, given: PxTable, **how: str) -> Plan:
        (plan,) = self.plans(given, **how)
        return plan

    def test_are_the_areas_known_here_the_years_and_the_chosen_measures(self) -> None:
        plan = self.plan(
            table(AREA, YEAR, MEASURE),
            measure="tiedot",
            indicators="{people: {measure: Väkiluku}, births: {measure: synt}}",
        )
        assert plan.query == (
            ("alue_28_20250101", ("KU049", "KU444")),
            ("vuosi", ("2023", "2024")),
            ("contentscode", ("vaesto", "synt")),
        )
        assert plan.meaning.indicators == {"vaesto": "people", "synt": "births"}
        assert plan.left_out == ("SSS KOKO MAA",)
        assert plan.cells == 8

    def test_bare_numbers_are_areas_of_the_kind_the_mapping_names(self) -> None:
        bare = ("alue", "Alue", {"049": "Espoo", "444": "Lohja"})
        assert self.plan(table(bare, YEAR), category="municipality").meaning.regions == {
            "049": "KU049",
            "444": "KU444",
        }

    def test_areas_may_be_called_anything_that_the_mapping_explains(self) -> None:
        own = ("hva", "Hyvinvointialue", {"A3": "Länsi-Uusimaa", "03": "sama", "999": "muu"})
        plan = self.plan(table(own, YEAR), region="hva", regions="{A3: HVA03}")
        assert plan.meaning.regions == {"A3": "HVA03"}
        plan = self.plan(table(own, YEAR), region="hva", regions='{"0*": HVA03, "9*": Lohja}')
        assert plan.meaning.regions == {"03": "HVA03", "999": "KU444"}

    def test_an_area_that_is_named_must_be_there_and_be_known(self) -> None:
        with pytest.raises(Refused, match="has no value “KU999”"):
            self.plans(table(AREA, YEAR), regions="[KU049, KU999]")
        plan = self.plan(table(AREA, YEAR), regions="[KU049, SSS]")
        (problem,) = plan.strange
        assert str(problem) == (
            "https://example.org/11s5.px: alue_28_20250101:"
            " There is no area “SSS”, neither by code nor by name. (KOKO MAA)"
        )

    def test_an_area_may_not_be_there_twice(self) -> None:
        twice = ("alue", "Alue", {"KU049": "Espoo", "049": "Espoo"})
        with pytest.raises(Refused, match="Several values of the variable “Alue” are the area KU049"):
            self.plans(table(twice, YEAR), category="municipality")

    def test_no_area_known_here_is_a_refusal(self) -> None:
        elsewhere = ("alue", "Alue", {"KU837": "Tampere"})
        with pytest.raises(Refused, match=r"is an area known here .*regions import"):
            self.plans(table(elsewhere, YEAR))

    def test_months_count_as_years_where_the_mapping_says_which(self) -> None:
        months = ("kuukausi", "Kuukausi", {"2023M11": "", "2023M12": "", "2024M12": ""})
        given = table(AREA, months, time="kuukausi")
        with pytest.raises(Refused, match="No value of the variable “Kuukausi” counts as a year"):
            self.plans(given)
        with pytest.raises(Refused, match="Several values of the period count as the same year"):
            self.plans(given, years='{"2023*": "2023"}')
        assert self.plan(given, years='{"*M12": "*"}').meaning.years == {"2023M12": "2023", "2024M12": "2024"}
        assert self.plan(given, years='{"*M12": "*"}', since="2024").meaning.years == {"2024M12": "2024"}

    def test_a_variable_nobody_spoke_of_stops_it_unless_it_may_be_left_out(self) -> None:
        age = ("ikä", "Ikä", {"SSS": "Yhteensä", "0-14": "0-14"})
        with pytest.raises(Refused, match="which value of the variable “Ikä” is meant: name it under only"):
            self.plans(table(AREA, YEAR, age))
        assert self.plan(table(AREA, YEAR, age), only="{ikä: SSS}").query[-1] == ("ikä", ("SSS",))
        one = ("tiedot", "Tiedot", {"vaesto": "Väkiluku"})
        assert self.plan(table(AREA, YEAR, one)).query[-1] == ("tiedot", ("vaesto",))

    def test_indicators_of_other_values_are_other_questions(self) -> None:
        age = ("ikä", "Ikä", {"0-14": "0-14", "65-": "65-"})
        plans = self.plans(
            table(AREA, YEAR, age), indicators="{young: {only: {ikä: 0-14}}, old: {only: {ikä: 65-}}}"
        )
        assert [plan.query[-1] for plan in plans] == [("ikä", ("0-14",)), ("ikä", ("65-",))]
        with pytest.raises(Refused, match="The variable “Vuosi” is chosen twice"):
            self.plans(table(AREA, YEAR), only="{vuosi: '2023'}")

    def test_indicators_nothing_tells_apart_are_refused(self) -> None:
        with pytest.raises(Refused, match="Nothing tells these indicators apart: a, b"):
            self.plans(table(AREA, YEAR), indicators="{a: {}, b: {}}")
        with pytest.raises(Refused, match="a and b are the same figures"):
            self.plans(
                table(AREA, YEAR, MEASURE),
                measure="tiedot",
                indicators="{a: {measure: vaesto}, b: {measure: Väkiluku}}",
            )

    def test_genders_are_those_the_mapping_names(self) -> None:
        plan = self.plan(table(AREA, YEAR, SEX), gender="sukupuoli", genders='{"1": male, Naiset: female}')
        assert plan.meaning.genders == {"1": "male", "2": "female"}


@given(sides=st.lists(st.integers(1, 60), min_size=1, max_size=4), most=st.integers(1, 5000))
@settings(max_examples=150, deadline=None)
def test_parts_ask_for_every_cell_once_and_none_for_too_many(sides: list[int], most: int) -> None:
    query = tuple((f"v{at}", tuple(f"{at}.{each}" for each in range(size))) for at, size in enumerate(sides))
    if cells_of(query) > 60_000:
        return
    parts = list(split(query, most))
    assert all(1 <= cells_of(part) <= most for part in parts)
    asked = [cell for part in parts for cell in product(*(values for _code, values in part))]
    assert len(asked) == prod(sides)
    assert set(asked) == set(product(*(values for _code, values in query)))


def test_no_more_questions_are_made_than_one_side_needs() -> None:
    query = (("alue", tuple(map(str, range(308)))), ("vuosi", tuple(map(str, range(35)))), ("m", ("a",) * 60))
    parts = list(split(query, 120_000))
    assert len(parts) == 6  # 646,800 cells
    assert max(map(cells_of, parts)) <= 120_000


class TestSigns:
    @pytest.mark.parametrize(
        ("sign", "status"),
        [
            (".", "M"),
            ("..", "M"),
            ("...", "Q"),
            ("…", "Q"),
            (".....", "L"),
            ("-", NIL),
            ("–", NIL),
            ("7", NIL),
            (" .. ", "M"),
            ("........", "M"),
            ("x", None),
            ("ei", None),
            ("12", None),
            ("²", None),
        ],
    )
    def test_mean_what_they_mean_at_statistics_finland(self, sign: str, status: str | None) -> None:
        assert status_of(sign, {}) == status

    @pytest.mark.parametrize(
        ("sign", "told", "status"),
        [
            ("..", "Salassapitosäännön alainen tieto", "Q"),
            ("..", "Uppgiften är sekretessbelagd", "Q"),
            ("...", "Tietoa ei ole vielä saatavissa", "O"),
            ("...", "Ei vielä saatavilla", "O"),
            (".", "Ei kysytty", "L"),
            ("....", "Magnitude nil", NIL),
        ],
    )
    def test_a_table_may_say_otherwise(self, sign: str, told: str, status: str) -> None:
        number = str(len(sign))
        assert status_of(sign, {number: told}) == status


QUERY = (("Alue", ("KU049", "KU444")), ("Vuosi", ("2023", "2024")))
MEANING = Meaning(
    "Alue",
    "Vuosi",
    "",
    "",
    {"KU049": "KU049", "KU444": "KU444"},
    {"2023": "2023", "2024": "2024"},
    {"": "total"},
    {"": "people"},
)


def answer(value: object, status: object = None, *, index: object = None, **more: object) -> bytes:
    years = index or ["2023", "2024"]
    told: dict[str, object] = {
        "version": "2.0",
        "class": "dataset",
        "id": ["alue", "vuosi"],
        "size": [2, 2],
        "dimension": {
            "alue": {"category": {"index": ["KU049", "KU444"]}},
            "vuosi": {"category": {"index": years}},
        },
        "value": value,
        "extension": {"missingValueDescriptions": DESCRIBED},
        **more,
    }
    if status is not None:
        told["status"] = status
    return json.dumps(told).encode()


def read(body: bytes, meaning: Meaning = MEANING) -> dict[tuple[str, str], tuple[object, str]]:
    rows = list(rows_of(cube_of(body, QUERY, "px"), meaning))
    assert not [each for each in rows if isinstance(each, Problem)], rows
    return {(row.region, str(row.year)): (row.value, row.status) for row in rows if isinstance(row, Row)}


class TestAnAnswer:
    WHOLE: Mapping[tuple[str, str], tuple[object, str]] = {
        ("KU049", "2023"): (1, ""),
        ("KU049", "2024"): (2.5, ""),
        ("KU444", "2023"): (None, "M"),
        ("KU444", "2024"): (None, "Q"),
    }

    @pytest.mark.parametrize(
        "body",
        [
            answer([1, 2.5, None, None], {"2": "..", "3": "..."}),
            answer([1, 2.5, None, None], [None, None, "..", "..."]),
            answer([1, 2.5, "..", "..."]),
            answer({"0": 1, "1": 2.5}, {"2": ".", "3": "3"}),
            answer([1, 2.5, None, None], {"2": "..", "3": "..."}, index={"2024": 1, "2023": 0}),
            b"\xef\xbb\xbf" + answer([1, 2.5, "2", "3"]),
        ],
        ids=["list", "status list", "signs as values", "sparse", "index as object", "byte order mark"],
    )
    def test_means_the_same_however_it_is_written(self, body: bytes) -> None:
        assert read(body) == self.WHOLE

    def test_a_line_is_nought_and_a_star_provisional(self) -> None:
        assert read(answer([1, 2, None, 4], {"1": "*", "2": "-"})) == {
            ("KU049", "2023"): (1, ""),
            ("KU049", "2024"): (2, "P"),
            ("KU444", "2023"): (0.0, ""),
            ("KU444", "2024"): (4, ""),
        }

    def test_a_cell_without_figure_and_sign_tells_nothing(self) -> None:
        assert len(read(answer([1, None, None, None]))) == 1

    @pytest.mark.parametrize(
        ("body", "sentence"),
        [
            (answer([1, 2, 3, 4]).replace(b"KU444", b"KU837"), "not of what was asked for"),
            (answer([1, 2, 3, 4], index=["2023", "2022"]), "its values of “vuosi” differ"),
            (answer([1, 2, 3]), "There are 3 values for 4 cells."),
            (answer([1, 2, 3, 4])[:-20], "cut short"),
            (b'{"error": "x"}', "not JSON-stat"),
            (
                answer([1, 2, 3, 4], label="Väestö").decode().replace("\\u00e4", "ä").encode("latin-1"),
                "not UTF-8",
            ),
        ],
    )
    def test_that_is_none_is_refused(self, body: bytes, sentence: str) -> None:
        assert sentence in refusal(cube_of, body, QUERY, "px")

    def test_of_fewer_values_than_asked_for_is_not_believed(self) -> None:
        """It would withdraw what it leaves out."""
        wide = (QUERY[0], ("Vuosi", ("2022", "2023", "2024")))
        assert "not of what was asked for" in refusal(cube_of, answer([1, 2, 3, 4]), wide, "px")
        more = (*QUERY, ("ikä", ("a", "b")))
        assert "its values of “ikä” differ" in refusal(cube_of, answer([1, 2, 3, 4]), more, "px")

    def test_a_sign_nobody_knows_is_told_with_its_place(self) -> None:
        (problem,) = [
            each
            for each in rows_of(cube_of(answer([1, "x", 3, 4]), QUERY, "px"), MEANING)
            if isinstance(each, Problem)
        ]
        assert str(problem) == "px: value[1]: “x” is neither a figure nor a sign that is known."


HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "bring-statistics-in.md"


def blocks(kind: str) -> list[str]:
    """The examples of a kind in the how-to, in their order."""
    words = HOW_TO.read_text(encoding="utf-8")
    return [block.split("```")[0] for block in words.split(f"```{kind}\n")[1:]]


def test_the_mapping_in_the_how_to_is_one() -> None:
    shown = [block for block in blocks("yaml") if "tables:" in block]
    assert [len(mapping(block).tables) for block in shown] == [2]


@pytest.mark.django_db
@pytest.mark.usefixtures("country")
def test_the_table_in_the_how_to_can_be_imported(planner: Actor, clock: Clock, tmp_path: Path) -> None:
    population = IndicatorDefinition("population", Text.same("Population"))
    save_indicators(actor=planner, clock=clock, definitions=[population])
    (tmp_path / "people.json").write_text(blocks("json")[0], encoding="utf-8")
    (tmp_path / "people.yaml").write_text(blocks("yaml")[-1], encoding="utf-8")
    imported = import_observations_file(
        actor=planner, clock=clock, path=tmp_path / "people.json", mapping=tmp_path / "people.yaml"
    )
    found = queries.observations(release=imported.release, indicators=["population"])
    assert [(each.region, each.period, each.value, each.status) for each in found] == [
        ("KU049", "2023", 101.0, "A"),
        ("KU049", "2024", 102.0, "A"),
        ("KU444", "2023", 203.0, "A"),
        ("KU444", "2024", None, "O"),
    ]
