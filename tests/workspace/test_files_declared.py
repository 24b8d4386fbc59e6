"""A kind of work declared as records: reading, parts, files and schema follow from the declaration."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from lupaus.web.refusals import NotFound, Problem, Refused
from lupaus.workspace.content import Content
from lupaus.workspace.files.declared import Declared, PartRecord
from lupaus.workspace.files.records import Located, Record, key, record
from lupaus.workspace.files.words import PartId
from lupaus.workspace.models import Work
from tests.workspace.declared_choir import CHOIR, ChoirEntry, ConcertEntry, Document, SongEntry

WORK = Work(pk="sirkut", kind="choir", organisation="kaava")

YAML = """\
choir:
  id: sirkut
  title:
    fi: Sirkut
  fees:
    - {amount: 12.5}
    - amount: 20
      payer: Kaupunki
  concerts:
    - id: kevat
      title:
        fi: Kevät
        sv: Vår
      text:
        sv: |-
          Ett

          Två
      day: 2026-05-01
      money: {amount: 0}
      singers:
        - Anna, sopraano
        - Bo
      rehearsals:
        - 2025
        - 2026
      audiences:
        - {year: 2024, people: 80}
        - year: 2025
          people: 120.5
          remark: Ulkona
      attributes:
        cost: 2.5
        owner: Unit
      songs:
        - id: yksi
          title: En
          voices: men
        - id: kaksi
          title: Två
    - id: syksy
      title:
        fi: Syksy
"""


def file(folder: Path, text: str, name: str = "choir.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def content() -> Content:
    return Content(CHOIR.parts_of(CHOIR.read_bytes(YAML.encode(), "a.yaml").choir))


def problems_of(text: str, name: str = "a.yaml") -> list[Problem]:
    with pytest.raises(Refused) as refused:
        CHOIR.read_bytes(text.encode(), name)
    return list(refused.value.problems)


def test_a_file_becomes_parts_each_in_its_place() -> None:
    parts = [(part.kind, part.slug, part.parent, part.position) for part in content().parts]
    assert sorted(parts) == [
        ("choir", "sirkut", "", 0),
        ("concert", "kevat", "", 0),
        ("concert", "syksy", "", 1),
        ("song", "kaksi", "kevat", 1),
        ("song", "yksi", "kevat", 0),
    ]


def test_a_content_is_plain_json_without_what_is_empty() -> None:
    spring = content().get("concert", "kevat")
    assert spring is not None
    assert spring.content == {
        "title": {"fi": "Kevät", "sv": "Vår"},
        "text": {"sv": "Ett\n\nTvå"},
        "day": "2026-05-01",
        "money": {"amount": 0},
        "singers": ["Anna, sopraano", "Bo"],
        "rehearsals": [2025, 2026],
        "audiences": [
            {"year": 2024, "people": 80},
            {"year": 2025, "people": 120.5, "remark": "Ulkona"},
        ],
        "attributes": {"cost": 2.5, "owner": "Unit"},
    }
    assert json.loads(json.dumps(spring.content)) == spring.content


def test_yaml_and_json_come_back_unchanged(tmp_path: Path) -> None:
    kept = content()
    for name, write in (("a.yaml", CHOIR.write_yaml), ("a.json", CHOIR.write_json)):
        again = Content(CHOIR.parts_of(CHOIR.read_file(file(tmp_path, write(kept), name)).choir))
        assert again.digest == kept.digest
        assert write(again) == write(kept)


def test_a_part_written_in_a_form_is_kept_as_from_a_file() -> None:
    for part in content().parts:
        own = {name: value for name, value in part.content.items() if name != "attributes"}
        assert CHOIR.read(part.kind, own) == (own, ())


def test_what_a_browser_adds_is_taken_away() -> None:
    given = {
        "title": {"fi": " A ", "sv": ""},
        "text": {"fi": "x\r\ny "},
        "day": "",
        "audiences": [{"year": 2024, "people": 1, "remark": " "}],
        "singers": ["A", " A", "B"],
    }
    assert CHOIR.read("concert", given).content == {
        "title": {"fi": "A"},
        "text": {"fi": "x\ny"},
        "audiences": [{"year": 2024, "people": 1}],
        "singers": ["A", "B"],
    }


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"id": "x"}, "id"),
        ({"songs": []}, "songs"),
        ({"unknown": 1}, "unknown"),
        ({"title": {"de": "x"}}, "title.de"),
        ({"singers": ["a\nb"]}, "singers"),
        ({"singers": [str(each) for each in range(21)]}, "singers"),
        ({"audiences": [{"year": 2024, "people": 1}, {"year": "soon", "people": 2}]}, "audiences[1].year"),
        ({"audiences": [{"year": 2024}]}, "audiences[0].people"),
        ({"audiences": [3]}, "audiences"),
        ({"audiences": [{"year": 2024, "people": 1}, {"year": 2024, "people": 2}]}, "audiences"),
        ({"money": {"amount": "much"}}, "money.amount"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_field(given: dict[str, Any], path: str) -> None:
    found = CHOIR.read("concert", {"title": {"fi": "A"}} | given)
    assert found.content == {}
    assert path in [problem.path for problem in found.problems]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("id: syksy", "id: kevat", 41, "“kevat” is here more than once"),
        ("id: kaksi", "id: yksi", 39, "“yksi” is here more than once"),
        ("id: syksy", "id: versions", 41, "an address needs it"),
        ("year: 2025\n", "year: x\n", 29, "a year such as 2030"),
        ("year: 2025\n", "year: 2024\n", 27, "A year stands twice."),
        ("id: kaksi", "id: A B", 39, "an id of small letters"),
        ("  fees:", "  feees:", 5, "Did you mean “fees”?"),
        ("title: Två", "name: Två", 40, "no key “name”"),
    ],
)
def test_every_mistake_of_a_file_is_told_with_its_line(old: str, new: str, line: int, words: str) -> None:
    found = problems_of(YAML.replace(old, new))
    assert any(problem.line == line and words in problem.message for problem in found), found


def test_an_id_may_stand_once_in_each_kind() -> None:
    same = YAML.replace("id: yksi", "id: kevat")
    assert CHOIR.read_bytes(same.encode(), "a.yaml").choir.concerts[0].songs[0].id == "kevat"


@pytest.mark.parametrize(
    "text", ["", "[]", "choir: []", "choir: {id: a}\nother: 1", "{", "choir: &a\n  id: a"]
)
@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_what_is_no_such_file_is_refused(text: str, name: str) -> None:
    assert problems_of(text, name)


def test_the_file_fits_its_schema() -> None:
    schema = json.loads(CHOIR.schema_text())
    jsonschema.validate(json.loads(CHOIR.write_json(content())), schema)
    assert (schema["title"], schema["description"]) == ("A choir's year", "What a choir sings in a year.")


def test_the_files_of_a_kind_of_work_are_taken_and_brought_both_ways() -> None:
    kept = content()
    for form in CHOIR.files:
        made = form.write(WORK, kept)
        assert Content(form.read(WORK, made, f"a.{form.name}")).digest == kept.digest


def test_a_file_of_another_work_is_refused() -> None:
    for form in CHOIR.files:
        with pytest.raises(Refused, match="The file is of sirkut, not of other"):
            form.read(Work(pk="other"), form.write(WORK, content()), f"a.{form.name}")


def test_a_content_without_its_head_is_no_file() -> None:
    with pytest.raises(NotFound):
        CHOIR.document_of(Content([]))


def test_where_a_part_stands_in_its_file_is_known() -> None:
    _document, report, places = CHOIR.read_content(content())
    assert not report.problems
    assert places["choir.concerts[0].songs[1]"] == "song/kaksi"


def test_ids_that_addresses_need_are_told_of_a_whole_version() -> None:
    parts = CHOIR.parts_of(
        ChoirEntry(id="a", title=_text(), concerts=(ConcertEntry(id="versions", title=_text()),))
    )
    (problem,) = CHOIR.taken_ids(Content(parts))
    assert problem.path == "concert/versions"


def _text() -> Any:
    return CHOIR.read_bytes(YAML.encode(), "a.yaml").choir.title


@record
class Listless(Located):
    id: str = key(PartId())


@record
class ListlessDocument(Located):
    choir: Listless = key(Record(Listless))


def test_a_declaration_that_does_not_hold_together_is_told_at_once() -> None:
    same: dict[str, Any] = {"name": "choir", "schema_title": "", "schema_description": ""}
    part = PartRecord("song", "songs", SongEntry)
    with pytest.raises(TypeError, match="Listless has no list songs"):
        Declared(key="choir", head=Listless, parts=[part], document=ListlessDocument, **same)
    with pytest.raises(TypeError, match="does not have the one key"):
        Declared(key="band", head=Listless, parts=[], document=ListlessDocument, **same)
    with pytest.raises(TypeError, match="same record"):
        Declared(
            key="choir",
            head=ChoirEntry,
            parts=[PartRecord("concert", "concerts", ChoirEntry)],
            document=Document,
            **same,
        )
