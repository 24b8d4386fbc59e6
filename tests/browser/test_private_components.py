"""Forms, states, differences and lists to put in order, used with pointer, keyboard and no script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, expect
from pytest_django import Settings

from tests.browser import gallery
from tests.browser.conftest import DESKTOP, PHONE, Complaints
from tests.browser.test_every_page_is_accessible import LOOKS, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ORDER = "fi/workspace/order/"
FORM = "fi/workspace/gallery/"


@pytest.fixture
def origin(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with gallery.shown(settings, monkeypatch) as origin:
        yield origin


def names(page: Page) -> list[str]:
    return [str(line.get_attribute("data-name")) for line in page.locator(".order > li").all()]


@pytest.mark.parametrize("address", [FORM, ORDER])
def test_axe_finds_nothing_and_nothing_runs_off_the_page(
    origin: str, page: Page, address: str, complaints: Complaints, pictures: Path | None
) -> None:
    page.goto(f"{origin}/{address}")
    for summary in page.locator("main summary").all():
        summary.click()
    for device, size, scheme in [*LOOKS["fi"], ("narrow", {"width": 320, "height": 700}, "light")]:
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict is what it wants
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # light or dark
        if pictures:
            name = address.split("/")[2]
            page.screenshot(path=pictures / f"private-{name}-{device}-{scheme}.png", full_page=True)
        assert violations(page) == [], f"{address} on a {device}, {scheme}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), device
    assert complaints.heard == []


def test_a_refused_form_leads_to_what_is_wrong_and_keeps_every_word(
    origin: str, page: Page, pictures: Path | None
) -> None:
    page.goto(f"{origin}/{FORM}")
    page.get_by_label("Vastuutaho").fill("Aino ja Pekka")
    page.get_by_role("button", name="Tallenna", exact=True).click()
    summary = page.locator("#problems")
    expect(summary).to_be_focused()
    expect(page.get_by_label("Vastuutaho")).to_have_value("Aino ja Pekka")
    if pictures:
        for device, size in (("phone", PHONE), ("desktop", DESKTOP)):
            page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict is what it wants
            page.screenshot(path=pictures / f"private-refused-{device}.png", full_page=True)
    assert violations(page) == []
    summary.get_by_role("link", name="Lähtöarvo").click()
    expect(page.locator("#f-value")).to_be_focused()


def test_a_preview_follows_what_is_typed(origin: str, page: Page) -> None:
    page.goto(f"{origin}/{FORM}")
    page.get_by_label("Lähtöarvo").fill("17,5")
    expect(page.locator("#preview")).to_have_text("Lähtöarvo 17,5")


def test_without_a_script_the_preview_is_a_button(
    origin: str, visitor: Callable[..., BrowserContext]
) -> None:
    page = visitor(java_script_enabled=False).new_page()
    page.goto(f"{origin}/{FORM}")
    page.locator("#f-value").fill("17,5")
    page.locator(".preview__button").click()
    page.wait_for_url("**/preview/")
    expect(page.locator("#f-value")).to_have_value("17,5")


def test_leaving_with_unsaved_changes_asks_first_and_saving_does_not(origin: str, page: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", stay)
    page.goto(f"{origin}/{FORM}")
    page.goto(f"{origin}/{FORM}")
    assert asked == []
    page.get_by_label("Vastuutaho").press_sequentially("Aino")
    page.get_by_role("button", name="Tallenna", exact=True).click()
    expect(page.locator("#problems")).to_be_visible()
    assert asked == []
    page.get_by_label("Vastuutaho").press_sequentially(" ja")
    page.locator(".tabs a").last.click()
    page.wait_for_url("**/order/")
    assert asked == ["beforeunload"]


def test_a_refused_form_is_unsaved_from_the_start(origin: str, page: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", stay)
    page.goto(f"{origin}/{FORM}")
    page.get_by_role("button", name="Tallenna", exact=True).click()
    expect(page.locator("#problems")).to_be_visible()
    page.get_by_label("Vastuutaho").click()
    page.locator(".tabs a").last.click()
    page.wait_for_url("**/order/")
    assert asked == ["beforeunload"]


def test_a_list_is_put_in_order_with_the_keyboard_and_it_is_told(origin: str, page: Page) -> None:
    page.goto(f"{origin}/{ORDER}")
    down = page.get_by_role("button", name="Siirrä alaspäin: Työ")
    down.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("”Työ” on nyt sijalla 2/5.")
    assert names(page)[:2] == ["Terveys", "Työ"]
    expect(page.get_by_role("button", name="Siirrä alaspäin: Työ")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("”Työ” on nyt sijalla 3/5.")
    assert gallery.kept.moves == [("Työ", 2), ("Työ", 3)]
    assert gallery.kept.order == names(page)


def test_a_list_is_put_in_order_by_dragging_with_one_message_a_move(origin: str, page: Page) -> None:
    page.goto(f"{origin}/{ORDER}")
    handle = page.locator(".order__handle").first.bounding_box()
    last = page.locator(".order > li").last.bounding_box()
    assert handle
    assert last
    page.mouse.move(handle["x"] + 10, handle["y"] + 10)
    page.mouse.down()
    page.mouse.move(handle["x"] + 10, last["y"] - 30, steps=10)
    page.mouse.move(handle["x"] + 10, last["y"] + last["height"] - 4, steps=10)
    page.wait_for_timeout(100)
    page.mouse.up()
    expect(page.get_by_role("status")).to_have_text("”Työ” on nyt sijalla 5/5.")
    assert gallery.kept.moves == [("Työ", 5)]
    assert names(page)[-1] == "Työ"


def test_escape_puts_back_what_was_being_dragged(origin: str, page: Page) -> None:
    page.goto(f"{origin}/{ORDER}")
    before = names(page)
    handle = page.locator(".order__handle").first.bounding_box()
    assert handle
    page.mouse.move(handle["x"] + 10, handle["y"] + 10)
    page.mouse.down()
    page.mouse.move(handle["x"] + 10, handle["y"] + 200, steps=10)
    page.wait_for_timeout(100)
    assert names(page) != before
    page.keyboard.press("Escape")
    page.mouse.up()
    assert names(page) == before
    assert gallery.kept.moves == []


def test_a_move_that_is_refused_is_told_and_the_list_is_not_left_wrong(origin: str, page: Page) -> None:
    page.goto(f"{origin}/{ORDER}")
    gallery.kept.refuses = True
    page.get_by_role("button", name="Siirrä alaspäin: Työ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ei")
    expect(page.locator(".order")).to_have_count(0)


def test_a_list_is_put_in_order_without_a_script(origin: str, visitor: Callable[..., BrowserContext]) -> None:
    page = visitor(java_script_enabled=False).new_page()
    page.goto(f"{origin}/{ORDER}")
    assert page.locator(".order__handle").count() == 0
    with page.expect_navigation():
        page.get_by_role("button", name="Siirrä ylöspäin: Liikkuminen").click()
    assert names(page)[3] == "Liikkuminen"
    line = page.locator(".order > li").last
    line.locator("summary").click()
    line.locator("input[type=number]").fill("1")
    with page.expect_navigation():
        line.get_by_role("button", name="Siirrä", exact=True).click()
    assert names(page)[0] == "Luonto"
