"""What a source says the catalogue shall hold, in the form of the models: what is compared and written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from lupaus.web.refusals import Problem
from lupaus.web.texts import Text

#: Fields of a model by name, as they are written; texts as `Text`.
Values = Mapping[str, Any]
NO_WORDS: Final = Text()


@dataclass(frozen=True)
class Wanted:
    """An entry: an organisation, a channel or a service."""

    id: str
    values: Values
    source_id: str = ""
    source_modified: str = ""
    #: Where the source says so, for a sentence about it.
    place: Problem = field(default=Problem(""), compare=False)

    @cached_property
    def checksum(self) -> str:
        """The same for all that would be written alike; when it was last touched makes no difference."""
        canonical = json.dumps(self.said(), sort_keys=True, ensure_ascii=False, default=_plain)
        return hashlib.sha256(canonical.encode("utf-8")).hexdigest()

    def said(self) -> dict[str, Any]:
        return {"values": dict(self.values), "source_id": self.source_id}


@dataclass(frozen=True)
class WantedProvision:
    organisation: str
    role: str
    kind: str = ""
    regions: tuple[str, ...] = ()


@dataclass(frozen=True)
class WantedConnection:
    channel: str
    note: Text = NO_WORDS
    hours: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class WantedService(Wanted):
    concepts: tuple[str, ...] = ()  # addresses of concepts
    provisions: tuple[WantedProvision, ...] = ()
    connections: tuple[WantedConnection, ...] = ()

    def said(self) -> dict[str, Any]:
        return super().said() | {
            "concepts": sorted(self.concepts),
            "provisions": self.provisions,
            "connections": self.connections,
        }


@dataclass(frozen=True)
class WantedConcept:
    uri: str
    scheme: str
    code: str
    label: Text
    note: Text = NO_WORDS
    broader: str | None = None  # address of the class above it
    old_uri: str = ""


@dataclass(frozen=True)
class WantedChange:
    id: str
    channel: str
    values: Values


@dataclass(frozen=True)
class WantedCatalogue:
    organisations: Sequence[Wanted] = ()
    channels: Sequence[Wanted] = ()
    services: Sequence[WantedService] = ()


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return value.as_dict()
    return vars(value)
