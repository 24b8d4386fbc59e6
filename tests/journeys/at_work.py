"""For each verb of the workspace: a strategy in the state it needs, and what it is to be told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from lupaus.accounts.actors import operator
from lupaus.regions.operations import load_register
from lupaus.services.chains.asked import Asked
from lupaus.services.chains.scenarios import save_scenario
from lupaus.services.matrix.layout import PlaceName
from lupaus.strategy.operations import load_file
from lupaus.web.texts import Text
from lupaus.workspace import operations, queries
from lupaus.workspace.models import Work
from tests import world
from tests.conftest import NOW
from tests.services import followed_chain, matrices

Told = dict[str, Any]
WORK: Final = world.STRATEGY_ID
GOAL: Final[Told] = {"work": WORK, "kind": "goal", "slug": "work"}
DECISION: Final = "Kaava Council 4.6.2018 § 42"
_FOUNDER: Final[Told] = {"actor": operator(), "clock": lambda: NOW}


def published(folder: Path) -> Told:
    """Version 1 is before the public."""
    load_register(**_FOUNDER)
    load_file(**_FOUNDER, path=world.desk(folder).strategy)
    return {"work": WORK}


def drafted(folder: Path) -> Told:
    """… and version 2 is being written."""
    published(folder)
    operations.begin_draft(**_FOUNDER, work=WORK)
    return {"work": WORK, "number": 2}


def reviewed(folder: Path) -> Told:
    told = drafted(folder)
    operations.submit(**_FOUNDER, **told)
    return told


def approved(folder: Path) -> Told:
    told = reviewed(folder)
    operations.approve(**_FOUNDER, **told, decision=DECISION)
    return told


def a_part(folder: Path, **more: Any) -> Told:
    drafted(folder)
    return GOAL | more


def a_new_part(folder: Path) -> Told:
    return a_part(folder, slug="new", parent="area", content={"title": {"fi": "Uusi"}})


def a_removed_part(folder: Path) -> Told:
    drafted(folder)
    promise: Told = {"work": WORK, "kind": "promise", "slug": "a-job"}
    operations.remove_part(**_FOUNDER, **promise, revision=1)
    return promise | {"to": 1, "revision": 2}


def a_remark(folder: Path, *, closed: bool = False) -> Told:
    drafted(folder)
    comment = operations.write_comment(**_FOUNDER, work=WORK, words="Why?").pk
    if closed:
        operations.close_comment(**_FOUNDER, work=WORK, comment=comment)
    return {"work": WORK, "comment": comment}


def an_attribute(folder: Path) -> Told:
    attribute: Told = {"organisation": "mk01", "kind": "goal", "slug": "priority"}
    operations.save_attribute(**_FOUNDER, **attribute, title=Text.same("Priority"), form="text")
    return attribute


def somebody_responsible(folder: Path, *, named: bool = False) -> Told:
    """Of the one measure of the draft."""
    drafted(folder)
    operations.add_part(
        **_FOUNDER,
        work=WORK,
        kind="measure",
        slug="act",
        parent="work",
        content={"title": {"fi": "Teko"}},
    )
    told: Told = {"work": WORK, "kind": "measure", "slug": "act", "username": "pirkko"}
    if named:
        operations.assign(**_FOUNDER, **told)
    return told


def a_whole_content(folder: Path) -> Told:
    drafted(folder)
    version = queries.version(actor=operator(), work=WORK, number=2)
    parts = [part for part in queries.content(version).parts if part.kind != "promise"]
    return {"work": WORK, "parts": parts}


def a_content_in_force(folder: Path) -> Told:
    told = a_whole_content(folder)
    Work.objects.get(pk=WORK).versions.filter(number=2).delete()
    return told | {"kind": "strategy", "organisation": "mk01", "decision": DECISION}


def a_scenario(_folder: Path, *, kept: bool = False) -> Told:
    """Of a chain in force."""
    followed_chain.kaava(lambda: NOW)
    told: Told = {"work": followed_chain.WORK}
    asked: Told = {"title": Text.same("Lighter"), "asked": Asked(("84.3", "15", "0.7"))}
    if not kept:
        return told | asked
    return told | {"slug": save_scenario(**_FOUNDER, **told, **asked).slug}


def a_matrix(_folder: Path) -> Told:
    """A draft whose cells hold services of the catalogue."""
    matrices.catalogue()
    matrices.begin(lambda: NOW)
    return {
        "work": matrices.WORK,
        "number": 1,
        "service": "s3",
        "revisions": {"care-much": 1, "care-older": 1},
    }


_FROM: Final[Told] = {"from_cell": "care-much"}
_TO: Final[Told] = {"to": PlaceName("older", "much", "care")}


AT_WORK: Final[dict[str, Callable[[Path], Told]]] = {
    "open_work": lambda _folder: {
        "kind": "practices",
        "work": "ways",
        "organisation": "mk01",
        "content": {"title": {"fi": "Tavat"}},
    },
    "begin_draft": published,
    "submit": drafted,
    "return_to_draft": reviewed,
    "approve": lambda folder: reviewed(folder) | {"decision": DECISION},
    "publish": approved,
    "add_part": a_new_part,
    "change_part": lambda folder: a_part(folder, revision=1, content={"title": {"fi": "Uusi"}}),
    "move_part": lambda folder: a_part(folder, position=1),
    "remove_part": lambda folder: (
        a_removed_part(folder)
        and {
            "work": WORK,
            "kind": "promise",
            "slug": "nothing-yet",
            "revision": 1,
        }
    ),
    "restore_part": a_removed_part,
    "write_comment": lambda folder: drafted(folder) and {"work": WORK, "words": "Why?"},
    "close_comment": a_remark,
    "reopen_comment": lambda folder: a_remark(folder, closed=True),
    "save_attribute": lambda folder: {
        "organisation": "mk01",
        "kind": "goal",
        "slug": "priority",
        "title": Text.same("Priority"),
        "form": "text",
    },
    "retire_attribute": an_attribute,
    "assign": somebody_responsible,
    "unassign": lambda folder: somebody_responsible(folder, named=True),
    "take": a_whole_content,
    "put_in_force": a_content_in_force,
    "save_scenario": a_scenario,
    "remove_scenario": lambda folder: a_scenario(folder, kept=True),
    "move_service": lambda folder: a_matrix(folder) | _FROM | _TO,
    "add_service": lambda folder: a_matrix(folder) | _TO,
    "remove_service": lambda folder: a_matrix(folder) | _FROM,
}
