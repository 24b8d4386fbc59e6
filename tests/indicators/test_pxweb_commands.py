"""`lupaus pxweb`: what it prints, and that a refusal is a sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lupaus.accounts.actors import Actor
from lupaus.indicators.models import Release
from lupaus.indicators.pxweb.commands import pxweb
from lupaus.web.refusals import Refused
from tests.indicators.pxweb_server import FakePxWeb, fake_pxweb, small_mapping, small_table
from tests.indicators.sotkanet_server import Reply

pytestmark = pytest.mark.django_db

WAY = "StatFin/vaerak/11s5.px"


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakePxWeb]:
    """The service the commands ask."""
    with fake_pxweb() as fake:
        fake.tables[WAY] = small_table(title="Väestö")
        for module in ("pxweb", "operations.pxweb.importing", "operations.pxweb.looking"):
            monkeypatch.setattr(f"lupaus.indicators.{module}.PxWeb", fake.service)
        yield fake


@pytest.fixture
def mapping(country: None, tmp_path: Path) -> Path:
    path = tmp_path / "tables.yaml"
    path.write_text(small_mapping(WAY), encoding="utf-8")
    return path


def run(actor: Actor, *arguments: str | Path) -> Result:
    return CliRunner().invoke(pxweb, list(map(str, arguments)), obj=actor, catch_exceptions=False)


def test_databases_folders_and_tables_are_listed(fake: FakePxWeb, planner: Actor) -> None:
    assert run(planner, "tables").output == "StatFin/  Folder StatFin\n"
    assert run(planner, "tables", "StatFin/vaerak").output == "11s5.px  2026-03-01  Väestö\n"
    (listed,) = json.loads(run(planner, "tables", "StatFin/vaerak", "--format", "json").output)
    assert listed == {
        "id": "11s5.px",
        "title": "Väestö",
        "is_table": True,
        "updated": "2026-03-01T08:00:00",
    }


def test_a_table_is_told_with_its_codes(fake: FakePxWeb, planner: Actor) -> None:
    many = small_table(title="Väestö", left_out=("alue",))
    many.variables["alue"] = ("Alue", {f"KU{number:03d}": f"Kunta {number}" for number in range(35)})
    fake.tables[WAY] = many
    told = run(planner, "tables", WAY, "--words", "sv").output.splitlines()
    assert told[:4] == ["Väestö", "", "alue: Alue (may be left out)", "  KU000: Kunta 0"]
    assert "  … and 5 more; --format json shows them." in told
    assert told[-3:] == ["vuosi: Vuosi (time)", "  2023", "  2024"]
    assert fake.asked[-1].startswith("/sv/")
    found = json.loads(run(planner, "tables", WAY, "--format", "json").output)
    assert [(each["code"], each["is_time"], len(each["values"])) for each in found["variables"]] == [
        ("alue", False, 35),
        ("vuosi", True, 2),
    ]


def test_a_check_tells_what_would_be_asked(fake: FakePxWeb, planner: Actor, mapping: Path) -> None:
    assert run(planner, "import", mapping, "--check").output == (
        f"{WAY}: cells 1, questions 1; indicators people; years 2024–2024; areas 1.\n"
        "1 question of figures in all; at most 40 in 60 seconds are asked.\n"
    )
    found = json.loads(run(planner, "import", mapping, "--check", "--format", "json").output)
    assert (found["calls"], found["tables"][0]["cells"], found["refused"]) == (1, 1, [])
    assert (fake.sent, Release.objects.count()) == ([], 0)
    mapping.write_text(small_mapping(WAY).replace("KU049", "KU837"))
    with pytest.raises(Refused, match="has no value “KU837”"):
        run(planner, "import", mapping, "--check")
    done = run(planner, "import", mapping, "--check", "--again")
    assert (done.exit_code, "leave out --again and --skip-bad" in done.stderr) == (2, True)


def test_an_import_says_what_it_did(fake: FakePxWeb, planner: Actor, mapping: Path) -> None:
    assert run(planner, "import", mapping).output == (
        f"{WAY}:\nRelease 1: 1 added, 0 changed, 0 withdrawn, 0 unchanged.\n"
    )
    assert run(planner, "import", mapping).output == (
        f"{WAY}:\nStatistics Finland says that nothing changed here since the last time.\n"
    )
    assert run(planner, "import", mapping, "--again").output == (
        f"{WAY}:\nNothing changed, so there is no new release (observations as they were: 1).\n"
    )
    found = json.loads(run(planner, "import", mapping, "--format", "json").output)
    assert found == {
        "tables": [{"table": WAY, "imported": None, "left_out": []}],
        "refused": [],
        "not_asked": 0,
    }


def test_areas_left_out_are_told_on_standard_error(fake: FakePxWeb, planner: Actor, mapping: Path) -> None:
    fake.tables[WAY].variables["alue"] = ("Alue", {"KU049": "Espoo", "KU837": "Tampere"})
    fake.tables[WAY].figure = lambda _of: 1
    mapping.write_text(small_mapping(WAY).replace("[KU049]", '["KU*"]'))
    done = run(planner, "import", mapping)
    assert "left out, for these areas are not known here (1): KU837 Tampere." in done.stderr
    assert "Release 1: 1 added" in done.stdout


def test_what_went_wrong_is_told_at_the_end(fake: FakePxWeb, planner: Actor, mapping: Path) -> None:
    table = "{table: StatFin/gone.px, indicators: {gone: {title: Gone}}}"
    down = "{table: StatFin/down.px, indicators: {down: {title: Down}}}"
    fake.instead["GET", "down.px"] = Reply(status=503)
    mapping.write_text(small_mapping(WAY)[:-1] + f", {table}, {down}, {table}]")
    done = CliRunner().invoke(pxweb, ["import", str(mapping)], obj=planner)
    assert isinstance(done.exception, Refused)
    assert len(done.exception.problems) == 2
    assert "Release 1: 1 added" in done.stdout
    assert "1 table was not asked for. The same command goes on from there." in done.stderr
