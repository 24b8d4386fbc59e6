"""The service needs no script: links, language, choice of region and search all work without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.site import KINDS, LANGUAGES, Site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(java_script_enabled=False) as context:
        yield context.new_page()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_page_tells_its_thing(kind: str, language: str, site: Site, page: Page) -> None:
    for address in site.pages[language, kind]:
        page.goto(address)
        expect(page.locator("h1")).to_have_count(1)
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("main")).to_be_visible()


def test_a_reader_changes_language_and_stays_on_the_page(site: Site, page: Page) -> None:
    address = site.first("fi", "goal")
    page.goto(address)
    with page.expect_navigation():
        page.locator("a[hreflang=sv]").first.click()
    assert page.url.split("?")[0] == address.replace("/fi/", "/sv/")
    expect(page.locator("html")).to_have_attribute("lang", "sv")


def test_the_table_behind_a_picture_opens(site: Site, page: Page) -> None:
    page.goto(site.first("en", "goal"))
    fold = page.locator("main details:has(table)").first
    fold.locator("summary").click()
    expect(fold.locator("table").first).to_be_visible()
