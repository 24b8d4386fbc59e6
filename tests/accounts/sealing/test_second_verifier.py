"""The verifier in another language (tools/verify_audit.mjs) says the same as ours."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from random import Random
from typing import Any

import pytest

from lupaus.accounts.actors import Actor
from lupaus.accounts.sealing import operations
from lupaus.accounts.sealing.folder import Folder
from lupaus.web.clock import Clock
from tests.accounts.sealing.conftest import Write
from tests.conftest import PROJECT
from tools.mutate_audit.log import make_log
from tools.mutate_audit.mutations import MUTATIONS, Mutation
from tools.mutate_audit.trial import trial
from tools.mutate_audit.verifiers import Node, Ours

SCRIPT = PROJECT / "tools" / "verify_audit.mjs"

needs_node = pytest.mark.skipif(
    shutil.which("node") is None,
    reason="no Node on this machine: install it (Debian: apt-get install nodejs)",
)


def node(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["node", str(SCRIPT), *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def export(
    db: None, write: Write, clock: Clock, at_the_machine: Actor, folder: Folder, tmp_path: Path
) -> Path:
    """A trail with everything in it: checkpoints, an erasure, odd letters and numbers, and what waits."""
    write(5, sealed=True)
    odd = {"\U0001f600": '\u2028\x7f"\\/', "\uffff": [1.5, -2, 1e-7, 1e23, 2**70, None, True, ""], "ä": {}}
    from lupaus.accounts.audit import record

    record(actor=at_the_machine, clock=clock, verb="save", kind="goal", object_id="ääkkönen", after=odd)
    write(3, first=6, sealed=True)
    operations.erase_records(actor=at_the_machine, clock=clock, why="x", kind="goal", object_id="goal-3")
    operations.seal(actor=at_the_machine, clock=clock)
    write(2, first=20)
    path = tmp_path / "trail.jsonl"
    path.write_bytes(b"".join(operations.export_trail(actor=at_the_machine)))
    return path


@needs_node
@pytest.mark.slow
def test_it_agrees_about_a_sound_trail(export: Path, folder: Folder, at_the_machine: Actor) -> None:
    kept = folder.checkpoint_path(5)
    ran = node(export, "--folder", folder.path, "--checkpoint", kept, "--json")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    told = json.loads(ran.stdout)
    ours = operations.verify(actor=at_the_machine, export=export, checkpoints=(kept,))
    assert ours.is_sound
    assert (told["sealed"], told["checkpoints"], told["erased"], told["waiting"]) == (10, 3, 1, 2)
    assert (ours.sealed, ours.checkpoints, ours.erased, ours.waiting) == (10, 3, 1, 2)


@needs_node
@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"goal-2"', b'"goal-7"'),
        (b'"leaf":1,', b'"leaf":2,'),
        (b'"leaf":4,', b'"leaf":"4",'),
        (b"1e-07", b"1e-7"),
        (b'"erased":null,"leaf":6', b'"erased": null,"leaf":6'),
        ("ääkkönen".encode(), b"\xff"),
        (b"\\n10\\n", b"\\n11\\n"),
        (b'"why":"x"', b'"why":"y"'),
        (b'{"checkpoint":', b'{"Checkpoint":'),
    ],
)
def test_it_finds_the_same_in_a_trail_that_was_changed(
    old: bytes, new: bytes, export: Path, folder: Folder, at_the_machine: Actor
) -> None:
    text = export.read_bytes()
    assert old in text
    export.write_bytes(text.replace(old, new, 1))
    ran = node(export, "--folder", folder.path, "--json")
    assert ran.returncode == 1, ran.stderr
    theirs = {(each["what"], each["leaf"]) for each in json.loads(ran.stdout)["findings"]}
    found = operations.verify(actor=at_the_machine, export=export).findings
    assert theirs == {(each.what.value, each.leaf) for each in found}


@needs_node
@pytest.mark.slow
def test_it_says_how_it_is_used_and_refuses_a_strangers_checkpoint(export: Path, folder: Folder) -> None:
    assert node().returncode == 2
    assert node(export).returncode == 2
    assert node(export, "--folder", folder.path, "--checkpoint", folder.public_path).returncode == 1


@pytest.mark.slow
@pytest.mark.parametrize("mutation", sorted({each for ways in MUTATIONS.values() for each in ways}, key=str))
def test_every_way_to_change_a_log_is_found_by_both_alike(mutation: Any) -> None:
    chance = Random(7)
    log = make_log(400, chance, longest=30)
    mutations = [mutation(log, chance) for _each in range(40)]
    with Ours(log) as ours:
        assert not ours.findings(Mutation("none"))
        found = [{(each.what.value, each.leaf) for each in ours.findings(one)} for one in mutations]
    assert all(found)
    if shutil.which("node") is None:
        return
    with Node(log) as theirs:
        assert not theirs.findings(Mutation("none"))
        told = [{(str(each.what), each.leaf) for each in theirs.findings(one)} for one in mutations]
    assert told == found


@pytest.mark.slow
@pytest.mark.parametrize("verifier", ["python", pytest.param("node", marks=needs_node)])
def test_hundreds_of_mutations_of_a_long_log_are_all_found(verifier: str) -> None:
    """`python -m tools.mutate_audit` does so with 10,000 mutations of 100,000 records."""
    result = trial(verifier, records=10_000, mutations=500, chance=Random(3))
    assert result.sound
    assert result.found == 500, result.missed
