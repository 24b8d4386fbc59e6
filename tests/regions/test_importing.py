"""Registers of others: Sotkanet's list and Statistics Finland's classification."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from lupaus.accounts.actors import Actor
from lupaus.accounts.models import AuditRecord
from lupaus.regions import queries
from lupaus.regions.models import Region
from lupaus.regions.operations import import_regions, load_register
from lupaus.regions.register import Written, read
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parent / "data"
SOTKANET = DATA / "regions_2016.json"
OLDER, NEWER = DATA / "classification_2020.csv", DATA / "classification_2026.csv"


class Importer:
    def __init__(self, actor: Actor, clock: Clock, folder: Path) -> None:
        self.actor, self.clock, self.folder = actor, clock, folder

    def __call__(self, path: Path, successors: Path | None = None, many_ended: bool = False) -> Written:
        return import_regions(
            actor=self.actor, clock=self.clock, path=path, successors_path=successors, many_ended=many_ended
        )

    def refusal(self, content: str | bytes, name: str = "given.json") -> list[str]:
        """The sentences that say why content is refused; the register must stay as it was."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        before = read()
        with pytest.raises(Refused) as refused:
            self(path)
        assert read() == before
        return [str(problem) for problem in refused.value.problems]


@pytest.fixture
def bring(planner: Actor, clock: Clock, tmp_path: Path) -> Importer:
    return Importer(planner, clock, tmp_path)


def test_sotkanets_list_gives_codes_names_parents_and_ids(bring: Importer) -> None:
    written = bring(SOTKANET)
    turku = Region.objects.get(code="KU853")
    assert (turku.number, turku.name.fi, turku.name.sv) == ("853", "Turku", "Åbo")
    around = [region.code for region in queries.parents_of("KU853")]
    assert around == [
        "SK023",
        "HVA05",
        "SHP03",
        "MK02",
        "SSS",
    ]
    assert queries.sotkanet_codes()[389] == "KU853"
    assert len(written.added) == 11


def test_a_former_county_id_means_the_present_county_whatever_its_former_number(bring: Importer) -> None:
    bring(SOTKANET)
    assert queries.sotkanet_codes()[898] == queries.sotkanet_codes()[978] == "HVA05"
    assert not Region.objects.filter(code="HVA01").exists()


def test_a_nordic_country_listed_as_european_too_is_one_region_with_two_ids(bring: Importer) -> None:
    bring(SOTKANET)
    codes = queries.sotkanet_codes()
    assert codes[1023] == codes[1046] == "MAA208"
    assert codes[1032] == "MAAR32"
    assert {region.code for region in queries.parents_of("MAA208")} == {"MAAR32", "MAAR33"}


def test_unknown_categories_and_parents_are_noted_not_refused(bring: Importer) -> None:
    cut = [item for item in json.loads(SOTKANET.read_text()) if item["id"] in {389, 5000}]
    path = bring.folder / "cut.json"
    path.write_text(json.dumps(cut))
    parents, category = bring(path).notes
    assert parents == "Areas that are named as parents but not known here: 489, 518, 601, 658, 978."
    assert category == "Left out, since Lupaus has no such category: TULEVAISUUSALUE (1 regions)."


@pytest.mark.parametrize("path", [SOTKANET, OLDER, NEWER])
def test_the_same_file_again_changes_nothing(bring: Importer, path: Path) -> None:
    bring(path)
    records = AuditRecord.objects.count()
    again = bring(path)
    assert (again.added, again.changed) == ((), ())
    assert AuditRecord.objects.count() == records


def test_files_in_either_order_end_a_municipality_on_the_same_day(bring: Importer) -> None:
    bring(SOTKANET)
    assert "KU999" in queries.codes_of("municipality")
    written = bring(NEWER)
    assert Region.objects.get(code="KU999").valid_to == date(2025, 12, 31)
    assert "KU999" not in queries.codes_of("municipality")
    assert "KU999" in queries.codes_of("municipality", on=date(2025, 12, 31))
    assert "KU999" not in queries.codes_of("municipality", on=date(2026, 1, 1))
    assert written.notes == ("Not in the classification of 2026, so ended before it: KU999.",)


def test_what_sotkanet_alone_knows_after_a_classification_has_ended(bring: Importer) -> None:
    bring(NEWER)
    written = bring(SOTKANET)
    assert Region.objects.get(code="KU999").valid_to == date(2025, 12, 31)
    assert written.notes[-1] == "Not in the classification of 2026, so taken as ended before it: KU999."


def test_an_older_classification_adds_but_never_overwrites(bring: Importer) -> None:
    bring(NEWER)
    Region.objects.filter(code="KU853").update(name={"fi": "Turku 2026"})
    bring(OLDER)
    assert Region.objects.get(code="KU853").name.fi == "Turku 2026"
    assert Region.objects.get(code="KU999").valid_to == date(2025, 12, 31)


def test_a_classification_names_and_nests(bring: Importer) -> None:
    bring(NEWER)
    assert str(Region.objects.get(code="MA1").name) == "Manner-Suomi"
    assert [region.code for region in queries.parents_of("KU019")] == ["SK023", "HVA05", "MK02", "MA1", "SSS"]
    assert [region.code for region in queries.parents_of("HVA05")] == ["MK02", "SSS"]
    assert queries.sotkanet_codes()[978] == "HVA05"


def test_sotkanet_never_contradicts_a_classification(bring: Importer) -> None:
    bring(NEWER)
    moved = [
        {"id": 1, "code": "03", "category": "MAAKUNTA", "title": {"fi": "Muu"}, "memberOf": []},
        {"id": 389, "code": "853", "category": "KUNTA", "title": {"fi": "Åbo"}, "memberOf": [1]},
    ]
    path = bring.folder / "moved.json"
    path.write_text(json.dumps(moved))
    bring(path)
    assert Region.objects.get(code="KU853").name.fi == "Turku"
    assert "MK03" not in {region.code for region in queries.parents_of("KU853")}


def test_successors_are_recorded_with_the_last_day(bring: Importer) -> None:
    bring(OLDER)
    bring(NEWER, successors=DATA / "successors.csv")
    old = Region.objects.get(code="KU999")
    assert (old.successor_id, old.valid_to) == ("KU853", date(2020, 12, 31))
    again = bring(NEWER, successors=DATA / "successors.csv")
    assert again.changed == ()


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("999,KU111,2021-01-01", "There is no region KU111."),
        ("KU853,KU019,2021-01-01", "KU853 did not end then: it is in the classification of 2026."),
        ("999,KU019,tomorrow", "A date such as 2020-01-01 was expected."),
        ("999,Turku,2021-01-01", "Two codes of municipalities were expected."),
        ("999,KU999,2021-01-01", "KU999 would be its own successor."),
        ("999,853,2021-01-01\n999,19,2021-01-01", "The municipality KU999 is in the table twice."),
        ("999", "Two codes of municipalities were expected."),
    ],
)
def test_a_wrong_successor_is_refused_with_its_line(bring: Importer, rows: str, reason: str) -> None:
    bring(OLDER)
    path = bring.folder / "successors.csv"
    path.write_text(f"old,new,date\n{rows}\n")
    before = read()
    with pytest.raises(Refused) as refused:
        bring(NEWER, successors=path)
    line = 1 + len(rows.splitlines())
    assert [str(problem) for problem in refused.value.problems] == [f"successors.csv:{line}: {reason}"]
    assert read() == before


def test_a_classification_that_was_cut_short_ends_nothing_unless_confirmed(bring: Importer) -> None:
    bring(OLDER)
    short = "".join(NEWER.read_text().splitlines(keepends=True)[:4])
    (sentence,) = bring.refusal(short, "short.csv")
    assert "lacks 9 municipalities of 12: it looks cut short" in sentence
    bring(bring.folder / "short.csv", many_ended=True)
    assert queries.codes_of("municipality") == ("KU019", "KU202", "KU853")


def test_the_own_register_fits_what_others_tell(bring: Importer) -> None:
    bring(SOTKANET)
    load_register(actor=bring.actor, clock=bring.clock)
    bring(SOTKANET)
    again = load_register(actor=bring.actor, clock=bring.clock)
    assert (again.added, again.changed) == ((), ())


def test_every_problem_of_sotkanets_list_is_told_at_once_with_its_place(bring: Importer) -> None:
    wrong = [
        5,
        {"id": True, "code": "x", "category": 1, "title": "Espoo", "memberOf": "all"},
        {"id": 7, "code": "0490", "category": "KUNTA", "title": {"fi": "Espoo"}, "memberOf": [1, "2"]},
        {"id": 7, "code": "049", "category": "KUNTA", "title": {"fi": "Espoo\x00"}},
        {"id": 8, "code": "0491", "category": "KUNTA", "title": {"fi": "Espoo"}},
    ]
    assert bring.refusal(json.dumps(wrong)) == [
        "given.json: [0]: An object with id, code, category and title was expected.",
        "given.json: [1].id: A whole number was expected.",
        "given.json: [1].title: A name in Finnish of at most 200 characters was expected.",
        "given.json: [1].memberOf: A list of ids was expected.",
        "given.json: [1].code: A code of digits was expected.",
        "given.json: [1].category: A category was expected.",
        "given.json: [2].memberOf[1]: A whole number was expected.",
        "given.json: [3].id: The id 7 is used twice.",
        "given.json: [3].title: A name in Finnish of at most 200 characters was expected.",
        "given.json: [4].code: The code 0491 is too long.",
    ]


def test_one_code_for_two_names_and_one_id_for_two_regions_are_refused(bring: Importer) -> None:
    two = [
        {"id": 1, "code": "049", "category": "KUNTA", "title": {"fi": "Espoo"}},
        {"id": 2, "code": "049", "category": "KUNTA", "title": {"fi": "Hanko"}},
    ]
    assert bring.refusal(json.dumps(two)) == [
        "given.json: [1].code: KU049 names two different regions: Espoo and Hanko."
    ]
    bring(SOTKANET)
    taken = [{"id": 389, "code": "049", "category": "KUNTA", "title": {"fi": "Espoo"}}]
    assert bring.refusal(json.dumps(taken)) == ["Sotkanet's id 389 would name both KU853 and KU049."]


def test_a_list_that_would_put_a_region_inside_itself_is_refused(bring: Importer) -> None:
    circle = [
        {"id": 1, "code": "01", "category": "MAAKUNTA", "title": {"fi": "A"}, "memberOf": [2]},
        {"id": 2, "code": "1", "category": "SUURALUE", "title": {"fi": "B"}, "memberOf": [3]},
        {"id": 3, "code": "1", "category": "ERVA", "title": {"fi": "C"}, "memberOf": [1]},
    ]
    assert bring.refusal(json.dumps(circle)) == ["ERVA1 would lie inside itself: ERVA1 → MK01 → SA1 → ERVA1."]


def test_every_problem_of_a_classification_is_told_with_its_line(bring: Importer) -> None:
    lines = NEWER.read_text().splitlines()
    lines[1] = lines[1].replace("853,", "8x3,", 1)
    lines[2] = lines[2].replace("2026.0", "2025")
    lines[3] = lines[3].replace("Varsinais-Suomi", "Satakunta")
    lines[4] = lines[4] + ",more"
    lines[5] = lines[5].replace("Kustavi", "", 1)
    lines[6] = lines[6].replace("322", "400")
    assert bring.refusal("\n".join(lines), "table.csv") == [
        "table.csv:2: A code of digits was expected in the column municipality_code.",
        "table.csv:3: The table is of 2026, this row of 2025.",
        "table.csv:4: MK02 names two different regions: Varsinais-Suomi and Satakunta.",
        "table.csv:5: The row has too few or too many columns.",
        "table.csv:6: A name of at most 200 characters was expected in the column municipality_name_fi.",
        "table.csv:8: The municipality KU400 is in the table twice.",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "The file is empty."),
        ("[]", "A list of regions was expected."),
        ('{"error": 1}', "A list of regions was expected."),
        ('[{"id": 20,\n "code": "049"', "The file ends in the middle: it was cut short."),
        ('[{"id" 20}]', "This is not JSON."),
        ("[" * 100_000, "This is not JSON that can be read: a number or the nesting is out of all bounds."),
        ("[NaN]", "This is not JSON that can be read: a number or the nesting is out of all bounds."),
        ("<!doctype html><title>503</title>", "This is a web page or XML, not the data"),
        ("a,b\n1,2\n", "This is neither Sotkanet's list of regions (JSON) nor a classification"),
        (b'[{"title": "\xe4\xe4ni"}]', "The file is not UTF-8 text; save it as UTF-8."),
        (b"[1,\n\x00]", "The file is not text: it holds zero characters."),
    ],
)
def test_what_is_no_list_at_all_is_refused_in_one_sentence(
    bring: Importer, content: str | bytes, reason: str
) -> None:
    (sentence,) = bring.refusal(content)
    assert reason in sentence


def test_a_file_of_200_megabytes_is_not_even_read(bring: Importer) -> None:
    path = bring.folder / "large.json"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(Refused, match="The file has 200 MB; at most 20 MB are read"):
        bring(path)


def test_a_file_that_is_not_there_is_refused(bring: Importer) -> None:
    with pytest.raises(Refused, match="There is no such file"):
        bring(bring.folder / "nothing.json")


def test_an_outsider_may_not(outsider: Actor, clock: Clock) -> None:
    with pytest.raises(NotAllowed):
        import_regions(actor=outsider, clock=clock, path=SOTKANET)


@pytest.mark.slow
@pytest.mark.real_data
def test_the_real_lists_of_2016_and_2026_fit_each_other(bring: Importer, real_data: Path) -> None:
    load_register(actor=bring.actor, clock=bring.clock)
    bring(real_data / "sotkanet" / "SotkaRegions.json")
    assert len(queries.codes_of("municipality")) == 320
    assert len(queries.sotkanet_codes()) == 511 + 10
    written = bring(real_data / "geo" / "geofi_municipality_key_2026.csv")
    assert len(queries.codes_of("municipality")) == 308
    assert len(queries.codes_of("county")) == 23
    ended = [code for code in known_municipalities() if code not in queries.codes_of("municipality")]
    assert len(ended) == 12
    assert "KU413" in written.notes[0]
    bring(real_data / "sotkanet" / "real_json_regions_2026_sample.json")
    assert queries.codes_of("county", within="MK01") == ("HVA01", "HVA02", "HVA03", "HVA04", "HVA90")
    assert len(queries.codes_of("municipality", within="MK01", on=date(2016, 1, 1))) == 26
    again = load_register(actor=bring.actor, clock=bring.clock)
    assert again.changed == ()


def known_municipalities() -> list[str]:
    return [code for code in queries.known_codes() if code.startswith("KU")]
