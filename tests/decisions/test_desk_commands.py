"""`lupaus decisions bodies|meetings|bring|take`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lupaus.accounts.actors import Actor
from lupaus.decisions.commands import decisions
from lupaus.decisions.models import Body, Item, Meeting
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, NotFound, Refused
from lupaus.workspace.models import State, Version, Work
from tests.decisions.few_meetings import EXECUTIVE, WORK, bodies, minutes
from tests.world import MATTI, OLLI, PIRKKO, RIITTA

pytestmark = pytest.mark.django_db

FILE = """\
meeting:
  id: executive-2026-11-30
  body: executive
  held_on: 2026-11-30
  items:
    - id: budget
      title: {fi: Talousarvio}
      proposal: {fi: "| Vuosi | Menot |\\n|---|---:|\\n| 2027 | 5 |"}
"""


def run(actor: Actor, *arguments: str) -> Result:
    return CliRunner().invoke(decisions, list(arguments), obj=actor, catch_exceptions=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "meeting.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_bodies_and_meetings_are_listed(clock: Clock) -> None:
    assert "There is no body yet." in run(RIITTA.acts(), "bodies").stdout
    assert "There is no meeting yet." in run(RIITTA.acts(), "meetings").stdout
    minutes(clock)
    assert "executive  Executive  (kaava, executive)" in run(RIITTA.acts(), "bodies").stdout
    assert [row["id"] for row in json.loads(run(RIITTA.acts(), "bodies", "--format", "json").stdout)] == [
        "council",
        "executive",
        "director",
    ]
    assert (
        f"{WORK}  Executive 5\u00a0October 2026  (version 2 published)"
        in run(RIITTA.acts(), "meetings").stdout
    )
    (row,) = json.loads(run(RIITTA.acts(), "meetings", "--format", "json").stdout)
    assert (row["body"], row["stage"], row["published"]) == (EXECUTIVE, "minutes", 2)
    assert "There is no meeting yet." in run(MATTI.acts(), "meetings").stdout


def test_a_file_becomes_a_draft_that_nobody_outside_sees(clock: Clock, file: Path) -> None:
    bodies(clock)
    dry = run(PIRKKO.acts(), "bring", str(file), "--dry-run").stdout
    assert "+ item budget" in dry
    assert "Nothing was written" in dry
    assert not Work.objects.exists()
    assert "version 1" in run(PIRKKO.acts(), "bring", str(file)).stdout
    assert Version.objects.get().state == State.DRAFT
    assert not Meeting.objects.exists()
    assert "nothing has changed" in run(PIRKKO.acts(), "bring", str(file)).stdout


def test_a_file_is_published_at_once_where_somebody_decided_so(clock: Clock, file: Path) -> None:
    bodies(clock)
    assert run(PIRKKO.acts(), "bring", str(file), "--publish").exit_code == 2
    dry = run(PIRKKO.acts(), "bring", str(file), "--publish", "--decision", "The chair", "--dry-run").stdout
    assert "would be published" in dry
    assert not Item.objects.exists()
    done = run(PIRKKO.acts(), "bring", str(file), "--publish", "--decision", "The chair").stdout
    assert "published" in done
    assert Item.objects.get().title.fi == "Talousarvio"
    again = run(PIRKKO.acts(), "bring", str(file), "--publish", "--decision", "The chair").stdout
    assert "nothing has changed" in again


def test_what_is_taken_can_be_brought_again(clock: Clock, tmp_path: Path) -> None:
    minutes(clock)
    for form in ("yaml", "json", "xlsx"):
        path = tmp_path / f"meeting.{form}"
        path.write_bytes(run(PIRKKO.acts(), "take", WORK, "--format", form).stdout_bytes)
        assert "nothing has changed" in run(PIRKKO.acts(), "bring", str(path)).stdout, form
    assert json.loads(run(PIRKKO.acts(), "take", "any", "--schema").stdout)["title"] == "Lupaus meeting"


def test_who_may_not_write_is_refused(clock: Clock, file: Path) -> None:
    bodies(clock)
    with pytest.raises(NotAllowed):
        run(OLLI.acts(), "bring", str(file))
    with pytest.raises(NotAllowed):
        run(RIITTA.acts(), "bring", str(file))
    with pytest.raises(NotFound):
        run(MATTI.acts(), "bring", str(file))
    with pytest.raises(NotFound):
        run(MATTI.acts(), "take", WORK)
    Body.objects.filter(pk=EXECUTIVE).delete()
    with pytest.raises(Refused, match="no such body"):
        run(PIRKKO.acts(), "bring", str(file))
