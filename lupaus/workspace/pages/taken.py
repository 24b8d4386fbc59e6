"""A version as a file that leaves the service."""

from __future__ import annotations

from django.http import HttpResponse

from lupaus.workspace.content import Content
from lupaus.workspace.kinds import WorkKind
from lupaus.workspace.models import Version
from lupaus.workspace.rights import nothing_here


def file_of(version: Version, kind: WorkKind, content: Content, form: str) -> HttpResponse:
    """The file in one of the forms of the kind of work, holding what is in `content`. Raises `NotFound`.

    What must not leave has to be out of `content` already.
    """
    for each in kind.files:
        if each.name == form:
            name = f"{version.work_id}-{version.number}.{each.name}"
            return attachment(each.write(version.work, content), each.content_type, name)
    raise nothing_here()


def attachment(data: bytes, content_type: str, name: str) -> HttpResponse:
    """An answer that is saved, never opened in place: nothing in it runs on our address."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type=content_type, headers=headers)
