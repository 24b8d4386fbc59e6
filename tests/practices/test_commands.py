"""`lupaus practices list|take|bring`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lupaus.accounts.actors import Actor
from lupaus.practices.commands import practices
from lupaus.practices.declared import HANDBOOK
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, NotFound, Refused
from lupaus.workspace.content import Content
from lupaus.workspace.models import Version
from tests.practices import handbooks as made
from tests.world import MATTI, OLLI, PIRKKO, RIITTA

pytestmark = pytest.mark.django_db


def run(actor: Actor, *arguments: str) -> Result:
    return CliRunner().invoke(practices, list(arguments), obj=actor, catch_exceptions=False)


def test_list_tells_where_each_stands(published: Version, clock: Clock) -> None:
    made.begin(clock, "second")
    shown = run(RIITTA.acts(), "list").stdout
    assert f"{made.WORK}  Kaava handbook en  (version 1 published)" in shown
    assert "second  Kaava handbook en  (version 1 draft)" in shown
    rows = json.loads(run(RIITTA.acts(), "list", "--format", "json").stdout)
    assert [(row["id"], row["published"], row["on_its_way"]) for row in rows] == [
        (made.WORK, 1, None),
        ("second", None, 1),
    ]
    assert "no practices document yet" in run(MATTI.acts(), "list").stdout


def test_what_is_taken_can_be_brought_again(published: Version, desk: Path) -> None:
    taken = run(PIRKKO.acts(), "take", made.WORK)
    assert taken.stdout == HANDBOOK.write_yaml(Content(made.small()))
    file = desk / "handbook.yaml"
    file.write_text(taken.stdout, encoding="utf-8")
    assert "nothing has changed" in run(PIRKKO.acts(), "bring", str(file)).stdout
    as_json = desk / "handbook.json"
    as_json.write_text(run(PIRKKO.acts(), "take", made.WORK, "--format", "json").stdout, encoding="utf-8")
    assert "nothing has changed" in run(PIRKKO.acts(), "bring", str(as_json)).stdout
    book = desk / "handbook.xlsx"
    book.write_bytes(run(PIRKKO.acts(), "take", made.WORK, "--format", "xlsx").stdout_bytes)
    assert "nothing has changed" in run(PIRKKO.acts(), "bring", str(book)).stdout


def test_a_dry_run_shows_each_change(published: Version, desk: Path) -> None:
    changed = [*made.small()[:-1], made.chapter("new", 2)]
    changed[1] = made.chapter("roles", text=made.words("Otherwise"))
    file = desk / "handbook.yaml"
    file.write_text(HANDBOOK.write_yaml(Content(changed)), encoding="utf-8")
    shown = run(PIRKKO.acts(), "bring", str(file), "--dry-run").stdout
    assert "+ chapter new" in shown
    assert "- chapter unwritten" in shown
    assert "~ chapter roles (" in shown
    assert "Nothing was written" in shown
    assert Version.objects.count() == 1


def test_a_version_can_be_taken_by_its_number(published: Version, clock: Clock) -> None:
    made.publish(clock, [made.head(), made.chapter("other")])
    assert "id: roles" in run(RIITTA.acts(), "take", made.WORK, "--version", "1").stdout
    assert "id: other" in run(RIITTA.acts(), "take", made.WORK).stdout


def test_the_schema_is_printed() -> None:
    assert json.loads(run(OLLI.acts(), "take", "--schema").stdout)["title"] == "Lupaus practices document"
    assert run(OLLI.acts(), "take").exit_code == 2


def test_another_organisation_and_an_outsider_get_nothing(published: Version, desk: Path) -> None:
    with pytest.raises(NotFound):
        run(MATTI.acts(), "take", made.WORK)
    for verb in (("list",), ("take", made.WORK), ("bring", str(desk / "none.yaml"))):
        with pytest.raises(NotAllowed):
            run(OLLI.acts(), *verb)


def test_a_work_of_another_kind_is_not_taken(published: Version) -> None:
    type(published.work).objects.filter(pk=made.WORK).update(kind="strategy")
    with pytest.raises(Refused):
        run(PIRKKO.acts(), "take", made.WORK)
