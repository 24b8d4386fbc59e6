"""`lupaus load`, `lupaus dump` and `lupaus strategies`, as a planner types them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import translation

from lupaus.accounts.models import AuditRecord
from lupaus.config.cli import main
from lupaus.regions.models import Category, Region
from lupaus.strategy.files.schema import schema_text
from lupaus.strategy.models import Strategy
from tests.strategy.planner_file import KAAVA, KAAVA_TEXT, changed, written

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(db: None, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command with arguments: its exit status, what it printed, what it complained."""
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


def test_load_says_what_it_did_and_what_to_know(run: Run) -> None:
    status, out, err = run("load", KAAVA)
    assert (status, out) == (0, "kaava-2035: added 14, changed 0, retired 0, left 0 as they were.\n")
    assert f"Note: {KAAVA}:27: strategy.mission.sv: Not yet in this language.\n" in err
    assert run("load", KAAVA)[1] == "kaava-2035: nothing has changed.\n"


def test_a_dry_run_lists_the_changes_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    run("load", KAAVA)
    records = AuditRecord.objects.count()
    path = written(tmp_path, changed("value: 79}", "value: 80}").replace("- id: survey", "- id: census"))
    status, out, _err = run("load", "--dry-run", path)
    assert status == 0
    assert out == (
        "~ target employment-total (target_value)\n"
        "- measure survey\n"
        "+ measure census\n"
        "kaava-2035: would add 1, change 1, retire 1, leave 12 as they are. Nothing was written.\n"
    )
    assert AuditRecord.objects.count() == records


def test_a_mistake_ends_with_status_1_every_sentence_and_nothing_written(run: Run, tmp_path: Path) -> None:
    path = written(
        tmp_path, changed("region: KU049", "region: KU048").replace("status: started", "status: x")
    )
    status, out, err = run("load", path)
    assert (status, out) == (1, "")
    assert err == (
        f"{path}:51: strategy.focus_areas[0].goals[0].targets[1].region: "
        "There is no region “KU048”. Did you mean “KU049”?\n"
        f"{path}:62: strategy.focus_areas[0].goals[0].measures[0].status: "
        "Expected one of planned, started, done, stopped, found “x”.\n"
    )
    assert not Strategy.objects.exists()


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"a: &a [*a]", b""])
def test_what_is_no_strategy_ends_with_status_1(run: Run, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "absent.yaml" if content is None else written(tmp_path, content)
    status, out, err = run("load", path)
    assert (status, out) == (1, "")
    assert str(path) in err
    assert "Traceback" not in err


def test_without_regions_the_next_step_is_named(run: Run) -> None:
    Region.objects.all().delete()
    status, _out, err = run("load", KAAVA)
    assert status == 1
    assert "run `lupaus regions register` first" in err


def test_dump_writes_what_load_reads(run: Run, tmp_path: Path) -> None:
    run("load", KAAVA)
    for name in ("yaml", "json"):
        status, text, _err = run("dump", "kaava-2035", "--format", name)
        assert status == 0
        assert (
            run("load", written(tmp_path, text, f"again.{name}"))[1] == "kaava-2035: nothing has changed.\n"
        )
        assert run("dump", "kaava-2035", "--format", name)[1] == text


def test_dump_of_what_is_not_there_and_wrong_usage(run: Run) -> None:
    assert run("dump", "nowhere") == (1, "", "There is no strategy nowhere.\n")
    assert run("dump")[0] == 2
    assert run("dump", "kaava-2035", "--schema")[0] == 2
    assert run("load")[0] == 2


def test_dump_prints_the_schema(run: Run) -> None:
    assert run("dump", "--schema") == (0, schema_text(), "")


def test_strategies_are_listed(run: Run) -> None:
    assert run("strategies")[1] == "There is no strategy yet. `lupaus load FILE` brings one in.\n"
    run("load", KAAVA)
    assert run("strategies")[1] == "kaava-2035  2024–2035  Kaava 2035\n"
    assert json.loads(run("strategies", "--format", "json")[1]) == [
        {
            "id": "kaava-2035",
            "title": {"fi": "Kaava 2035", "sv": "Kaava 2035", "en": "Kaava 2035"},
            "organiser": "MK01",
            "period": {"start": 2024, "end": 2035},
        }
    ]


@pytest.mark.slow
def test_loads_at_the_same_time_do_not_mix(tmp_path: Path) -> None:
    """Two versions of the file, each loaded by several processes at once: one of the two is what remains."""
    other = KAAVA_TEXT
    for number in ("72.9", "79}", "80.5", "8.1"):
        other = other.replace(number, f"1{number}")
    files = [written(tmp_path, KAAVA_TEXT, "a.yaml"), written(tmp_path, other, "b.yaml")]
    environment = {**os.environ, "LUPAUS_DATA": str(tmp_path / "data")}
    environment.pop("DATABASE_URL", None)
    program = "from lupaus.config.cli import main; main()"

    def start(*arguments: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", program, *map(str, arguments)]
        return subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    start("regions", "register").communicate()
    running = [start("load", files[number % 2]) for number in range(6)]
    answers = [(process.communicate(), process.returncode) for process in running]
    assert [status for _printed, status in answers] == [0] * 6, answers
    assert sum("added 14" in printed[0] for printed, _status in answers) == 1
    left = start("dump", "kaava-2035").communicate()[0]
    values = [line.strip() for line in left.splitlines() if "value:" in line]
    plain = ["baseline: {year: 2017, value: 72.9}", "target: {year: 2030, value: 79}"]
    plain += ["target: {year: 2030, value: 80.5}", "baseline: {year: 2018, value: 8.1}"]
    assert values in (plain, [line.replace("value: ", "value: 1") for line in plain])
