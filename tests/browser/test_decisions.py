"""From an empty body to published minutes in the browser, by keyboard alone: agenda, minutes, the last day to
appeal, an entry of a feed, a print, and a name that is removed when its time is over.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from playwright.sync_api import BrowserContext

from lupaus.web.clock import day_of, real_clock
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.person import Person
from tests.browser.site import Demo, serving
from tests.browser.test_every_page_is_accessible import violations

pytestmark = pytest.mark.browser

Visitor = Callable[..., BrowserContext]
DESK = "/workspace/decisions"
#: A day whose digits are the same whichever of day and month a browser asks first.
HELD, TYPED = "2026-11-11", "11112026"
NAME = "Matti Meikäläinen"
WORD = """<html><head><style>p {color: red}</style></head><body>
<h2 class=MsoHeading2><span style='color:#000'>Perustelut</span><o:p></o:p></h2>
<p class=MsoNormal>Hakija on <b>{{Matti Meikäläinen}}</b>.</p>
<table class=MsoTableGrid><tr><td><p>Vuosi</p></td><td><p>Menot</p></td></tr>
<tr><td><p>2027</p></td><td><p>5 000</p></td></tr></table></body></html>"""


@dataclass(frozen=True)
class Office:
    """A demo of its own, and the folder of its data: for the commands that run beside it."""

    demo: Demo
    data: Path

    def run(self, *words: str) -> str:
        """What a command of the operator prints."""
        program = [str(Path(sys.executable).parent / "lupaus"), *words]
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        ran = subprocess.run(
            program,
            env={**environment, "LUPAUS_DATA": str(self.data)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr[-2000:]
        return ran.stdout

    def fetch(self, address: str) -> bytes:
        with urllib.request.urlopen(f"{self.demo.origin}{address}") as answer:
            content: bytes = answer.read()
        return content


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    data = tmp_path_factory.mktemp("decisions")
    with serving(data) as demo:
        yield Office(demo, data)


def choose(person: Person, selector: str, value: str) -> None:
    """Choose of a list with the arrow keys."""
    person.reach(selector)
    field = person.page.locator(selector)
    person.press("Home")
    for _key in range(40):
        if field.input_value() == value:
            return
        person.press("ArrowDown")
    raise AssertionError(f"{value} is not in {selector}")


def write_day(person: Person, selector: str) -> None:
    """Type a day as a browser's own field of days takes it."""
    person.reach(selector)
    person.page.keyboard.type(TYPED)
    assert person.page.locator(selector).input_value() == HELD


def tick(person: Person, selector: str) -> None:
    person.reach(selector)
    person.press("Space")
    assert person.page.locator(selector).is_checked()


@pytest.mark.parametrize(("language", "size"), [("fi", PHONE), ("sv", DESKTOP)])
def test_from_an_empty_body_to_published_minutes(
    language: str, size: dict[str, int], office: Office, visitor: Visitor
) -> None:
    secretary = Person(office.demo, visitor(viewport=size), "demo-administrator", language)
    body, number = f"board-{language}", f"55{size['width']}/00.01/2026"
    _make_the_body(secretary, body, language)
    _open_the_matter(secretary, number, language)
    work = f"{body}-{HELD}"
    meeting = f"{DESK}/meetings/{work}/"

    # The agenda: a meeting on a day, a matter on it, a proposal pasted from Word.
    secretary.open(f"{DESK}/bodies/{body}/new-meeting/")
    write_day(secretary, "input[name=held_on]")
    secretary.write("input[name=starts]", "9.30")
    secretary.send("main form button[type=submit]:not([name])")
    secretary.open(f"{meeting}matters/")
    chosen = "input[name=matters]"
    secretary.reach(chosen)
    while number not in _line(secretary):
        secretary.press("Tab")
    secretary.press("Space")
    secretary.send("main form[method=post] button[type=submit]:not([name])")
    assert "/matters/" not in secretary.page.url, secretary.words
    item = secretary.page.locator(".agenda__title").first.get_attribute("href") or ""
    secretary.open(item.removeprefix(f"/{language}"))
    _paste(secretary, "[name='proposal.fi']")
    written = secretary.page.locator("[name='proposal.fi']").input_value()
    assert written.startswith("# Perustelut\n\nHakija on **{{Matti Meikäläinen}}**.")
    assert "| 2027 | 5 000 |" in written
    secretary.send("main form button[type=submit]:not([name])")

    # What will be public is looked at first; nobody else can.
    address = f"/{language}/decisions/{body}/{HELD}/"
    assert secretary.open(f"{meeting}preview/1/") == 200
    assert f"Ärende {language}" in secretary.words
    stranger = visitor(viewport=size).new_page()
    answer = stranger.goto(f"{office.demo.origin}{address}")
    assert answer is not None
    assert answer.status == 404
    _publish(secretary, meeting)
    stranger.goto(f"{office.demo.origin}{address}")
    assert f"Ärende {language}" in stranger.locator("main").inner_text()

    # The minutes begin from it.
    secretary.open(f"{meeting}minutes/")
    tick(secretary, "input[name=with_proposals]")
    secretary.send("main form button[type=submit]:not([name])")
    assert "§\u00a01" in secretary.words
    item = secretary.page.locator(".agenda__title").first.get_attribute("href") or ""
    secretary.open(item.removeprefix(f"/{language}"))
    choose(secretary, "select[name=appeal]", "claim")
    secretary.send("main form button[type=submit]:not([name])")
    _publish(secretary, meeting)

    # What a reader gets: the decision with its name, the last day to appeal, feed, print.
    stranger.goto(f"{office.demo.origin}{address}1/")
    told = stranger.locator("main").inner_text()
    assert NAME in told
    assert "{{" not in told
    assert stranger.locator("main table").count()
    assert stranger.locator(".appeal").count()
    assert b"BEGIN:VEVENT" in office.fetch(f"{address}1/appeal.ics")
    feed = feedparser.parse(office.fetch(f"/{language}/decisions/feeds/items.atom?body={body}"))
    assert any(f"Ärende {language}" in entry.title for entry in feed.entries)
    assert office.fetch(f"{address}1.pdf").startswith(b"%PDF")
    assert violations(stranger) == []

    # The name goes when the time to appeal is over.
    later = (day_of(real_clock) + timedelta(days=120)).isoformat()
    assert NAME in office.run("decisions", "tidy", "--dry-run", "--as-of", later)
    office.run("decisions", "tidy", "--as-of", later)
    stranger.goto(f"{office.demo.origin}{address}1/")
    assert NAME not in stranger.content()
    assert NAME not in office.fetch(f"/{language}/decisions/feeds/items.atom?body={body}").decode()
    assert secretary.complaints == []


def _make_the_body(secretary: Person, body: str, language: str) -> None:
    secretary.open(f"{DESK}/new-body/?organisation=uusimaa")
    secretary.write("input[name=id]", body)
    secretary.write(f"[name='name.{language}']", f"Nämnd {language}")
    choose(secretary, "select[name=kind]", "board")
    secretary.send("main form button[type=submit]:not([name])")
    secretary.open(f"{DESK}/bodies/{body}/members/")
    secretary.write("[name='members[0].person']", "Pekka Puheenjohtaja")
    choose(secretary, "[name='members[0].role']", "chair")
    secretary.send("main form button[type=submit]:not([name])")
    assert "Pekka Puheenjohtaja" in secretary.words


def _open_the_matter(secretary: Person, number: str, language: str) -> None:
    secretary.open(f"{DESK}/new-matter/?organisation=uusimaa")
    secretary.write("input[name=diary_number]", number)
    secretary.write("[name='title.fi']", f"Ärende {language}")
    secretary.send("main form button[type=submit]:not([name])")
    assert number in secretary.words


def _publish(secretary: Person, meeting: str) -> None:
    secretary.open(f"{meeting}publish/")
    secretary.write("input[name=decision]", "Puheenjohtaja ja sihteeri 11.11.2026")
    secretary.send("main form button[type=submit]:not([name])")
    assert "/publish/" not in secretary.page.url, secretary.words


def _line(person: Person) -> str:
    """What stands beside the box that has the focus."""
    script = "() => document.activeElement.closest('li')?.innerText ?? ''"
    found: str = person.page.evaluate(script)
    return found


def _paste(person: Person, selector: str) -> None:
    """Paste what Word puts on the clipboard, and wait until it has become text."""
    person.reach(selector)
    person.page.evaluate(
        """html => {
          const given = new DataTransfer();
          given.setData("text/html", html);
          given.setData("text/plain", "plain");
          const pasting = {clipboardData: given, bubbles: true, cancelable: true};
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", pasting));
        }""",
        WORD,
    )
    person.page.wait_for_function("selector => document.querySelector(selector).value !== ''", arg=selector)


#: The secretary's pages; `{work}` is a meeting that is being written.
PAGES = (
    f"{DESK}/",
    f"{DESK}/new-body/?organisation=uusimaa",
    f"{DESK}/bodies/axe/",
    f"{DESK}/bodies/axe/change/",
    f"{DESK}/bodies/axe/members/",
    f"{DESK}/bodies/axe/new-meeting/",
    f"{DESK}/matters/?organisation=uusimaa",
    f"{DESK}/new-matter/?organisation=uusimaa",
    f"{DESK}/meetings/{{work}}/",
    f"{DESK}/meetings/{{work}}/matters/",
    f"{DESK}/meetings/{{work}}/publish/",
    f"{DESK}/meetings/{{work}}/minutes/",
    f"{DESK}/meetings/{{work}}/preview/1/",
    f"{DESK}/meetings/{{work}}/preview/1/first/",
    f"{DESK}/{{work}}/files/",
    "/workspace/{work}/1/meeting/{work}/",
    "/workspace/{work}/1/item/first/",
)
MEETING = """\
meeting:
  id: axe-2026-11-11
  body: axe
  held_on: 2026-11-11
  items:
    - id: first
      title: {fi: Ensimmäinen asia, sv: Första ärendet, en: First matter}
      proposal:
        fi: "Ehdotus.\\n\\n| Vuosi | Menot |\\n|---|---:|\\n| 2027 | 5 000 |"
        sv: "Förslag.\\n\\n| År | Utgifter |\\n|---|---:|\\n| 2027 | 5 000 |"
        en: "Proposal.\\n\\n| Year | Costs |\\n|---|---:|\\n| 2027 | 5 000 |"
    - id: second
      title: {fi: Toinen asia, sv: Andra ärendet, en: Second matter}
"""


@pytest.fixture(scope="module")
def written(office: Office, tmp_path_factory: pytest.TempPathFactory, browser: Any) -> str:
    """The work of a meeting that is being written, of the body “axe”."""
    context = browser.new_context(viewport=DESKTOP)
    secretary = Person(office.demo, context, "demo-administrator", "en")
    secretary.open(f"{DESK}/new-body/?organisation=uusimaa")
    secretary.write("input[name=id]", "axe")
    for language in ("fi", "sv", "en"):
        secretary.write(f"[name='name.{language}']", f"Axe {language}")
    choose(secretary, "select[name=kind]", "board")
    secretary.send("main form button[type=submit]:not([name])")
    context.close()
    file = tmp_path_factory.mktemp("files") / "meeting.yaml"
    file.write_text(MEETING, encoding="utf-8")
    office.run("decisions", "bring", str(file))
    return "axe-2026-11-11"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_axe_finds_nothing_on_the_secretarys_pages(
    language: str, office: Office, written: str, visitor: Visitor, pictures: Any
) -> None:
    secretary = Person(office.demo, visitor(viewport=DESKTOP), "demo-administrator", language)
    found = []
    for path in PAGES:
        address = path.format(work=written)
        assert secretary.open(address) == 200, address
        for name, size, scheme in (("desktop", DESKTOP, "light"), ("phone", PHONE, "dark")):
            secretary.page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict is what it wants
            secretary.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # light or dark
            if pictures:
                file = f"desk{re.sub('[^a-z0-9]+', '-', address)}{language}-{name}.png"
                secretary.page.screenshot(path=pictures / file, full_page=True)
            found += [f"{address} {name}: {line}" for line in violations(secretary.page)]
        secretary.page.set_viewport_size({"width": 320, "height": 640})
        wide = secretary.page.evaluate("document.documentElement.scrollWidth")
        found += [f"{address} is {wide} wide"] if wide > 320 else []
    assert found == []
    assert secretary.complaints == []


def test_items_change_places_with_the_keyboard(office: Office, written: str, visitor: Visitor) -> None:
    secretary = Person(office.demo, visitor(), "demo-administrator", "en")
    secretary.open(f"{DESK}/meetings/{written}/")
    secretary.reach("li[data-key=first] button[data-way=down]")
    secretary.press("Enter")
    secretary.page.locator("[role=status]", has_text=re.compile("number 2 of")).wait_for()
    secretary.open(f"{DESK}/meetings/{written}/")
    order = [line.get_attribute("data-key") for line in secretary.page.locator("main li[data-key]").all()]
    assert order == ["second", "first"]
