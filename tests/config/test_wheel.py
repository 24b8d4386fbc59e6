"""What is built from the project is whole: a wheel speaks three languages and shows its pages."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.conftest import PROJECT

pytestmark = pytest.mark.slow

_LEFT_OUT = shutil.ignore_patterns(".*", "var", "*.mo", "__pycache__", "dist", "build")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    source = tmp_path_factory.mktemp("source") / "lupaus"
    shutil.copytree(PROJECT, source, ignore=_LEFT_OUT)
    shutil.copy(PROJECT / ".gitignore", source)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel"],
        cwd=source,
        check=True,
        capture_output=True,
    )
    (built,) = (source / "dist").glob("*.whl")
    return ZipFile(built)


def test_it_holds_everything_the_package_has(wheel: ZipFile) -> None:
    kept = {
        path.relative_to(PROJECT).as_posix() for path in (PROJECT / "lupaus").rglob("*") if path.is_file()
    }
    wanted = {name for name in kept if "__pycache__" not in name and not name.endswith(".mo")}
    assert wanted <= set(wheel.namelist())


def test_it_holds_the_compiled_translations(wheel: ZipFile) -> None:
    names = set(wheel.namelist())
    sources = {name for name in names if name.endswith(".po")}
    assert sources
    assert {name.removesuffix(".po") + ".mo" for name in sources} <= names


def test_it_holds_one_package_and_the_command(wheel: ZipFile) -> None:
    tops = {name.split("/", 1)[0] for name in wheel.namelist()}
    assert tops == {"lupaus", "lupaus-0.1.0.dist-info"}
    assert b"lupaus = lupaus.config.cli:main" in wheel.read("lupaus-0.1.0.dist-info/entry_points.txt")
    assert any(name.endswith("LICENCE") for name in wheel.namelist())


def test_two_builds_are_the_same(wheel: ZipFile, tmp_path: Path) -> None:
    source = Path(str(wheel.filename)).parent.parent
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=source,
        check=True,
        capture_output=True,
    )
    (again,) = tmp_path.glob("*.whl")
    assert again.read_bytes() == Path(str(wheel.filename)).read_bytes()
