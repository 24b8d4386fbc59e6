"""Letters about new hits: the pages from asking for them to their end are accessible in three languages."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from itertools import takewhile

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Complaints
from tests.browser.site import LANGUAGES, serving
from tests.browser.test_every_page_fits import STICKING_OUT
from tests.browser.test_every_page_is_accessible import LOOKS, violations

pytestmark = pytest.mark.browser

SEND = "main form[method=post] button[type=submit]"


class _Letterbox(socketserver.ThreadingTCPServer):
    """A mail server that takes every letter and keeps it."""

    daemon_threads = True

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        super().__init__(("127.0.0.1", 0), _Talk)


class _Talk(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as a letter needs."""

    server: _Letterbox

    def handle(self) -> None:
        self._say(b"220 letterbox")
        for line in self.rfile:
            verb = line[:4].upper().strip()
            if verb == b"DATA":
                self._say(b"354 go on")
                self.server.letters.append(b"".join(takewhile(lambda each: each != b".\r\n", self.rfile)))
            self._say(b"221 bye" if verb == b"QUIT" else b"250 taken")
            if verb == b"QUIT":
                return

    def _say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")


@dataclass(frozen=True)
class Post:
    """A demo that sends letters, and the letterbox they come to."""

    origin: str
    box: _Letterbox

    def link(self) -> str:
        """The path of the link in the newest letter that confirms or ends a search."""
        letter = message_from_bytes(self.box.letters[-1], policy=policy.default)
        body = letter.get_body()
        assert body is not None
        found = re.search(r"/[a-z]{2}/decisions/saved/[A-Za-z0-9_-]{43}/", body.get_content())
        assert found is not None
        return found[0]


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    with _Letterbox() as box:
        threading.Thread(target=box.serve_forever, daemon=True).start()
        settings = {
            "LUPAUS_MAIL_FROM": "palvelu@lupaus.example",
            "LUPAUS_ADDRESS": "https://lupaus.example",
            "LUPAUS_MAIL_HOST": "127.0.0.1",
            "LUPAUS_MAIL_PORT": str(box.server_address[1]),
        }
        with serving(tmp_path_factory.mktemp("letters"), **settings) as demo:
            yield Post(demo.origin, box)
        box.shutdown()


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_the_way_from_asking_for_letters_to_their_end(
    language: str, post: Post, page: Page, complaints: Complaints
) -> None:
    search = f"{post.origin}/{language}/decisions/search/?q=palvelu"
    page.goto(search)
    look(page, language)
    page.goto(search.replace("/search/", "/saved/"))
    look(page, language)
    page.fill("input[name=address]", f"aino.{language}@example.fi")
    page.click(SEND)
    page.wait_for_url("**/decisions/saved/sent/")
    look(page, language)
    page.goto(post.origin + post.link())
    look(page, language)
    with page.expect_navigation():
        page.click(f"{SEND} >> nth=0")
    look(page, language)
    page.click(f"{SEND} >> nth=1")
    page.wait_for_url("**/decisions/saved/ended/")
    look(page, language)
    assert complaints.heard == []


def look(page: Page, language: str) -> None:
    for _device, size, scheme in LOOKS[language]:
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict is what it wants
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # light or dark
        assert violations(page) == [], page.url
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate(STICKING_OUT) == [], page.url
