"""Pages that were saved as text, and a feed beside them: a folder of our own writing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from lupaus.decisions.importing import import_dynasty
from lupaus.decisions.importing.decoding import text_of
from lupaus.decisions.importing.documents import document
from lupaus.decisions.importing.told import Hints
from lupaus.decisions.importing.understanding import understand
from lupaus.decisions.models import EarlierHandling, ImportedPage, Item
from lupaus.web.texts import Text
from tests.conftest import NOW
from tests.decisions.test_import_words import apart, in_page, lost_and_found
from tests.world import PIRKKO

pytestmark = pytest.mark.django_db

FOLDER: Final = Path(__file__).parent / "data" / "dynasty"


@pytest.fixture(autouse=True)
def _read() -> None:
    imported = import_dynasty(
        actor=PIRKKO.acts(), clock=lambda: NOW, source=str(FOLDER), organisation="kaava"
    )
    assert imported.strange == ()
    assert imported.numbers["items_added"] == 3
    assert not ImportedPage.objects.exclude(left_over=[]).exists()


def test_minutes_in_finnish_come_into_every_field() -> None:
    item = Item.objects.get(source_id="2026120-3")
    assert (item.meeting.body.name.fi, item.meeting.date, item.section) == (
        "Saaristolautakunta",
        date(2026, 11, 3),
        57,
    )
    assert item.title == Text(fi="Terveysveneen reitit vuonna 2027")
    assert item.matter is not None
    assert item.matter.diary_number == "318/05.02.00/2026"
    assert (item.presenter, item.preparers) == ("Mauri Malli", "Tilda Testi, Orvo Oma")
    assert [(each.title.fi, each.public) for each in item.attachments.all()] == [
        ("Lauttojen aikataulut 2027", True),
        ("Sopimus (salassa pidettävä)", False),
    ]
    ban = "Muutoksenhakukielto (Laki hyvinvointialueesta 611/2021); päätös koskee valmistelua"
    assert [(each.kind, each.heading.fi, each.text.fi) for each in item.texts.all()] == [
        ("summary", "", "Vene käy jatkossa kolmella saarella viikossa."),
        (
            "account",
            "Asian yksityiskohtainen selostus",
            "Kyselyyn vastasi 214 asukasta. Toivotut käyntipäivät olivat:\n\n- maanantai\n- torstai",
        ),
        (
            "proposal",
            "Lautakunnan puheenjohtajan ehdotus",
            "Lautakunta päättää\n\n1. hyväksyä reitit; ja\n\n2. seurata käyntejä puolen vuoden ajan.",
        ),
        ("decision", "", "Ehdotus hyväksyttiin."),
        ("implementation", "", ban),
    ]
    assert (item.appeal, item.appeal_note.fi) == ("preparation", ban)


def test_an_agenda_in_swedish_comes_into_every_field() -> None:
    item = Item.objects.get(source_id="2026121-2")
    assert (item.meeting.body.name, item.meeting.stage, item.number) == (
        Text(sv="Skärgårdsnämnden"),
        "agenda",
        "14",
    )
    assert item.title == Text(sv="Hälsobåtens rutter år 2027")
    assert (item.presenter, item.preparers) == ("Skärgårdsdirektör Mauri Malli", "Planerare Tilda Testi")
    assert {each.kind: each.text.sv for each in item.texts.all()} == {
        "account": "Båten besökte sju öar.",
        "proposal": "Nämnden antecknar rutterna för kännedom.",
    }
    told = EarlierHandling.objects.get()
    assert (told.words, told.section) == ("Skärgårdsnämnden 03.11.2026 § 57", 57)
    assert item.matter == Item.objects.get(source_id="2026120-3").matter


def test_a_feed_adds_what_has_no_page() -> None:
    item = Item.objects.get(source_id="2026120-2")
    assert (item.title.fi, item.meeting.source_id) == ("Työjärjestys & läsnäolijat", "2026120")
    assert item.texts.count() == 0


def test_abbreviations_of_the_body_are_learned() -> None:
    text = text_of((FOLDER / "meetingitem_2026120-3.txt").read_bytes())
    assert understand(document(text), Hints()).short == {"SLTK": "Saaristolautakunta"}


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("meetingitem_2026120-3.txt", "Saaristolautakunta Pöytäkirja 03.11.2026/Pykälä 57"),
        ("meetingitem_2026121-2.txt", "Skärgårdsnämnden Föredragningslista 01.12.2026/Ärendenr 14"),
    ],
)
def test_no_word_is_lost(name: str, head: str) -> None:
    text = text_of((FOLDER / name).read_bytes())
    said = text.split("----\n")[1]
    page = understand(document(text), Hints())
    missing, extra = lost_and_found([said], [*in_page(page), *apart(page), head])
    assert (+missing, +extra) == ({}, {})
