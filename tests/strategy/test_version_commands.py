"""`lupaus strategy …` and `lupaus load --draft`: the way of a version, typed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import translation

from lupaus.config.cli import main
from lupaus.regions.models import Category, Region
from lupaus.strategy.models import Goal, Strategy, Target
from lupaus.workspace.models import State, Version
from tests.strategy.planner_file import KAAVA, KAAVA_TEXT, changed, written

Run = Callable[..., tuple[int, str, str]]
ID = "kaava-2035"


@pytest.fixture
def run(db: None, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    Region.objects.create(code="MK01", category=Category.REGION, number="01")
    Region.objects.create(code="KU049", category=Category.MUNICIPALITY, number="049")

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["lupaus", "--language", "en", *map(str, arguments)])
        status = 0
        with translation.override("en"):
            try:
                main()
            except SystemExit as leaving:
                status = int(leaving.code or 0)
        printed = capfd.readouterr()
        return status, printed.out, printed.err

    return run


def higher(folder: Path) -> Path:
    """The small strategy with a higher target and a measure less."""
    return written(folder, changed("value: 79}", "value: 80}"))


def test_a_version_goes_its_way_by_command(run: Run, tmp_path: Path) -> None:
    run("load", KAAVA, "--decision", "Council § 1")
    assert run("strategy", "begin", ID)[1] == "kaava-2035: version 2 is now draft.\n"
    assert run("strategy", "bring", ID, higher(tmp_path))[:2] == (
        0,
        "kaava-2035, version 2: 1 part changed in the draft.\n",
    )
    assert Target.objects.get(slug="employment-total").target_value == 79
    assert run("strategy", "submit", ID)[1] == "kaava-2035: version 2 is now in review.\n"
    assert run("strategy", "return", ID)[1] == "kaava-2035: version 2 is now draft.\n"
    assert run("strategy", "submit", ID)[0] == 0
    assert run("strategy", "publish", ID)[0] == 1
    assert run("strategy", "approve", ID, "--decision", "Council § 2")[0] == 0
    assert run("strategy", "publish", ID, "--version", 2)[1] == "kaava-2035: version 2 is now published.\n"
    assert Target.objects.get(slug="employment-total").target_value == 80
    status, out, _err = run("strategy", "versions", ID)
    assert status == 0
    assert [line.split("  ")[-2:] for line in out.splitlines()] == [
        ["published", "Council § 2"],
        ["superseded", "Council § 1"],
    ]
    rows = json.loads(run("strategy", "versions", ID, "--format", "json")[1])
    assert [(row["number"], row["state"], row["based_on"]) for row in rows] == [
        (2, "published", 1),
        (1, "superseded", None),
    ]
    assert run("strategy", "publish", ID)[::2] == (1, "No version of kaava-2035 is on its way.\n")


def test_what_differs_between_versions_is_told(run: Run, tmp_path: Path) -> None:
    run("load", KAAVA)
    run("load", higher(tmp_path))
    assert run("strategy", "diff", ID, 1, 2) == (
        0,
        "~ target employment-total\n    target.value: 79 → 80\n",
        "",
    )
    assert json.loads(run("strategy", "diff", ID, 1, 2, "--format", "json")[1]) == [
        {
            "deed": "changed",
            "kind": "target",
            "id": "employment-total",
            "fields": [{"field": "target.value", "language": None, "before": 79, "after": 80}],
        }
    ]
    assert run("strategy", "diff", ID, 2, 2)[1] == "Nothing differs.\n"
    assert run("strategy", "diff", ID, 1, 9)[0] == 1


def test_a_dry_run_shows_each_change_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    run("load", KAAVA)
    path = higher(tmp_path)
    status, out, _err = run("strategy", "bring", ID, path, "--dry-run")
    assert (status, out) == (
        0,
        (
            "~ target employment-total\n    target.value: 79 → 80\n"
            "kaava-2035, version 2: 1 part would change. Nothing was written.\n"
        ),
    )
    assert Version.objects.count() == 1
    told = json.loads(run("strategy", "bring", ID, path, "--dry-run", "--format", "json")[1])
    assert (told["written"], len(told["changes"])) == (False, 1)
    run("strategy", "bring", ID, written(tmp_path, changed("value: 79}", "value: 81}"), "other.yaml"))
    refused = run("strategy", "bring", ID, path, "--seen", told["digest"])
    assert refused[0] == 1
    assert "Traceback" not in refused[2]
    newest = run("strategy", "take", ID)[1]
    assert "value: 81}" in newest


@pytest.mark.parametrize("form", ["yaml", "json", "xlsx"])
def test_a_version_is_taken_and_brought_back_unchanged(run: Run, tmp_path: Path, form: str) -> None:
    run("load", KAAVA)
    path = tmp_path / f"kaava.{form}"
    assert run("strategy", "take", ID, "--format", form, "-o", path)[0] == 0
    status, out, err = run("strategy", "bring", ID, path)
    assert (status, out) == (0, "kaava-2035: nothing has changed.\n"), err


def test_a_file_of_another_strategy_or_of_another_kind_is_refused(run: Run, tmp_path: Path) -> None:
    run("load", KAAVA)
    other = written(tmp_path, changed("id: kaava-2035", "id: kaava-2040"))
    assert (
        "The file is of the strategy kaava-2040, not of kaava-2035." in run("strategy", "bring", ID, other)[2]
    )
    assert (
        "Bring one of: .yaml, .json, .xlsx"
        in run("strategy", "bring", ID, written(tmp_path, "x", "a.docx"))[2]
    )
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    assert run("strategy", "bring", ID, written(tmp_path, bomb, "bomb.yaml"))[0] == 1
    assert run("strategy", "bring", "nowhere", KAAVA)[::2] == (
        1,
        "There is nothing here, or it is not for you.\n",
    )
    assert Version.objects.count() == 1


def test_an_indicator_only_the_file_knows_is_the_planners_to_bring(run: Run, tmp_path: Path) -> None:
    run("load", KAAVA)
    new = "indicators:\n  - {id: new, title: {fi: Uusi}, polarity: neutral, source: {kind: own}}\n"
    path = written(tmp_path, KAAVA_TEXT.replace("indicators:\n", new, 1))
    assert "A planner brings it in with `lupaus load`." in run("strategy", "bring", ID, path)[2]


def test_a_file_may_be_brought_as_a_draft_of_a_new_strategy(run: Run) -> None:
    status, out, _err = run("load", KAAVA, "--draft", "--dry-run")
    assert status == 0
    assert not Version.objects.exists()
    status, out, _err = run("load", KAAVA, "--draft")
    assert (status, out) == (0, "kaava-2035, version 1: 11 parts changed in the draft.\n")
    assert Version.objects.get().state == State.DRAFT
    assert not Strategy.objects.exists()
    run("strategy", "submit", ID)
    run("strategy", "approve", ID, "--decision", "Council § 1")
    assert run("strategy", "publish", ID)[0] == 0
    assert Goal.objects.count() == 2
    assert run("load", KAAVA)[1] == "kaava-2035: nothing has changed.\n"
    assert run("load", KAAVA, "--draft", "--decision", "x")[0] == 2


def test_a_file_that_cannot_be_written_is_a_sentence(run: Run, tmp_path: Path) -> None:
    run("load", KAAVA)
    status, _out, err = run("strategy", "take", ID, "-o", tmp_path / "nowhere" / "a.yaml")
    assert status == 1
    assert "a.yaml" in err
    assert "Traceback" not in err
