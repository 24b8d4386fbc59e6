"""The write API of the workspace: the same operations as its pages, for a program with a personal token."""

from __future__ import annotations

from ninja import Router

from lupaus.workspace.api import attributes, parts, people, review, versions, whole, works

router = Router()
for room in (works, versions, parts, whole, review, people, attributes):
    router.add_router("", room.router)
