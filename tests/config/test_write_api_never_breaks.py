"""Schemathesis sends every operation of the write API what its schema allows, and what it does not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from jsonschema import Draft202012Validator
from pytest_django import DjangoDbBlocker
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    ignored_auth,
    missing_required_header,
    negative_data_rejection,
    positive_data_acceptance,
    unsupported_method,
)

from lupaus.accounts.models import Role
from lupaus.config.write_api import api
from lupaus.config.wsgi import application
from lupaus.workspace import kinds, operations
from tests.conftest import NOW
from tests.workspace import ledger
from tests.workspace.programs import ROOT, program_of, somebody
from tests.world import standing

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

OPERATIONS = sorted(
    (method.upper(), path)
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method in methods
)
#: What there is, for parts of addresses that would never be guessed.
EXISTING: dict[str, Any] = {
    "work": "book",
    "number": 1,
    "kind": "chapter",
    "id": "a",
    "organisation": "kaava",
    "username": "kirsi",
    "comment": 1,
}
#: What a schema cannot say: what a version's state and its kind of work allow.
BEYOND_A_SCHEMA = [
    negative_data_rejection,
    positive_data_acceptance,
    missing_required_header,
    unsupported_method,
    ignored_auth,  # tried in tests/workspace/test_api.py
]

_bounded = settings(
    max_examples=12, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), database=None
)


@pytest.fixture(scope="module")
def secret(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The book, version 1 in draft, with a remark, and the header of somebody who may do everything to it."""
    found = []

    def build() -> None:
        at: dict[str, Any] = {"actor": ledger.EDITOR, "clock": lambda: NOW, "work": "book"}
        title = {"title": ledger.words("Book")}
        operations.open_work(**at, kind="ledger", organisation="kaava", content=title)
        operations.add_part(**at, kind="chapter", slug="a", content=title)
        operations.write_comment(**at, words="Why?")
        roles = (Role.EDITOR, Role.APPROVER, Role.PUBLISHER)
        program = program_of(somebody("kirsi", *((role, "kaava") for role in roles)))
        found.append(program.headers["Authorization"])

    kinds._kinds["ledger"] = ledger.LEDGER
    with standing(django_db_blocker, ledger_folder(), build):
        yield found[0]
    del kinds._kinds["ledger"]


def ledger_folder() -> Any:
    from django.conf import settings as chosen

    return chosen.OBSERVATIONS


@pytest.fixture(scope="module")
def schema(secret: str) -> Iterator[Any]:
    # A served request ends by closing a connection that stands in a transaction: here that is the test's own.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi(f"{ROOT}openapi.json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: str(mode.value))
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_no_request_breaks_it_and_every_answer_has_its_shape(
    schema: Any, secret: str, method: str, path: str, mode: GenerationMode
) -> None:
    @_bounded
    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    def asked(case: Any) -> None:
        if mode == GenerationMode.POSITIVE and case.path_parameters:
            case.path_parameters = {name: EXISTING[name] for name in case.path_parameters}
        answer = case.call_and_validate(headers={"Authorization": secret}, excluded_checks=BEYOND_A_SCHEMA)
        assert answer.status_code != 405
        assert answer.status_code != 401 or mode == GenerationMode.NEGATIVE

    # Where an address takes any words and nothing else, nothing about it can be wrong.
    with suppress(Unsatisfiable):
        asked()


def test_the_schema_is_whole() -> None:
    schema = dict(api.get_openapi_schema())
    assert schema["openapi"] == "3.1.0"
    for shape in schema["components"]["schemas"].values():
        Draft202012Validator.check_schema(shape)
    for methods in schema["paths"].values():
        for operation in methods.values():
            assert {"401", "403", "404", "409", "422", "429"} <= operation["responses"].keys()
            assert operation["description"]
            assert operation["security"]
    names = [each["operationId"] for methods in schema["paths"].values() for each in methods.values()]
    assert len(set(names)) == len(names)


def test_what_is_sent_has_no_room_for_names_nobody_described() -> None:
    shapes = api.get_openapi_schema()["components"]["schemas"]
    sent = [
        operation["requestBody"]["content"]["application/json"]["schema"]
        for methods in api.get_openapi_schema()["paths"].values()
        for operation in methods.values()
        if "requestBody" in operation
    ]
    assert len(sent) >= 14
    for shape in sent:
        names = [
            each["$ref"].rsplit("/", 1)[1] for each in [shape, *shape.get("anyOf", [])] if "$ref" in each
        ]
        assert names
        assert all(shapes[name]["additionalProperties"] is False for name in names)
