"""The handbook as a file (YAML, JSON): the parts it says, and the file a content would make."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from lupaus.practices.declared import DOCUMENT, ChapterEntry, Document, HandbookEntry, SectionEntry
from lupaus.practices.kind import CHAPTER, NAME, SECTION, TAKEN, content_of
from lupaus.web.refusals import NotFound
from lupaus.workspace.content import Content, PartValue, Values
from lupaus.workspace.files.plain import node_of
from lupaus.workspace.files.reading import read_nodes
from lupaus.workspace.files.report import Report, repeated
from lupaus.workspace.files.writing import as_yaml


def read_file(path: Path) -> Document:
    """A whole file, YAML or (`.json`) JSON. Raises `Refused` with every mistake and its line."""
    nodes, report = read_nodes(path)
    document = DOCUMENT.read(nodes, "", report)
    _check_ids(document.practices, report)
    report.raise_problems()
    return document


def _check_ids(handbook: HandbookEntry, report: Report) -> None:
    """Each id once among the chapters and once among the sections: a place in the handbook is named by it."""
    sections = [section for chapter in handbook.chapters for section in chapter.sections]
    families: tuple[Sequence[ChapterEntry | SectionEntry], ...] = (handbook.chapters, sections)
    for entries in families:
        again = set(repeated([entry.id for entry in entries]))
        for entry in entries:
            if entry.id in again:
                sentence = _("The id “%(id)s” is here more than once.") % {"id": entry.id}
                report.refuse(entry.at("id"), sentence)
    for chapter in handbook.chapters:
        if chapter.id in TAKEN:
            sentence = _("A chapter cannot have the id “%(id)s”: an address needs it.") % {"id": chapter.id}
            report.refuse(chapter.at("id"), sentence)


def parts_of(handbook: HandbookEntry) -> list[PartValue]:
    """The parts of a handbook, as the workspace keeps them."""
    return list(_parts(handbook))


def _parts(handbook: HandbookEntry) -> Iterator[PartValue]:
    yield PartValue(NAME, handbook.id, "", content_of(handbook), 0)
    for place, chapter in enumerate(handbook.chapters):
        yield PartValue(CHAPTER, chapter.id, "", content_of(chapter), place)
        yield from _sections(chapter)


def _sections(chapter: ChapterEntry) -> Iterator[PartValue]:
    for place, section in enumerate(chapter.sections):
        yield PartValue(SECTION, section.id, chapter.id, content_of(section), place)


def plain_of(content: Content) -> dict[str, Any]:
    """A content as plain values, in the order of the declaration. Raises `NotFound` without its head."""
    head = next(iter(content.of_kind(NAME)), None)
    if head is None:
        raise NotFound(_("There is nothing here, or it is not for you."))
    chapters = [
        _entry(chapter) | {"sections": [_entry(section) for section in content.under(SECTION, chapter.slug)]}
        for chapter in content.under(CHAPTER)
    ]
    return {"practices": _entry(head) | {"chapters": chapters}}


def _entry(part: PartValue) -> Values:
    return {"id": part.slug} | part.content


def document_of(content: Content) -> Document:
    """A content as the file that would make it."""
    report = Report("")
    document = DOCUMENT.read(node_of(plain_of(content), report), "", report)
    report.raise_problems()
    return document


def write_yaml(content: Content) -> str:
    """A content as YAML, always the same bytes."""
    return as_yaml(DOCUMENT.plain(document_of(content)))


def write_json(content: Content) -> str:
    """The same as JSON."""
    plain = json.loads(json.dumps(DOCUMENT.plain(document_of(content)), default=_json_value))
    return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"


def schema_text() -> str:
    """The format as JSON Schema (draft 2020-12), ending with a line feed."""
    definitions: dict[str, dict[str, Any]] = {}
    root = DOCUMENT.schema(definitions)
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lupaus practices document",
        "description": "An organiser's practices document: what `lupaus practices bring` reads.",
        **root,
        "$defs": definitions,
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _json_value(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else float(value)
