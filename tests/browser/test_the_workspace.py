"""A strategy is written, reviewed, approved, published and superseded in the browser, by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.person import Person
from tests.browser.site import Demo
from tests.browser.test_every_page_is_accessible import violations

pytestmark = pytest.mark.browser

WORK = "/workspace/uusimaa-2030"
GOAL = "goal/best-wellbeing-in-eu"
JOURNEYS = [("fi", PHONE), ("sv", DESKTOP), ("en", PHONE)]
Visitor = Callable[..., BrowserContext]


def people(desk: Demo, visitor: Visitor, language: str, size: dict[str, int]) -> Callable[[str], Person]:
    def called(role: str) -> Person:
        return Person(desk, visitor(viewport=size), f"demo-{role}", language)

    return called


def newest(person: Person) -> int:
    """The number of the newest version."""
    person.open(f"{WORK}/")
    numbers = re.findall(r"/workspace/uusimaa-2030/([0-9]+)/", person.page.content())
    return max(map(int, numbers), default=1)


def begin(editor: Person) -> int:
    """Begin the next version if none is on its way; its number."""
    if editor.open(f"{WORK}/begin/") == 200 and editor.page.locator("main form button").count():
        editor.send()
    return newest(editor)


@pytest.mark.parametrize(("language", "size"), JOURNEYS)
def test_a_version_goes_its_whole_way(
    language: str, size: dict[str, int], desk: Demo, visitor: Visitor
) -> None:
    person = people(desk, visitor, language, size)
    title = f"Uusi nimi {language}"

    editor = person("editor")
    number = begin(editor)
    here = f"{WORK}/{number}"
    editor.open(f"{here}/{GOAL}/")
    editor.write("[name='title.fi']", title)
    editor.send("main form button[type=submit]:not([name])")
    editor.open(f"{here}/submit/")
    editor.send()

    approver = person("approver")
    approver.open(f"{here}/review/?kind=goal&part=best-wellbeing-in-eu")
    approver.write("#write textarea[name=words]", "Miksi nimi muuttuu?")
    approver.send("#write button[type=submit]:not([name])")
    assert "Miksi nimi muuttuu?" in approver.words
    approver.open(f"{here}/approve/")
    assert approver.page.locator("input[name=decision]").count() == 0  # a remark is open

    editor.open(f"{here}/review/")
    editor.send("form:has(input[value=close]) button")  # the remark is settled

    approver.open(f"{here}/approve/")
    approver.write("input[name=decision]", f"Aluevaltuusto 4.6.2018 § {number}")
    approver.send()

    publisher = person("publisher")
    publisher.open(f"{here}/publish/")
    publisher.send()

    stranger = visitor(viewport=size).new_page()
    stranger.goto(f"{desk.origin}/fi/goals/best-wellbeing-in-eu/")
    assert title in stranger.locator("h1").inner_text()
    stranger.goto(f"{desk.origin}/fi/strategies/uusimaa-2030/versions/{number}/")
    assert f"Aluevaltuusto 4.6.2018 § {number}" in stranger.locator("main").inner_text()
    answer = stranger.goto(f"{desk.origin}/fi/strategies/uusimaa-2030/versions/{number - 1}/")
    assert answer is not None
    assert answer.status == 200  # superseded, and still there
    assert title not in stranger.locator("main").inner_text()
    assert [person.complaints for person in (editor, approver, publisher)] == [[], [], []]


@pytest.mark.parametrize(("language", "size"), [("fi", PHONE), ("sv", DESKTOP)])
def test_two_editors_collide_and_lose_nothing(
    language: str, size: dict[str, int], desk: Demo, visitor: Visitor
) -> None:
    person = people(desk, visitor, language, size)
    first, second = person("editor"), person("administrator")
    number = begin(first)
    goal = f"{WORK}/{number}/goal/right-help-in-time"
    for editor in (first, second):
        editor.open(f"{goal}/")
    first.write("[name='title.fi']", f"Ensimmäinen{language}")
    first.send("main form button[type=submit]:not([name])")
    second.write("[name='title.fi']", f"Toinen{language}")
    second.send("main form button[type=submit]:not([name])")

    assert f"Ensimmäinen{language}" in second.words
    assert second.page.locator("[name='title.fi']").input_value() == f"Toinen{language}"
    assert violations(second.page) == []
    second.send("main form button[type=submit]:not([name])")  # kept as the second wrote it

    first.open(f"{goal}/")
    assert first.page.locator("[name='title.fi']").input_value() == f"Toinen{language}"
    first.open(f"{goal}/history/")
    assert f"Ensimmäinen{language}" in first.words


def test_the_verdict_is_shown_while_a_target_is_typed(desk: Demo, visitor: Visitor) -> None:
    editor = people(desk, visitor, "en", DESKTOP)("editor")
    number = begin(editor)
    editor.open(f"{WORK}/{number}/target/eu-wellbeing-first/")
    before = editor.words
    editor.write("input[name='target.value']", "99")
    editor.page.wait_for_function("() => document.querySelector('main').innerText.includes('moving away')")
    assert "moving away" not in before
    assert editor.page.locator("main svg[role=img]").count()
    assert violations(editor.page) == []


def test_parts_change_places_with_the_keyboard(desk: Demo, visitor: Visitor) -> None:
    editor = people(desk, visitor, "en", DESKTOP)("editor")
    number = begin(editor)
    address = f"{WORK}/{number}/focus-area/"
    editor.open(address)
    order = _order(editor)
    editor.reach(f"li[data-key='{order[0]}'] button[data-way=down]")
    editor.press("Enter")
    said = editor.page.locator("[role=status]", has_text=re.compile("number 2 of"))
    said.wait_for()
    editor.open(address)
    assert _order(editor) == [order[1], order[0], *order[2:]]


def _order(person: Person) -> list[str]:
    lines = person.page.locator("main li[data-key]").all()
    return [line.get_attribute("data-key") or "" for line in lines]


#: Pages of the workspace, and who opens them.
PAGES: dict[str, str] = {
    "/workspace/": "editor",
    "/workspace/new/": "editor",
    f"{WORK}/": "editor",
    f"{WORK}/{{n}}/goal/": "editor",
    f"{WORK}/{{n}}/measure/": "editor",
    f"{WORK}/{{n}}/goal/best-wellbeing-in-eu/": "editor",
    f"{WORK}/{{n}}/target/eu-wellbeing-first/": "editor",
    f"{WORK}/{{n}}/new/promise/": "editor",
    f"{WORK}/{{n}}/goal/best-wellbeing-in-eu/history/": "editor",
    f"{WORK}/{{n}}/history/": "editor",
    f"{WORK}/{{n}}/removed/": "editor",
    f"{WORK}/{{n}}/review/": "reader",
    f"{WORK}/{{n}}/checklist/": "editor",
    f"{WORK}/{{n}}/bring/": "editor",
    f"{WORK}/{{n}}/compare/1/": "reader",
    f"{WORK}/{{n}}/submit/": "editor",
    f"{WORK}/{{n}}/print/": "reader",
    "/workspace/attributes/uusimaa/": "editor",
    "/workspace/attributes/uusimaa/goal/priority/": "editor",
    "/workspace/practices/reviews/": "editor",
    "/workspace/observations/": "editor",
    "/workspace/observations/uusimaa/figures/cooperation-study/": "editor",
    "/workspace/observations/uusimaa/figures/cooperation-study/?kind=municipality": "editor",
    "/workspace/observations/uusimaa/figures/trust-study/?region=MK01": "editor",
    "/workspace/observations/uusimaa/file/": "editor",
    "/workspace/people/": "administrator",
    "/workspace/audit/": "administrator",
    "/account/": "editor",
    "/account/tokens/": "editor",
    "/account/password/": "editor",
    "/account/second-factor/": "editor",
}


@pytest.mark.timeout(900)  # axe looks twice at some forty pages, and the machine may have other work
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_axe_finds_nothing_in_the_workspace(
    language: str, desk: Demo, visitor: Visitor, pictures: Any
) -> None:
    signed_in = {role: people(desk, visitor, language, DESKTOP)(role) for role in sorted(set(PAGES.values()))}
    number = begin(signed_in["editor"])
    found = []
    for path, role in PAGES.items():
        person = signed_in[role]
        address = path.format(n=number)
        assert person.open(address) == 200, address
        for name, size, scheme in (("desktop", DESKTOP, "light"), ("phone", PHONE, "dark")):
            person.page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict is what it wants
            person.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # light or dark
            if pictures:
                file = f"workspace{re.sub(r'[/?=]', '-', address)}{language}-{name}.png"
                person.page.screenshot(path=pictures / file, full_page=True)
            found += [f"{address} {name}: {line}" for line in violations(person.page)]
        person.page.set_viewport_size({"width": 320, "height": 640})
        wide = person.page.evaluate("document.documentElement.scrollWidth")
        found += [f"{address} is {wide} wide"] if wide > 320 else []
    assert found == []
    assert [person.complaints for person in signed_in.values()] == [[]] * len(signed_in)
