"""Bringing real outlines in, for the map that otherwise is a grid of tiles."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.audit import record
from lupaus.accounts.models import Role
from lupaus.regions.files import geojson
from lupaus.regions.files.reading import parse_json, read_text
from lupaus.regions.models import Boundary
from lupaus.regions.queries import Polygons, known_codes
from lupaus.regions.register import Written
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused

MEGABYTES = 64


def import_boundaries(*, actor: Actor, clock: Clock, path: Path, attribution: str = "") -> Written:
    """Store the outlines of a GeoJSON file for the regions it names. Idempotent; a planner may.

    `attribution` is whom the maps name; the National Land Survey and Statistics Finland are recognised.
    Outlines of regions that are not in the register are left out and noted. Raises `Refused` with every
    problem; nothing is written then.
    """
    require(actor, Role.PLANNER)
    shapes = geojson.parse(parse_json(read_text(path, megabytes=MEGABYTES), path), path.name)
    named = attribution.strip() or shapes.attribution
    known = known_codes()
    ours = {code: polygons for code, polygons in shapes.polygons.items() if code in known}
    strange = sorted(shapes.polygons.keys() - known)
    _refuse(path, named, ours, strange)
    return _write(actor, clock, ours, named)._replace(notes=_notes(strange))


def _refuse(path: Path, attribution: str, ours: dict[str, Polygons], strange: list[str]) -> None:
    if not ours:
        message = _("None of the regions is known here: %(codes)s. Import the regions first.")
        raise Refused(Problem(message % {"codes": _some(strange)}, file=path.name))
    if not attribution:
        raise Refused(Problem(_("Say whom the map must name as its source: --attribution."), file=path.name))
    if len(attribution) > 200 or "\x00" in attribution:
        raise Refused(_("An attribution of at most 200 characters was expected."))


def _write(actor: Actor, clock: Clock, ours: dict[str, Polygons], attribution: str) -> Written:
    with transaction.atomic():
        held = Boundary.objects.in_bulk(list(ours))
        new = {
            code: Boundary(region_id=code, polygons=polygons, attribution=attribution)
            for code, polygons in ours.items()
        }
        added = tuple(sorted(code for code in ours if code not in held))
        changed = tuple(sorted(code for code in held if _described(held[code]) != _described(new[code])))
        Boundary.objects.bulk_create([new[code] for code in added])
        Boundary.objects.bulk_update(
            [new[code] for code in changed], ["polygons", "attribution"], batch_size=50
        )
        for code in (*added, *changed):
            record(
                actor=actor,
                clock=clock,
                verb="import_boundaries",
                kind="boundary",
                object_id=code,
                before=_described(held[code]) if code in held else None,
                after=_described(new[code]),
            )
    return Written(added, changed, tuple(sorted(held.keys() - set(changed))))


def _described(boundary: Boundary) -> dict[str, Any]:
    """What the audit trail keeps of an outline: its size and fingerprint; the outline itself is too long."""
    canonical = json.dumps(boundary.polygons, separators=(",", ":"))
    return {
        "attribution": boundary.attribution,
        "points": sum(len(ring) for polygon in boundary.polygons for ring in polygon),
        "sha256": hashlib.sha256(canonical.encode()).hexdigest(),
    }


def _notes(strange: list[str]) -> tuple[str, ...]:
    if not strange:
        return ()
    return (
        _("Outlines of regions that are not known here, left out: %(codes)s.") % {"codes": _some(strange)},
    )


def _some(codes: list[str]) -> str:
    return ", ".join(codes[:20]) + (" …" if len(codes) > 20 else "")
