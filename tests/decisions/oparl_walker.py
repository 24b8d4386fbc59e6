"""Walks an OParl service from its system to the last page of the last list and checks what it meets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

OWN: Final = Path(__file__).parent / "oparl_schema"
TYPES: Final = (
    *("System", "Body", "LegislativeTerm", "Organization", "Person", "Membership"),
    *("Meeting", "AgendaItem", "Paper", "Consultation", "File", "Location"),
)
#: Where an address leads, by the type it stands in. A plus sign: to a list of them.
LEADS: Final[dict[str, dict[str, str]]] = {
    "System": {"body": "+Body"},
    "Body": {
        "system": "System",
        "organization": "+Organization",
        "person": "+Person",
        "meeting": "+Meeting",
        "paper": "+Paper",
        "agendaItem": "+AgendaItem",
        "consultation": "+Consultation",
        "file": "+File",
        "locationList": "+Location",
        "legislativeTermList": "+LegislativeTerm",
        "membership": "+Membership",
    },
    "LegislativeTerm": {"body": "Body"},
    "Organization": {
        "body": "Body",
        "membership": "Membership",
        "subOrganizationOf": "Organization",
        "meeting": "+Meeting",
        "consultation": "+Consultation",
    },
    "Person": {"body": "Body", "location": "Location"},
    "Membership": {"person": "Person", "organization": "Organization", "onBehalfOf": "Organization"},
    "Meeting": {"organization": "Organization", "participant": "Person"},
    "AgendaItem": {"meeting": "Meeting", "consultation": "Consultation"},
    "Paper": {"body": "Body", "relatedPaper": "Paper"},
    "Consultation": {
        "paper": "Paper",
        "agendaItem": "AgendaItem",
        "meeting": "Meeting",
        "organization": "Organization",
    },
    "File": {"meeting": "Meeting", "agendaItem": "AgendaItem", "paper": "Paper", "derivativeFile": "File"},
    "Location": {"meetings": "Meeting", "bodies": "Body", "organizations": "Organization"},
}

Entity = dict[str, Any]
Check = Callable[[Entity], list[str]]


class Walk:
    """What was met on the way: objects by address, and what is wrong."""

    def __init__(self, check: Check) -> None:
        self.client = Client()
        self.check = check
        self.wrong: list[str] = []
        self.met: dict[str, Entity] = {}
        self.lists: dict[str, int] = {}
        self.tombstones: set[str] = set()

    def begin(self, address: str) -> Walk:
        self._object(address, "System")
        return self

    def fetch(self, address: str) -> Entity:
        assert address.startswith("http://testserver/oparl/v1/"), address
        response = self.client.get(address.removeprefix("http://testserver"))
        assert response.status_code == 200, f"{address}: {response.status_code}"
        assert response["Content-Type"] == "application/json"
        assert response["Access-Control-Allow-Origin"] == "*"
        found: Entity = response.json()
        return found

    def types(self) -> dict[str, int]:
        """How many objects of each type were met."""
        found = dict.fromkeys(TYPES, 0)
        for entity in self.met.values():
            found[_type(entity)] += 1
        return found

    def _object(self, address: str, type_: str) -> None:
        if address in self.met:
            self._expect(_type(self.met[address]) == type_, f"{address} is no {type_}")
            return
        entity = self.fetch(address)
        self.met[address] = entity
        self._expect(entity.get("id") == address, f"{address} calls itself {entity.get('id')}")
        self._expect(_type(entity) == type_, f"{address} is a {_type(entity)}, no {type_}")
        self.wrong += [f"{address}: {each}" for each in self.check(entity)]
        self._follow(entity)

    def _follow(self, entity: Entity) -> None:
        for key, to in LEADS[_type(entity)].items():
            for address in _several(entity.get(key)):
                if to.startswith("+"):
                    self._list(address, to[1:])
                else:
                    self._object(address, to)
        for inner in _inside(entity):
            self._internal(inner)

    def _internal(self, inner: Entity) -> None:
        """What stands within another is the same at its own address, where it may tell more."""
        self._expect("deleted" not in inner, f"{inner['id']} is deleted and told inside another")
        self._object(inner["id"], _type(inner))
        alone = self.met[inner["id"]]
        for key, value in inner.items():
            if not any(_inside({key: value})):
                self._expect(alone.get(key) == value, f"{inner['id']}: another {key} inside")

    def _list(self, address: str, type_: str) -> None:
        if address in self.lists:
            return
        self.lists[address] = 0
        self.lists[address] = len(list(self.pages(address, type_)))
        one_by_one = list(self.pages(f"{address}?limit=1", type_))
        self._expect(len(one_by_one) == self.lists[address], f"{address}: other objects in pages of one")
        for entity in self.pages(f"{address}?modified_since=2020-01-01T00%3A00%3A00Z", type_):
            if "deleted" in entity:
                self.tombstones.add(entity["id"])
                self._expect(self.fetch(entity["id"]) == entity, f"{entity['id']} is another in {address}")

    def pages(self, address: str, type_: str) -> Iterator[Entity]:
        """Every object of a list, over all its pages, checked; each leads on."""
        seen: list[str] = []
        here, before = address, None
        while here:
            page = self.fetch(here)
            self.wrong += [f"{here}: {each}" for each in problems(_own("List"), page)]
            links, numbers = page["links"], page["pagination"]
            self._expect(links.get("prev") == before, f"{here}: prev is {links.get('prev')}")
            self._expect(links["self"] == here, f"{here}: self is {links['self']}")
            self._expect(
                ("next" in links) == (numbers["currentPage"] < numbers["totalPages"]), f"{here}: next"
            )
            self._expect(links["first"] == address, f"{here}: first is {links['first']}")
            for entity in page["data"]:
                self._expect(_type(entity) == type_, f"{here}: a {_type(entity)} among {type_}")
                self.wrong += [f"{entity['id']} in {here}: {each}" for each in self.check(entity)]
                seen.append(entity["id"])
                if "deleted" not in entity:
                    self._object(entity["id"], type_)
                yield entity
            before, here = here, links.get("next", "")
        self._expect(len(set(seen)) == len(seen), f"{address}: the same twice")
        self._expect(len(seen) == numbers["totalElements"], f"{address}: not as many as it says")

    def _expect(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self.wrong.append(otherwise)


def _type(entity: Entity) -> str:
    return str(entity["type"]).rpartition("/")[2]


def _several(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


def _inside(entity: Entity) -> Iterator[Entity]:
    """The objects that stand in an object."""
    for value in entity.values():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict) and "id" in each and "type" in each:
                yield each


# Schemas


def problems(validator: Draft202012Validator, entity: Entity) -> list[str]:
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for error in validator.iter_errors(entity)
    ]


def _own(name: str) -> Draft202012Validator:
    return _own_validators()[name]


_validators: dict[str, Draft202012Validator] = {}


def _own_validators() -> dict[str, Draft202012Validator]:
    if not _validators:
        files = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in OWN.glob("*.json")}
        registry: Registry[Any] = Registry().with_resources(
            [(schema["$id"], Resource.from_contents(schema)) for schema in files.values()]
        )
        for name, schema in files.items():
            _validators[name] = Draft202012Validator(
                schema, registry=registry, format_checker=FormatChecker()
            )
    return _validators


def by_our_schema(entity: Entity) -> list[str]:
    """What our own schema of its type finds wrong with an object, and with those inside it."""
    return problems(_own(_type(entity)), entity)


def by_the_official_schema(folder: Path) -> Check:
    """The same by the schema files of the specification, in a folder.

    They name what stands inside by a keyword of their own, so those are looked up here.
    """
    schemas = {
        name: Draft202012Validator(
            json.loads((folder / f"{name}.json").read_text(encoding="utf-8")), format_checker=FormatChecker()
        )
        for name in TYPES
    }

    def check(entity: Entity) -> list[str]:
        found = problems(schemas[_type(entity)], entity)
        return [*found, *(f"in it: {each}" for inner in _inside(entity) for each in check(inner))]

    return check
