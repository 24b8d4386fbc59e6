"""Ids as HSDS wants them: UUIDs, the same for ever for the same thing."""

from __future__ import annotations

from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

_OURS: Final = uuid5(NAMESPACE_URL, "https://docs.openreferral.org/hsds/lupaus")


def uuid_of(kind: str, *names: str) -> str:
    """The id of a thing. One name that is a UUID already stays; all else is made of kind and names."""
    if len(names) == 1 and (known := _as_uuid(names[0])):
        return known
    return str(uuid5(_OURS, "\x1f".join((kind, *names))))


def _as_uuid(name: str) -> str:
    """The canonical form of what is a UUID; empty for what is none."""
    if len(name) != 36:
        return ""
    try:
        return str(UUID(name))
    except ValueError:
        return ""
