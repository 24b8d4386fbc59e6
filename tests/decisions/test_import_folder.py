"""Bringing in what another service published, from saved pages and feeds."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lupaus.accounts.actors import Actor, operator
from lupaus.accounts.models import AuditRecord
from lupaus.decisions.importing import Imported, import_dynasty, kept_page, left_over
from lupaus.decisions.models import (
    Attachment,
    Body,
    Change,
    Correction,
    EarlierHandling,
    ImportedPage,
    Item,
    ItemText,
    Matter,
    Meeting,
)
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, NotFound, Refused
from lupaus.web.texts import Text
from lupaus.web.versions import content_version
from tests.decisions import dynasty_pages as pages
from tests.world import KAISA, PIRKKO, RIITTA

pytestmark = pytest.mark.django_db

Bring = Callable[..., Imported]


@pytest.fixture
def bring(tmp_path: Path, clock: Clock) -> Bring:
    """Save some pages by their names as the only files of a folder, and bring it in."""

    def brought(files: dict[str, bytes], **more: Any) -> Imported:
        for old in tmp_path.glob("*.*"):
            if old.is_file():
                old.unlink()
        for name, content in files.items():
            (tmp_path / name).write_bytes(content)
        asked: dict[str, Any] = {"actor": PIRKKO.acts(), "clock": clock, "organisation": "kaava"} | more
        return import_dynasty(source=str(tmp_path), **asked)

    return brought


def state() -> list[Any]:
    """Everything public that an import writes."""
    kinds = (Body, Meeting, Item, ItemText, Attachment, EarlierHandling, Matter, Correction, Change)
    return [content_version(), *(list(kind.objects.order_by("pk").values()) for kind in kinds)]


def texts(item: Item) -> dict[str, str]:
    return {each.kind: each.text.fi for each in item.texts.all()}


MINUTES = {"2026101-4.html": pages.minutes()}


class TestEveryFieldOfAPage:
    def test_comes_into_its_own(self, bring: Bring) -> None:
        imported = bring(MINUTES)
        assert (imported.strange, imported.left_over) == ((), 0)
        item = Item.objects.get()
        meeting = item.meeting
        assert (meeting.body.name.fi, meeting.body.kind, meeting.body.organisation) == (
            "Aluehallitus",
            "executive",
            "kaava",
        )
        assert (meeting.date, meeting.stage, meeting.source, meeting.source_id) == (
            date(2026, 10, 5),
            "minutes",
            "dynasty",
            "2026101",
        )
        assert (item.source_id, item.section, item.slug) == ("2026101-4", 98, "98")
        assert item.title == Text(fi="Lähipalvelujen verkon tarkistaminen")
        assert item.matter is not None
        assert item.matter.diary_number == "412/00.01.02/2026"
        assert item.presenter == "Johtaja Aino Aalto"
        assert (item.appeal, item.appeal_note.fi) == (
            "claim",
            "Päätökseen voi hakea muutosta oikaisuvaatimuksella.",
        )
        assert texts(item) == {
            "summary": "Asemien aukioloa pidennetään kahdessa kunnassa.",
            "account": "Asemilla käytiin 1 200 kertaa.\n\n- pohjoinen\n- etelä\n\n"
            "| Asema | Käyntejä |\n|---|---:|\n| Pohjoinen | 700 |\n| Etelä | 500 |",
            "proposal": "Aluehallitus päättää pidentää aukioloa.",
            "handling": "Keskustelun aikana kysyttiin kustannuksista.",
            "decision": "Aluehallitus hyväksyi ehdotuksen.",
            "implementation": "Ote toimialalle.",
        }

    def test_telephone_numbers_are_kept_with_the_page_alone(self, bring: Bring) -> None:
        bring(MINUTES)
        assert Item.objects.get().preparers == "Suunnittelija Sulo Saari"
        kept = ImportedPage.objects.get()
        assert "040 123 4567" in kept_page(actor=PIRKKO.acts(), id=kept.pk)

    def test_attachments_are_listed_with_their_addresses(self, bring: Bring) -> None:
        saved = f"<!-- saved from url=(0068){pages.address('meetingitem', '2026101-4')} -->".encode()
        bring({"page.html": saved + pages.minutes()})
        first, second = Attachment.objects.all()
        assert (first.title.fi, first.public, first.source_url) == (
            "Liite 1 Verkkosuunnitelma",
            True,
            "https://paatokset.example.fi:443/kokous/2026101-4-501.PDF",
        )
        assert (second.title.fi, second.public, second.source_url) == (
            "Liite 2 Sopimusluonnos (ei julkinen)",
            False,
            "",
        )

    def test_earlier_handlings_are_told_and_found(self, bring: Bring) -> None:
        earlier = pages.item(
            pages.alone("Lähipalvelujen verkko"),
            pages.labelled("Päätös", "Lautakunta puoltaa ehdotusta."),
            id_="2026090-2",
            body="Hyvinvointilautakunta",
            head="Pöytäkirja 14.09.2026/Pykälä 31",
        )
        bring(MINUTES)
        told = EarlierHandling.objects.get()
        assert (told.words, told.body, told.date, told.section, told.found) == (
            "Hyvinvointilautakunta 14.09.2026 § 31",
            "Hyvinvointilautakunta",
            date(2026, 9, 14),
            31,
            None,
        )
        bring({"2026090-2.html": earlier})
        assert EarlierHandling.objects.get().found == Item.objects.get(section=31)

    def test_what_another_body_said_before_is_a_text_of_its_own(self, bring: Bring) -> None:
        page = pages.item(
            pages.alone("Hankinta"),
            pages.paragraph("LTK 14.09.2026 § 31"),
            pages.alone("Ehdotus"),
            pages.paragraph("Lautakunta puoltaa."),
            pages.paragraph("AH 05.10.2026 § 98"),
            pages.alone("Ehdotus"),
            pages.paragraph("Aluehallitus hyväksyy."),
        )
        bring({"2026101-4.html": page})
        said = [(each.kind, each.heading.fi, each.text.fi) for each in ItemText.objects.all()]
        assert said == [
            ("earlier", "LTK 14.09.2026 § 31", "### Ehdotus\n\nLautakunta puoltaa."),
            ("proposal", "Ehdotus", "Aluehallitus hyväksyy."),
        ]

    def test_a_swedish_page_fills_the_swedish_words(self, bring: Bring) -> None:
        page = pages.item(
            pages.alone("Granskning av servicenätet"),
            pages.labelled("Beredare", "Planerare Sulo Saari"),
            pages.labelled("Beslutsförslag", "Styrelsen beslutar förlänga öppettiderna."),
            pages.labelled("Beslut", "Styrelsen godkände förslaget."),
            body="Välfärdsområdesstyrelsen",
            head="Protokoll 05.10.2026/Paragraf 98",
        )
        imported = bring({"2026101-4.html": page})
        item = Item.objects.get()
        assert imported.left_over == 0
        assert item.title == Text(sv="Granskning av servicenätet")
        assert item.preparers == "Planerare Sulo Saari"
        assert {each.kind: each.text.sv for each in item.texts.all()} == {
            "proposal": "Styrelsen beslutar förlänga öppettiderna.",
            "decision": "Styrelsen godkände förslaget.",
        }

    @pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "utf-16"])
    def test_is_read_in_whatever_charset(self, bring: Bring, charset: str) -> None:
        bring({"2026101-4.html": pages.minutes(charset=charset)})
        assert texts(Item.objects.get())["account"].startswith("Asemilla käytiin")


class TestReadingAgain:
    def test_the_same_changes_nothing(self, bring: Bring) -> None:
        bring(MINUTES)
        before = state()
        assert not bring(MINUTES).counts.is_anything
        assert not bring(MINUTES, again=True).counts.is_anything
        assert state() == before

    def test_a_changed_page_changes_its_item_and_tells_a_correction(self, bring: Bring) -> None:
        bring(MINUTES)
        imported = bring({"2026101-4.html": pages.minutes(decision="Aluehallitus palautti asian.")})
        assert imported.counts.items_changed == 1
        item = Item.objects.get()
        assert texts(item)["decision"] == "Aluehallitus palautti asian."
        assert Correction.objects.get().parts == ["decision"]
        assert Change.objects.filter(item=item).count() == 2

    def test_an_agenda_becomes_minutes_and_its_address_leads_on(self, bring: Bring) -> None:
        bring({"2026101-4.html": pages.agenda()})
        item = Item.objects.get()
        assert (item.meeting.stage, item.slug, item.number) == ("agenda", "item-1", "7")
        bring(MINUTES)
        item = Item.objects.get()
        assert (item.meeting.stage, item.slug, item.former_slugs) == ("minutes", "98", ["item-1"])
        assert not Correction.objects.exists()

    def test_minutes_may_have_another_id_than_their_agenda(self, bring: Bring) -> None:
        bring({"2026099-2.html": pages.agenda(id_="2026099-2")})
        bring(MINUTES)
        item = Item.objects.get()
        assert (item.source_id, item.meeting.source_id, item.former_slugs) == (
            "2026101-4",
            "2026101",
            ["item-1"],
        )
        assert ImportedPage.objects.filter(item=item).count() == 2

    def test_items_that_are_called_alike_stay_apart(self, bring: Bring) -> None:
        bring({"2026101-4.html": pages.agenda()})
        bring({"2026101-5.html": pages.agenda(id_="2026101-5", number=8)})
        assert Item.objects.count() == 2

    def test_an_old_agenda_does_not_undo_minutes(self, bring: Bring) -> None:
        bring(MINUTES)
        before = state()
        bring({"2026101-4.html": pages.agenda()})
        assert state() == before
        assert ImportedPage.objects.filter(page_id="meetingitem 2026101-4 agenda").exists()

    def test_agenda_and_minutes_of_one_item_in_one_folder_are_one(self, bring: Bring) -> None:
        files = {"agenda 2026101-4.html": pages.agenda(), "minutes 2026101-4.html": pages.minutes()}
        bring(files)
        before = state()
        assert Item.objects.get().section == 98
        bring(files)
        assert state() == before

    def test_a_stone_stays_a_stone(self, bring: Bring, clock: Clock) -> None:
        from lupaus.decisions.meeting.publishing import leave_stone

        bring(MINUTES)
        leave_stone(Item.objects.get(), at=clock(), why=Text.same("Personal data."))
        bring({"2026101-4.html": pages.minutes(decision="Something else.")}, again=True)
        item = Item.objects.get()
        assert (item.is_gone, item.texts.count()) == (True, 0)

    def test_what_was_removed_here_does_not_come_back(self, bring: Bring) -> None:
        bring(MINUTES)
        ImportedPage.objects.update(content=zlib.compress(b""))
        before = state()
        bring({"2026101-4.html": pages.minutes(decision="Sulo Saari sai luvan.")}, again=True)
        bring(MINUTES | {"copy.html": pages.minutes(decision="Sulo Saari.")}, again=True)
        assert state() == before
        assert [kept_page(actor=PIRKKO.acts(), id=each.pk) for each in ImportedPage.objects.all()] == [""]

    def test_two_services_with_the_same_numbers_stay_apart(self, bring: Bring) -> None:
        bring(MINUTES)
        bring(MINUTES, organisation="uusimaa")
        assert set(Meeting.objects.values_list("body__organisation", "source_id")) == {
            ("kaava", "2026101"),
            ("uusimaa", "2026101@uusimaa"),
        }
        before = state()
        bring(MINUTES, organisation="uusimaa")
        assert state() == before

    def test_a_dry_run_writes_nothing(self, bring: Bring) -> None:
        before = state()
        assert bring(MINUTES, dry_run=True).counts.items_added == 1
        assert state() == before
        assert not ImportedPage.objects.exists()

    def test_a_meeting_is_told_in_the_trail_and_to_what_follows(self, bring: Bring) -> None:
        bring(MINUTES)
        record = AuditRecord.objects.latest("pk")
        assert (record.verb, record.object_id, record.after["items_added"]) == (  # type: ignore[index]
            "import_meeting",
            "aluehallitus/2026-10-05",
            1,
        )
        assert Change.objects.get().item == Item.objects.get()


class TestWhatIsNotUnderstood:
    def test_a_heading_nobody_knows_keeps_its_text_and_is_listed(self, bring: Bring) -> None:
        page = pages.item(
            pages.alone("Hankinta"),
            pages.labelled("Päätös", "Hyväksyttiin."),
            pages.alone("Liitemuistio:"),
            pages.paragraph("Muistio on pitkä."),
        )
        assert bring({"2026101-4.html": page}).left_over == 1
        (kept,) = left_over(actor=PIRKKO.acts())
        assert kept.left_over == ["heading: Liitemuistio:"]
        other = ItemText.objects.get(kind="other")
        assert (other.heading.fi, other.text.fi) == ("Liitemuistio", "Muistio on pitkä.")

    def test_a_page_of_something_else_is_kept_whole(self, bring: Bring) -> None:
        imported = bring({"login.html": b"<html><body><p>Kirjaudu</p></body></html>"} | MINUTES)
        assert [each.file for each in imported.strange] == ["file login.html"]
        (kept,) = left_over(actor=PIRKKO.acts())
        assert kept.left_over[1:] == ["line: Kirjaudu"]
        assert Item.objects.count() == 1

    def test_two_pages_of_one_item_are_told(self, bring: Bring) -> None:
        files = {"2026101-4.html": pages.minutes(), "copy.html": pages.minutes(decision="Muuta.")}
        imported = bring(files)
        assert ["tells of the same item" in str(each) for each in imported.strange] == [True]
        assert (Item.objects.count(), ImportedPage.objects.count()) == (1, 2)
        before = state()
        bring(files)
        assert state() == before

    def test_a_page_that_breaks_off_changes_no_item(self, bring: Bring) -> None:
        bring(MINUTES)
        before = state()
        imported = bring({"2026101-4.html": pages.minutes(decision="Other.")[:-200]})
        assert "breaks off" in str(imported.strange[0])
        assert state() == before

    def test_only_an_editor_sees_it(self, bring: Bring) -> None:
        bring(MINUTES)
        for person in (RIITTA, KAISA):
            with pytest.raises(NotAllowed, match="needs the role"):
                left_over(actor=person.acts())
            with pytest.raises(NotAllowed, match="needs the role"):
                kept_page(actor=person.acts(), id=1)
        with pytest.raises(NotFound):
            kept_page(actor=PIRKKO.acts(), id=0)


class TestFeeds:
    def test_name_items_that_have_no_page_yet(self, bring: Bring) -> None:
        entries = (
            ("Aluehallitus", "05.10.2026", "Talous & hallinto", "2026101-3"),
            ("Aluehallitus", "05.10.2026", "Lähipalvelujen verkon tarkistaminen", "2026101-4"),
        )
        imported = bring({"rss.xml": pages.feed(*entries)})
        assert imported.counts.items_added == 2
        first, second = Item.objects.all()
        assert (first.title.fi, first.meeting.stage, first.source_id) == (
            "Talous & hallinto",
            "agenda",
            "2026101-3",
        )
        assert first.source_url.endswith("page=meetingitem&id=2026101-3")
        bring(MINUTES)
        second.refresh_from_db()
        assert (second.section, second.meeting.stage) == (98, "minutes")

    def test_never_undo_what_a_page_told(self, bring: Bring) -> None:
        bring(MINUTES)
        before = state()
        bring({"rss.xml": pages.feed(("Aluehallitus", "05.10.2026", "Muu otsikko", "2026101-4"))})
        assert state() == before

    def test_tell_the_title_of_a_page(self, bring: Bring) -> None:
        page = pages.item(
            pages.paragraph("Ensimmäinen rivi."),
            pages.paragraph("Oikea otsikko"),
            pages.labelled("Päätös", "Hyväksyttiin."),
        )
        feed = pages.feed(("Aluehallitus", "05.10.2026", "Oikea otsikko", "2026101-4"))
        bring({"rss.xml": feed, "2026101-4.html": page})
        assert Item.objects.get().title.fi == "Oikea otsikko"

    def test_what_has_no_day_is_listed(self, bring: Bring) -> None:
        feed = pages.feed(
            ("Aluehallitus", "05.10.2026", "A", "2026101-3"), ("Aluehallitus", "pian", "B", "2026101-4")
        )
        assert bring({"rss.xml": feed}).left_over == 1


class TestRefused:
    @pytest.mark.parametrize("person", [RIITTA, KAISA])
    def test_nobody_without_the_role(self, bring: Bring, person: Any) -> None:
        actor: Actor = person.acts()
        with pytest.raises(NotAllowed, match="needs the role"):
            bring(MINUTES, actor=actor)
        assert not ImportedPage.objects.exists()

    def test_what_is_not_there(self, clock: Clock, tmp_path: Path) -> None:
        asked: dict[str, Any] = {"actor": PIRKKO.acts(), "clock": clock, "organisation": "kaava"}
        with pytest.raises(Refused, match="no such file"):
            import_dynasty(source=str(tmp_path / "nothing"), **asked)
        with pytest.raises(Refused, match="no files"):
            import_dynasty(source=str(tmp_path), **asked)
        with pytest.raises(Refused, match="Only addresses"):
            import_dynasty(source="ftp://example.fi/", **asked)
        with pytest.raises(Refused, match="not an organisation"):
            import_dynasty(
                source=str(tmp_path), **(asked | {"organisation": "Not one!", "actor": operator()})
            )
