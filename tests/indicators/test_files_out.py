"""Files of observations as they leave: valid whatever is in them, and fit to come in again."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import orjson
import pytest
from django.test import Client
from jsonstat_validator import JSONStatValidationError, validate_jsonstat

from lupaus.accounts.actors import Actor
from lupaus.indicators import queries, workbooks
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import Release
from lupaus.indicators.operations import import_observations_file, save_indicators
from lupaus.web.clock import Clock
from lupaus.web.spreadsheets import read_workbook
from lupaus.web.texts import Text
from tests.indicators.conftest import Import

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/observations"
STATUSES = "indicator,region,gender,year,value,status"
LINES = [
    "jobs,KU049,total,2022,71.123456789012345,A",
    "jobs,KU049,female,2022,,L",
    "jobs,KU444,total,2023,-3,P",
    "turnout,HVA03,total,2022,0,B",
]


def ask(**query: Any) -> Any:
    answer = Client().get(ADDRESS, query)
    assert answer.status_code == 200, answer.content
    return answer


def cube(**query: Any) -> dict[str, Any]:
    answer: dict[str, Any] = orjson.loads(ask(format="jsonstat", **query).content)
    validate_jsonstat(answer)
    return answer


class TestJsonStat:
    def test_the_validator_finds_what_is_wrong(self) -> None:
        with pytest.raises(JSONStatValidationError):
            validate_jsonstat({"version": "2.0", "class": "dataset", "id": ["a"], "size": [1], "value": [1]})

    def test_many_indicators_with_gaps_and_statuses_are_valid(self, bring_in: Import) -> None:
        bring_in(LINES, header=STATUSES)
        found = cube()
        assert found["size"] == [2, 3, 2, 2]
        assert sorted(found["status"].values()) == ["B", "L", "P"]

    @pytest.mark.parametrize("language", ["fi", "sv", "en"])
    def test_one_cell_is_valid_in_every_language(self, bring_in: Import, language: str) -> None:
        bring_in(LINES, header=STATUSES)
        found = cube(indicator="turnout", language=language)
        assert (found["size"], found["value"], found["status"]) == ([1, 1, 1, 1], [0], {"0": "B"})

    def test_one_missing_cell_is_valid(self, bring_in: Import) -> None:
        bring_in(LINES, header=STATUSES)
        found = cube(gender="female")
        assert (found["value"], found["status"]) == ([None], {"0": "L"})

    def test_figures_without_a_status_are_valid(self, bring_in: Import) -> None:
        bring_in(["jobs,KU049,total,2022,1", "jobs,KU444,total,2022,2"])
        assert cube()["status"] == {}

    def test_nothing_is_valid_before_and_after_the_first_import(self, bring_in: Import) -> None:
        assert (cube()["size"], cube()["value"]) == ([0, 0, 0, 0], [])
        bring_in(LINES, header=STATUSES)
        assert cube(gender="male")["value"] == []

    def test_what_leaves_comes_in_again_and_changes_nothing(
        self, bring_in: Import, planner: Actor, clock: Clock, tmp_path: Path
    ) -> None:
        bring_in(LINES, header=STATUSES)
        path = tmp_path / "again.json"
        path.write_bytes(ask(format="jsonstat").content)
        imported = import_observations_file(actor=planner, clock=clock, path=path, replace=True)
        assert (imported.release, imported.unchanged) == (None, 4)


class TestWorkbook:
    def test_figures_are_numbers_and_everything_else_is_words(self, bring_in: Import) -> None:
        bring_in(LINES, header=STATUSES)
        answer = ask(format="xlsx", language="en")
        assert answer["Content-Type"].endswith("spreadsheetml.sheet")
        assert answer["Content-Disposition"] == 'attachment; filename="observations.xlsx"'
        figures, about = read_workbook(answer.content)
        assert figures.name == "Observations"
        assert list(figures.columns) == [column.name for column in workbooks.COLUMNS]
        first = dict(figures.rows[1].values)
        assert first == {
            "indicator": "jobs",
            "title": "Jobs",
            "region": "KU049",
            "name": "Espoo",
            "gender": "total",
            "year": 2022,
            "value": 71.123456789012345,
            "status": "A",
            "release": 1,
            "illustrative": False,
        }
        assert figures.rows[0].values["note"] == "not collected"
        assert [row.values["Indicator"] for row in about.rows] == ["jobs", "turnout"]

    def test_no_words_become_a_formula(self, catalogue: None, planner: Actor, clock: Clock) -> None:
        hostile = '=HYPERLINK("http://example.org")'
        save_indicators(
            actor=planner,
            clock=clock,
            definitions=[IndicatorDefinition("jobs", Text.same(hostile), unit=Text.same("+1"))],
        )
        found = workbooks.workbook(
            [],
            indicators=queries.indicators_by_id(["jobs"]),
            regions={},
            release=None,
            illustrative=frozenset(),
            language="fi",
        )
        book = openpyxl.load_workbook(BytesIO(found))
        cells = [cell for row in book.worksheets[1].iter_rows() for cell in row]
        assert hostile in [cell.value for cell in cells]
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        assert [cell.quotePrefix for cell in cells if cell.value in (hostile, "+1")] == [True, True]

    def test_it_speaks_the_language_asked_for(self, bring_in: Import) -> None:
        bring_in(LINES, header=STATUSES)
        names = {sheet.name for sheet in read_workbook(ask(format="xlsx", language="fi").content)}
        assert "Observations" not in names or len(names) == 2

    def test_nothing_is_a_workbook_too(self, catalogue: None) -> None:
        assert [len(sheet.rows) for sheet in read_workbook(ask(format="xlsx").content)] == [0, 0]

    def test_what_leaves_comes_in_again_and_changes_nothing(
        self, bring_in: Import, planner: Actor, clock: Clock, tmp_path: Path
    ) -> None:
        bring_in(LINES, header=STATUSES)
        path = tmp_path / "again.xlsx"
        path.write_bytes(ask(format="xlsx").content)
        imported = import_observations_file(actor=planner, clock=clock, path=path, replace=True)
        assert (imported.release, imported.unchanged) == (None, 4)

    def test_illustrative_figures_stay_marked(
        self, bring_in: Import, planner: Actor, clock: Clock, tmp_path: Path
    ) -> None:
        bring_in(LINES[:1], header=STATUSES, nature="illustrative")
        path = tmp_path / "again.xlsx"
        path.write_bytes(ask(format="xlsx").content)
        with pytest.raises(Exception, match="M2: The figure is marked as illustrative"):
            import_observations_file(actor=planner, clock=clock, path=path)
        assert Release.objects.count() == 1

    def test_more_than_a_workbook_holds_is_refused(
        self, bring_in: Import, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bring_in(LINES, header=STATUSES)
        monkeypatch.setattr(workbooks, "LARGEST", 3)
        answer = Client().get(ADDRESS, {"format": "xlsx"})
        assert answer.status_code == 422
        assert "a file holds at most 3. Narrow it." in answer.content.decode()
