"""The strategy that is attacked: in force, with a draft of its next version, and people who may do all."""

from __future__ import annotations

from typing import Any, Final

from lupaus.accounts.actors import operator
from lupaus.accounts.models import Role
from lupaus.regions.operations import load_register
from lupaus.workspace import operations
from tests.conftest import NOW
from tests.workspace.programs import somebody
from tools.bench.workspace import large

PLAN: Final = "/en/workspace/plan"
CLOCK: Final[dict[str, Any]] = {"clock": lambda: NOW}
SCRIPTS: Final = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "\"'><svg/onload=alert(1)>",
    "{{ 7*7 }}{% raw %}${7*7}#{7*7}",
)


def build() -> None:
    """`plan`, a strategy of Kaava: version 1 published, version 2 in draft; somebody who may do all of it."""
    load_register(actor=operator(), **CLOCK)
    roles = (Role.EDITOR, Role.APPROVER, Role.PUBLISHER)
    kirsi = somebody("kirsi", *((role, "kaava") for role in roles))
    kirsi.name = SCRIPTS[0]
    kirsi.save()
    somebody("esko", (Role.EDITOR, "kaava"))
    somebody("matti", *((role, "muu") for role in (*roles, Role.ADMINISTRATOR)))
    at: dict[str, Any] = {"actor": operator(), **CLOCK, "work": "plan"}
    operations.put_in_force(
        **at, kind="strategy", organisation="kaava", parts=large("plan", 2, 2), decision="Council § 1"
    )
    operations.begin_draft(**at)
