"""`dev.py`: what a stranger meets first."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dev
from tests.conftest import PROJECT

FILES = ("dev.py", "Makefile", "pyproject.toml", "hatch_build.py", "README.md", "LICENCE")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what installing needs, in a folder of its own."""
    folder = tmp_path / "a folder with spaces"
    folder.mkdir()
    for name in FILES:
        shutil.copy(PROJECT / name, folder)
    shutil.copytree(PROJECT / "requirements", folder / "requirements")
    return folder


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "dev.py", *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("version", [(3, 6), (3, 8), (3, 10)])
def test_old_pythons_can_read_it(version: tuple[int, int]) -> None:
    source = (PROJECT / "dev.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=version)
    futures = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    assert futures == []


def test_an_old_python_is_told_what_to_do(copy: Path) -> None:
    source = (copy / "dev.py").read_text(encoding="utf-8")
    pretend = "import sys\nsys.version_info = (3, 9, 2)\n"
    ran = subprocess.run(
        [sys.executable, "-c", pretend + source], capture_output=True, text=True, check=False, cwd=copy
    )
    assert ran.returncode == 1
    assert ran.stderr.strip().startswith("Lupaus needs Python 3.11 or newer; this is 3.9.")
    assert len(ran.stderr.strip().splitlines()) == 1


def test_it_uses_the_standard_library_only() -> None:
    tree = ast.parse((PROJECT / "dev.py").read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


def test_without_a_verb_it_says_how_it_is_used_and_with_a_wrong_one_too(copy: Path) -> None:
    assert run(copy).returncode == 0
    wrong = run(copy, "dmeo")
    assert wrong.returncode == 2
    assert "dev.py demo" in wrong.stdout


@pytest.mark.slow
def test_without_a_network_the_first_run_says_so_and_the_next_begins_anew(copy: Path) -> None:
    offline = {
        "PIP_INDEX_URL": "http://127.0.0.1:1/simple",
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_RETRIES": "0",
        "PIP_NO_CACHE_DIR": "1",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_FIND_LINKS": "",
    }
    for _again in range(2):
        ran = run(copy, "install", **offline)
        assert ran.returncode == 1
        assert "Making the folder .venv" in ran.stdout
        assert ran.stderr.startswith("The package index does not answer.")
        assert len(ran.stderr.strip().splitlines()) == 1
    assert not (copy / ".venv" / "lupaus-installed").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(copy: Path) -> None:
    copy.chmod(0o555)
    ran = run(copy, "install")
    copy.chmod(0o755)
    assert ran.returncode == 1
    assert "cannot be written" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full."),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE", "A downloaded package is not the one"),
        ("[Errno 13] Permission denied: '/x'", "cannot be written"),
        ("[Errno -3] Temporary failure in name resolution", "The package index does not answer."),
        ("Max retries exceeded … No matching distribution found", "The package index does not answer."),
        ("ERROR: No matching distribution found for x==1", "not offered for this Python"),
        ("first line\nthe last line", "It failed: the last line"),
    ],
)
def test_what_pip_says_becomes_one_sentence(said: str, sentence: str) -> None:
    with pytest.raises(SystemExit) as ended:
        dev.explain(said, "It failed:")
    assert sentence in str(ended.value)
    assert "\n" not in str(ended.value).strip()


@pytest.fixture
def stamped(copy: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`dev` working on the copy, with an empty `.venv` there."""
    (copy / ".venv").mkdir()
    monkeypatch.setattr(dev, "ROOT", copy)
    monkeypatch.setattr(dev, "STAMP", copy / ".venv" / "lupaus-installed")
    locks = {kind: copy / "requirements" / f"{kind}.txt" for kind in dev.KINDS}
    monkeypatch.setattr(dev, "LOCKS", locks)
    return copy


def test_what_was_installed_is_known_the_next_time(stamped: Path) -> None:
    assert not dev.installed("run")
    dev.STAMP.write_text(dev.fingerprint("run"))
    assert dev.installed("run")
    assert not dev.installed("test")
    dev.STAMP.write_text(dev.fingerprint("test"))
    assert dev.installed("run")
    assert dev.installed("test")
    assert not dev.installed("bench")
    dev.STAMP.write_text(dev.fingerprint("bench"))
    assert dev.installed("test")


@pytest.mark.parametrize("changed", ["requirements/run.txt", "pyproject.toml", "hatch_build.py"])
def test_a_change_of_what_is_needed_installs_again(changed: str, stamped: Path) -> None:
    dev.STAMP.write_text(dev.fingerprint("run"))
    with (stamped / changed).open("a") as file:
        file.write("# changed\n")
    assert not dev.installed("run")


@pytest.mark.parametrize("kind", [*dev.KINDS, *dev.PEERS])
def test_locked_versions_have_hashes_and_no_address_of_an_index_or_a_machine(kind: str) -> None:
    text = {**dev.LOCKS, **dev.PEERS}[kind].read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    assert "--find-links" not in text
    logical = text.replace("\\\n", " ").splitlines()
    requirements = [line for line in logical if line.strip() and not line.startswith("#")]
    assert all("==" in line and "--hash=sha256:" in line for line in requirements)


def test_what_tests_and_measuring_need_includes_exactly_what_stands_before_it() -> None:
    pins = {
        kind: {line.rstrip(" \\") for line in dev.LOCKS[kind].read_text().splitlines() if line[:1].isalnum()}
        for kind in dev.KINDS
    }
    assert pins["run"] < pins["test"] < pins["bench"]


def test_what_lupaus_is_tried_against_is_not_among_what_it_needs() -> None:
    needed = dev.LOCKS["run"].read_text(encoding="utf-8")
    assert not {"pyspark-client", "pysail"} & {line.partition("==")[0] for line in needed.splitlines()}


def test_make_only_calls_it() -> None:
    recipes = [line for line in (PROJECT / "Makefile").read_text().splitlines() if line.startswith("\t")]
    assert all(line.startswith("\t@$(PYTHON) dev.py ") for line in recipes)
