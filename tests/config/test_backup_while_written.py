"""Copies and backups of a service that is being written to: the last committed release is whole in each."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_copied_and_backed_up_while_imports_run_and_after_one_was_killed(tmp_path: Path) -> None:
    plain = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    own = {"LUPAUS_DATA": str(tmp_path / "data"), "DJANGO_SETTINGS_MODULE": "lupaus.config.settings"}
    # A fork beside threads is what this program is careful never to do; Python 3.12 warns on suspicion.
    program = [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "tests.config.copying"]
    done = subprocess.run(
        [*program, "copies", "5", "6"],
        env=plain | own, cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert (seen["copies"], seen["backups"]) == (5, 2)
