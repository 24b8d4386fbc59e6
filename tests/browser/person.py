"""Somebody who works with the keyboard alone: everything is reached with Tab and done with keys."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page

from tests.browser.site import Demo

#: Whether what has the focus is what is looked for.
_FOCUSED = "selector => !!document.activeElement && document.activeElement.matches(selector)"
MOST_STOPS = 600


class Person:
    """One of the demo's people, in a browser of their own, in a language."""

    def __init__(self, demo: Demo, context: BrowserContext, username: str, language: str = "fi") -> None:
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda told: (
                self.complaints.append(told.text)
                if told.type == "error" and "status of 4" not in told.text  # a refusal is no fault
                else None
            ),
        )
        self.language = language
        self._origin = demo.origin
        self.open("/workspace/")
        self.write("input[name=username]", username)
        self.write("input[name=password]", demo.passwords[username])
        self.press("Enter")
        self.page.wait_for_url("**/workspace/")

    def open(self, path: str) -> int:
        """Go to an address below the language; the status of the answer."""
        answer = self.page.goto(f"{self._origin}/{self.language}{path}")
        assert answer is not None
        return answer.status

    def reach(self, selector: str) -> None:
        """Press Tab until the focus is there; fails when it leaves the page before."""
        assert self.page.locator(selector).count(), f"{selector} is not on {self.page.url}"
        for _stop in range(MOST_STOPS):
            if self.page.evaluate(_FOCUSED, selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} cannot be reached with the keyboard on {self.page.url}")

    def write(self, selector: str, words: str) -> None:
        """Replace what stands in a field."""
        self.reach(selector)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(words)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def send(self, selector: str = "main form button[type=submit]:not([name])") -> None:
        """Reach a button, press Enter and wait for the page that follows."""
        self.reach(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    @property
    def words(self) -> str:
        """What the main part of the page says."""
        return self.page.locator("main").inner_text()
