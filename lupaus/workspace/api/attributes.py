"""The attributes of an organisation over the write API."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest
from ninja import Path, Router, Status

from lupaus.web.clock import real_clock
from lupaus.web.texts import Text
from lupaus.workspace import operations, queries
from lupaus.workspace.api.asked import Answer, who
from lupaus.workspace.api.shapes import (
    AttributeOut,
    AttributesOut,
    OfAttribute,
    OfOrganisation,
    SavedAttribute,
)
from lupaus.workspace.models import Attribute

router = Router(tags=["attributes"])
_ALL = "/organisations/{organisation}/attributes"
_ONE = f"{_ALL}/{{kind}}/{{id}}"


@router.get(_ALL, response=AttributesOut, summary="Attributes of an organisation", url_name="attributes")
def attributes(request: HttpRequest, where: Path[OfOrganisation]) -> Answer:
    """What the organisation wants to know of its parts, by kind of part."""
    found = queries.attributes_of(actor=who(request), organisation=where.organisation)
    return {"items": [_told(each) for each in found]}


@router.put(_ONE, response=AttributeOut, summary="Add or change an attribute", url_name="attribute")
def save(request: HttpRequest, where: Path[OfAttribute], data: SavedAttribute) -> Answer:
    """Add an attribute to a kind of part, or change one. What it holds (`form`) never changes."""
    saved = operations.save_attribute(
        actor=who(request),
        clock=real_clock,
        organisation=where.organisation,
        kind=where.kind,
        slug=where.id,
        title=Text.of(data.title.model_dump()),
        form=data.form,
        is_public=data.is_public,
        choices=[choice.model_dump() for choice in data.choices],
        position=data.position,
    )
    return _told(saved)


@router.delete(_ONE, response={HTTPStatus.NO_CONTENT: None}, summary="Retire an attribute")
def retire(request: HttpRequest, where: Path[OfAttribute]) -> Status[None]:
    """Use an attribute no longer."""
    operations.retire_attribute(
        actor=who(request),
        clock=real_clock,
        organisation=where.organisation,
        kind=where.kind,
        slug=where.id,
    )
    return Status(HTTPStatus.NO_CONTENT, None)


def _told(each: Attribute) -> Answer:
    return {
        "kind": each.kind,
        "id": each.slug,
        "title": each.title.as_dict(),
        "form": each.form,
        "is_public": each.is_public,
        "choices": each.choices,
        "position": each.position,
    }
