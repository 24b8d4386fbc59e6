"""The commands about regions."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lupaus.accounts.actors import Actor
from lupaus.regions.commands import regions
from lupaus.web.refusals import Refused

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parent / "data"


@pytest.fixture
def run(at_the_machine: Actor) -> Run:
    return Run(at_the_machine)


class Run:
    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def __call__(self, *arguments: str) -> Result:
        return CliRunner().invoke(regions, arguments, obj=self.actor, catch_exceptions=True)


def test_the_register_is_loaded_and_listed(run: Run) -> None:
    assert run("register").stdout == "37 added, 0 changed, 0 unchanged.\n"
    assert run("--category", "county", "--within", "MK01").stdout.count("\n") == 5
    assert "KU049" in run().stdout


def test_one_region_is_shown_with_what_is_around_and_inside_it(run: Run) -> None:
    run("register")
    shown = run("show", "HVA04").stdout
    assert "Vantaan ja Keravan hyvinvointialue" in shown
    assert shown.index("Lies in:") < shown.index("MK01") < shown.index("Holds:") < shown.index("KU092")


def test_an_import_tells_what_it_did_and_what_it_noted(run: Run) -> None:
    run("import", str(DATA / "classification_2020.csv"))
    done = run("import", str(DATA / "classification_2026.csv"), "--successors", str(DATA / "successors.csv"))
    assert done.stdout == "0 added, 17 changed, 0 unchanged.\n"
    assert done.stderr == "Not in the classification of 2026, so ended before it: KU999.\n"
    shown = run("show", "KU999").stdout
    assert "ended 2020-12-31" in shown
    assert "followed by KU853" in shown


@pytest.mark.parametrize("arguments", [("show", "KU999"), ("--category", "village"), ("--within", "KU999")])
def test_what_does_not_exist_is_refused(run: Run, arguments: tuple[str, ...]) -> None:
    assert isinstance(run(*arguments).exception, Refused)
