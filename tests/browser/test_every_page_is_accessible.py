"""Every kind of page, in three languages, on phone and desktop, light and dark: WCAG 2.2 A and AA by axe."""

from __future__ import annotations

import re
import urllib.request
from http import HTTPStatus
from pathlib import Path
from urllib.error import HTTPError

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE, Complaints
from tests.browser.site import KINDS, LANGUAGES, Site, links

pytestmark = pytest.mark.browser

RULES: dict[str, object] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
#: All that another scheme of colours can change; the rest was found out in the first.
RULES_OF_COLOUR: dict[str, object] = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
Look = tuple[str, dict[str, int], str]
PHONE_LIGHT: Look = ("phone", PHONE, "light")
PHONE_DARK: Look = ("phone", PHONE, "dark")
DESKTOP_LIGHT: Look = ("desktop", DESKTOP, "light")
DESKTOP_DARK: Look = ("desktop", DESKTOP, "dark")
#: Every page in every language on both devices and in both schemes. All four pairs in Finnish only: width
#: moves boxes and the scheme changes colours, neither asks the other, and axe takes a second for each look.
LOOKS: dict[str, list[Look]] = {
    "fi": [PHONE_LIGHT, PHONE_DARK, DESKTOP_LIGHT, DESKTOP_DARK],
    "sv": [PHONE_DARK, DESKTOP_LIGHT],
    "en": [PHONE_LIGHT, DESKTOP_DARK],
}


def violations(page: Page, rules: dict[str, object] = RULES) -> list[str]:
    """What axe finds, one line for each element. A page that was looked at already has axe's script."""
    axe = Axe("" if page.evaluate("'axe' in window") else AXE_SCRIPT)
    found = axe.run(page, options=rules).response["violations"]
    return [
        f"{rule['id']} ({rule['help']}): {' '.join(map(str, node['target']))} {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.fixture
def page(reader: Page) -> Page:
    return reader


def test_every_address_the_pages_link_to_is_of_a_known_kind(site: Site) -> None:
    assert site.strangers == []
    assert set(site.pages) == {(language, kind) for language in LANGUAGES for kind in KINDS}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(
    kind: str, language: str, site: Site, page: Page, complaints: Complaints, pictures: Path | None
) -> None:
    for address in looked_at(site, language, kind):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200
        assert page.locator("html").get_attribute("lang") == language
        seen_on: set[str] = set()
        for device, size, scheme in LOOKS[language]:
            page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict is what it wants
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # light or dark
            if pictures and address == site.first(language, kind):
                page.screenshot(path=pictures / f"{kind}-{language}-{device}-{scheme}.png", full_page=True)
            rules = RULES_OF_COLOUR if device in seen_on else RULES
            seen_on.add(device)
            assert violations(page, rules) == [], f"{address} on a {device}, {scheme}"
    assert complaints.heard == []


def looked_at(site: Site, language: str, kind: str) -> list[str]:
    """All chosen pages of a kind in Finnish; of the other languages, which change nothing but words, one
    takes the first and one the last."""
    found = site.pages[language, kind]
    return {"sv": found[:1], "en": found[-1:]}.get(language, found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_is_not_there_is_accessible_too(language: str, site: Site, page: Page) -> None:
    answer = page.goto(f"{site.origin}/{language}/goals/there-is-no-such-goal/")
    assert answer is not None
    assert answer.status == 404
    assert page.locator("html").get_attribute("lang") == language
    assert violations(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_left_of_a_decision_that_was_taken_away_is_accessible_too(
    language: str, site: Site, page: Page
) -> None:
    answer = page.goto(a_stone(site, language))
    assert answer is not None
    assert answer.status == 410
    for _device, size, scheme in LOOKS[language]:
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict is what it wants
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # light or dark
        assert violations(page) == []


def a_stone(site: Site, language: str) -> str:
    """The address of a decision of the example's office-holder that was taken away."""
    body = f"{site.origin}/{language}/decisions/sote-johtaja/"
    items = (link for link in links(body) if re.fullmatch(rf"{body}[0-9-]+/[0-9]+/", link))
    return next(item for item in items if is_gone(item))


def is_gone(address: str) -> bool:
    try:
        urllib.request.urlopen(address).close()
    except HTTPError as broken:
        broken.close()
        return broken.code == HTTPStatus.GONE
    return False
