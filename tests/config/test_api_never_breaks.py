"""Schemathesis asks every operation for everything its schema allows, and for what it does not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext, suppress
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from lupaus.config.api import api
from lupaus.config.wsgi import application
from tests.api_world import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("world")]

PATHS = sorted(api.get_openapi_schema()["paths"])

#: What there is in the small world, for parts of addresses that would never be guessed.
EXISTING: dict[str, dict[str, Any]] = {
    "regions": {"code": "KU049"},
    "indicators": {"id": "employment-rate"},
} | {
    "strategies": {"id": "kaava-2030", "goal": "work"},
    "releases": {"number": 2, "before": 1, "after": 2},
    "services": {"id": "home-care"},
    "hsds/services": {"id": "home-care"},
    "hsds/organizations": {"id": "kaava"},
    "chains": {"id": "kotona-asuminen"},
    "matrices": {"id": "kaavan-matriisi"},
    "processes": {"id": "kaavan-prosessit"},
    "service-points": {"id": "station"},
    "practices": {"id": "kaavan-kaytannot", "chapter": "roles", "number": 1},
    "bodies": {"id": "executive"},
    "meetings": {"body": "executive", "meeting": "2026-10-05"},
    "decisions": {"body": "executive", "meeting": "2026-10-05", "section": "98"},
    "matters": {"id": "12-00-01-00-2026"},
    "comparisons": {"indicator": "employment-rate", "view": "ranking"},
    "situations": {"region": "KU049"},
    "figures": {
        "release": 2,
        "edition": 1,
        "indicator": "employment-rate",
        "region": "KU049",
        "gender": "total",
        "period": "2024",
    },
}

#: What a schema cannot say: that a file takes no `limit`, and that an empty object is no parameter at all
#: once it is sent. Which values are refused is said in `test_api_answers`.
BEYOND_A_SCHEMA = [negative_data_rejection, positive_data_acceptance]

_bounded = settings(
    max_examples=30, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), database=None
)


@pytest.fixture(scope="module")
def schema(standing_world: Any) -> Iterator[Any]:
    # A served request ends by closing a connection that stands in a transaction: here that is the test's own.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi(f"{ROOT}openapi.json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: str(mode.value))
@pytest.mark.parametrize("path", PATHS)
def test_no_request_breaks_it_and_every_answer_has_its_shape(
    schema: Any, path: str, mode: GenerationMode
) -> None:
    @_bounded
    @given(case=schema[path]["GET"].as_strategy(generation_mode=mode))
    def asked(case: Any) -> None:
        case.call_and_validate(excluded_checks=BEYOND_A_SCHEMA)

    # Where an address takes any words and nothing else, nothing about it can be wrong.
    with suppress(Unsatisfiable) if mode == GenerationMode.NEGATIVE else nullcontext():
        asked()


@pytest.mark.parametrize("path", [path for path in PATHS if "{" in path])
def test_what_there_is_is_answered_whatever_else_is_asked(schema: Any, path: str) -> None:
    there = next(each for name, each in EXISTING.items() if path.startswith(f"{ROOT}{name}/"))
    statuses = set()

    @_bounded
    @given(case=schema[path]["GET"].as_strategy(generation_mode=GenerationMode.POSITIVE))
    def asked(case: Any) -> None:
        case.path_parameters.update({name: there[name] for name in case.path_parameters})
        statuses.add(case.call_and_validate(excluded_checks=BEYOND_A_SCHEMA).status_code)

    asked()
    assert 200 in statuses
