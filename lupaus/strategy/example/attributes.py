"""What the example's organiser wants to know of its parts beyond what everybody does: one of each form."""

from __future__ import annotations

from typing import Any, Final

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from lupaus.workspace.models import Form
from lupaus.workspace.operations import save_attribute

ORGANISATION: Final = "uusimaa"
_PRIORITIES: Final = {
    "high": {"fi": "kiireellinen", "sv": "brådskande", "en": "urgent"},
    "medium": {"fi": "tärkeä", "sv": "viktig", "en": "important"},
    "low": {"fi": "myöhemmin", "sv": "senare", "en": "later"},
}
_ATTRIBUTES: Final[tuple[dict[str, Any], ...]] = (
    {
        "kind": "goal",
        "slug": "priority",
        "title": Text("Kiireellisyys", "Angelägenhet", "Urgency"),
        "form": Form.CHOICE.value,
        "is_public": True,
        "choices": [{"id": id_, "title": title} for id_, title in _PRIORITIES.items()],
    },
    {
        "kind": "goal",
        "slug": "background",
        "title": Text("Tausta-aineisto", "Bakgrundsmaterial", "Background material"),
        "form": Form.TEXT.value,
    },
    {
        "kind": "measure",
        "slug": "cost-estimate",
        "title": Text("Kustannusarvio, €", "Kostnadskalkyl, €", "Cost estimate, €"),
        "form": Form.NUMBER.value,
    },
    {
        "kind": "measure",
        "slug": "next-check",
        "title": Text("Seuraava tarkistus", "Nästa kontroll", "Next check"),
        "form": Form.DATE.value,
    },
)


def save_attributes(*, actor: Actor, clock: Clock) -> None:
    """Make the example's attributes known. A second call changes nothing."""
    require(actor, Role.EDITOR, ORGANISATION)
    for place, attribute in enumerate(_ATTRIBUTES):
        save_attribute(actor=actor, clock=clock, organisation=ORGANISATION, position=place, **attribute)
