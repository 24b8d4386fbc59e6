"""Two requests at one moment do a thing once.

In a file of its own: the database is copied for the threads, which waits for ever while the standing world of
another file is open.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Model

from lupaus.accounts.actors import operator
from lupaus.accounts.models import AuditRecord, User
from lupaus.workspace import operations
from lupaus.workspace.models import State, Version
from tests.journeys.attacked_plan import CLOCK, PLAN, build
from tests.signed_in import client_of
from tests.workspace.parallel import alone, at_once, database_of_threads
from tests.workspace.programs import program_of


@pytest.fixture
def shared(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    with database_of_threads(tmp_path):
        alone(build)
        yield


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("shared")
def test_of_two_approvals_and_publications_by_parallel_requests_one_is_done() -> None:
    def sent(address: str, **fields: str) -> int:
        return client_of("kirsi").post(address, fields).status_code

    alone(lambda: sent(f"{PLAN}/2/submit/"))
    at_once(*[lambda: sent(f"{PLAN}/2/approve/", decision="Council § 2")] * 2)
    at_once(*[lambda: sent(f"{PLAN}/2/publish/")] * 2)
    for verb in ("approve", "publish"):
        assert alone(partial(_count, AuditRecord, verb=verb, kind="strategy-version")) == 1
    assert alone(partial(_count, Version, state=State.PUBLISHED)) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("shared")
def test_nor_by_two_programs() -> None:
    def published() -> int:
        program = program_of(User.objects.get(username="kirsi"))
        return program.ask("POST", "works/plan/versions/2/publish").status_code

    def ready() -> None:
        at: dict[str, Any] = {"actor": operator(), **CLOCK, "work": "plan", "number": 2}
        operations.submit(**at)
        operations.approve(**at, decision="Council § 2")

    alone(ready)
    assert sorted(at_once(published, published)) == [200, 409]


def _count(model: type[Model], **chosen: Any) -> int:
    return model._default_manager.filter(**chosen).count()
