"""Documents to print: what is asked of them is read back from the bytes of the PDF."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lupaus.web.printing import (
    Facts,
    Heading,
    Items,
    NewPage,
    NotPrinted,
    Paragraph,
    Picture,
    Report,
    Section,
    Table,
    Verdict,
    pdf,
    setting,
)
from lupaus.web.printing.characters import COVERED, PLACEHOLDER, PLAIN, plainest, printable
from lupaus.web.printing.data import data_of
from lupaus.web.printing.pictures import for_paper, proportion
from lupaus.web.refusals import Refused
from lupaus.web.texts import Shown

MADE = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
EVERY_KIND: tuple[Section, ...] = (
    Heading("Painopiste 1: Työ ja toimeentulo"),
    Paragraph("Alue **lupaa** [lisää](https://example.org) *työtä*.\n\n- yksi\n  - kaksi\n\n3. kolme"),
    Heading("Tavoite 1", 2),
    Facts([("Vastuu", "Aino"), ("Tila", Verdict("draft", "luonnos"))]),
    Table(
        "Tavoitetasot",
        ["Mittari", "Tavoite", "Tilanne"],
        [
            ["Työttömyysaste", "8,9 %", Verdict("on_track", "aikataulussa")],
            [Shown("Sysselsättning", "sv"), "70 %", Verdict("reversing", "kääntynyt väärään suuntaan")],
        ],
        widths=[2, 1, 1],
        numeric=[1],
    ),
    NewPage(),
    Items(["yksi", Shown("two", "en")], numbered=True),
)


def report(*sections: Section, **changes: object) -> Report:
    plain = Report(
        title="Kaavan strategia 2030",
        language="fi",
        address="https://example.org/fi/strategies/kaava/versions/2/",
        author="Kaavan hyvinvointialue",
        made_at=MADE,
        sections=sections,
        subtitle="Versio 2",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # the tests name the fields


def opened(made: bytes) -> str:
    """A PDF as text: its own and what its compressed streams hold."""
    text = made.decode("latin-1")
    for stream in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL):
        try:
            text += zlib.decompress(stream[1]).decode("latin-1")
        except zlib.error:
            continue
    return text


def characters_in(made: bytes) -> str:
    """The characters a PDF sets, by way of its fonts' own tables (ToUnicode)."""
    shown: list[str] = []
    objects = {int(found[1]): found[2] for found in re.finditer(rb"(?s)(\d+) 0 obj\s(.*?)\sendobj", made)}
    for body in objects.values():
        if b"/Type0" not in body or not (table := re.search(rb"/ToUnicode (\d+) 0 R", body)):
            continue
        shown += _table(_stream(objects[int(table[1])])).values()
    assert shown, "no font says which characters it shows"
    return "".join(shown)


def _stream(body: bytes) -> str:
    found = re.search(rb"(?s)stream\r?\n(.*?)\r?\nendstream", body)
    assert found
    return zlib.decompress(found[1]).decode("latin-1")


def _table(source: str) -> dict[str, str]:
    return {
        code: bytes.fromhex(value).decode("utf-16-be")
        for code, value in re.findall(r"<([0-9a-fA-F]+)> <([0-9a-fA-F]+)>", source)
    }


def test_a_document_is_tagged_titled_and_says_its_language_and_standards() -> None:
    made = pdf(report(*EVERY_KIND))
    assert made.startswith(b"%PDF-1.7")
    text = opened(made)
    for mark in ("/StructTreeRoot", "/Marked true", "/Lang", "/DisplayDocTitle true", "/Outlines"):
        assert mark in text, mark
    assert "<pdfuaid:part>1</pdfuaid:part>" in text
    assert "<pdfaid:part>2</pdfaid:part>" in text
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in text
    assert "Kaavan strategia 2030" in text
    assert "Kaavan hyvinvointialue" in text
    assert "2026-11-22" in text


def test_headings_lists_tables_and_their_headers_are_told_to_assistive_technology() -> None:
    text = opened(pdf(report(*EVERY_KIND)))
    for tag in (
        "/H1",
        "/H2",
        "/H3",
        "/P",
        "/L",
        "/LI",
        "/Table",
        "/THead",
        "/TH",
        "/TD",
        "/Caption",
        "/Link",
    ):
        assert re.search(rf"/S\s*{tag}\b", text), tag
    assert "/Scope/Column" in text.replace(" ", "")
    assert "/Artifact" in text  # the foot of the page and the shapes of verdicts


def test_words_in_another_language_are_marked() -> None:
    text = opened(pdf(report(*EVERY_KIND)))
    assert {"fi", "sv", "en"} <= set(re.findall(r"/Lang\s*\((\w\w)\)", text))


def test_every_font_is_inside_the_document_and_none_is_of_the_machine() -> None:
    text = opened(pdf(report(*EVERY_KIND)))
    fonts = set(re.findall(r"/FontName\s*/[A-Z]{6}\+([A-Za-z]+)", text))
    assert fonts
    assert all(font.startswith(("Libertinus", "NewCM", "NewComputerModern", "DejaVu")) for font in fonts), (
        fonts
    )
    assert "/FontFile" in text


def test_the_same_report_gives_the_same_bytes() -> None:
    assert pdf(report(*EVERY_KIND)) == pdf(report(*EVERY_KIND))
    assert pdf(report(*EVERY_KIND)) != pdf(report(*EVERY_KIND, title="Another"))


@pytest.mark.parametrize(("language", "address"), [("fi", "Osoite"), ("sv", "Adress"), ("en", "Address")])
def test_the_address_is_said_in_the_text_and_not_only_at_the_foot(language: str, address: str) -> None:
    data = data_of(report(language=language), printable)
    names = [name["words"] for name, _value in data["blocks"][0]["pairs"]]
    assert address in names or language != "en"
    assert data["running"].startswith("https://example.org/fi/strategies/kaava/versions/2/")


HOSTILE = [
    '#read("/etc/passwd")',
    "#{ 1 + 1 }",
    "$ x^2 $",
    "*bold* _it_ `raw` = heading",
    "\\ \\n \\u{41} \\",
    "@citation <label> // comment /* comment */",
    '"); #panic()',
    '#import "@preview/x:0.1.0": *',
    "~---",
    "]]]) [[[",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_words_are_never_markup(words: str) -> None:
    everywhere = report(
        Heading(words),
        Items([words]),
        Facts([(words, words)]),
        Table(words, [words], [[words]]),
        title=words,
        subtitle=words,
        author=words,
        address=words,
    )
    data = data_of(everywhere, printable)
    assert data["title"] == " ".join(words.split())
    shown = characters_in(pdf(everywhere))
    assert set(words) - {" "} <= set(shown) | set("\u200b"), "a character was not set"


def test_prose_is_marked_up_by_its_own_rules_alone() -> None:
    data = data_of(report(Paragraph('#read("/etc/passwd") **b** = x')), printable)
    assert data["blocks"][1]["runs"][0]["words"] == '#read("/etc/passwd") '
    assert data["blocks"][1]["runs"][1] == {"words": "b", "strong": True, "emphasis": False, "address": ""}


def test_every_character_that_is_said_to_be_covered_can_be_set() -> None:
    ranges = (*COVERED, *PLAIN)
    lines = ["".join(chr(code) + " " for code in range(first, last + 1)) for first, last in ranges]
    import typst

    data = data_of(report(Items(lines)), lambda words: words)
    assert setting.compiled(data, MADE).startswith(b"%PDF")
    with pytest.raises(typst.TypstError):
        setting.compiled(data_of(report(Items(["😀"])), lambda words: words), MADE)


@pytest.mark.parametrize(
    "words",
    [
        "emoji 😀 👩‍👩‍👧",
        "中文 日本語 한국어",
        "\u202egnp.exe",
        "عربي עברית Ελληνικά русский čđŋšŧž åäöÅÄÖ",
        "a\u0301\u0302\u0303" * 50,
        "ש\u0301a\u05b0ع\u0308",
        "\ud800 \ufffe \x00 \x07",
        "\ufeff\u200b\u00ad",
        "",
        "   ",
    ],
)
def test_any_writing_can_be_printed(words: str) -> None:
    made = pdf(report(Heading(words), Paragraph(words), Facts([(words, words)]), Table("", ["a"], [[words]])))
    assert made.startswith(b"%PDF")


def test_what_no_font_has_is_a_box_and_that_is_said() -> None:
    data = data_of(report(Items(["a 😀 b"])), printable)
    assert data["blocks"][1]["items"][0]["runs"][0]["words"] == f"a {PLACEHOLDER} b"
    assert PLACEHOLDER in data["blocks"][-1]["runs"][0]["words"]
    assert len(data_of(report(Items(["a"])), printable)["blocks"]) == 2


def test_a_hundred_thousand_letters_without_a_space_break_and_do_not_run_off_the_page() -> None:
    assert max(map(len, printable("w" * 100_000).split("\u200b"))) == 20
    assert pdf(report(Paragraph("w" * 100_000))).count(b"/Type/Page/") > 20


def test_names_and_nordic_letters_stay_as_they_are() -> None:
    words = "Åbo – Čáhcesuolo, žš “lainaus” 1\u202f782\u202f300 € −2"
    assert printable(words) == words
    assert plainest("Åbo – ”x” 😀") == f"Åbo – ”x” {PLACEHOLDER}"


def test_a_heading_never_skips_a_level_and_an_empty_one_is_left_out() -> None:
    sections = (Heading("a", 5), Heading("b", 9), Heading(" "), Paragraph("### c\n# d"), Heading("e", 1))
    blocks = data_of(report(*sections), printable)["blocks"]
    assert [block["level"] for block in blocks if block["kind"] == "heading"] == [2, 3, 4, 4, 2]
    assert pdf(report(*sections)).startswith(b"%PDF")


def test_empty_lists_facts_and_tables_without_rows_are_no_mistake() -> None:
    made = pdf(report(Items([]), Facts([]), Table("Nothing", ["a", "b"], []), Paragraph("")))
    assert made.startswith(b"%PDF")


def test_an_address_within_the_service_is_words_on_paper() -> None:
    blocks = data_of(report(Paragraph("[goal](/fi/goals/x/) [web](https://example.org)")), printable)[
        "blocks"
    ]
    assert [run["address"] for run in blocks[1]["runs"]] == ["", "", "https://example.org"]


@pytest.mark.parametrize(
    ("changes", "sections", "said"),
    [
        ({"language": "de"}, (), "in Finnish, Swedish or English"),
        ({"title": " "}, (), "needs a title"),
        ({"made_at": datetime.fromisoformat("2026-11-22T09:00")}, (), "time zone"),
        ({}, (Table("", ["a", "b"], [["1"]]),), "as many cells"),
        ({}, (Table("", [], []),), "as many cells"),
        ({}, (Table("", ["a"], [], widths=[1, 2]),), "as many cells"),
        ({}, (Table("", ["a"], [["1"]] * 250_000),), "too much"),
        ({}, (Paragraph("x" * 21_000_000),), "too much"),
    ],
)
def test_a_report_that_is_no_document_is_refused(
    changes: dict[str, object], sections: tuple[Section, ...], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        pdf(report(*sections, **changes))


def test_when_typst_cannot_the_refusal_is_a_sentence_without_its_inner_words(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import typst

    def broken(*_given: object) -> bytes:
        raise typst.TypstError("inner words", "")

    monkeypatch.setattr(setting, "compiled", broken)
    with pytest.raises(NotPrinted) as refused:
        pdf(report())
    assert "inner" not in str(refused.value)
    assert refused.value.status == 500
    assert "inner words" in caplog.text


def test_nothing_beside_the_form_can_be_read() -> None:
    """The compiler is kept within its folder: what is above it is not there."""
    import typst

    for source in (
        '#read("../prose.py")',
        '#read("/../prose.py")',
        '#read("/etc/passwd")',
        '#import "@preview/a:1.0.0": *',
    ):
        compiler = setting.compiler({"data": "{}"}, source.encode())
        with pytest.raises(typst.TypstError):
            compiler.compile(format="pdf")


DRAWING = (
    '<svg viewBox="0 0 100 40" class="drawing"><title>T</title>'
    '<circle cx="20" cy="20" r="7" class="mark-target"/>'
    '<text x="40" y="20" class="soft">Kotihoito\u202f1</text></svg>'
)


def test_a_picture_says_in_words_what_it_shows() -> None:
    made = pdf(report(Picture(for_paper(DRAWING, "web/charts.css"), "A ring beside home care")))
    text = opened(made)
    assert re.search(r"/S\s*/Figure\b", text)
    assert "/Alt" in text


def test_a_drawing_for_paper_has_the_light_values_of_the_tokens_and_no_other_rules() -> None:
    drawn = for_paper(DRAWING, "web/charts.css")
    assert ".mark-target{fill:#ffffff;stroke:#a8480f;stroke-width:2.5}" in drawn
    for unknown in ("var(", "@", ":hover", "--", "container-type", "{fill:}"):
        assert unknown not in drawn, unknown
    assert drawn.startswith("<svg xmlns=")


def test_a_picture_higher_than_a_page_stays_on_it() -> None:
    tall = DRAWING.replace("0 0 100 40", "0 0 100 4000")
    assert proportion(tall) == 40
    assert pdf(report(Picture(for_paper(tall, "web/charts.css"), "A ladder"))).startswith(b"%PDF")


def test_what_is_no_drawing_is_not_made_one() -> None:
    with pytest.raises(ValueError, match="not a drawing"):
        for_paper("<p>", "web/charts.css")
    with pytest.raises(ValueError, match="without a size"):
        proportion("<svg>")
    with pytest.raises(LookupError):
        for_paper(DRAWING, "web/nowhere.css")
