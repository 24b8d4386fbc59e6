"""Ids of objects: their addresses, which stay."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from lupaus.decisions.models import Item, Membership
from lupaus.web.marks import without_marks
from lupaus.web.texts import LANGUAGES, Text

Entity = dict[str, Any]

_TYPES: Final = "https://schema.oparl.org/1.1/"


class Addresses:
    """Absolute addresses of objects, lists and public pages, as seen from the host that was asked."""

    def __init__(self, request: HttpRequest) -> None:
        system = request.build_absolute_uri(reverse("decisions-machine:oparl-system"))
        self.system = system
        self._root = system.removesuffix("system")
        self._site = request.build_absolute_uri("/").removesuffix("/")

    def of(self, *parts: object) -> str:
        """The address of an object or a list: `of("body", "kaava", "meeting")`."""
        return self._root + "/".join(map(str, parts))

    def page(self, path: str) -> str:
        """The absolute address of a page: of a path from the root."""
        return self._site + path

    def membership(self, member: Membership) -> str:
        return self.of("membership", member.body_id, membership_key(member))

    def person(self, organisation: str, name: str) -> str:
        return self.of("person", organisation, person_key(name))


def kind(name: str) -> str:
    """The value of `type`."""
    return _TYPES + name


VERSION: Final = _TYPES


def person_key(name: str) -> str:
    """A person within an organisation: nothing is known of them but the name."""
    return _digest(name)


def membership_key(member: Membership) -> str:
    """A term within a body. It keeps its key when it ends, or when others come before it."""
    return _digest(member.person, member.role, member.deputy_of, str(member.since or ""))


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\x00".join(parts).encode(), digest_size=10).hexdigest()


def names(text: Text) -> Entity:
    """A name: in Finnish for everybody, in three languages for who knows our key."""
    told = Text(**{language: without_marks(getattr(text, language)) for language in LANGUAGES})
    return {"name": told.words("fi"), "lupaus:name": told.as_dict()}


def page(name: str, *args: str) -> str:
    """The path of a public page in Finnish, by the name of its door."""
    with translation.override("fi"):
        return reverse(f"decisions:{name}", args=args)


def place_of(item: Item) -> tuple[str, str, str]:
    """What the addresses of an item are made of. It has its meeting."""
    return item.meeting.body_id, item.meeting.slug, item.slug


def number_of(item: Item) -> str:
    """“§ 98”; before it has a section its number on the agenda, where it has one."""
    return f"§ {item.section}" if item.section is not None else item.number


def moment(at: datetime) -> str:
    return at.isoformat()


def told(entity: Entity) -> Entity:
    """An object without what has no value: OParl knows neither null nor empty strings."""
    return {key: value for key, value in entity.items() if value not in (None, "", [], {})}


def tombstone(id_: str, type_: str, *, created: datetime, modified: datetime, **more: Any) -> Entity:
    """What is left of an object that was taken away; `more` are keys its type may never lack."""
    return {
        "id": id_,
        "type": kind(type_),
        **more,
        "created": moment(created),
        "modified": moment(modified),
        "deleted": True,
    }
