"""The tutorials are true: their files are saved and their commands run, as a newcomer would."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

DOCS = Path(__file__).parent.parent / "docs"
LUPAUS = Path(sys.executable).with_name("lupaus")

_PIECE = re.compile(
    r"^Save this as `(?P<name>[^`]+)`:$"
    r"|^```(?P<language>\w+)\n(?P<block>.*?)^```$"
    r"|The verdict is \*\*(?P<verdict>[\w ]+)\*\*",
    re.MULTILINE | re.DOTALL,
)


class Piece(NamedTuple):
    """A piece of a tutorial: a file to save, a command to run and what it prints, a line to replace a
    file's last one with, or the verdict a reader should now see."""

    kind: str
    words: str
    name: str = ""


def pieces(tutorial: str) -> Iterator[Piece]:
    name = last = ""
    for found in _PIECE.finditer(tutorial):
        if found["name"]:
            name = found["name"]
        elif found["verdict"]:
            yield Piece("verdict", found["verdict"])
        elif found["language"] == "console":
            for line in found["block"].splitlines():
                if line.startswith("$ "):
                    yield Piece("command", line.removeprefix("$ "))
        elif found["language"] == "text":
            yield Piece("output", found["block"])
        elif found["language"] in ("yaml", "csv"):
            if name:
                yield Piece("file", found["block"], name)
                last = name if found["language"] == "yaml" else last
                name = ""
            else:
                yield Piece("last line", found["block"], last)


class Newcomer:
    """Somebody at a terminal in an empty folder, with an installation of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.printed = ""
        self.environment = os.environ | {
            "LUPAUS_DATA": str(folder / "var"),
            "LUPAUS_LANGUAGE": "en",
            "COLUMNS": "100",  # the width the tutorial shows, whatever runs the tests
        }
        self.environment.pop("DATABASE_URL", None)

    def runs(self, command: str) -> str:
        program, *arguments = shlex.split(command)
        assert program == "lupaus", command
        done = subprocess.run(
            [LUPAUS, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def does(self, piece: Piece) -> None:
        path = self.folder / piece.name
        if piece.kind == "file":
            path.write_text(piece.words, encoding="utf-8")
        elif piece.kind == "last line":
            *before, _last = path.read_text(encoding="utf-8").splitlines(keepends=True)
            path.write_text("".join(before) + piece.words, encoding="utf-8")
        elif piece.kind == "command":
            self.printed = self.runs(piece.words).replace("\xa0", " ")
        elif piece.kind == "output":
            for line in piece.words.splitlines():
                assert line in self.printed
        else:
            assert self.verdict("lohja-2030") == piece.words.replace(" ", "_")

    def verdict(self, strategy: str) -> str:
        assessment: dict[str, Any] = json.loads(
            self.runs(f"lupaus assess --strategy {strategy} --format json")
        )
        status: str = assessment["goals"][0]["targets"][0]["status"]
        return status


@pytest.mark.slow
def test_the_first_strategy_goes_as_told(tmp_path: Path) -> None:
    newcomer = Newcomer(tmp_path)
    newcomer.runs("lupaus regions register")  # what `make demo` has done by then
    told = list(pieces((DOCS / "tutorials" / "first-strategy.md").read_text(encoding="utf-8")))
    assert [piece.kind for piece in told].count("verdict") == 2
    for piece in told:
        newcomer.does(piece)


def test_the_addresses_in_the_first_strategy_are_those_of_its_own_file() -> None:
    words = (DOCS / "tutorials" / "first-strategy.md").read_text(encoding="utf-8")
    for goal in re.findall(r"/en/goals/([\w-]+)/", words):
        assert f"- id: {goal}\n" in words
