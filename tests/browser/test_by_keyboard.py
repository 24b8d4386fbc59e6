"""Everything can be reached with the Tab key, and it shows where one is."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.site import KINDS, LANGUAGES, Site

pytestmark = pytest.mark.browser

#: What has the focus: how it is named, whether it is inside the main part, whether it shows.
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const box = e.getBoundingClientRect();
  const drawn = (of, part) => { const s = getComputedStyle(of, part);
    return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== 'none'; };
  // A link that covers its whole card may draw its ring around the card.
  const ring = drawn(e) || drawn(e, '::after') || drawn(e, '::before') || drawn(e.parentElement)
    || drawn(e.parentElement.parentElement)
    || (e.closest('svg') && [...e.querySelectorAll('rect, path, circle')]
      .some(shape => parseFloat(getComputedStyle(shape).strokeWidth) >= 2));
  return {
    name: [e.tagName, e.getAttribute('href'), e.getAttribute('name'), e.textContent.trim().slice(0, 40)]
      .join(' '),
    main: !!e.closest('main'), header: !!e.closest('header'), target: e.getAttribute('href'),
    shown: ring && box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0
      && box.top < innerHeight && box.left < innerWidth,
  };
}"""
MANY = 400


@pytest.fixture
def page(reader: Page) -> Page:
    return reader


def tab_through(page: Page) -> list[dict[str, Any]]:
    """Press Tab until the focus leaves the page; what had it, in order."""
    found: list[dict[str, Any]] = []
    for _press in range(MANY):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            return found
        found.append(focused)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_the_focus_is_always_visible(kind: str, site: Site, page: Page) -> None:
    page.goto(site.first("fi", kind))
    stops = tab_through(page)
    assert [stop["name"] for stop in stops if not stop["shown"]] == []
    assert any(stop["header"] for stop in stops)
    links = page.locator("main a[href]:visible").count()
    reached = {stop["target"] for stop in stops if stop["main"]}
    assert not links or reached


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_stop_skips_to_the_content(language: str, site: Site, page: Page) -> None:
    page.goto(site.first(language, "goal"))
    page.keyboard.press("Tab")
    first = page.evaluate(FOCUSED)
    assert first["target"].startswith("#")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["main"]


def test_from_the_front_page_to_a_goal_with_keys_alone(site: Site, page: Page) -> None:
    page.goto(site.first("en", "front"))
    for _press in range(MANY):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["main"] and "/goals/" in (focused["target"] or ""):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/goals/**")
