"""A room names its own pages and those of rooms below it: what lies above comes as a panel."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ROOT / "lupaus"
#: The name of a page, such as "strategy:region", in a template or in code.
NAMED = re.compile(r"""["']([a-z]+):[a-z][a-z0-9_-]*["']""")


def heights() -> dict[str, int]:
    """How high each room lies, the lowest first; rooms of one height are beside each other."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    [layers] = [each["layers"] for each in contracts if each["type"] == "layers"]
    return {
        room: height for height, layer in enumerate(reversed(layers)) for room in re.findall(r"[a-z]+", layer)
    }


def named_pages() -> Iterator[tuple[Path, str, str]]:
    """Each file, its room, and a room of which it names a page."""
    for kind in ("templates/**/*.html", "**/*.py"):
        for room in heights():
            for file in sorted((ROOMS / room).glob(kind)):
                for other in set(NAMED.findall(file.read_text(encoding="utf-8"))) & heights().keys():
                    yield file, room, other


def test_no_room_names_a_page_of_a_room_above_or_beside_it() -> None:
    found = heights()
    assert found["web"] < found["indicators"] < found["analysis"] < found["strategy"]
    named = list(named_pages())
    assert ("analysis", "indicators") in {(room, other) for _file, room, other in named}
    upwards = [
        f"{file.relative_to(ROOT)} names a page of {other}"
        for file, room, other in named
        if other != room and found[other] >= found[room]
    ]
    assert upwards == []
