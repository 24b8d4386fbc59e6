"""A real browser on the example, served by the real program."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, sync_playwright

from tests.browser.site import Demo, Site, serving, walk

#: Chromium keeps to itself: no sandbox for root (there is none), no visits home.
_QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("data")) as demo:
        yield walk(demo.origin)


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo of its own to write in, so that the pages of `site` stay as they are."""
    with serving(tmp_path_factory.mktemp("desk")) as demo:
        yield demo


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    sandbox = [] if os.name == "posix" and os.geteuid() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[*_QUIET, *sandbox])
        yield found
        found.close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts that are closed after the test; takes playwright's context options."""
    contexts: list[BrowserContext] = []

    def visit(**options: Any) -> BrowserContext:
        contexts.append(browser.new_context(**{"viewport": DESKTOP, "reduced_motion": "reduce", **options}))
        return contexts[-1]

    yield visit
    for context in contexts:
        context.close()


@pytest.fixture
def page(visitor: Callable[..., BrowserContext]) -> Page:
    return visitor().new_page()


@pytest.fixture(scope="session")
def armchair(browser: Browser) -> Iterator[Page]:
    """Where `reader` sits."""
    with browser.new_context(reduced_motion="reduce") as context:
        yield context.new_page()


@pytest.fixture
def reader(armchair: Page) -> Page:
    """A page for tests that only look: making a context for each costs as much as the looking."""
    armchair.context.clear_cookies()
    armchair.set_viewport_size(DESKTOP)  # type: ignore[arg-type]  # a plain dict is what it wants
    armchair.emulate_media(color_scheme="light")
    return armchair


class Complaints:
    """What the browser itself complains of while a page is open: errors, policy violations, lost files."""

    def __init__(self, page: Page) -> None:
        self.heard: list[str] = []
        self._ears = {"console": self._console, "pageerror": self._error, "requestfailed": self._failed}
        for event, ear in self._ears.items():
            page.on(event, ear)  # type: ignore[call-overload]  # one of its events, as the next line's
        self._page = page

    def leave(self) -> None:
        for event, ear in self._ears.items():
            self._page.remove_listener(event, ear)

    def _error(self, error: Error) -> None:
        self.heard.append(str(error))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.heard.append(message.text)

    def _failed(self, request: Request) -> None:
        # Who leaves a page at once takes back what was still asked for, such as its icon: nothing was lost.
        if request.failure != "net::ERR_ABORTED":
            self.heard.append(f"{request.url}: {request.failure}")


@pytest.fixture
def complaints(page: Page) -> Iterator[Complaints]:
    complaints = Complaints(page)
    yield complaints
    complaints.leave()


@pytest.fixture
def pictures() -> Path | None:
    """Where to keep pictures of the pages for a person to look at; set LUPAUS_PICTURES to a folder."""
    folder = os.environ.get("LUPAUS_PICTURES")
    if not folder:
        return None
    Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder)
