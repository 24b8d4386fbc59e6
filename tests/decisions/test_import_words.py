"""No word of a page is lost: what is not in a field is told apart, or is listed."""

from __future__ import annotations

import re
from collections import Counter
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lupaus.decisions.importing import import_dynasty
from lupaus.decisions.importing.decoding import text_of
from lupaus.decisions.importing.documents import document
from lupaus.decisions.importing.told import Hints, ItemPage
from lupaus.decisions.importing.understanding import understand
from lupaus.decisions.models import ImportedPage, Item
from tests.conftest import NOW
from tests.decisions import dynasty_pages as pages
from tests.world import PIRKKO

#: Words of our own that mean nothing to the reader, so that each can only be text.
WORDS = (
    *("kuusi", "mänty", "koivu", "haapa", "leppä", "björk", "gran", "Alma", "Eeva", "64,3", "2", "000"),
    *("(ks.", "s. 3)", "*tähti*", "**lihava", "[sulku](x)", "#risti", "|", "{{aalto}}", "a_b", "<b>", "&"),
    *("\\", "- viiva", "https://example.fi/a?b=1&c", "1.1.2020", "§", "klo", "Liite"),
)
LABELS = (
    "Tiivistelmä",
    "Selostus asiasta",
    "Perustelut",
    "Asian yksityiskohtainen selostus",
    "Päätösehdotus",
    "Ehdotus",
    "Maakuntajohtajan ehdotus:",
    "Käsittely",
    "Päätös",
    "Täytäntöönpano",
    "Muutoksenhaku",
    "Muutoksenhakukielto",
    "Tiedoksi",
    "Jokin muu otsikko:",
    "Sammanfattning",
    "Beslutsförslag",
    "Beslut",
)
LINES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(lambda words: "puu " + " ".join(words))


def lost_and_found(read: list[str], told: list[str]) -> tuple[Counter[str], Counter[str]]:
    """Words of the page that are told nowhere, and words that are told and not on the page."""
    on_page, kept = Counter(words_in(read)), Counter(words_in(told))
    return on_page - kept, kept - on_page


def words_in(texts: list[str]) -> list[str]:
    """The words of texts; where a link leads is none."""
    shown = (re.sub(r"(?<=\])\(https?://[^()]*\)", "", text) for text in texts)
    return [word for text in shown for word in re.findall(r"\w+", text)]


class Visible(HTMLParser):
    """The words of a page as a browser shows them, by another parser than the importer's."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, _attrs: Any) -> None:
        self.hidden += tag in ("title", "script", "style")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("title", "script", "style")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.said.append(data)


def visible(content: bytes) -> list[str]:
    parser = Visible()
    parser.feed(content.decode())
    parser.close()
    return parser.said


def apart(page: ItemPage) -> list[str]:
    """The words that are in no field and why: names of fields, links, facts told before, numbers."""
    left = [each.partition(": ")[2] for each in page.left_over if not each.startswith("heading")]
    return [*page.furniture, *page.repeated, *page.phones, *left]


def in_page(page: ItemPage) -> list[str]:
    """The words of the fields as they were understood."""
    texts = [part for each in page.passages for part in (each.heading, each.text)]
    doubled = [] if page.note_is_repeated else [page.appeal_note]
    rows = {each.words for each in page.earlier}
    texts = [each for each in texts if each not in rows]
    return [
        *(page.title, page.presenter, page.preparers, page.diary_number),
        *(each.title for each in page.attachments),
        *(each.words for each in page.earlier),
        *texts,
        *doubled,
    ]


def in_tables(item: Item) -> list[str]:
    """The words of an item as the public tables hold them."""
    texts = [part.words("fi") for each in item.texts.all() for part in (each.heading, each.text)]
    rows = {each.words for each in item.earlier.all()}
    note = item.appeal_note.words("fi")
    return [
        item.title.words("fi"),
        item.presenter,
        item.preparers,
        item.matter.diary_number if item.matter else "",
        *(each.title.words("fi") for each in item.attachments.all()),
        *rows,
        *(each for each in texts if each not in rows),
        *([note] if note and not any(note in each for each in texts) else []),
    ]


@st.composite
def contents(draw: st.DrawFn) -> list[str]:
    """An item's page in any order, by any labels, with anything a text may hold."""
    blocks = [pages.alone(draw(LINES))]
    if draw(st.booleans()):
        blocks.append("<p><span>55/01.02.03/2026</span></p>")
    if draw(st.booleans()):
        blocks.append(pages.paragraph("Valiokunta 1.9.2026 § 4"))
    phone = draw(st.integers(1000000, 9999999))
    people = draw(st.lists(st.sampled_from(("Esittelijä", "Valmistelija")), max_size=2, unique=True))
    blocks += [pages.labelled(person, f"Suunnittelija Alma Aalto, puh. 050 {phone}") for person in people]
    for label in draw(st.lists(st.sampled_from(LABELS), max_size=6)):
        blocks.append(pages.alone(label))
        blocks += draw(st.lists(parts(), max_size=4))
    return blocks


@st.composite
def parts(draw: st.DrawFn) -> str:
    said = draw(LINES)
    kind = draw(st.sampled_from(("p", "spans", "ul", "nested", "table", "h4", "br", "div", "link", "layout")))
    more = escape(draw(LINES))
    safe = escape(said)
    return {
        "p": f"<p>{safe}</p>",
        "spans": f"<p><span>{safe}</span> <span><b>{more}</b> <i>{safe}</i></span></p>",
        "ul": f"<ul><li>{safe}</li><li>{more}</li></ul>",
        "nested": f"<ul><li>{safe}<ul><li><p>{more}</p></li></ul></li></ul>",
        "table": f"<table><tr><th>{safe}</th><th>{more}</th></tr>"
        f"<tr><td>{more}</td><td>{safe}</td></tr></table>",
        "h4": f"<h4>{safe}</h4><p>{more}</p>",
        "br": f"<p>{safe}<br>{more}</p>",
        "div": f"<div>{safe}<p>{more}</p>{safe}</div>",
        "link": f"<p><a href='https://example.fi/a(b)'>{safe}</a> {more}</p>",
        "layout": f"<table><tr><td><p>{safe}</p><p>{more}</p></td></tr></table>",
    }[kind]


@pytest.mark.slow
@given(contents())
@settings(max_examples=150, deadline=None)
def test_every_word_is_in_a_field_or_told_apart(content: list[str]) -> None:
    page_bytes = pages.item(*content)
    page = understand(document(text_of(page_bytes)), Hints())
    told = [*in_page(page), *apart(page), "Aluehallitus", "Pöytäkirja 05.10.2026/Pykälä 98"]
    missing, extra = lost_and_found(visible(page_bytes), told)
    assert (missing, extra) == (Counter(), Counter())


@pytest.mark.django_db
@pytest.mark.slow
@given(content=contents())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_word_comes_to_the_tables_or_is_listed(content: list[str], tmp_path: Path) -> None:
    for rows in (ImportedPage, Item):
        rows.objects.all().delete()
    page_bytes = pages.item(*content)
    (tmp_path / "2026101-4.html").write_bytes(page_bytes)
    import_dynasty(
        actor=PIRKKO.acts(), clock=lambda: NOW, source=str(tmp_path), organisation="kaava", again=True
    )
    item = Item.objects.get()
    page = understand(document(text_of(page_bytes)), Hints())
    told = [*in_tables(item), *apart(page), "Aluehallitus", "Pöytäkirja 05.10.2026/Pykälä 98"]
    missing, extra = lost_and_found(visible(page_bytes), told)
    assert (missing, extra) == (Counter(), Counter())
    listed = [each.partition(": ")[2] for each in ImportedPage.objects.get().left_over]
    assert all(each.partition(": ")[2] in listed for each in page.left_over)
