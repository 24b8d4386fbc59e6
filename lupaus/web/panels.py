"""How an upper room shows something on a lower room's page, without the lower room knowing it.

A page names a *place* (`"indicator"`, `"notices"`) and says what it is about; rooms register panels for the
place when they start. The arrow between rooms is never reversed: the registry lives here, at the bottom.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Literal, NamedTuple

from markupsafe import Markup

from lupaus.web.address import Address

#: Gets the address of the page and the id of what the page is about ("" where it is about nothing in
#: particular); returns the panel, or None when it has nothing to say.
Panel = Callable[[Address, str], Markup | None]


class Entry(NamedTuple):
    """A line of a menu. `label` is called when shown, in the reader's language.

    `also` names the paths, without the language, of pages that lie under it though their address does not.
    """

    menu: Literal["main", "footer"]
    order: int
    label: Callable[[], str]
    url_name: str
    also: tuple[str, ...] = ()


_panels: dict[str, list[tuple[int, Panel]]] = defaultdict(list)
_entries: list[Entry] = []


def register_panel(place: str, panel: Panel, *, order: int = 100) -> None:
    """Add a panel to a place; lower `order` stands first. Registering it again changes nothing."""
    if all(panel is not known for _order, known in _panels[place]):
        _panels[place].append((order, panel))
        _panels[place].sort(key=lambda entry: entry[0])


def panels(place: str, address: Address, subject: str = "") -> list[Markup]:
    """What the rooms have to say at a place, in order."""
    shown = (panel(address, subject) for _order, panel in _panels.get(place, ()))
    return [markup for markup in shown if markup]


def register_entry(entry: Entry) -> None:
    """Add a line to a menu. Registering it again changes nothing."""
    if (entry.menu, entry.url_name) not in {(known.menu, known.url_name) for known in _entries}:
        _entries.append(entry)
        _entries.sort(key=lambda known: known.order)


def menu(name: Literal["main", "footer"]) -> tuple[Entry, ...]:
    return tuple(entry for entry in _entries if entry.menu == name)
