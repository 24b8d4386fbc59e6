"""A service moves from cell to cell of a matrix: dragged, and by keyboard alone, also without a script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.person import Person
from tests.browser.site import Demo
from tests.browser.test_every_page_is_accessible import violations

pytestmark = pytest.mark.browser

WORK = "/workspace/uudenmaan-matriisi"
Visitor = Callable[..., BrowserContext]


def begin(editor: Person) -> str:
    """The table of the draft, which is begun if there is none."""
    if editor.open(f"{WORK}/begin/") == 200 and editor.page.locator("main form button").count():
        editor.send()
    editor.open(f"{WORK}/")
    numbers = re.findall(rf"{WORK}/([0-9]+)/", editor.page.content())
    return f"{WORK}/{max(map(int, numbers))}/grid/"


def cell(page: Page, index: int) -> str:
    """The key of the nth filled place of the table."""
    found = page.locator(".grid-wide td[data-place]:has(.grid-item)").nth(index)
    return found.get_attribute("data-place") or ""


def items(page: Page, place: str) -> list[str]:
    found = page.locator(f".grid-wide td[data-place='{place}'] .grid-item").all()
    return [each.get_attribute("data-service") or "" for each in found]


def movable(page: Page) -> tuple[str, str, str]:
    """Two places, and a service of the first that the second does not have."""
    places = [cell(page, index) for index in range(12)]
    held = {place: items(page, place) for place in places}
    return next(
        (one, other, service)
        for one in places
        for other in places
        for service in held[one]
        if service not in held[other]
    )


def choose(editor: Person, place: str) -> None:
    """Step through the list of places with the arrow keys."""
    chosen = editor.page.locator("select[name=to]")
    editor.press("Home")
    for _step in range(chosen.locator("option").count()):
        if chosen.input_value() == place:
            return
        editor.press("ArrowDown")
    assert chosen.input_value() == place


def test_a_service_is_dragged_to_another_cell(desk: Demo, visitor: Visitor) -> None:
    editor = Person(desk, visitor(viewport=DESKTOP), "demo-editor", "fi")
    page = editor.page
    editor.open(grid := begin(editor))
    place = cell(page, 0)
    empty = page.locator(".grid-wide td.grid-cell--empty").first
    target = empty.get_attribute("data-place") or ""
    service = items(page, place)[0]
    handle = page.locator(f".grid-wide td[data-place='{place}'] .grid-item__handle").first
    handle.scroll_into_view_if_needed()
    handle.hover()
    page.mouse.down()
    empty.scroll_into_view_if_needed()
    box = empty.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=8)
    page.locator(".grid-cell--target").wait_for()
    page.mouse.up()
    expect(page.locator(".grid-said")).to_contain_text("siirrettiin")
    assert items(page, target) == [service]
    editor.open(grid)
    assert items(page, target) == [service]
    assert service not in items(page, place)
    assert violations(page) == []
    assert editor.complaints == []


def test_escape_lets_a_dragged_service_stay(desk: Demo, visitor: Visitor) -> None:
    editor = Person(desk, visitor(viewport=DESKTOP), "demo-editor", "fi")
    page = editor.page
    editor.open(begin(editor))
    place = cell(page, 0)
    before = items(page, place)
    page.locator(f".grid-wide td[data-place='{place}'] .grid-item__handle").first.hover()
    page.mouse.down()
    page.mouse.move(500, 500, steps=4)
    editor.press("Escape")
    page.mouse.up()
    assert page.locator(".grid-ghost").count() == 0
    assert items(page, place) == before


@pytest.mark.parametrize("scripts", [True, False])
def test_a_service_moves_and_comes_back_by_keyboard_alone(
    desk: Demo, visitor: Visitor, scripts: bool
) -> None:
    editor = Person(desk, visitor(viewport=DESKTOP), "demo-editor", "sv")
    page = editor.page
    grid = begin(editor)
    editor.open(grid)
    if not scripts:
        page.route("**/grid.js*", lambda route: route.fulfill(content_type="text/javascript", body=""))
        editor.open(grid)
        assert page.locator(".grid-item__handle").count() == 0
    one, other, service = movable(page)
    for start, end in ((one, other), (other, one)):
        editor.reach(f".grid-wide td[data-place='{start}'] [data-service='{service}'] .grid-item__move")
        with page.expect_navigation():
            editor.press("Enter")
        assert violations(page) == []
        editor.reach("select[name=to]")
        choose(editor, end)
        editor.send("main form button[type=submit]:not([name])")
        assert "Tjänsten flyttades." in editor.words
        assert service in items(page, end)
        assert service not in items(page, start)
    assert editor.complaints == []


def test_a_service_is_found_and_added_on_a_phone(desk: Demo, visitor: Visitor) -> None:
    editor = Person(desk, visitor(viewport=PHONE), "demo-editor", "en")
    page = editor.page
    editor.open(begin(editor))
    page.locator(".grid-narrow summary").first.click()
    with page.expect_navigation():
        page.locator(".grid-narrow .grid-open a").first.click()
    editor.write("input[name=q]", "care")
    with page.expect_navigation():
        editor.press("Enter")
    add = page.locator("form:has(input[name=service]) button").first
    expect(add).to_be_visible()
    assert violations(page) == []
    with page.expect_navigation():
        add.click()
    assert "The service was added." in editor.words
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert editor.complaints == []


@pytest.mark.parametrize("width", [320, 390, 600, 1280])
@pytest.mark.parametrize("figure", ["people", "verdict"])
def test_the_whole_matrix_fits_and_reads(desk: Demo, visitor: Visitor, width: int, figure: str) -> None:
    page = visitor(viewport={"width": width, "height": 900}).new_page()
    page.goto(f"{desk.origin}/fi/matrix/uudenmaan-matriisi/?figure={figure}&against=2024")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = page.locator("table.heat")
    assert wide.is_visible() == (width >= 768)
    assert page.locator(".heat-card").first.is_visible() == (width < 768)
    if width == 1280:  # no scrolling sideways within the frame either
        assert (
            page.evaluate(
                "(() => { const f = document.querySelector('.heat-wide .frame'); "
                "return f.scrollWidth - f.clientWidth })()"
            )
            <= 0
        )
    assert violations(page) == []
