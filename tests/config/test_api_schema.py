"""The schema the API is described by."""

from __future__ import annotations

import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ninja import Schema

from lupaus.config.api import api
from tests.api_world import ROOT, ask

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return dict(api.get_openapi_schema())


def test_it_is_openapi_3_1_and_every_operation_says_how_it_refuses(schema: dict[str, Any]) -> None:
    assert schema["openapi"] == "3.1.0"
    for methods in schema["paths"].values():
        assert set(methods) == {"get"}
        operation = methods["get"]
        assert {"304", "404", "405", "422", "500"} <= operation["responses"].keys()
        assert operation["description"]
    names = [methods["get"]["operationId"] for methods in schema["paths"].values()]
    assert len(set(names)) == len(names)


def test_no_two_shapes_have_one_name() -> None:
    """Of two shapes of one name the description would tell only the last."""
    found: dict[str, set[str]] = {}
    waiting = [Schema]
    while waiting:
        for shape in waiting.pop().__subclasses__():
            waiting.append(shape)
            if shape.__module__.startswith("lupaus.") and not shape.__module__.startswith(
                "lupaus.workspace."
            ):
                found.setdefault(shape.__name__, set()).add(shape.__module__)
    assert {name: modules for name, modules in found.items() if len(modules) > 1} == {}


def test_every_reference_leads_somewhere(schema: dict[str, Any]) -> None:
    named = set(re.findall(r"#/components/schemas/([\w.-]+)", str(schema)))
    assert named <= schema["components"]["schemas"].keys()


def test_every_shape_is_a_json_schema(schema: dict[str, Any]) -> None:
    for shape in schema["components"]["schemas"].values():
        Draft202012Validator.check_schema(shape)


@pytest.mark.parametrize(
    ("address", "shape"),
    [
        ("strategies/kaava-2030/assessment", "Assessment"),
        ("strategies/kaava-2030/assessment?region=KU049", "Assessment"),
        ("strategies/kaava-2030", "StrategyWhole"),
        ("observations", "ObservationPage"),
        ("observations?format=jsonstat", "Dataset"),
        ("regions/KU049", "RegionWhole"),
        ("releases/1/diff/2", "ChangePage"),
        ("observations?limit=x", "ProblemDetails"),
    ],
)
def test_answers_have_the_shape_it_promises_and_nothing_more(
    schema: dict[str, Any], address: str, shape: str
) -> None:
    answer = ask(address, 422 if shape == "ProblemDetails" else 200)
    components = _closed(schema["components"])
    root = {"$ref": f"#/components/schemas/{shape}", "components": components}
    Draft202012Validator(root).validate(answer)


def _closed(node: Any) -> Any:
    """The same schema, refusing properties it does not name."""
    if isinstance(node, dict):
        closed = {key: _closed(value) for key, value in node.items()}
        if "properties" in node and "additionalProperties" not in node:
            closed["additionalProperties"] = False
        return closed
    return [_closed(item) for item in node] if isinstance(node, list) else node


def test_addresses_of_the_schema_are_those_of_the_service(schema: dict[str, Any]) -> None:
    assert all(path.startswith(ROOT) for path in schema["paths"])
