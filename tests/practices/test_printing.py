"""A handbook to print: tagged, with its address and contents, the same for the same day."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from lupaus.practices.printing import printed
from lupaus.practices.queries import handbook
from lupaus.web.clock import Clock
from lupaus.web.printing import Contents, Heading, Paragraph, Report, pdf
from lupaus.web.texts import Shown
from lupaus.workspace.models import Version
from tests.practices import handbooks as made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

ADDRESS = f"https://kaava.example/fi/practices/{made.WORK}/versions/1/"


def report(language: str = "fi", chapter: str | None = None) -> Report:
    found = handbook(made.WORK)
    return printed(
        found,
        chapter=found.chapter(chapter) if chapter else None,
        language=language,
        address=ADDRESS,
        today=made.TODAY,
    )


def test_the_whole_has_contents_and_every_chapter(published: Version) -> None:
    sections = report().sections
    assert any(isinstance(each, Contents) for each in sections)
    assert [(each.words, each.depth) for each in sections if isinstance(each, Heading)] == [
        (Shown("1 Chapter roles fi", "fi"), 1),
        (Shown("1.1 Section organiser fi", "fi"), 2),
        (Shown("1.2 Section producer fi", "fi"), 2),
        (Shown("2 Chapter steering fi", "fi"), 1),
        (Shown("3 Chapter unwritten fi", "fi"), 1),
    ]


def test_a_chapter_is_printed_alone(published: Version) -> None:
    sections = report(chapter="steering").sections
    assert [each.words.words for each in sections if isinstance(each, Heading)] == ["2 Chapter steering fi"]  # type: ignore[union-attr]
    assert not any(isinstance(each, Contents) for each in sections)


def test_what_is_not_translated_is_marked(clock: Clock) -> None:
    made.publish(clock, [made.head(), made.chapter("a", text={"fi": "Vain suomeksi"})])
    prose = [each.prose for each in report("en").sections if isinstance(each, Paragraph)]
    assert Shown("Vain suomeksi", "fi") in prose
    assert any("Not translated yet" in str(each) for each in prose)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_pdf_is_tagged_for_assistive_technology_and_says_where_it_is(
    client: Client, published: Version, language: str
) -> None:
    address = f"/{language}/practices/{made.WORK}/versions/1/"
    for rest in ("practices.pdf", "roles/chapter.pdf"):
        answer = client.get(address + rest)
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("inline; filename=")
        body = answer.content
        assert body.startswith(b"%PDF-")
        assert b"/MarkInfo" in body
        assert re.search(rb"pdfuaid:part[>=\"]+1", body)
        assert client.get(address + rest).content == body
    assert report(language).address == ADDRESS


@pytest.mark.slow
def test_a_handbook_of_three_hundred_sections_is_printed(clock: Clock) -> None:
    made.publish(clock, made.of_size(10, 30))
    assert pdf(report()).startswith(b"%PDF-")
