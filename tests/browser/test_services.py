"""The services in a real browser: a resident finds the way to help, a planner weighs and changes a chain."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.person import Person
from tests.browser.site import Demo, Site
from tests.browser.test_every_page_is_accessible import violations

pytestmark = pytest.mark.browser

Visitor = Callable[..., BrowserContext]
CHAIN = "ikaihmiset-kotona"
WORK = f"/workspace/{CHAIN}"
JOURNEYS = [("fi", PHONE), ("sv", DESKTOP), ("en", PHONE)]


def main(page: Page) -> str:
    return page.locator("main").inner_text()


@pytest.mark.parametrize(("language", "size"), JOURNEYS)
def test_a_resident_finds_the_way_to_help(
    language: str, size: dict[str, int], site: Site, visitor: Visitor
) -> None:
    context = visitor(viewport=size)
    page = context.new_page()
    page.goto(f"{site.origin}/{language}/help/")
    page.select_option("#help-group", "KR1.1")
    page.select_option("#help-region", "KU444")
    page.locator("form.help-form button[type=submit]").press("Enter")
    page.wait_for_url("**/help/?**")

    assert violations(page) == []
    ways = page.locator(f"main a[href*='/{language}/services/']")
    assert ways.count() > 0
    page.goto(site.origin + str(ways.first.get_attribute("href")))
    assert page.locator("h1").inner_text()
    kept = {cookie["name"] for cookie in context.cookies()}
    assert kept <= {"lupaus-region"}  # the area, in the reader's own browser; nothing of the situation


def test_the_way_to_help_needs_no_script(site: Site, visitor: Visitor) -> None:
    page = visitor(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(f"{site.origin}/fi/help/")
    page.select_option("#help-group", "KR1.1")
    page.select_option("#help-region", "KU049")
    page.locator("form.help-form button[type=submit]").click()
    page.wait_for_url("**/help/?**")
    assert page.locator("main a[href*='/fi/services/']").count() > 0


def test_points_are_chosen_by_what_they_offer_and_by_year(site: Site, visitor: Visitor) -> None:
    page = visitor(viewport=DESKTOP).new_page()
    page.goto(f"{site.origin}/en/services/points/")
    everything = main(page)
    page.locator("main a[href*='year=2030']").first.click()
    page.wait_for_url("**year=2030**")
    assert main(page) != everything
    page.locator("main a[href*='/en/services/points/'][href$='/']:not([href$='/points/'])").first.click()
    page.wait_for_url(re.compile(r"/en/services/points/[^/?]+/"))
    assert violations(page) == []


@pytest.mark.parametrize(("language", "size"), [("fi", DESKTOP), ("sv", PHONE)])
def test_shares_that_do_not_sum_up_are_told_and_those_that_do_are_computed(
    language: str, size: dict[str, int], site: Site, visitor: Visitor
) -> None:
    page = visitor(viewport=size).new_page()
    address = f"{site.origin}/{language}/chains/{CHAIN}/what-if/"
    page.goto(address)
    shares = [
        float(each.input_value().replace(",", ".")) for each in page.locator("main input[id^=share]").all()
    ]
    assert round(sum(shares), 1) == 100

    page.fill("#share1", "99")
    page.locator("form.shares button[type=submit]").press("Enter")
    page.wait_for_url("**share1=99**")
    assert page.locator("#share1").input_value().startswith("99")  # what was typed is kept
    assert violations(page) == []

    query = "&".join(f"share{place}={value:g}" for place, value in enumerate([75, 10, 9, 1, 5], 1))
    page.goto(f"{address}?{query}")
    assert page.locator("main svg").count() > 0
    assert violations(page) == []


@pytest.mark.parametrize(("language", "size"), [("fi", PHONE), ("en", DESKTOP)])
def test_a_planner_changes_a_chain_and_it_goes_its_whole_way(
    language: str, size: dict[str, int], desk: Demo, visitor: Visitor
) -> None:
    def person(role: str) -> Person:
        return Person(desk, visitor(viewport=size), f"demo-{role}", language)

    editor = person("editor")
    if editor.open(f"{WORK}/begin/") == 200 and editor.page.locator("main form button").count():
        editor.send()
    editor.open(f"{WORK}/")
    number = max(int(each) for each in re.findall(rf"{WORK}/([0-9]+)/", editor.page.content()))
    title = f"Uusi askel {language}"
    editor.open(f"{WORK}/{number}/stage/")
    first = editor.page.locator(f"main a[href*='/{number}/stage/']").first.get_attribute("href")
    editor.page.goto(desk.origin + str(first))
    editor.write("[name='title.fi']", title)
    editor.send("main form button[type=submit]:not([name])")
    editor.open(f"{WORK}/{number}/submit/")
    editor.send()

    approver = person("approver")
    approver.open(f"{WORK}/{number}/approve/")
    approver.write("input[name=decision]", f"Aluehallitus 1.12.2026 § {number}")
    approver.send()
    publisher = person("publisher")
    publisher.open(f"{WORK}/{number}/publish/")
    publisher.send()

    stranger = visitor(viewport=size).new_page()
    stranger.goto(f"{desk.origin}/fi/chains/{CHAIN}/")
    assert title in main(stranger)
    stranger.goto(f"{desk.origin}/fi/chains/{CHAIN}/versions/{number - 1}/compare/{number}/")
    assert title in main(stranger)
    assert [person.complaints for person in (editor, approver, publisher)] == [[], [], []]


PRIVATE: list[tuple[str, str]] = [
    (f"{WORK}/", "a chain at work"),
    ("/workspace/uudenmaan-matriisi/", "a matrix at work"),
    ("/workspace/prosessikartta/", "a process map at work"),
]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_works_of_services_are_accessible_where_they_are_written(
    language: str, desk: Demo, visitor: Visitor
) -> None:
    editor = Person(desk, visitor(viewport=PHONE), "demo-editor", language)
    found: dict[str, Any] = {}
    for path, name in PRIVATE:
        assert editor.open(path) == 200
        found[name] = violations(editor.page)
    assert found == {name: [] for _path, name in PRIVATE}
