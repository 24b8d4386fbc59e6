"""What the forms of these pages offer to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from lupaus.services.models import ChannelKind, Concept, Scheme, Service
from lupaus.services.points import words
from lupaus.web.address import Address
from lupaus.web.region_choice import regions as region_choice
from lupaus.web.texts import Text

#: A select with more services than this helps nobody.
MOST_SERVICES: Final = 150


class ClassGroup(NamedTuple):
    """Service classes under the main class that holds them."""

    label: Text
    code: str
    classes: Sequence[tuple[str, Text]]


def place(address: Address) -> str:
    """What the region of an address is called. At most one query."""
    name = region_choice().named(address.region) if address.region else None
    return name.words(address.language) if name else _("The whole region")


def classes() -> list[ClassGroup]:
    """The service classes of services that a point gives. One query."""
    given = Service.objects.filter(retired_at=None, connections__channel__kind=ChannelKind.PLACE)
    chosen = Concept.objects.filter(
        scheme=Scheme.SERVICE_CLASS, pk__in=given.order_by().values("concepts")
    ).select_related("broader")
    groups: dict[str, ClassGroup] = {}
    for each in chosen.order_by("code"):
        top = each.broader or each
        group = groups.setdefault(top.code, ClassGroup(top.label, top.code, []))
        if each is not top and isinstance(group.classes, list):
            group.classes.append((each.code, each.label))
    return list(groups.values())


def services() -> list[tuple[str, Text]]:
    """The services that a point gives, when a person can look through them. One query."""
    given = Service.objects.filter(
        retired_at=None,
        pk__in=Service.objects.filter(connections__channel__kind=ChannelKind.PLACE).order_by().values("pk"),
    )
    rows = list(given.values_list("id", "name")[: MOST_SERVICES + 1])
    if len(rows) > MOST_SERVICES:
        return []
    return sorted(rows, key=lambda row: row[1].words(words.reader_language()).casefold())


def chosen_service(service: str | None) -> Text | None:
    """One query where one is chosen."""
    if service is None:
        return None
    name = Service.objects.filter(pk=service).values_list("name", flat=True).first()
    return name or Text.same(service)
