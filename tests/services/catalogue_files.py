"""A small catalogue as a planner's file: two services, three ways to them, and what is to change."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

from lupaus.accounts.actors import operator
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.operations import save_indicators
from lupaus.regions.operations import load_register
from lupaus.web.texts import Text
from tests.conftest import NOW

ORGANISATION: Final = "kaava"
CLASS: Final = "http://uri.suomi.fi/codelist/ptv/ptvserclass2/code/"


def words(each: str) -> dict[str, str]:
    return {"fi": f"{each} fi", "sv": f"{each} sv", "en": f"{each} en"}


def plain() -> dict[str, Any]:
    """The catalogue as plain values, new each time."""
    return {
        "organisation": ORGANISATION,
        "concepts": [
            {"scheme": "service-class", "code": "P5", "uri": f"{CLASS}P5", "label": words("Health")},
            {
                "scheme": "service-class",
                "code": "P5.1",
                "uri": f"{CLASS}P5.1",
                "label": words("Clinics"),
                "broader": "P5",
            },
        ],
        "organisations": [{"id": "kaava-county", "name": "Kaava", "sector": "county"}],
        "services": [
            {
                "id": "child-health-clinic",
                "name": words("Child health clinic"),
                "summary": words("Check-ups"),
                "description": words("All about it"),
                "languages": ["fi", "sv"],
                "charge": "free",
                "regions": ["KU049"],
                "classes": ["P5.1"],
                "promised_days": 7,
                "wait_indicator": "wait",
                "provisions": [{"organisation": "kaava-county", "role": "organiser", "kind": "own"}],
                "channels": [{"channel": "clinic"}, {"channel": "advice", "note": words("First call")}],
            },
            {
                "id": "home-care",
                "name": words("Home care"),
                "summary": words("At home"),
                "description": words("Help at home"),
                "languages": ["fi"],
            },
        ],
        "channels": [
            {
                "id": "clinic",
                "kind": "place",
                "name": words("Espoo clinic"),
                "languages": ["fi"],
                "address": "Kamreerintie 2",
                "postal_code": "02770",
                "post_office": "Espoo",
                "municipality": "KU049",
                "latitude": 60.2,
                "longitude": 24.65,
                "hours": [{"days": [1, 2, 3], "from": "08:00", "to": "16:00"}],
                "phones": [{"number": "+358 9 123", "language": "fi"}],
            },
            {"id": "advice", "kind": "phone", "name": "Advice", "languages": ["fi"]},
        ],
        "changes": [{"id": "clinic-closes", "channel": "clinic", "kind": "closes", "on": "2028-01-01"}],
    }


def written(folder: Path, catalogue: dict[str, Any] | None = None, name: str = "catalogue.yaml") -> Path:
    path = folder / name
    text = yaml.safe_dump({"catalogue": catalogue or plain()}, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")
    return path


def settle() -> None:
    """The regions and the indicator that the catalogue speaks of."""
    load_register(actor=operator(), clock=lambda: NOW)
    wait = IndicatorDefinition(id="wait", title=Text.same("Wait, days"))
    save_indicators(actor=operator(), clock=lambda: NOW, definitions=[wait])
