"""Pages and feeds that are broken, huge or written to harm: refused or tamed, and nothing half written."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.decisions.importing import Imported, import_dynasty
from lupaus.decisions.importing.decoding import text_of
from lupaus.decisions.importing.documents import NotRead, document
from lupaus.decisions.importing.feed import NoFeed, entries
from lupaus.decisions.importing.told import Hints
from lupaus.decisions.importing.understanding import understand
from lupaus.decisions.models import Body, ImportedPage, Item, ItemText, Meeting
from lupaus.web.prose import prose
from lupaus.web.refusals import Refused
from tests.conftest import NOW
from tests.decisions import dynasty_pages as pages
from tests.world import PIRKKO

Bring = Callable[[dict[str, bytes]], Imported]


@pytest.fixture
def bring(db: None, tmp_path: Path) -> Bring:
    def brought(files: dict[str, bytes]) -> Imported:
        for name, content in files.items():
            (tmp_path / name).write_bytes(content)
        return import_dynasty(
            actor=PIRKKO.acts(), clock=lambda: NOW, source=str(tmp_path), organisation="kaava"
        )

    return brought


def with_text(html: str) -> bytes:
    return pages.item(pages.alone("Hankinta"), pages.alone("Päätös"), html)


class TestHostileHtml:
    def test_runs_nothing_and_means_nothing(self, bring: Bring) -> None:
        evil = (
            "<script>alert(1)</script><p onclick='x()'>Teksti <a href='javascript:alert(1)'>linkki</a></p>"
            "<p>&lt;script&gt;alert(2)&lt;/script&gt; {{Matti}} [x](javascript:alert(3))</p>"
            "<iframe src='http://evil.example/'></iframe><style>p{}</style><p style='display:none'>piilo</p>"
        )
        bring({"2026101-4.html": with_text(evil)})
        said = ItemText.objects.get(kind="decision").text.fi
        shown = str(prose(said))
        assert "<script" not in shown
        assert "href" not in shown
        assert "alert(1)" not in shown
        assert "{{" not in said
        assert "&lt;script&gt;alert(2)" in shown
        assert "piilo" not in shown

    def test_signs_nobody_sees_are_left_out(self, bring: Bring) -> None:
        bring({"2026101-4.html": with_text("<p>a&#1;b&#0;c&#x1b;[31m&#x202e;d&#xD800;e&#xFFFE;&#173;f</p>")})
        assert ItemText.objects.get(kind="decision").text.fi == "ab\ufffdc[31md\ufffdef"

    @pytest.mark.parametrize(
        "page",
        [
            b"<div>" * 100_000,
            b"<table><tr><td>" * 3_000,
            b"<html><body>" + b"<b>" * 50_000 + b"x",
            b"<p>" + b"&" * 100_000,
            b"<html><!--" + b"-" * 100_000,
            b"<div " + b"a='b' " * 50_000 + b">",
            b"\xff\xfe<html>",
            b"<html><body><p>" + b"x" * 1_000_000,
        ],
    )
    def test_is_refused_or_tamed_in_time(self, bring: Bring, page: bytes) -> None:
        began = time.monotonic()
        imported = bring({"bad.html": page, "2026101-4.html": pages.minutes()})
        assert time.monotonic() - began < 30  # seconds of a machine that does other things as well
        assert Item.objects.count() == 1
        assert all(str(each) for each in imported.strange)

    @pytest.mark.parametrize(
        ("name", "content", "sentence"),
        [
            ("image.bin", b"\x89PNG\x00\x00\x00", "no text"),
            ("large.html", b"<p>" + b" " * (17 * 1024 * 1024), "larger than 16 MB"),
        ],
    )
    def test_what_is_no_page_is_told(self, bring: Bring, name: str, content: bytes, sentence: str) -> None:
        imported = bring({name: content, "2026101-4.html": pages.minutes()})
        assert [sentence in str(each) for each in imported.strange] == [True]

    def test_alone_it_leaves_nothing(self, bring: Bring) -> None:
        with pytest.raises(Refused, match="nothing of such a service"):
            bring({"image.bin": b"\x00\x01\x02"})
        assert not Body.objects.exists()
        assert not ImportedPage.objects.exists()

    def test_fields_longer_than_their_columns_are_kept_whole(self, bring: Bring) -> None:
        names = ", ".join(f"Nimi{number} Sukunimi" for number in range(200))
        page = pages.item(
            pages.alone("Otsikko " * 100),
            pages.labelled("Valmistelija", names),
            pages.labelled("Esittelijä", "Johtaja " + "Pitkä " * 100),
            pages.labelled("Päätös", "Hyväksyttiin."),
        )
        bring({"2026101-4.html": page})
        item = Item.objects.get()
        assert (item.preparers, item.presenter) == ("", "")
        said = " ".join(each.text.fi for each in item.texts.all())
        assert "Nimi199 Sukunimi" in said
        assert "Johtaja Pitkä Pitkä" in said

    def test_a_body_with_a_name_longer_than_any_is_none(self, bring: Bring) -> None:
        imported = bring(
            {
                "2026101-4.html": pages.minutes(body="Aluehallitus " * 30),
                "b.html": pages.minutes(id_="2026101-5"),
            }
        )
        assert len(imported.strange) == 1
        assert [each.name.fi for each in Body.objects.all()] == ["Aluehallitus"]


class TestHugePages:
    @pytest.mark.slow
    def test_five_thousand_paragraphs_are_read(self, bring: Bring) -> None:
        began = time.monotonic()
        bring({"2026101-4.html": with_text("".join(f"<p>Kappale {number}.</p>" for number in range(5000)))})
        assert time.monotonic() - began < 30
        said = ItemText.objects.get(kind="decision").text.fi
        assert said.count("Kappale") == 5000

    @pytest.mark.slow
    def test_more_lines_than_any_page_has_are_refused(self) -> None:
        with pytest.raises(NotRead, match="more than 100000 lines"):
            document("<html>" + "<p>x" * 100_001)
        with pytest.raises(NotRead, match="more than 100000 lines"):
            document("x\n" * 100_001)

    @pytest.mark.slow
    def test_thousands_of_labels_and_handlings_take_no_longer(self) -> None:
        began = time.monotonic()
        lines = "\n".join(
            "Aluehallitus 1.1.2020 § 3\nPäätös: Hyväksyttiin\nLiite 5 x" for _each in range(2_000)
        )
        understand(document(lines), Hints())
        understand(document("Aluehallitus " * 50_000), Hints())
        understand(document("1/" * 50_000 + "\n" + "§ 1 " * 50_000 + "\n" + "(" * 50_000), Hints())
        assert time.monotonic() - began < 30


class TestHostileFeeds:
    @pytest.mark.slow
    def test_ten_thousand_entries_are_read(self, bring: Bring) -> None:
        told = [
            (
                "Aluehallitus",
                f"{1 + number // 400:02}.10.2026",
                f"Asia {number}",
                f"2026{100 + number // 400}-{number % 400}",
            )
            for number in range(10_000)
        ]
        began = time.monotonic()
        bring({"rss.xml": pages.feed(*told)})
        assert (Item.objects.count(), Meeting.objects.count()) == (10_000, 25)
        assert time.monotonic() - began < 120

    @pytest.mark.slow
    def test_five_thousand_entries_of_one_meeting_take_no_longer(self, bring: Bring) -> None:
        began = time.monotonic()
        bring(
            {
                "rss.xml": pages.feed(
                    *(("Hallitus", "1.10.2026", f"Asia {n}", f"2026100-{n}") for n in range(5000))
                )
            }
        )
        assert Item.objects.count() == 5000
        assert time.monotonic() - began < 60

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("<html><body>Huoltokatko</body></html>", "no feed"),
            ("", "no feed"),
            ("<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'aaaa'>]><rss>&a;</rss>", "entities of its own"),
            (pages.feed(("A", "1.1.2026", "B", "2026101-4")).decode("latin-1")[:-60], "breaks off"),
        ],
    )
    def test_what_is_no_feed_is_refused(self, text: str, sentence: str) -> None:
        with pytest.raises(NoFeed, match=sentence):
            entries(text)

    def test_signs_that_xml_does_not_know_are_tamed(self) -> None:
        item = "<item><title>Aluehallitus 1.1.2026 / A & B &nbsp;</title><link>x</link></item>"
        assert len(entries(f"<rss><channel>{item}</channel></rss>")[1]) == 1

    def test_utf_8_under_another_name_is_read(self) -> None:
        found, _strange = entries(
            text_of(pages.feed(("Jäsenet", "1.1.2026", "Öljy", "2026101-4"), charset="utf-8"))
        )
        assert (found[0].body, found[0].title) == ("Jäsenet", "Öljy")


@pytest.mark.slow
@given(st.binary(max_size=600) | st.text(max_size=600).map(str.encode))
@settings(max_examples=300, deadline=None)
def test_anything_at_all_is_read_or_refused_with_a_sentence(content: bytes) -> None:
    text = text_of(content)
    for whole in (text, f"<html><body><h2>Pöytäkirja 1.1.2026/Pykälä 3</h2>{text}</body></html>"):
        with suppress(NotRead):
            assert "\x00" not in understand(document(whole), Hints()).title


@pytest.mark.django_db
def test_a_failure_in_the_middle_leaves_nothing_of_a_meeting(
    bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_more: Any) -> None:
        raise Refused("The table is full.")

    monkeypatch.setattr("lupaus.decisions.importing.writing.tell_changes", fail)
    with pytest.raises(Refused, match="table is full"):
        bring({"2026101-4.html": pages.minutes()})
    assert not Meeting.objects.exists()
    assert not Item.objects.exists()
    assert not Body.objects.exists()
