"""How an upper room shows something on a lower room's page, without the lower room knowing it.

A page names a *place* (`"indicator"`, `"notices"`) and says what it is about; rooms register panels for the
place when they start. The arrow between rooms is never reversed: the registry lives here, at the bottom.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple, Protocol

from markupsafe import Markup

from lupaus.web.address import Address
from lupaus.web.rooms import all_in
from lupaus.web.texts import Text

#: Gets the address of the page and the id of what the page is about ("" where it is about nothing in
#: particular); returns the panel, or None when it has nothing to say.
Panel = Callable[[Address, str], Markup | None]


#: `main` and `footer` are on every page and the same for everybody; `workspace` and `person` are only on
#: private pages: the places to work in, and what concerns the person who is signed in.
MenuName = Literal["main", "footer", "workspace", "person"]


class Acting(Protocol):
    """Who is signed in, as far as the house must know (`accounts.actors.Actor`)."""

    @property
    def name(self) -> str: ...
    @property
    def grants(self) -> frozenset[tuple[Any, str]]: ...
    def may(self, role: Any, organisation: str = "") -> bool: ...
    def may_somewhere(self, *roles: Any) -> bool: ...


def everybody(_actor: Acting) -> bool:
    """For entries that all who are signed in may see."""
    return True


class Entry(NamedTuple):
    """A line of a menu. `label` is called when shown, in the reader's language.

    `also` names the paths, without the language, of pages that lie under it though their address does not.
    `seen_by` says for private menus who sees the line; it hides only, the page itself must refuse.
    `is_deed`: the line is a button that sends a POST, such as signing out.
    """

    menu: MenuName
    order: int
    label: Callable[[], str]
    url_name: str
    also: tuple[str, ...] = ()
    seen_by: Callable[[Acting], bool] = everybody
    is_deed: bool = False


_panels: dict[str, list[tuple[int, Panel]]] = defaultdict(list)
_entries: list[Entry] = []


def register_panel(place: str, panel: Panel, *, order: int = 100) -> None:
    """Add a panel to a place; lower `order` stands first. Registering it again changes nothing."""
    if all(panel is not known for _order, known in _panels[place]):
        _panels[place].append((order, panel))
        _panels[place].sort(key=lambda entry: entry[0])


def panels(place: str, address: Address, subject: str = "") -> list[Markup]:
    """What the rooms have to say at a place, in order."""
    all_in()
    shown = (panel(address, subject) for _order, panel in _panels.get(place, ()))
    return [markup for markup in shown if markup]


def register_entry(entry: Entry) -> None:
    """Add a line to a menu. Registering it again changes nothing."""
    if (entry.menu, entry.url_name) not in {(known.menu, known.url_name) for known in _entries}:
        _entries.append(entry)
        _entries.sort(key=lambda known: known.order)


def menu(name: MenuName, actor: Acting | None = None) -> tuple[Entry, ...]:
    """The lines of a menu in order; without an actor, those that are not for some people only."""
    all_in()
    return tuple(
        entry
        for entry in _entries
        if entry.menu == name and (entry.seen_by is everybody or (actor is not None and entry.seen_by(actor)))
    )


class Named(Protocol):
    """Something with a name of its own: what `name_organisations_with` asks."""

    def __call__(self, slugs: Sequence[str]) -> Sequence[Text]: ...


def name_organisations_with(named: Named) -> None:
    """Called once, by the room that knows what organisations are called."""
    global _organisations  # noqa: PLW0603 - one registration at start-up, read-only afterwards
    _organisations = named


def organisation_names(slugs: Sequence[str]) -> Sequence[Text]:
    """What organisations are called, for the header of private pages; their ids where no room knows."""
    all_in()
    return _organisations(slugs)


def _by_id(slugs: Sequence[str]) -> Sequence[Text]:
    return [Text.same(slug) for slug in slugs]


_organisations: Named = _by_id
