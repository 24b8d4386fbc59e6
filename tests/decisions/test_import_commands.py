"""`lupaus decisions import dynasty|cloudnc|left-over`, as somebody at a terminal sees them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lupaus.decisions.commands import decisions
from lupaus.decisions.models import ImportedPage, Item
from lupaus.web.refusals import NotAllowed
from tests.decisions import dynasty_pages as pages
from tests.world import PIRKKO, RIITTA, Person

pytestmark = pytest.mark.django_db


def run(*words: str, person: Person = PIRKKO) -> Result:
    return CliRunner().invoke(decisions, ["import", *words], obj=person.acts(), catch_exceptions=False)


@pytest.fixture
def folder(tmp_path: Path) -> str:
    strange = pages.item(
        pages.alone("Hankinta"),
        pages.labelled("Päätös", "Kyllä."),
        pages.alone("Outo:"),
        id_="2026102-1",
        head="Pöytäkirja 12.10.2026/Pykälä 101",
    )
    (tmp_path / "2026101-4.html").write_bytes(pages.minutes())
    (tmp_path / "2026102-1.html").write_bytes(strange)
    (tmp_path / "login.html").write_bytes(b"<html><body><p>Kirjaudu \x1b[31m</p></body></html>")
    return str(tmp_path)


def test_a_folder_is_told_in_numbers(folder: str) -> None:
    result = run("dynasty", folder, "--organisation", "kaava")
    assert result.exit_code == 0
    assert "Items: 2 added, 0 changed, 0 gone." in result.output
    assert "Meetings: 2 added, 0 changed." in result.output
    assert "Decision-making bodies made: 1." in result.output
    assert "login.html" in result.output
    assert "not understood: 2." in result.output
    assert "Nothing has changed." in run("dynasty", folder, "--organisation", "kaava").output


def test_a_dry_run_says_so(folder: str) -> None:
    result = run("dynasty", folder, "--organisation", "kaava", "--dry-run")
    assert "Nothing was written." in result.output
    assert not Item.objects.exists()


def test_numbers_as_json(folder: str) -> None:
    told = json.loads(run("dynasty", folder, "--organisation", "kaava", "--format", "json").stdout)
    assert (told["items_added"], told["pages"], told["left_over"]) == (2, 3, 2)


def test_what_was_left_over_is_listed_and_shown(folder: str) -> None:
    assert "Everything was understood." in run("left-over").output
    run("dynasty", folder, "--organisation", "kaava")
    result = run("left-over")
    assert "a heading nobody knows: Outo:" in result.output
    assert "a line: Kirjaudu" in result.output
    assert "\x1b" not in result.output
    assert run("left-over", "--organisation", "uusimaa").output.count("meetingitem") == 0
    told = json.loads(run("left-over", "--format", "json", "--organisation", "kaava").output)
    assert ["heading: Outo:"] in [each["left_over"] for each in told]
    kept = ImportedPage.objects.get(page_id="meetingitem 2026102-1")
    assert "Hankinta" in run("left-over", "--page", str(kept.pk)).output


@pytest.mark.parametrize(
    "words",
    [
        ("dynasty", "x", "--organisation", "kaava"),
        ("cloudnc", "x", "--organisation", "kaava"),
        ("left-over",),
        ("left-over", "--organisation", "kaava"),
        ("left-over", "--page", "1"),
    ],
)
def test_nobody_without_the_role_may(words: Any) -> None:
    with pytest.raises(NotAllowed, match="needs the role"):
        run(*words, person=RIITTA)
