"""Every address that the reference of the API shows is answered by the example as the reference says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.test import Client

from lupaus.accounts.actors import Actor, operator
from lupaus.decisions.example import load_decisions_example
from lupaus.practices.example import load_practices_example
from lupaus.services.example import load_services_example
from lupaus.strategy.example import load_example
from lupaus.web.clock import Clock

REFERENCE = (Path(__file__).parents[2] / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
ADDRESSES = sorted(set(re.findall(r"`(/api/v1/[^`]*)`", REFERENCE)))


@pytest.mark.slow
@pytest.mark.examined
@pytest.mark.django_db
def test_the_addresses_of_the_reference_are_answered(planner: Actor, clock: Clock, client: Client) -> None:
    load_example(actor=planner, clock=clock)
    load_services_example(actor=operator(), clock=clock)
    load_practices_example(actor=operator(), clock=clock)
    load_decisions_example(actor=operator(), clock=clock)
    assert len(ADDRESSES) >= 15
    for address in ADDRESSES:
        answer = client.get(address)
        assert answer.status_code == 200, f"{address}: {answer.content.decode()}"
        if "csv" not in address:
            found = answer.json()
            assert found.get("items", found), address


@pytest.mark.django_db
def test_the_problem_document_of_the_reference_is_the_one_that_comes(client: Client) -> None:
    (block,) = re.findall(r"```json\n(.*?)```", REFERENCE, re.DOTALL)
    assert client.get("/api/v1/regions?limit=9999").json() == json.loads(block)
