from __future__ import annotations

from collections import defaultdict

import pytest
from markupsafe import Markup

from lupaus.web import panels
from lupaus.web.address import Address

HERE = Address("en", "/")


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "_panels", defaultdict(list))
    monkeypatch.setattr(panels, "_entries", [])


def say(words: str | None) -> panels.Panel:
    return lambda _address, subject: None if words is None else Markup("{} {}").format(words, subject)


def test_rooms_speak_in_order_and_may_stay_silent() -> None:
    panels.register_panel("tree", say("second"), order=2)
    panels.register_panel("tree", say(None), order=0)
    panels.register_panel("tree", say("first"), order=1)
    assert panels.panels("tree", HERE, "oak") == ["first oak", "second oak"]


def test_a_place_nobody_speaks_at_is_empty() -> None:
    assert panels.panels("nowhere", HERE) == []


def test_registering_twice_changes_nothing() -> None:
    panel = say("once")
    panels.register_panel("tree", panel)
    panels.register_panel("tree", panel)
    assert panels.panels("tree", HERE, "") == ["once "]
    entry = panels.Entry("main", 1, lambda: "Trees", "trees")
    panels.register_entry(entry)
    panels.register_entry(entry)
    assert panels.menu("main") == (entry,)
    assert panels.menu("footer") == ()
