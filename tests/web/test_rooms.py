"""Rooms move in once, when somebody first looks, and never half."""

from __future__ import annotations

import subprocess
import sys
from threading import Event, Thread
from types import SimpleNamespace

import pytest

from lupaus.web import rooms


@pytest.fixture
def houses(monkeypatch: pytest.MonkeyPatch) -> dict[str, SimpleNamespace]:
    """A house whose rooms are those of the test."""
    known: dict[str, SimpleNamespace] = {}
    monkeypatch.setattr(rooms, "_expected", [])
    monkeypatch.setattr(rooms, "_all_in", True)
    monkeypatch.setattr(rooms, "import_module", known.__getitem__)
    return known


def test_each_moves_in_once_in_the_order_of_the_rooms(houses: dict[str, SimpleNamespace]) -> None:
    moved: list[str] = []
    for name in ("below", "above"):
        houses[name] = SimpleNamespace(move_in=lambda name=name: moved.append(name))
        rooms.expect(name)
    assert moved == []
    rooms.all_in()
    rooms.all_in()
    assert moved == ["below", "above"]


def test_a_room_may_look_while_it_moves_in(houses: dict[str, SimpleNamespace]) -> None:
    houses["curious"] = SimpleNamespace(move_in=rooms.all_in)
    rooms.expect("curious")
    rooms.all_in()


def test_one_that_could_not_move_in_says_so_to_everybody_who_looks(
    houses: dict[str, SimpleNamespace],
) -> None:
    houses["broken"] = SimpleNamespace(move_in=lambda: 1 / 0)
    rooms.expect("broken")
    for _look in range(2):
        with pytest.raises(ZeroDivisionError):
            rooms.all_in()


def test_who_comes_while_they_move_in_waits(houses: dict[str, SimpleNamespace]) -> None:
    begun, go_on, seen = Event(), Event(), []

    def slowly() -> None:
        begun.set()
        assert go_on.wait(10)
        seen.append("moved in")

    def look() -> None:
        rooms.all_in()
        seen.append("looked")

    houses["slow"] = SimpleNamespace(move_in=slowly)
    rooms.expect("slow")
    mover = Thread(target=rooms.all_in)
    mover.start()
    assert begun.wait(10)
    comer = Thread(target=look)
    comer.start()
    comer.join(0.05)
    assert seen == []
    go_on.set()
    mover.join(10)
    comer.join(10)
    assert seen == ["moved in", "looked"]


def test_a_command_that_looks_at_nothing_loads_neither_the_statistics_nor_the_interface() -> None:
    looked = (
        "import sys, django; django.setup(); import lupaus.accounts.commands; "
        "print(sorted({'duckdb', 'deltalake', 'numpy', 'ninja'} & set(sys.modules)))"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "lupaus.config.settings", "PATH": ""}
    ran = subprocess.run(
        [sys.executable, "-c", looked], env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"
