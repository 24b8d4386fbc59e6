"""Files in every format that is read: what comes in, and the sentence and place of whatever is wrong."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest

from lupaus.accounts.actors import Actor
from lupaus.indicators import queries
from lupaus.indicators.files.mapping import map_of
from lupaus.indicators.models import Indicator, Release, SourceKind
from lupaus.indicators.operations import Imported, import_observations_file
from lupaus.regions.models import Category, Region
from lupaus.web.clock import Clock
from lupaus.web.refusals import Refused
from lupaus.web.spreadsheets import Column, SheetToWrite, Value, write_workbook
from lupaus.web.texts import Text

pytestmark = pytest.mark.django_db

Given = Callable[..., Imported]
TIDY = ("indicator", "region", "gender", "year", "value")


@pytest.fixture
def given(catalogue: None, planner: Actor, clock: Clock, tmp_path: Path) -> Given:
    """Imports a file of these bytes, with a mapping of these words where there are any."""

    def bring(content: bytes | str, mapping: str = "", *, name: str = "figures", **how: Any) -> Imported:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        if mapping:
            (tmp_path / "map.yaml").write_text(mapping, encoding="utf-8")
            how["mapping"] = tmp_path / "map.yaml"
        return import_observations_file(actor=planner, clock=clock, path=path, **how)

    return bring


def told(given: Given, content: bytes | str, mapping: str = "", **how: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        given(content, mapping, **how)
    assert not Release.objects.exists()
    return [str(problem).removeprefix("figures:").lstrip() for problem in refused.value.problems]


def kept(imported: Imported) -> list[tuple[Any, ...]]:
    """What the bank says now: (indicator, region, gender, year, value, status)."""
    return [(*seen[:5], seen.status) for seen in queries.observations(release=imported.release)]


def workbook(*sheets: tuple[str, Sequence[str], Sequence[Sequence[Value | None]]]) -> bytes:
    return write_workbook(
        [SheetToWrite(name, [Column(each) for each in columns], rows) for name, columns, rows in sheets]
    )


def cube(**other: Any) -> dict[str, Any]:
    return {
        "version": "2.0",
        "class": "dataset",
        "id": ["area", "time", "about"],
        "size": [2, 2, 1],
        "role": {"geo": ["area"], "time": ["time"], "metric": ["about"]},
        "dimension": {
            "area": {"category": {"index": ["KU049", "KU444"]}},
            "time": {"category": {"index": ["2022", "2023"]}},
            "about": {"category": {"index": ["jobs"]}},
        },
        "value": [1, 2, None, 4.5],
        "status": {"2": "..", "3": "P"},
    } | other


class TestSeparatedValues:
    MAP = """
columns: {region: Kunta, year: Vuosi, value: Arvo, gender: Sukupuoli}
constants: {indicator: jobs}
regions: {category: municipality}
"""

    def test_a_table_of_a_spreadsheet_comes_in_with_a_mapping(self, given: Given) -> None:
        lines = "Kunta;Sukupuoli;Vuosi;Arvo\nEspoo;Naiset;2023;1 234,5\n49;Yhteensä;2023;12.5\n444;M;2023;\n"
        assert kept(given(lines, self.MAP)) == [
            ("jobs", "KU049", "female", "2023", 1234.5, "A"),
            ("jobs", "KU049", "total", "2023", 12.5, "A"),
            ("jobs", "KU444", "male", "2023", None, "M"),
        ]

    def test_signs_of_a_missing_value_are_understood(self, given: Given) -> None:
        lines = (
            "Kunta;Sukupuoli;Vuosi;Arvo\nEspoo;T;2020;..\nEspoo;T;2021;...\nEspoo;T;2022;:\nEspoo;T;2023;−3\n"
        )
        assert [(seen[3], seen[4], seen[5]) for seen in kept(given(lines, self.MAP))] == [
            ("2020", None, "M"),
            ("2021", None, "Q"),
            ("2022", None, "M"),
            ("2023", -3.0, "A"),
        ]

    def test_a_comma_is_a_decimal_one_only_where_that_is_certain(self, given: Given) -> None:
        lines = 'Kunta,Sukupuoli,Vuosi,Arvo\nEspoo,T,2023,"12,5"\n'
        assert told(given, lines, self.MAP) == [
            "2: The value “12,5” is not a number: write decimals with a point, such as 12.5."
        ]
        assert kept(given(lines, self.MAP + 'decimal: ","\n'))[0][4] == 12.5

    def test_a_point_where_a_comma_is_said_to_be_is_told(self, given: Given) -> None:
        lines = "Kunta;Sukupuoli;Vuosi;Arvo\nEspoo;T;2023;12.5\n"
        assert told(given, lines, self.MAP + 'decimal: ","\n') == [
            "2: “12.5” has a point, though its decimals are said to stand behind a comma."
        ]

    def test_words_of_a_file_are_translated_also_by_their_beginning_and_end(self, given: Given) -> None:
        mapping = """
columns: {indicator: [id, title], region: area, year: month, value: value}
values:
  indicator: {"181": jobs, "Tulot*": income}
  year: {"*M12": "*"}
only: {kind: [actual, "revised*"]}
leave_out: {month: ["2022*"]}
"""
        lines = [
            "id,title,area,month,value,kind",
            "181,,KU049,2023M12,1,actual",
            ",Tulot yhteensä,KU049,2023M12,2,revised 2024",
            "181,,KU444,2022M12,3,actual",
            "181,,KU444,2023M12,4,planned",
        ]
        assert [seen[:5] for seen in kept(given("\n".join(lines), mapping))] == [
            ("income", "KU049", "total", "2023", 2.0),
            ("jobs", "KU049", "total", "2023", 1.0),
        ]

    def test_what_is_not_mapped_is_told_with_where_to_say_it(self, given: Given) -> None:
        mapping = """
columns: {indicator: id, region: area, year: year, value: value}
values: {indicator: {"181": jobs}}
regions: {category_column: kind, categories: {KUNTA: municipality}}
"""
        lines = [
            "id,area,kind,year,value",
            "182,049,KUNTA,2023,1",
            "181,049,ELY,2023,1",
            "181,999,KUNTA,2023,1",
            "181,Atlantis,KUNTA,2023,1",
        ]
        assert told(given, "\n".join(lines), mapping) == [
            "2: “182” of the column id is not mapped: say under values.indicator what it means.",
            "3: The kind of area “ELY” is not mapped: say under regions.categories what it is.",
            "4: There is no area of the kind municipality with the number “999”.",
            "5: There is no area “Atlantis”, neither by code nor by name.",
        ]
        assert given("\n".join([*lines, "181,049,KUNTA,2023,1"]), mapping, skip_bad=True).added == 1

    def test_columns_that_are_called_as_ours_need_no_mapping(self, given: Given) -> None:
        assert given("Region;Year;Value\nKU049;2023;1\n", "constants: {indicator: jobs}").added == 1

    def test_a_mapping_that_does_not_fit_the_columns_is_refused(self, given: Given) -> None:
        mapping = "columns: {region: kunta, value: arvo}\nonly: {age: SSS}\n"
        assert told(given, "Kunta,year,arvo\nEspoo,2023,1\n", mapping) == [
            "map.yaml: columns.region: The file has no column “kunta”. Its columns: Kunta, year, arvo.",
            "map.yaml: only.age: The file has no column “age”. Its columns: Kunta, year, arvo.",
            (
                "Nothing says the indicator: name its column in a mapping under columns.indicator, or write"
                " under constants.indicator what it is for all rows. Columns of the file: Kunta, year, arvo."
            ),
        ]

    def test_a_bare_number_and_a_name_of_many_need_their_kind(self, given: Given) -> None:
        Region.objects.create(
            code="SK011", category=Category.SUBREGION, number="011", name=Text.same("Espoo")
        )
        lines = "region,year,value\nEspoo,2023,1\n49,2023,1\n"
        assert told(given, lines, "constants: {indicator: jobs}") == [
            (
                "2: Several areas are called “Espoo” (KU049, SK011):"
                " say under regions.category which kind it is."
            ),
            "3: “49” is a bare number: say under regions.category of which kind of area it is.",
        ]

    def test_areas_may_go_by_sotkanets_own_numbers(self, given: Given) -> None:
        mapping = "constants: {indicator: jobs}\nregions: {sotkanet: true}\n"
        assert kept(given("region,year,value\n20,2023,1\n", mapping))[0][1] == "KU049"
        assert told_again(given, "region,year,value\n7,2023,1\n", mapping) == [
            "2: No area is known by Sotkanet's number “7”."
        ]

    def test_an_illustrative_figure_stays_one(self, given: Given) -> None:
        lines = "indicator;region;year;value;illustrative\njobs;KU049;2023;1;true\n"
        mapping = "constants: {gender: total}"
        assert told(given, lines, mapping) == [
            ("2: The figure is marked as illustrative, not a statistic: --nature illustrative imports it.")
        ]
        assert given(lines, mapping, nature="illustrative").added == 1


def told_again(given: Given, content: str, mapping: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        given(content, mapping)
    return [str(problem).removeprefix("figures:").lstrip() for problem in refused.value.problems]


class TestTheMapping:
    @pytest.mark.parametrize(
        ("mapping", "sentence"),
        [
            (
                "colums: {}",
                ("map.yaml:1: colums: There is no key “colums”; expected one of: columns, constants, values,"
                " regions, decimal, only, leave_out, sheet."),
            ),
            ("columns: [a]", "map.yaml:1: columns: Expected keys with values."),
            ("columns: {value: {a: b}}", "map.yaml:1: columns.value: Expected a word."),
            ("columns: {value: []}", "map.yaml:1: columns.value: Expected a word."),
            (
                "columns:\n  value: a\nconstants:\n  value: '1'",
                "map.yaml:4: constants.value: This is said under columns too. Say it once.",
            ),
            ("decimal: x", "map.yaml:1: decimal: Expected a comma or a point, in quotes."),
            (
                "values: {year: {'*-*': x}}",
                'map.yaml:1: values.year["*-*"]: One star at most: it stands for any words.',
            ),
            (
                "regions: {category_column: a}",
                "map.yaml:1: regions: category_column and categories go together.",
            ),
            ("regions: {sotkanet: perhaps}", "map.yaml:1: regions.sotkanet: Expected true or false."),
            ("- a", "map.yaml:1: Expected keys with values."),
        ],
    )  # fmt: skip
    def test_a_faulty_mapping_is_refused_with_its_line(
        self, given: Given, mapping: str, sentence: str
    ) -> None:
        assert told(given, "region,year,value\nKU049,2023,1\n", mapping) == [sentence]

    def test_a_kind_of_area_nobody_knows_is_told_with_those_that_are(self, given: Given) -> None:
        (sentence,) = told(given, "region\n1\n", "regions: {category: kunta}")
        assert sentence.startswith(
            "map.yaml:1: regions: “kunta” is no kind of area; expected one of: country,"
        )

    def test_aliases_are_refused(self, given: Given) -> None:
        assert "is not allowed here" in told(given, "region\n1\n", "columns: &a {}\nvalues: *a")[0]


class TestSdmxCsv:
    def test_version_1_comes_in(self, given: Given) -> None:
        lines = [
            "DATAFLOW,FREQ,INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,OBS_STATUS",
            "OFFICE:JOBS(1.0),A,jobs,KU049,_T,2023,71.5,A",
            "OFFICE:JOBS(1.0),A,jobs,KU049,F,2023,NaN,M",
            "OFFICE:JOBS(1.0),A,jobs,KU049,M,2023,70,P",
            "OFFICE:JOBS(1.0),A,jobs,KU444,T,2023,,",
        ]
        assert kept(given("\n".join(lines))) == [
            ("jobs", "KU049", "female", "2023", None, "M"),
            ("jobs", "KU049", "male", "2023", 70.0, "P"),
            ("jobs", "KU049", "total", "2023", 71.5, "A"),
            ("jobs", "KU444", "total", "2023", None, "M"),
        ]

    def test_version_2_comes_in_with_labels_and_another_separator(self, given: Given) -> None:
        lines = [
            "STRUCTURE[;]\tSTRUCTURE_ID\tACTION\tREF_AREA: Area\tTIME_PERIOD: Time\tOBS_VALUE: Value",
            "dataflow\tOFFICE:JOBS(1.0)\tI\tKU049: Espoo\t2023\t71.5",
            "dataflow\tOFFICE:JOBS(1.0)\tA\tKU444: Lohja\t2023\t70",
        ]
        imported = given("\n".join(lines), "constants: {indicator: jobs}")
        assert [seen[1] for seen in kept(imported)] == ["KU049", "KU444"]

    def test_a_row_that_deletes_is_told(self, given: Given) -> None:
        lines = [
            "STRUCTURE,STRUCTURE_ID,ACTION,INDICATOR,REF_AREA,TIME_PERIOD,OBS_VALUE",
            "dataflow,X,D,jobs,KU049,2023,1",
        ]
        assert told(given, "\n".join(lines)) == [
            "2: The row deletes a figure. An import withdraws what a whole file lacks (--replace)."
        ]

    def test_another_name_of_the_indicator_is_mapped(self, given: Given) -> None:
        lines = "DATAFLOW,MEASURE,REF_AREA,TIME_PERIOD,OBS_VALUE\nX,JOB,KU049,2023,1\n"
        (sentence,) = told(given, lines)
        assert "Nothing says the indicator" in sentence
        mapping = "columns: {indicator: MEASURE}\nvalues: {indicator: {JOB: jobs}}"
        assert given(lines, mapping).added == 1


class TestWorkbooks:
    ROW = ("jobs", "KU049", "total", 2023, 71.5)

    def test_a_tidy_sheet_comes_in_whatever_the_file_is_called(self, given: Given) -> None:
        imported = given(workbook(("Figures", TIDY, [self.ROW])), name="figures.csv")
        assert kept(imported) == [("jobs", "KU049", "total", "2023", 71.5, "A")]

    def test_problems_name_the_cell(self, given: Given) -> None:
        rows: list[Sequence[Value]] = [
            ("jobs", "KU999", "total", 2023, 1),
            ("jobs", "KU049", "everybody", 2023, 1),
            ("jobs", "KU049", "total", "soon", 1),
            ("jobs", "KU049", "total", 2023, "much"),
            ("nothing", "KU049", "total", 2023, 1),
        ]
        assert told(given, workbook(("Luvut 1", TIDY, rows))) == [
            "Luvut 1!B2: There is no area “KU999”, neither by code nor by name.",
            "Luvut 1!C3: “everybody” is not a gender; expected total, female or male.",
            "Luvut 1!D4: “soon” is not a year; expected four digits, such as 2024.",
            "Luvut 1!E5: The value “much” is not a number.",
            "Luvut 1!A6: There is no indicator “nothing” in the catalogue.",
        ]

    def test_formulas_are_told_with_their_cell(self, given: Given, tmp_path: Path) -> None:
        openpyxl = pytest.importorskip("openpyxl")
        book = openpyxl.Workbook()
        book.active.append(TIDY)
        book.active.append([*self.ROW[:4], "=1+1"])
        book.save(tmp_path / "formula.xlsx")
        assert told(given, (tmp_path / "formula.xlsx").read_bytes()) == [
            "Sheet!E2: There is a formula here. Put its value in its place."
        ]

    def test_the_sheet_with_the_values_is_found(self, given: Given) -> None:
        book = workbook(("About", ["text"], [["words"]]), ("Figures", TIDY, [self.ROW]))
        assert given(book).added == 1

    def test_which_sheet_is_asked_where_it_is_not_certain(self, given: Given) -> None:
        book = workbook(("One", TIDY, [self.ROW]), ("Two", TIDY, [self.ROW]))
        assert told(given, book) == [
            "Which sheet holds the figures is not certain: name it in a mapping under sheet (One, Two)."
        ]
        assert told(given, book, "sheet: Three") == ["There is no sheet “Three”; the file has: One, Two."]
        assert given(book, "sheet: Two").added == 1

    def test_two_rows_that_contradict_are_told_with_their_place(self, given: Given) -> None:
        book = workbook(("Figures", TIDY, [self.ROW, (*self.ROW[:4], 72)]))
        assert told(given, book) == ["Figures!3: jobs KU049 total 2023 has another value than in row 2."]

    def test_an_empty_workbook_is_refused(self, given: Given) -> None:
        assert told(given, workbook(("Figures", TIDY, []))) == ["The file is empty."]

    def test_what_is_no_workbook_is_refused(self, given: Given) -> None:
        assert told(given, b"PK\x03\x04 and so on") == ["The file is no .xlsx workbook."]


class TestJsonStat:
    def test_roles_tell_what_a_dimension_is(self, given: Given) -> None:
        assert kept(given(orjson.dumps(cube()))) == [
            ("jobs", "KU049", "total", "2022", 1.0, "A"),
            ("jobs", "KU049", "total", "2023", 2.0, "A"),
            ("jobs", "KU444", "total", "2022", None, "M"),
            ("jobs", "KU444", "total", "2023", 4.5, "P"),
        ]

    def test_an_empty_cell_without_a_status_is_no_figure(self, given: Given) -> None:
        assert given(orjson.dumps(cube(status=None))).added == 3

    def test_a_dimension_nothing_is_said_of_is_told(self, given: Given) -> None:
        other = cube(id=["area", "age", "about"], role={"geo": ["area"], "metric": ["about"]})
        other["dimension"]["age"] = {
            "label": "Age",
            "category": {"index": ["0", "1"], "label": {"0": "children", "1": "adults"}},
        }
        mapping = "constants: {year: '2023'}"
        assert told(given, orjson.dumps(other), mapping) == [
            (
                "dimension.age: Nothing says what to do with “Age”, which has 2 categories: choose one in a"
                " mapping under only. They are: 0 (children), 1 (adults)."
            )
        ]
        assert given(orjson.dumps(other), f"{mapping}\nonly: {{age: '1'}}").added == 2

    def test_problems_name_the_cell(self, given: Given) -> None:
        assert told(given, orjson.dumps(cube(value=[1, 2, 3, "much"], status=None))) == [
            "value[3]: The value “much” is not a number."
        ]

    def test_other_words_are_mapped(self, given: Given) -> None:
        other = cube(id=["area", "time", "sex"], role={"geo": ["area"], "time": ["time"]})
        other["dimension"]["sex"] = {"category": {"index": ["1"]}}
        mapping = "constants: {indicator: income}\nvalues: {gender: {'1': male}, status: {'..': L, P: E}}"
        assert {(seen[0], seen[2], seen[5]) for seen in kept(given(orjson.dumps(other), mapping))} == {
            ("income", "male", "A"),
            ("income", "male", "L"),
            ("income", "male", "E"),
        }

    def test_a_data_set_of_illustrative_figures_stays_one(self, given: Given) -> None:
        content = orjson.dumps(cube(extension={"illustrative": [7]}))
        assert told(given, content) == [
            (
                "extension.illustrative: The figure is marked as illustrative, not a statistic:"
                " --nature illustrative imports it."
            )
        ]
        assert given(content, nature="illustrative").added == 4

    def test_a_compressed_one_comes_in_too(self, given: Given) -> None:
        assert given(gzip.compress(orjson.dumps(cube()))).added == 4

    def test_other_json_is_refused(self, given: Given) -> None:
        assert told(given, b'{"data": []}') == [
            "This JSON is neither a data set of JSON-stat 2.0 nor an answer of Sotkanet."
        ]


class TestSotkanet:
    @pytest.fixture(autouse=True)
    def _known(self, catalogue: None) -> None:
        Indicator.objects.filter(pk="jobs").update(source_kind=SourceKind.SOTKANET, source_id="181")

    def test_a_saved_answer_comes_in_by_our_catalogue(self, given: Given) -> None:
        item: dict[str, Any] = {"indicator": 181, "region": 20, "year": 2023, "gender": "female"}
        imported = given(orjson.dumps([item | {"value": 11.6, "absValue": 2642}]))
        (seen,) = queries.observations(release=imported.release)
        assert (seen.indicator, seen.region, seen.gender, seen.value, seen.numerator) == (
            "jobs", "KU049", "female", 11.6, 2642.0,
        )  # fmt: skip

    def test_its_csv_comes_in_too(self, given: Given) -> None:
        lines = "indicator;region;year;gender;primary value;absolute value\n181;180;2009;total;2406;\n"
        assert kept(given(lines)) == [("jobs", "KU444", "total", "2009", 2406.0, "A")]

    def test_what_is_not_known_is_told_with_its_place(self, given: Given) -> None:
        header = "indicator;region;year;gender;primary value;absolute value"
        lines = f"{header}\n7;20;2009;total;1;\n181;1;2009;total;1;\n"
        assert told(given, lines) == [
            "2: The catalogue has no indicator with the source Sotkanet 7.",
            "3: Region 1 of Sotkanet is not known here; `lupaus regions import` brings regions in.",
        ]
        items = [{"indicator": 181, "region": 20, "year": 2023, "gender": "x", "value": 1}]
        assert told(given, orjson.dumps(items)) == [
            "[0]: “x” is not a gender; expected total, female or male."
        ]


def test_a_web_page_is_no_file_of_figures(given: Given) -> None:
    assert told(given, "<!doctype html><title>Closed</title>") == [
        "This is a web page or XML, not a file of figures."
    ]


def test_the_mapping_of_the_how_to_is_one() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "bring-statistics-in.md"
    section = page.read_text(encoding="utf-8").partition("### Where a file calls things otherwise")[2]
    mapping = re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)[0]
    said = map_of(mapping.encode(), "how-to.yaml")
    assert (said.decimal, said.regions.category, said.only) == (",", "municipality", {"age": ("SSS",)})
