"""The commands: what they print, and that a refusal is a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from lupaus.accounts.actors import Actor
from lupaus.indicators.commands import indicators, observations, releases
from lupaus.indicators.models import Release
from lupaus.indicators.source_commands import sotkanet
from lupaus.web.refusals import Refused
from tests.indicators.conftest import HEADER, Import
from tests.indicators.sotkanet_server import Fake, Reply, fake_sotkanet

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parent / "data"


@pytest.fixture
def history(bring_in: Import) -> None:
    """Two releases: one value revised much, one little, one added, one withdrawn."""
    bring_in(["jobs,KU049,total,2020,70", "jobs,KU444,total,2020,60", "jobs,HVA03,total,2020,65"])
    bring_in(
        ["jobs,KU049,total,2020,71", "jobs,KU444,total,2020,30", "jobs,KU049,total,2021,72"], replace=True
    )


def run(actor: Actor, command: click.Command, *arguments: str | Path) -> Result:
    return CliRunner().invoke(command, list(map(str, arguments)), obj=actor, catch_exceptions=False)


def test_an_import_says_what_it_did(catalogue: None, planner: Actor, tmp_path: Path) -> None:
    path = tmp_path / "jobs.csv"
    path.write_text(f"{HEADER}\njobs,KU049,total,2020,70\n")
    assert run(planner, observations, "import", path).output == (
        "Release 1: 1 added, 0 changed, 0 withdrawn, 0 unchanged.\n"
    )
    assert run(planner, observations, "import", path).output == (
        "Nothing changed, so there is no new release (observations as they were: 1).\n"
    )


def test_rows_left_out_are_listed_on_standard_error(catalogue: None, planner: Actor, tmp_path: Path) -> None:
    path = tmp_path / "jobs.csv"
    path.write_text("\n".join([HEADER, "jobs,KU049,total,2020,70", *["jobs,KU999,total,2020,70"] * 60]))
    done = run(planner, observations, "import", path, "--skip-bad")
    assert done.stdout == "Release 1: 1 added, 0 changed, 0 withdrawn, 0 unchanged.\n"
    lines = done.stderr.splitlines()
    assert lines[0] == "jobs.csv:3: There is no region “KU999”."
    assert lines[-2:] == ["…", "60 rows were left out."]
    with pytest.raises(Refused):
        run(planner, observations, "import", path)


def test_the_nature_is_given_with_the_import(catalogue: None, planner: Actor, tmp_path: Path) -> None:
    path = tmp_path / "jobs.csv"
    path.write_text(f"{HEADER}\njobs,KU049,total,2030,70\n")
    run(planner, observations, "import", path, "--nature", "illustrative")
    assert Release.objects.get().nature == "illustrative"
    assert "jobs.csv (illustrative)" in run(planner, releases).output


def test_sotkanet_takes_a_file(country: None, planner: Actor) -> None:
    done = run(
        planner, sotkanet, "import", "--indicator", "181", "--years", "2021",
        "--file", DATA / "sotkanet_181.json", "--metadata", DATA / "sotkanet_181_metadata.json",
    )  # fmt: skip
    assert done.output == "Release 1: 3 added, 0 changed, 0 withdrawn, 0 unchanged.\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Name indicators with --indicator, or everything with --all."),
        (("--indicator", "181", "--all"), "Name indicators with --indicator, or everything with --all."),
        (("--indicator", "181", "--ids", "4"), "--ids, --theme, --again and --anew go with --all."),
        (("--all", "--ids", "4-1"), "Expected numbers, such as 127,181,3200-3219."),
        (("--all", "--ids", "4", "--theme", "x"), "Give --ids or --theme, not both."),
        (("--all", "--file", "x.json"), "--file goes with --indicator."),
        (("--indicator", "many"), "'many' is not a valid integer range"),
        (("--indicator", "181", "--years", "lately"), "Expected years, such as 2010-2024."),
        (("--indicator", "181", "--years", "2024-2010"), "Expected years, such as 2010-2024."),
        (("--indicator", "181", "--replace"), "--metadata and --replace go with --file."),
    ],
)
def test_wrong_usage_is_told(db: None, planner: Actor, arguments: tuple[str, ...], sentence: str) -> None:
    done = run(planner, sotkanet, "import", *arguments)
    assert done.exit_code == 2
    assert sentence in done.stderr


def sotkanet_at(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lupaus.indicators.sotkanet.Sotkanet", lambda **_how: fake.service())


def test_sotkanets_whole_list_is_put_in(country: None, planner: Actor, tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text(json.dumps([{"id": 4, "title": {"fi": "Neljä"}}, {"id": 9, "title": {"fi": "Yhdeksän"}}]))
    assert run(planner, sotkanet, "catalogue", "--file", path).output == (
        "Sotkanet lists 2 indicators: 2 added, 0 changed, 0 as they were.\n"
    )
    path.write_text(json.dumps([{"id": 4, "title": {"fi": "Neljä"}}]))
    assert "Sotkanet no longer lists: sotkanet-9. Their figures stay.\n" in (
        run(planner, sotkanet, "catalogue", "--file", path).output
    )
    found = json.loads(run(planner, sotkanet, "catalogue", "--file", path, "--format", "json").output)
    assert found == {"listed": 1, "added": [], "changed": [], "unchanged": 1, "gone": ["sotkanet-9"]}


def test_everything_of_sotkanet_tells_each_release_and_ends_with_what_was_wrong(
    country: None, planner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    metadata, answer = DATA / "sotkanet_181_metadata.json", DATA / "sotkanet_181.json"
    with fake_sotkanet() as fake:
        sotkanet_at(fake, monkeypatch)
        listed = [{"id": number, "title": {"fi": "x"}} for number in (181, 182)]
        fake.replies = {
            "/indicators": Reply(json.dumps(listed).encode()),
            "/indicators/181": Reply(metadata.read_bytes()),
            "/indicators/182": Reply(b"{}"),
            "/json?": Reply(answer.read_bytes()),
        }
        done = CliRunner().invoke(sotkanet, ["import", "--all"], obj=planner)
        assert isinstance(done.exception, Refused)
        assert str(done.exception).startswith("THL Sotkanet: 182: Expected what Sotkanet's address")
        assert done.stdout == (
            "Release 1: 5 added, 0 changed, 0 withdrawn (done: 2 of 2 indicators).\n"
            "Indicators: 2. Imported now: 1, unchanged: 0, gone: 0, not understood: 1.\n"
        )
        again = json.loads(
            run(planner, sotkanet, "import", "--all", "--ids", "181", "--format", "json").output
        )
    assert again == {
        "total": 1, "done": 1, "imported": 0, "unchanged": 1, "gone": [], "refused": [], "left_out": {},
        "releases": [],
    }  # fmt: skip


def test_releases_are_listed_the_newest_first(history: None, planner: Actor) -> None:
    lines = run(planner, releases).output.splitlines()
    assert [line.split()[0] for line in lines if line[:1].isdigit()] == ["2", "1"]
    assert max(map(len, lines)) <= 100
    listed = json.loads(run(planner, releases, "--format", "json").output)
    assert [(release["id"], release["added"], release["withdrawn"]) for release in listed] == [
        (2, 1, 1),
        (1, 3, 0),
    ]


def test_without_releases_the_list_says_so(db: None, planner: Actor) -> None:
    assert run(planner, releases).output == "Nothing has been imported yet.\n"
    assert json.loads(run(planner, releases, "--format", "json").output) == []


def test_a_comparison_shows_the_largest_revision_first(history: None, planner: Actor) -> None:
    output = run(planner, releases, "diff", "1", "2").output
    assert output.startswith("From release 1 to release 2: 1 added, 2 changed, 1 withdrawn.\n")
    rows = [line.split() for line in output.splitlines() if line.startswith("jobs")]
    assert rows == [
        ["jobs", "KU444", "total", "2020", "60", "30", "-30"],
        ["jobs", "KU049", "total", "2020", "70", "71", "+1"],
        ["jobs", "KU049", "total", "2021", "–", "72", "added"],
        ["jobs", "HVA03", "total", "2020", "65", "–", "withdrawn"],
    ]


def test_a_comparison_as_json_keeps_its_keys(history: None, planner: Actor) -> None:
    found = json.loads(run(planner, releases, "diff", "1", "2", "--format", "json", "--limit", "1").output)
    assert found == {
        "before": 1,
        "after": 2,
        "added": 1,
        "changed": 2,
        "withdrawn": 1,
        "rows": [
            {
                "indicator": "jobs", "region": "KU444", "gender": "total", "period": "2020",
                "kind": "changed", "old": 60.0, "new": 30.0, "old_status": "A", "new_status": "A",
            }
        ],
    }  # fmt: skip


def test_a_comparison_backwards_turns_the_signs(history: None, planner: Actor) -> None:
    found = json.loads(run(planner, releases, "diff", "2", "1", "--format", "json").output)
    assert (found["added"], found["changed"], found["withdrawn"]) == (1, 2, 1)
    assert (found["rows"][0]["old"], found["rows"][0]["new"]) == (30.0, 60.0)


def test_a_long_comparison_says_how_much_it_hides(history: None, planner: Actor) -> None:
    assert (
        "… and 3 more; --limit shows them." in run(planner, releases, "diff", "1", "2", "--limit", "1").output
    )


def test_a_release_that_is_not_there_is_refused(history: None, planner: Actor) -> None:
    with pytest.raises(Refused, match=r"There is no release 9\."):
        run(planner, releases, "diff", "1", "9")


def test_indicators_are_listed_and_searched(catalogue: None, planner: Actor) -> None:
    assert "turnout" in run(planner, indicators).output
    found = json.loads(run(planner, indicators, "JOB", "--format", "json").output)
    assert [entry["id"] for entry in found] == ["jobs"]
    assert run(planner, indicators, "nothing", "such").output == "No indicator was found.\n"
