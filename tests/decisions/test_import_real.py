"""The real pages kept beside the project come into every field they have."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lupaus.decisions.importing import import_dynasty
from lupaus.decisions.importing.decoding import text_of
from lupaus.decisions.importing.documents import document
from lupaus.decisions.importing.told import Hints
from lupaus.decisions.importing.understanding import understand
from lupaus.decisions.models import ImportedPage, Item
from tests.conftest import NOW
from tests.decisions.test_import_words import apart, in_page, lost_and_found
from tests.world import PIRKKO

pytestmark = [pytest.mark.django_db, pytest.mark.real_data]


@pytest.fixture
def seed(real_data: Path) -> Path:
    """The page of a regional executive from 2018."""
    found = sorted((real_data.parent / "seeds").glob("001*.txt"))
    if not found:
        pytest.skip("the real page is not kept on this machine")
    return found[0]


def bring(source: Path) -> None:
    imported = import_dynasty(
        actor=PIRKKO.acts(), clock=lambda: NOW, source=str(source), organisation="kaava"
    )
    assert imported.strange == ()
    assert not ImportedPage.objects.exclude(left_over=[]).exists()


def kinds(item: Item) -> list[str]:
    return [each.kind for each in item.texts.all()]


def text(item: Item, kind: str) -> str:
    found: str = item.texts.get(kind=kind).text.fi
    return found


def test_the_page_of_2018(seed: Path) -> None:
    bring(seed)
    item = Item.objects.get()
    assert (item.meeting.body.name.fi, item.meeting.body.kind) == ("Maakuntahallitus", "executive")
    assert (item.meeting.date, item.meeting.stage) == (date(2018, 6, 4), "minutes")
    assert (item.section, item.slug) == (122, "122")
    assert item.title.fi.startswith("Sote-palvelustrategian ja maakunnan palvelulupauksen")
    assert item.matter is not None
    assert item.matter.diary_number == "70/00.00.00/2018"
    assert kinds(item) == ["summary", "account", "proposal", "decision", "implementation"]
    assert text(item, "account").count("\n- ") == 10
    assert item.texts.get(kind="account").heading.fi == "Asian yksityiskohtainen selostus"
    assert item.texts.get(kind="proposal").heading.fi == "Maakuntajohtajan ehdotus"
    assert "merkitä tiedoksi" in text(item, "decision")
    assert text(item, "implementation").startswith("Muutoksenhakukielto (")
    assert item.appeal == "preparation"
    assert item.appeal_note.fi == text(item, "implementation")
    assert len(item.presenter.split()) == 2
    assert len(item.preparers.split(", ")) == 2
    assert not any(letter.isdigit() for letter in item.presenter + item.preparers)


def test_no_word_of_it_is_lost(seed: Path) -> None:
    content = seed.read_bytes()
    page = understand(document(text_of(content)), Hints())
    told = [*in_page(page), *apart(page), "Maakuntahallitus", "Pöytäkirja 04.06.2018/Pykälä 122"]
    missing, extra = lost_and_found([text_of(content)], told)
    assert (+missing, +extra) == ({}, {})
    assert page.short == {"MHS": "Maakuntahallitus"}


class TestTheTextsOfThreeServices:
    def test_minutes_with_a_proposal_before_the_account(self, real_data: Path) -> None:
        bring(real_data / "dynasty" / "luhva_meetingitem_2023277-5.txt")
        item = Item.objects.get()
        assert (item.source_id, item.meeting.source_id, item.section) == ("2023277-5", "2023277", 198)
        assert item.source_url.startswith("https://luhva-d10julk.oncloudos.com/cgi/DREQUEST.PHP?")
        assert item.matter is not None
        assert item.matter.diary_number == "5146/01.04.00/2023"
        assert kinds(item) == ["account", "proposal", "handling", "decision"]
        assert text(item, "proposal").count("\n\n") == 4
        assert item.presenter.startswith("Hyvinvointialuejohtaja")
        assert item.preparers
        assert item.title.fi.startswith("Yhteistoimintaneuvottelujen tuloksen")

    def test_an_agenda_with_attachments(self, real_data: Path) -> None:
        bring(real_data / "dynasty" / "hyvaks_meetingitem_2025250-8.txt")
        item = Item.objects.get()
        assert (item.meeting.stage, item.number, item.section, item.slug) == ("agenda", "253", None, "item-1")
        assert [each.title.fi[:7] for each in item.attachments.all()] == ["Liite 5", "Liite 6"]
        assert item.matter is not None
        assert item.matter.diary_number == "1163/00.01.01.04/2025"
        assert item.preparers.startswith("Strategiajohtaja")
        assert kinds(item) == ["account"]

    def test_minutes_with_an_earlier_handling(self, real_data: Path) -> None:
        bring(real_data / "dynasty" / "hsy10_meetingitem_202041-2.txt")
        item = Item.objects.get()
        assert (item.meeting.date, item.section) == (date(2020, 10, 9), 109)
        told = item.earlier.get()
        assert (told.words, told.body, told.date, told.section) == (
            "Hallitus 18.09.2020 § 94",
            "Hallitus",
            date(2020, 9, 18),
            94,
        )
        assert item.presenter.startswith("Toimitusjohtaja")
        assert item.preparers.startswith("Talousjohtaja")
        assert item.attachments.count() == 1
        assert kinds(item) == ["account"]

    def test_html_without_a_header(self, real_data: Path) -> None:
        bring(real_data / "dynasty" / "meetingitem_kokkola10_20261273-7_trimmed.utf8.html")
        item = Item.objects.get()
        assert (item.source_id, item.meeting.date) == ("20261273-7", date(2026, 8, 27))
        assert kinds(item) == ["account", "proposal"]
        assert item.texts.get(kind="proposal").heading.fi == "Kaupunginjohtaja"
        assert item.preparers.startswith("Hallintojohtaja")

    def test_a_feed_in_latin_1(self, real_data: Path) -> None:
        bring(real_data / "dynasty" / "rss_meetingitems_kokkola10_trimmed.latin1.xml")
        assert {each.source_id for each in Item.objects.all()} == {"20261273-7", "20261273-3"}
        assert Item.objects.filter(title__fi="Työjärjestyksen hyväksyminen").exists()

    def test_the_whole_folder_again_changes_nothing(self, real_data: Path) -> None:
        folder = real_data / "dynasty"
        bring(folder)
        before = list(Item.objects.order_by("pk").values())
        bring(folder)
        assert (len(before), list(Item.objects.order_by("pk").values())) == (5, before)
