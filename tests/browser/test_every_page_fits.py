"""No page scrolls sideways: on the narrowest phone, at 200 %, with letters twice as large."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Complaints
from tests.browser.site import KINDS, LANGUAGES, Site

pytestmark = pytest.mark.browser

#: What sticks out of the page on the right, the innermost elements first; frames that scroll may hold more.
STICKING_OUT = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth <= wide) return [];
  const framed = e => { for (let p = e.parentElement; p; p = p.parentElement)
    if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(p).overflowX)) return true; return false; };
  return [...document.body.querySelectorAll('*')]
    .filter(e => e.getBoundingClientRect().right > wide + 0.5 && !framed(e))
    .map(e => [e.tagName, e.getAttribute('class'), e.getBoundingClientRect().right, '>', wide,
      e.textContent.trim().slice(0, 60)].join(' ')).reverse().slice(0, 5).concat(['scrolls sideways']);
}"""


@pytest.fixture
def page(reader: Page) -> Page:
    return reader


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_scrolls_sideways(
    kind: str, language: str, site: Site, page: Page, complaints: Complaints
) -> None:
    for address in site.pages[language, kind]:
        page.set_viewport_size({"width": 320, "height": 640})
        page.goto(address)
        assert page.evaluate(STICKING_OUT) == [], f"{address} at 320 px"
        page.set_viewport_size({"width": 640, "height": 450})
        assert page.evaluate(STICKING_OUT) == [], f"{address} at 200 % of 1280 px"
        page.set_viewport_size({"width": 1280, "height": 900})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate(STICKING_OUT) == [], f"{address} with letters twice as large"
    assert complaints.heard == []
