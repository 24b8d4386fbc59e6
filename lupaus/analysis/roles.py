"""Which indicators of this bank play which part: population, languages, age structure … (`roles.yaml`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Final, Literal, NamedTuple, cast

import yaml
from django.db.models import Q

from lupaus.indicators.models import Indicator
from lupaus.web.texts import Text

FILE: Final = Path(__file__).with_name("roles.yaml")

Scale = Literal["plain", "logarithm"]


class Role(NamedTuple):
    """A part to be played. `candidates` are ids, or "source:id", the best first."""

    id: str
    title: Text
    scale: Scale
    candidates: tuple[str, ...]


class BadRoles(Exception):  # noqa: N818 - named for what is wrong
    """The file of roles says something that cannot be understood."""


@cache
def roles() -> Mapping[str, Role]:
    """Every role of the file, in its order. Raises `BadRoles`."""
    return read_roles(FILE.read_text(encoding="utf-8"))


def read_roles(text: str) -> dict[str, Role]:
    """Roles from YAML: each has a `title` in three languages, `candidates`, perhaps a `scale`."""
    said = yaml.safe_load(text)
    if not isinstance(said, dict):
        raise BadRoles("roles are a mapping of names")
    found: dict[str, Role] = {}
    for name, each in said.items():
        if not isinstance(each, dict) or each.keys() - {"title", "scale", "candidates"}:
            raise BadRoles(f"{name}: a role has title, scale and candidates")
        scale = each.get("scale", "plain")
        candidates = each.get("candidates")
        if scale not in ("plain", "logarithm"):
            raise BadRoles(f"{name}: there is no scale {scale}")
        if not isinstance(candidates, list) or not all(isinstance(c, str) and c for c in candidates):
            raise BadRoles(f"{name}: candidates are a list of ids")
        title = each.get("title")
        if not isinstance(title, dict) or title.keys() != {"fi", "sv", "en"}:
            raise BadRoles(f"{name}: the title is in fi, sv and en")
        found[str(name)] = Role(str(name), Text(**title), cast("Scale", scale), tuple(candidates))
    return found


def players(names: Collection[str]) -> dict[str, tuple[Indicator, ...]]:
    """The indicators in the catalogue that may play each of these roles, the best first. One query."""
    wanted = [roles()[name] for name in names]
    asked = {candidate for role in wanted for candidate in role.candidates}
    condition = Q(pk__in=[candidate for candidate in asked if ":" not in candidate])
    for source, _, id_ in (candidate.partition(":") for candidate in sorted(asked) if ":" in candidate):
        condition |= Q(source_kind=source, source_id=id_)
    known = list(Indicator.objects.filter(condition, retired_at=None))
    called: dict[str, list[Indicator]] = {}
    for entry in known:
        called.setdefault(entry.pk, []).append(entry)
        called.setdefault(f"{entry.source_kind}:{entry.source_id}", []).append(entry)
    return {
        role.id: tuple(
            dict.fromkeys(entry for candidate in role.candidates for entry in called.get(candidate, ()))
        )
        for role in wanted
    }
