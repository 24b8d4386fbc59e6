"""Comparisons: what has to be chosen first is accessible when it is chosen too, and by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import LANGUAGES, Site
from tests.browser.test_every_page_is_accessible import LOOKS, violations

pytestmark = pytest.mark.browser

CHOSEN = (
    "compare/unemployment-rate/scatter/?with=other-mother-tongue",
    "compare/population/similar/?regions=KU444",
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", CHOSEN)
def test_axe_finds_nothing_in_what_was_chosen(address: str, language: str, site: Site, page: Page) -> None:
    answer = page.goto(f"{site.origin}/{language}/{address}")
    assert answer is not None
    assert answer.status == 200
    page.eval_on_selector_all("details", "each => each.forEach(one => one.open = true)")
    for _device, size, scheme in LOOKS[language]:
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict is what it wants
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # light or dark
        assert violations(page) == []


def test_the_kind_of_area_is_chosen_by_keyboard_alone(site: Site, page: Page) -> None:
    page.goto(f"{site.origin}/en/compare/unemployment-rate/ranking/?category=county")
    page.locator(".compare-choose > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    kind = page.locator("#choose-category")
    expect(kind).to_be_focused()
    page.keyboard.type("Municip")
    assert kind.input_value() == "municipality"
    while not page.locator(".compare-fields button:focus").count():
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**category=municipality**")
    expect(page.locator(".eyebrow")).to_contain_text("26")
