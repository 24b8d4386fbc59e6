"""Bringing in what a service of CloudNC published: its headings, its numbers, its addresses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from lupaus.decisions.importing import Imported, import_cloudnc
from lupaus.decisions.importing.cloudnc import place_of
from lupaus.decisions.models import Body, EarlierHandling, ImportedPage, Item, Meeting
from lupaus.web.refusals import NotAllowed
from tests.conftest import NOW
from tests.decisions.decision_server import Fake, fake_service
from tests.world import PIRKKO, RIITTA

pytestmark = pytest.mark.django_db

TOP = "/fi-FI/Toimielimet"
MEETING = f"{TOP}/Aluehallitus/Kokous_5102026"
ITEM = f"{MEETING}/Lahipalvelujen_verkko_(4512)"


def page(*content: str, language: str = "fi") -> bytes:
    return (
        f"<!DOCTYPE html><html lang='{language}'><head><title>Asiat</title></head><body>"
        "<nav><ul><li><a href='/fi-FI'>Etusivu</a></li><li>Toimielimet</li></ul></nav>"
        f"<main>{''.join(content)}</main><footer>Evästeet</footer></body></html>"
    ).encode()


def item(decision: str = "Aluehallitus hyväksyi ehdotuksen.") -> bytes:
    return page(
        "<p>Aluehallitus, kokous 5.10.2026</p>",
        "<p>Pöytäkirja</p>",
        "<h1>§ 98 Lähipalvelujen verkko</h1>",
        "<p>KEUHDno-2022-33</p>",
        "<h2>Aikaisempi käsittely</h2><p>Aluelautakunta, 14.09.2026, § 31</p>",
        "<h2>Valmistelija</h2><p>Sulo Saari, suunnittelija, 040 123 4567</p>"
        "<p>Alma Aalto, puh. 09 123 4567</p>",
        "<h2>Perustelut</h2><p>Asemilla käytiin usein.</p>",
        "<h2>Päätösehdotus</h2><h3>Esittelijä</h3><p>Aino Aalto</p>"
        "<p>Aluehallitus päättää pidentää aukioloa.</p>",
        f"<h2>Päätös</h2><p>{decision}</p>",
        "<h2>Muutoksenhaku</h2><p>Oikaisuvaatimusohje, kuntalaki 134 §</p>",
        "<h2>Tiedoksi</h2><p>Asemat</p>",
        "<h2>Liitteet</h2><ul><li><a href='/download/noname/1'>Liite 1 Kartta</a></li></ul>",
    )


def bring(source: str, **more: Any) -> Imported:
    asked: dict[str, Any] = {"actor": PIRKKO.acts(), "clock": lambda: NOW, "organisation": "kaava"}
    return import_cloudnc(source=source, **(asked | more))


@pytest.fixture
def fake(db: None) -> Iterator[Fake]:
    with fake_service() as served:
        served.pages = {
            TOP: page(
                f"<a href='{TOP}/Aluehallitus'>Aluehallitus</a> <a href='https://evil.example{TOP}/X'>x</a>"
            ),
            f"{TOP}/Aluehallitus": page(
                f"<p><a href='{MEETING}'>Kokous 5.10.2026</a></p>"
                f"<p><a href='{TOP}/Aluehallitus/Kokous_112020'>Kokous 1.1.2020</a></p>"
            ),
            MEETING: page(
                "<p>Kokousaika: 5.10.2026 klo 13.00</p><p>Kahvia on.</p>",
                f"<p><a href='{ITEM}'>Lähipalvelujen verkko</a></p>",
                "<a href='/download/noname/9.pdf'>PDF</a>",
            ),
            ITEM: item(),
        }
        yield served


def test_every_field_of_a_page_comes_into_its_own(tmp_path: Path) -> None:
    saved = f"<!-- saved from url=(0050)https://keuh.example.fi{ITEM} -->".encode()
    (tmp_path / "saved.html").write_bytes(saved + item())
    imported = bring(str(tmp_path))
    assert imported.strange == ()
    found = Item.objects.get()
    meeting: Meeting = found.meeting
    assert (meeting.body.name.fi, meeting.date, meeting.stage) == (
        "Aluehallitus",
        date(2026, 10, 5),
        "minutes",
    )
    assert (meeting.source, meeting.source_id) == ("cloudnc", "Aluehallitus/Kokous_5102026")
    assert (found.section, found.title.fi) == (98, "Lähipalvelujen verkko")
    assert found.matter is not None
    assert found.matter.diary_number == "KEUHDno-2022-33"
    assert found.preparers == "Sulo Saari, suunnittelija, Alma Aalto"
    assert found.presenter == "Aino Aalto"
    assert [(each.kind, each.heading.fi, each.text.fi) for each in found.texts.all()] == [
        ("account", "Perustelut", "Asemilla käytiin usein."),
        ("proposal", "", "Aluehallitus päättää pidentää aukioloa."),
        ("decision", "", "Aluehallitus hyväksyi ehdotuksen."),
        ("other", "Tiedoksi", "Asemat"),
    ]
    assert (found.appeal, found.appeal_note.fi) == ("claim", "Oikaisuvaatimusohje, kuntalaki 134 §")
    earlier = EarlierHandling.objects.get()
    assert (earlier.body, earlier.date, earlier.section) == ("Aluelautakunta", date(2026, 9, 14), 31)
    attached = found.attachments.get()
    assert (attached.title.fi, attached.source_url) == (
        "Liite 1 Kartta",
        "https://keuh.example.fi/download/noname/1",
    )
    assert not ImportedPage.objects.exclude(left_over=[]).exists()


def test_a_whole_service_is_read_from_bodies_to_items(fake: Fake) -> None:
    imported = bring(f"{fake.base}/fi-FI", host=fake.host(), since=date(2026, 1, 1))
    assert fake.asked == [TOP, f"{TOP}/Aluehallitus", MEETING, ITEM]
    assert imported.numbers["items_added"] == 1
    assert Body.objects.get().source_id == "Aluehallitus"
    starts_at = Meeting.objects.get().starts_at
    assert starts_at is not None
    assert starts_at.hour == 10  # 13 by Finnish clocks
    assert ImportedPage.objects.exclude(left_over=[]).get().left_over == ["line: Kahvia on."]
    before = list(Item.objects.values())
    again = bring(f"{fake.base}/fi-FI", host=fake.host(), since=date(2026, 1, 1))
    assert not again.counts.is_anything
    assert list(Item.objects.values()) == before


def test_a_changed_page_changes_its_item(fake: Fake) -> None:
    source = f"{fake.base}{MEETING}"
    bring(source, host=fake.host())
    fake.pages[ITEM] = item("Aluehallitus palautti asian.")
    changed = bring(source, host=fake.host())
    assert changed.numbers["items_changed"] == 1
    assert Item.objects.get().corrections.get().parts == ["decision"]


@pytest.mark.parametrize(
    ("address", "steps"),
    [
        (f"https://a.fi{TOP}", ()),
        (f"https://a.fi{MEETING}/", ("Aluehallitus", "Kokous_5102026")),
        ("https://a.fi/sv-FI/Organ/Styrelsen", ("Styrelsen",)),
        (f"https://a.fi{TOP}/L%C3%A4hi", ("Lähi",)),
    ],
)
def test_an_address_tells_what_its_page_is(address: str, steps: tuple[str, ...]) -> None:
    place = place_of(address)
    assert place is not None
    assert place.steps == steps


@pytest.mark.parametrize(
    "address",
    [
        "https://a.fi/fi-FI/Muu",
        f"https://a.fi{TOP}/A?sort=1",
        f"https://a.fi{ITEM}/Liite.pdf",
        f"https://a.fi{TOP}/../../x",
        f"https://a.fi{TOP}/%2e%2e/x",
        "javascript:alert(1)",
        "http://[broken",
    ],
)
def test_any_other_address_leads_nowhere(address: str) -> None:
    assert place_of(address) is None


def test_nobody_without_the_role_may(tmp_path: Path) -> None:
    with pytest.raises(NotAllowed, match="needs the role"):
        bring(str(tmp_path), actor=RIITTA.acts())


def test_its_time_is_the_clocks(fake: Fake) -> None:
    bring(f"{fake.base}{MEETING}", host=fake.host())
    assert Item.objects.get().changed_at == NOW
    assert isinstance(Meeting.objects.get().changed_at, datetime)
