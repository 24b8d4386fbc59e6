"""An editor writes the organisation's own figures in the browser, by keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.person import Person
from tests.browser.site import Demo
from tests.browser.test_every_page_is_accessible import violations
from tests.browser.test_the_workspace import Visitor, people

pytestmark = pytest.mark.browser

HERE = "/workspace/observations"
GRID = f"{HERE}/uusimaa/figures/cooperation-study/?area=MK01&year=2025"
SEND = "main form[method=post] button[type=submit]:not([name]):not([formaction])"
JOURNEYS = [("fi", PHONE, "dark", 2020), ("sv", DESKTOP, "light", 2021), ("en", PHONE, "light", 2022)]


def faults(person: Person) -> list[str]:
    """What axe finds, and whether the page is wider than a narrow telephone."""
    found = violations(person.page)
    size = person.page.viewport_size
    person.page.set_viewport_size({"width": 320, "height": 640})
    wide = person.page.evaluate("document.documentElement.scrollWidth")
    person.page.set_viewport_size(size or PHONE)  # type: ignore[arg-type]  # a plain dict is what it wants
    return [*found, *([f"{wide} wide"] if wide > 320 else [])]


@pytest.mark.parametrize(("language", "size", "scheme", "year"), JOURNEYS)
def test_figures_are_typed_asked_about_and_written(
    language: str, size: dict[str, int], scheme: str, year: int, desk: Demo, visitor: Visitor, tmp_path: Path
) -> None:
    called = people(desk, visitor, language, size)
    editor, other = called("editor"), called("editor")
    cell = f"[name='v.MK01.{year}']"
    for person, words in ((editor, "3,25"), (other, "3,75")):
        person.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # light or dark
        person.open(GRID)
        person.write(cell, words)

    editor.write(cell, "much")
    editor.send(SEND)
    assert faults(editor) == []
    assert editor.page.locator(cell).input_value() == "much"
    editor.write(cell, "3,25")
    editor.send(SEND)
    assert faults(editor) == []
    assert "3,25" in editor.words or "3.25" in editor.words
    other.send(SEND)
    editor.send(SEND)
    editor.page.wait_for_url("**/observations/?done=saved")
    assert faults(editor) == []

    other.send(SEND)  # what they began from is no longer what stands there
    assert faults(other) == []
    other.reach("[name='keep.0']")
    other.press("Space")
    other.send(SEND)
    other.page.wait_for_url("**/observations/?done=saved")
    editor.open(GRID)
    assert editor.page.locator(cell).input_value().replace(".", ",") == "3,25"

    wrong = tmp_path / "wrong.csv"
    wrong.write_text("indicator,region,gender,year,value\ncooperation-study,MK99,total,2020,x\n")
    editor.open(f"{HERE}/uusimaa/file/")
    editor.page.set_input_files("input[name=file]", wrong)
    editor.send(SEND)
    assert faults(editor) == []
    assert "MK99" in editor.words
    assert [each.complaints for each in (editor, other)] == [[], []]
