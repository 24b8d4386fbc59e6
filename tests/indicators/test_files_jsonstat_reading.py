"""JSON-stat 2.0 as it is written by others, and as nobody should write it."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from lupaus.indicators.files.jsonstat_reading import Cell, Cube, read_jsonstat
from lupaus.web.refusals import Problem, Refused


def data(**other: Any) -> dict[str, Any]:
    """Two regions and two years, four values."""
    return {
        "version": "2.0",
        "class": "dataset",
        "label": "Jobs",
        "source": "Statistics Office",
        "updated": "2025-05-28T08:00:00",
        "id": ["area", "year"],
        "size": [2, 2],
        "role": {"time": ["year"], "geo": ["area"]},
        "dimension": {
            "area": {
                "label": "Area",
                "category": {"index": ["KU049", "KU444"], "label": {"KU049": "Espoo", "KU444": "Lohja"}},
            },
            "year": {"category": {"index": {"2023": 1, "2022": 0}}},
        },
        "value": [1, 2.5, None, 4],
    } | other


def read(given: Any) -> Cube:
    return read_jsonstat(orjson.dumps(given), "jobs.json")


def told(given: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        read(given)
    return [str(problem) for problem in refused.value.problems]


def test_cells_come_in_the_order_of_the_cube_with_the_last_dimension_fastest() -> None:
    cube = read(data())
    assert cube.size == (2, 2)
    assert list(cube.cells()) == [
        Cell(0, ("KU049", "2022"), 1, ""),
        Cell(1, ("KU049", "2023"), 2.5, ""),
        Cell(2, ("KU444", "2022"), None, ""),
        Cell(3, ("KU444", "2023"), 4, ""),
    ]


def test_a_cube_says_what_it_is_of() -> None:
    cube = read(data())
    assert (cube.label, cube.source, cube.updated) == ("Jobs", "Statistics Office", "2025-05-28T08:00:00")
    area, year = cube.dimensions
    assert (area.label, area.role, area.labels["KU444"]) == ("Area", "geo", "Lohja")
    assert (year.label, year.role, year.labels["2022"]) == ("year", "time", "2022")
    assert cube.dimension("area") is area
    assert cube.dimension("gender") is None
    assert cube.with_role("time") is year
    assert cube.with_role("metric") is None


def test_values_and_statuses_may_be_told_by_their_place_alone() -> None:
    cube = read(data(value={"3": 4, "0": 1}, status={"2": "..", "3": "P"}))
    assert list(cube.cells()) == [
        Cell(0, ("KU049", "2022"), 1, ""),
        Cell(2, ("KU444", "2022"), None, ".."),
        Cell(3, ("KU444", "2023"), 4, "P"),
    ]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (None, ["", "", "", ""]),
        ("P", ["P", "P", "P", "P"]),
        ([], ["", "", "", ""]),
        (["E"], ["E", "E", "E", "E"]),
        (["A", None, "M", "P"], ["A", "", "M", "P"]),
        ({"1": "E"}, ["", "E", "", ""]),
    ],
)
def test_a_status_is_one_word_a_list_or_an_object(status: Any, expected: list[str]) -> None:
    cells = list(read(data(status=status)).cells())
    assert [cell.status for cell in cells if isinstance(cell, Cell)] == expected


def test_a_dimension_of_one_category_may_leave_its_index_out() -> None:
    given = data(size=[2, 1], value=[1, 2])
    given["dimension"]["year"] = {"category": {"label": {"2022": "2022"}}}
    assert [cell.categories[1] for cell in read(given).cells() if isinstance(cell, Cell)] == ["2022", "2022"]


def test_a_cube_without_a_category_has_no_cells() -> None:
    given = data(size=[0, 2], value=[])
    given["dimension"]["area"] = {"category": {"index": []}}
    assert list(read(given).cells()) == []


def test_a_cell_that_is_neither_figure_nor_word_is_a_problem_of_its_own() -> None:
    cells = list(read(data(value=[1, True, {"a": 1}, "…"], status={"3": 7})).cells())
    assert [str(cell) for cell in cells if isinstance(cell, Problem)] == [
        "jobs.json: value[1]: Expected a number, a text or null.",
        "jobs.json: value[2]: Expected a number, a text or null.",
        "jobs.json: status[3]: Expected a text.",
    ]


def test_a_sparse_cube_is_as_large_as_what_it_tells() -> None:
    names = [f"d{number}" for number in range(15)]
    sides = {name: {"category": {"index": [f"{place}" for place in range(10)]}} for name in names}
    cube = read(data(id=names, size=[10] * 15, dimension=sides, value={"123456789012345": 7}))
    (cell,) = cube.cells()
    assert isinstance(cell, Cell)
    assert cell.categories == tuple("123456789012345")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ([], "This is not JSON-stat: expected an object."),
        (
            {"dataset": {}},
            "This is JSON-stat 1.0. Take the figures as JSON-stat 2.0 (json-stat2).",
        ),
        (
            {"class": "collection", "version": "2.0", "link": {}},
            "This is a collection, a list of data sets without figures. Take one of its data sets.",
        ),
        (
            {"class": "dimension", "version": "2.0"},
            "This is a dimension, a list of categories without figures. Take the data set.",
        ),
        (data(**{"class": "bundle"}), "class: This is not JSON-stat 2.0: its class should be dataset."),
        (data(version="1.0"), "version: Expected version 2.0 of JSON-stat."),
        (data(id="area"), "id: Expected a list of the names of the dimensions."),
        (data(id=[]), "id: Expected from 1 to 30 dimensions."),
        (data(id=["area", "area"]), "id: A dimension is named twice."),
        (data(size=[2]), "size: Expected as many numbers as there are dimensions."),
        (data(size=[2, True]), "size: Expected a list of whole numbers."),
        (data(size=[2, -2]), "size: Expected a list of whole numbers."),
        (data(size=[2, 10**9]), "size: There are more than 200000 categories."),
        (
            data(size=[2, 3]),
            "dimension.year.category: The dimension has 2 categories, its size says 3.",
        ),
        (data(dimension=[]), "dimension: Expected what each dimension holds."),
        (data(dimension={}), "dimension.area: Expected a dimension with its categories."),
        (data(value=[1, 2]), "value: There are 2 values for 4 cells."),
        (data(value=7), "value: Expected the values, as a list or as an object of places."),
        (data(value={"4": 1}), "value: There is no cell “4”; the cube has 4."),
        (data(value={"-1": 1}), "value: There is no cell “-1”; the cube has 4."),
        (data(value={"1": 1, "01": 2}), "value: Cell 1 is there twice."),
        (
            data(status=["a", "b"]),
            "status: Expected one status for all cells, one for each, or an object of places.",
        ),
    ],
)  # fmt: skip
def test_what_is_no_data_set_is_refused_with_a_sentence(given: Any, sentence: str) -> None:
    assert told(given) == [f"jobs.json: {sentence}"]


@pytest.mark.parametrize(
    ("index", "sentence"),
    [
        ({"KU049": 0, "KU444": 2}, "Expected the places 0, 1, 2 … each once."),
        ({"KU049": 0, "KU444": 0}, "Expected the places 0, 1, 2 … each once."),
        ({"KU049": 0, "KU444": True}, "Expected the places 0, 1, 2 … each once."),
        (["KU049", "KU049"], "A category is there twice."),
        ([1, 2], "Expected the categories, as a list or as an object of places."),
        (None, "Expected the categories, as a list or as an object of places."),
    ],
)
def test_categories_whose_order_is_not_certain_are_refused(index: Any, sentence: str) -> None:
    given = data()
    given["dimension"]["area"]["category"]["index"] = index
    assert told(given) == [f"jobs.json: dimension.area.category.index: {sentence}"]


@pytest.mark.parametrize("body", [b"", b"{", b'{"value": [NaN]}', b"<html>", b"\xff\xfe{", b"[" * 100_000])
def test_what_is_no_json_is_refused_with_a_sentence(body: bytes) -> None:
    with pytest.raises(Refused, match="This is not JSON, or it was cut short"):
        read_jsonstat(body, "jobs.json")
