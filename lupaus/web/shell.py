"""What every page needs around its own content: languages, navigation, the reader's region, notices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus import __version__
from lupaus.web import panels, region_choice
from lupaus.web.address import Address, is_private
from lupaus.web.languages import NAMES, language_of
from lupaus.web.refusals import NotFound
from lupaus.web.texts import LANGUAGES, Text


class Alternate(NamedTuple):
    """The same page in a language."""

    language: str
    name: str
    href: str
    current: bool


class Link(NamedTuple):
    label: str
    href: str
    current: bool = False
    is_deed: bool = False  # a button that sends a POST
    is_private: bool = False  # leads to private pages, which have style sheets and scripts of their own


class SignedIn(NamedTuple):
    """Who a private page is shown to: their name, and the organisations they work for."""

    name: str
    organisations: Sequence[Text]


class Shell:
    """Asks the database only for what a template really shows, and each thing once."""

    version = __version__

    def __init__(
        self,
        address: Address,
        origin: str,
        *,
        is_a_page: bool = True,
        actor: panels.Acting | None = None,
        name: str = "",
    ) -> None:
        self.address = address
        self._actor = actor
        self._name = name
        self.is_a_page = is_a_page
        self.language = address.language
        self.origin = origin

    def to(self, name: str, *arguments: str, **own: str | int | Iterable[str] | None) -> str:
        """The address of a page by its url name, with the reader's scope carried along."""
        return self.address.link(reverse(name, args=arguments), **own)

    def absolute(self, address: str) -> str:
        return self.origin + address

    @property
    def alternates(self) -> list[Alternate]:
        return [
            Alternate(
                language, NAMES[language], str(self.address.in_language(language)), language == self.language
            )
            for language in LANGUAGES
        ]

    @property
    def navigation(self) -> list[Link]:
        """The main menu."""
        return self._menu("main")

    @property
    def about(self) -> list[Link]:
        """The menu at the foot."""
        return self._menu("footer")

    @property
    def is_private(self) -> bool:
        """Whether the page is one of those for people who sign in."""
        return self._actor is not None or self.address.is_private

    @property
    def places(self) -> list[Link]:
        """Where one may work: the menu of private pages."""
        return self._menu("workspace") if self._actor else []

    @property
    def own(self) -> list[Link]:
        """What concerns the person who is signed in: their account, and signing out."""
        return self._menu("person") if self._actor else []

    @cached_property
    def person(self) -> SignedIn | None:
        """Who is signed in, on private pages only: a public page is the same for everybody."""
        if self._actor is None:
            return None
        slugs = sorted({organisation for _role, organisation in self._actor.grants if organisation})
        return SignedIn(self._name or self._actor.name, panels.organisation_names(slugs) if slugs else ())

    def _menu(self, name: panels.MenuName) -> list[Link]:
        entries = [(entry, reverse(entry.url_name)) for entry in panels.menu(name, self._actor)]
        under = [path for entry, path in entries if self._lies_under(path, entry.also)]
        nearest = max(under, key=len, default=None)  # a page lies under one line of a menu, the nearest
        return [
            Link(entry.label(), self.address.link(path), path == nearest, entry.is_deed, is_private(path))
            for entry, path in entries
        ]

    def _lies_under(self, path: str, also: tuple[str, ...]) -> bool:
        here, front = self.address.full_path, f"/{self.language}/"
        if not self.is_a_page:
            return False
        return here == path or (path != front and here.startswith(path)) or self.address.path.startswith(also)

    @property
    def without_region(self) -> str:
        """This page with the choice of a region forgotten."""
        bare = self.address.with_(region=None)
        return f"{bare}{'&' if bare.query else '?'}region="

    @cached_property
    def region(self) -> Text | None:
        """The name of the region the reader has chosen. Raises `NotFound` for a code that is nobody's."""
        code = self.address.region
        if code is None:
            return None
        offered = (option for group in self.region_groups for option in group.options)
        name = next((option.name for option in offered if option.code == code), None)
        name = name or region_choice.regions().named(code)
        if name is None:
            raise NotFound(_("There is no region with the code %(code)s.") % {"code": code})
        return name

    @cached_property
    def region_groups(self) -> Sequence[region_choice.OptionGroup]:
        return region_choice.regions().groups(self.address)

    @cached_property
    def notices(self) -> list[Markup]:
        """What rooms want said at the top of every page, such as that it shows an earlier release."""
        return panels.panels("notices", self.address)

    def kept_query(self, *without: str) -> list[tuple[str, str]]:
        """The page's parameters for the hidden fields of a form that sets the ones in `without` itself."""
        return [(name, value) for name, value in self.address.query if name not in without]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell` in every template, also on problem pages, whose address may be nonsense."""
    address = getattr(request, "address", None)
    is_a_page = address is not None
    if address is None:
        address = Address(language_of(request.path_info) or get_language() or LANGUAGES[0], "/")
    try:
        origin = f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        origin = ""  # a problem page needs no absolute links
    actor = getattr(request, "actor", None)
    name = getattr(getattr(request, "person", None), "name", "")
    return {"shell": Shell(address, origin, is_a_page=is_a_page, actor=actor, name=name)}
