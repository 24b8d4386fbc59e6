"""The example's services: its files as they are, and what they must hold, written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from lupaus.services.example.definitions import definitions
from lupaus.services.example.files import CATALOGUE, CHILDREN, MATRIX, OLDER, PROCESSES
from lupaus.services.example.illustrative import illustrative_figures
from lupaus.strategy.example.files import STRATEGY

FILES: Final = (CATALOGUE, MATRIX, CHILDREN, OLDER, PROCESSES)
LANGUAGES: Final = {"fi", "sv", "en"}

#: The groups of tasks that the source names, by level, as it names them.
TASKS: Final = {
    "demanding-level": ["Valtakunnalliset ja yhteistyöalueen palvelut"],
    "special-level": [
        "Lastensuojelu",
        "Vammaispalvelut",
        "Erikoissairaanhoito",
        "Päivystys ja ensihoito",
        "Mielenterveys- ja päihdepalvelut",
    ],
    "basic-level": [
        "Perheoikeudelliset asiat",
        "Lapsiperheiden sosiaalipalvelut",
        "Työikäisten sosiaalipalvelut",
        "Ikäihmisten sosiaalipalvelut",
        "Sote-keskuksen palvelut",
        "Suun terveydenhuolto",
    ],
    "preventive-level": ["Neuvola sekä koulu-, opiskelu- ja työterveyshuolto", "Ennaltaehkäisevä työ"],
    "guidance-level": [
        "Neuvonta ja ohjaus",
        "Hyvinvoinnin ja terveyden edistäminen",
        "Kuntapalveluyhteistyö",
        "Kasvupalveluyhteistyö",
    ],
    "interface-level": [
        "Kunnan palvelut",
        "Kasvupalvelut",
        "Järjestöt",
        "Valtion palvelut",
        "Muut yhdyspintapalvelut",
    ],
}
#: The critical services that the drafts name, by stage, as ids of the catalogue.
CRITICAL: Final = {
    "lastensuojelu": {
        "well": [
            "education-and-care-together",
            "basic-education",
            "pupil-welfare",
            "early-education",
            "maternity-child-clinic",
            "dental-children",
            "need-in-adult-services",
            "integration-support",
            "separation-services",
            "family-law",
        ],
        "light": [
            "home-help-families",
            "child-family-counselling",
            "social-guidance-families",
            "mental-health-first-line",
        ],
        "broad": [
            "family-social-work",
            "family-work",
            "mental-health-first-line",
            "child-psychiatry",
            "neuro-rehabilitation",
            "adult-social-work",
        ],
        "open-care": ["child-protection", "intensive-family-work", "open-care-continues"],
        "placed": ["child-protection", "foster-family", "residential-child-care", "child-psychiatry"],
    },
    "ikaihmiset-kotona": {
        "independent": ["senior-visits", "health-centre", "private-home-services"],
        "supported": ["meals", "safety-services", "mobility-support", "home-modifications", "veterans"],
        "assisted": [
            "home-care",
            "home-support",
            "informal-care",
            "family-care-seniors",
            "short-term-care",
            "day-activity",
        ],
        "service-housing": ["service-housing", "home-doctor"],
        "enhanced": ["enhanced-housing", "geriatrics"],
    },
}

#: What SOURCES.md says is planted.
EMPTY: Final = {
    ("older", "mental-health", "occasional"),
    ("working-age", "preventive-work", "much"),
    ("children", "other-interface", "much"),
}
OVERLOADED: Final = ["children-mental-health-much"]
NOT_PRODUCED: Final = {"home-help-families": {"KU149"}, "short-term-care": {"KU504", "KU616"}}
NOBODY: Final = {"lastensuojelu": [], "ikaihmiset-kotona": ["service-housing-to-assisted"]}
SLOW: Final = {"lastensuojelu": ["light-to-broad"], "ikaihmiset-kotona": ["assisted-to-service-housing"]}


class TextLoader(yaml.CSafeLoader):
    """Reads `on` as the text it is in our files, not as true."""


TextLoader.yaml_implicit_resolvers = {
    first: [each for each in found if each[0] != "tag:yaml.org,2002:bool"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def inside(file: Path) -> dict[str, Any]:
    """What the one key of a file holds."""
    loaded: dict[str, dict[str, Any]] = yaml.load(file.read_text(encoding="utf-8"), TextLoader)
    (found,) = loaded.values()
    return found


@cache
def every_file() -> dict[Path, dict[str, Any]]:
    return {file: inside(file) for file in FILES}


@cache
def every_figure() -> dict[tuple[str, str, int], float]:
    """By indicator, region and year."""
    made = list(illustrative_figures())
    assert len({figure[:3] for figure in made}) == len(made)
    return {figure[:3]: figure.value for figure in made}


def texts(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every text in languages, with its place."""
    if isinstance(value, dict) and "fi" in value:
        yield path, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from texts(each, f"{path}.{key}")
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from texts(each, f"{path}[{each.get('id', place) if isinstance(each, dict) else place}]")


@cache
def strategy_indicators() -> frozenset[str]:
    found = yaml.load(STRATEGY.read_text(encoding="utf-8"), yaml.CSafeLoader)["indicators"]
    return frozenset(each["id"] for each in found)


def known_indicators() -> frozenset[str]:
    """Those of the example strategy and those of its services."""
    return strategy_indicators() | {each.id for each in definitions()}
