"""A whole content over the write API."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Path, Router

from lupaus.web.clock import real_clock
from lupaus.workspace import operations
from lupaus.workspace.api.asked import Answer, who
from lupaus.workspace.api.shapes import OfWork, Take, TakenOut
from lupaus.workspace.content import PartValue

router = Router(tags=["parts"])


@router.post("/works/{work}/take", response=TakenOut, summary="Bring a whole content", url_name="take")
def take(request: HttpRequest, where: Path[OfWork], data: Take) -> Answer:
    """Make the draft what you send, whole or not at all. With `dry_run` it is only told what would change."""
    done = operations.take(
        actor=who(request),
        clock=real_clock,
        work=where.work,
        parts=[
            PartValue(part.kind, part.id, part.parent or "", part.content, part.position)
            for part in data.parts
        ],
        dry_run=data.dry_run,
        seen=data.seen,
    )
    return {
        "dry_run": data.dry_run,
        "changes": [
            {
                "deed": change.deed,
                "kind": change.part.kind,
                "id": change.part.slug,
                "fields": list(change.fields),
            }
            for change in done.changes
        ],
        "unchanged": done.unchanged,
        "digest": done.digest,
    }
