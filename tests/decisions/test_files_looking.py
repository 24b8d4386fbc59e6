"""What a file is, is found in it: sound ones are known, what hides something is refused with a sentence."""

from __future__ import annotations

import random
import time
import tracemalloc
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lupaus.decisions.files.looking import look
from lupaus.decisions.files.names import LONGEST, is_hidden, safe_name
from lupaus.decisions.files.refused import FileRefused
from tests.decisions.some_files import jpeg, odt, office, package, pdf, png, stream, written

SOUND = {
    "minutes.pdf": pdf(),
    "report.DOCX": office("docx"),
    "figures.xlsx": office("xlsx", xl__embeddings__Book1_0xlsx="x"),
    "slides.pptx": office("pptx"),
    "letter.odt": odt(),
    "picture.png": png(),
    "photo.jpg": jpeg(),
    "photo.jpeg": jpeg(),
    "notes.txt": "Äänestys, ö\r\n".encode(),
    "old.txt": "Äänestys".encode("cp1252"),
    "figures.csv": b"a;b\n1;2\n",
}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_file_is_known_for_what_it_is(name: str, tmp_path: Path) -> None:
    assert look(written(tmp_path, SOUND[name]), name).media_type


HIDING = {
    "a zip of scripts called pdf": (package({"run.js": "x", "go.bat": "y"}), "plan.pdf", "archive"),
    "a zip called docx": (package({"a.txt": "x"}), "plan.docx", "archive"),
    "a docx with a script in it": (office("docx", word__run_0js="x"), "plan.docx", "program"),
    "macros": (office("docx", word__vbaProject_0bin="x"), "plan.docx", "program"),
    "macros of odt": (odt(Basic__Standard__Module1_0xml="x"), "plan.odt", "program"),
    "an object": (office("docx", word__embeddings__oleObject1_0bin="x"), "plan.docx", "program"),
    "a path out of the package": (office("docx", **{".." + "__" + "evil": "x"}), "plan.docx", "damaged"),
    "a pdf called docx": (pdf(), "plan.docx", "right ending"),
    "a docx called pdf": (office("docx"), "plan.pdf", "right ending"),
    "an executable called pdf": (b"MZ\x90\x00" + bytes(200), "plan.pdf", "may be"),
    "an executable called txt": (b"\x7fELF\x02\x01\x01" + bytes(200), "plan.txt", "may be"),
    "html called txt": (b"<!DOCTYPE html><p>x", "page.txt", "page or a program"),
    "html after some words": (b"hello <script >alert(1)</script>", "page.csv", "page or a program"),
    "svg": (b'<svg xmlns="x" onload="y"/>', "picture.svg", "may be"),
    "svg called png": (b'<svg xmlns="x" onload="y"/>', "picture.png", "may be"),
    "a shell script": (b"#!/bin/sh\nrm -rf /\n", "notes.txt", "page or a program"),
    "text called nothing": (b"hello", "hello", "may be"),
    "nothing": (b"", "empty.txt", "empty"),
    "javascript": (pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>"), "a.pdf", "program"),
    "javascript spelled otherwise": (pdf(b"<< /S /J#61vaScr#69pt >>"), "a.pdf", "program"),
    "javascript that is packed": (
        pdf(stream(b"1 0 << /S /JavaScript /JS (x) >>", b"/Type /ObjStm /N 1 /First 4")),
        "a.pdf",
        "program",
    ),
    "a launch action": (pdf(b"<< /S /Launch /F (cmd.exe) >>"), "a.pdf", "program"),
    "a file in a pdf": (pdf(b"<< /Type /EmbeddedFile >>"), "a.pdf", "program"),
    "objects that cannot be looked into": (
        pdf(b"<< /Type /ObjStm /Filter /LZWDecode >>\nstream\nxyz\nendstream"),
        "a.pdf",
        "cannot be looked into",
    ),
    "a locked pdf": (pdf(b"<< /Encrypt 9 0 R >>"), "a.pdf", "locked"),
    "half a pdf": (pdf()[:200], "a.pdf", "damaged"),
    "a pdf that is a zip too": (pdf() + package({"a.js": "x"}) + b"startxref\n%%EOF", "a.pdf", "damaged"),
    "half a docx": (office("docx")[:-30], "a.docx", "damaged"),
    "a picture with something behind it": (png(tail=b"<?php"), "a.png", "damaged"),
    "half a photo": (jpeg()[:-2], "a.jpg", "damaged"),
    "a monstrous picture": (png(60_000, 60_000), "a.png", "smaller"),
    "a monstrous photo": (jpeg(65_000, 65_000), "a.jpg", "smaller"),
}


@pytest.mark.parametrize("what", HIDING)
def test_what_hides_something_is_refused_with_a_sentence(what: str, tmp_path: Path) -> None:
    data, name, sentence = HIDING[what]
    with pytest.raises(FileRefused, match=sentence):
        look(written(tmp_path, data), name)


def _zeros_pdf() -> bytes:
    return pdf(stream(bytes(400 * 2**20)))


def _twice_packed() -> bytes:
    inner = zlib.compress(zlib.compress(bytes(10**7)))
    return pdf(b"<< /Filter [/FlateDecode /FlateDecode] >>\nstream\n" + inner + b"\nendstream")


BOMBS = {
    "a stream of zeros": (_zeros_pdf, "a.pdf"),
    "packed twice": (_twice_packed, "a.pdf"),
    "packed objects": (lambda: pdf(stream(bytes(60 * 2**20), b"/Type /ObjStm")), "a.pdf"),
    "a docx": (lambda: office("docx", word__media__big_0xml=bytes(200 * 2**20)), "a.docx"),
    "many entries": (lambda: office("xlsx", **{f"xl__{n}": "" for n in range(10_001)}), "a.xlsx"),
}


@pytest.mark.slow
@pytest.mark.parametrize("what", BOMBS)
def test_a_bomb_is_refused_soon_and_in_little_memory(what: str, tmp_path: Path) -> None:
    make, name = BOMBS[what]
    path = written(tmp_path, make())
    tracemalloc.start()
    began = time.perf_counter()
    with pytest.raises(FileRefused, match="huge"):
        look(path, name)
    assert time.perf_counter() - began < 10
    assert tracemalloc.get_traced_memory()[1] < 64 * 2**20
    tracemalloc.stop()


def test_packed_bytes_that_spell_a_name_by_chance_do_no_harm(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(3 * 2**20).replace(b"stream", b"------") + b" /JS /XFA "
    picture = b"<< /Filter /DCTDecode >>\nstream\n" + noise + b"\nendstream"
    assert look(written(tmp_path, pdf(picture)), "a.pdf").media_type == "application/pdf"


@given(st.binary(max_size=300), st.sampled_from(["a.pdf", "a.docx", "a.png", "a.jpg", "a.txt"]), st.data())
def test_whatever_comes_is_taken_or_refused_never_a_fault(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, name: str, data: st.DataObject
) -> None:
    whole = next(content for each, content in SOUND.items() if each.lower().endswith(name[1:]))
    cut = data.draw(st.integers(0, len(whole)))
    path = tmp_path_factory.getbasetemp() / "noise"
    path.write_bytes(whole[:cut] + noise + whole[cut + len(noise) // 2 :])
    with suppress(FileRefused):
        look(path, name)


@pytest.mark.parametrize(
    ("typed", "safe"),
    [
        ("plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\plan.pdf", "plan.pdf"),
        ("plan\u202efdp.exe", "planfdp.exe"),
        ("a\x00b\r\nSet-Cookie: x.txt", "abSet-Cookie- x.txt"),
        ("con.pdf", "_con.pdf"),
        (".htaccess", "htaccess"),
        ("  päätös   98 §.pdf ", "päätös 98 §.pdf"),
        ("...", "file"),
        ('a<b>"c|d?*.csv', "a-b--c-d--.csv"),
    ],
)
def test_a_name_is_made_safe(typed: str, safe: str) -> None:
    assert safe_name(typed) == safe


@given(st.text(max_size=400))
def test_a_safe_name_is_short_plain_and_stays_as_it_is(typed: str) -> None:
    name = safe_name(typed)
    assert 0 < len(name) <= LONGEST + 1
    assert len(name.encode()) <= 255
    assert not any(is_hidden(sign) or sign in '/\\:<>"|?*' for sign in name)
    assert not name.startswith(".")
    assert safe_name(name) == name
