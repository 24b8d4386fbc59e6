"""The parts of a situation picture, as `sections.yaml` names them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import yaml

from lupaus.analysis.roles import roles
from lupaus.web.texts import Text

FILE: Final = Path(__file__).with_name("sections.yaml")


class Section(NamedTuple):
    """A part of the picture; `roles` are ids of `roles.yaml`, in the order they are told."""

    id: str
    title: Text
    roles: tuple[str, ...]


class BadSections(Exception):  # noqa: N818 - named for what is wrong
    """The file of sections says something that cannot be understood."""


@cache
def sections() -> tuple[Section, ...]:
    """Every part of the picture, in its order. Raises `BadSections`."""
    return read_sections(FILE.read_text(encoding="utf-8"))


def read_sections(text: str) -> tuple[Section, ...]:
    """Sections from YAML: each has an `id`, a `title` in three languages and `roles` that exist."""
    said = yaml.safe_load(text)
    if not isinstance(said, list):
        raise BadSections("sections are a list")
    found = []
    for place, each in enumerate(said):
        if not isinstance(each, dict) or each.keys() != {"id", "title", "roles"}:
            raise BadSections(f"[{place}]: a section has id, title and roles")
        if not isinstance(each["title"], dict) or each["title"].keys() != {"fi", "sv", "en"}:
            raise BadSections(f"{each['id']}: the title is in fi, sv and en")
        if unknown := [name for name in each["roles"] if name not in roles()]:
            raise BadSections(f"{each['id']}: there is no role {', '.join(map(str, unknown))}")
        found.append(Section(str(each["id"]), Text(**each["title"]), tuple(each["roles"])))
    return tuple(found)
