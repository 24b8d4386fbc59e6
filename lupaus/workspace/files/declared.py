"""A kind of work declared as records: its parts, its files and its schema all follow from the declaration.

    CHAIN = Declared(
        name="chain",
        key="chain",
        head=ChainEntry,
        parts=[PartRecord("stage", "stages", StageEntry), PartRecord("step", "steps", StepEntry, "stage")],
        document=Document,
        schema_title="Lupaus service chain",
        schema_description="…",
    )

The same declaration reads a file, with the line or cell of every mistake, and what somebody wrote in a form,
with the name of every field.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from lupaus.workspace.content import Content, PartValue
from lupaus.workspace.files.reading import bytes_of, nodes_of
from lupaus.workspace.files.records import Located, Record
from lupaus.workspace.files.report import Report
from lupaus.workspace.files.shape import ID, D, PartRecord, Rules, Shape
from lupaus.workspace.files.sheets import SheetOf
from lupaus.workspace.files.workbook import Workbook
from lupaus.workspace.files.writing import as_yaml
from lupaus.workspace.kinds import FileForm
from lupaus.workspace.models import Work

__all__ = ["Declared", "PartRecord", "Rules"]

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Declared(Shape[D]):
    """A kind of work and everything that follows from its declaration."""

    def __init__(
        self,
        *,
        name: str,
        key: str,
        head: type[Located],
        parts: Sequence[PartRecord],
        document: type[D],
        taken: Collection[str] = (),
        rules: Rules | None = None,
        schema_title: str,
        schema_description: str,
    ) -> None:
        """As a `Shape`, with what its JSON Schema is called. Raises `TypeError` where it fits no workbook."""
        super().__init__(
            name=name, key=key, head=head, parts=parts, document=document, taken=taken, rules=rules
        )
        self._schema = (schema_title, schema_description)
        self._workbook  # noqa: B018 - made now, so that a mistake in the declaration is told at once

    def read_bytes(self, content: bytes, name: str) -> D:
        """A file of that name: JSON where it ends in `.json`, a workbook in `.xlsx`, YAML otherwise.

        Raises `Refused` with every mistake and its line or cell.
        """
        document, report = self._read_any(content, name)
        self.check_whole(document, report)
        report.raise_problems()
        return document

    def read_file(self, path: Path) -> D:
        """A file, as `read_bytes`. Raises `Refused`."""
        return self.read_bytes(bytes_of(path), str(path))

    def _read_any(self, content: bytes, name: str) -> tuple[D, Report]:
        if name.lower().endswith(".xlsx"):
            return self._workbook.read(content, name)
        nodes, report = nodes_of(content, name)
        return Record(self.document).read(nodes, "", report), report

    @cached_property
    def _workbook(self) -> Workbook[D]:
        """A sheet for the head and for each kind of part; a column calls a part as its kind is called."""
        sheets = {self.name: self.key} | {part.kind: part.key for part in self.parts}
        below = [
            SheetOf(part.key, part.entry, part.kind.replace("-", "_"), sheets[part.parent or self.name])
            for part in self.parts
        ]
        return Workbook(self.document, [SheetOf(self.key, self.head), *below])

    def plain_document(self, document: D) -> dict[str, Any]:
        """A document as plain values (`Decimal`, days) in the order of the declaration."""
        plain: dict[str, Any] = Record(self.document).plain(document)
        return plain

    def write_yaml(self, content: Content) -> str:
        """A content as YAML, always the same bytes."""
        return as_yaml(self.plain_document(self.document_of(content)))

    def write_json(self, content: Content) -> str:
        """The same as JSON."""
        plain = self.plain_document(self.document_of(content))
        return json.dumps(plain, ensure_ascii=False, indent=2, default=_json_value) + "\n"

    def write_xlsx(self, content: Content) -> bytes:
        """The same as a workbook. Raises `Refused` where a text is longer than a cell may be."""
        return self._workbook.write(self.document_of(content))

    def schema_text(self) -> str:
        """The format as JSON Schema (draft 2020-12), ending with a line feed."""
        definitions: dict[str, dict[str, Any]] = {}
        root = Record(self.document).schema(definitions)
        title, description = self._schema
        whole = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": title,
            "description": description,
            **root,
            "$defs": definitions,
        }
        return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"

    @cached_property
    def files(self) -> tuple[FileForm, ...]:
        """The forms of file of a version (`WorkKind.files`); each takes only a file of the work itself."""
        return (
            FileForm("yaml", lambda: "YAML", "application/yaml", _text(self.write_yaml), self._parts_in),
            FileForm("json", lambda: "JSON", "application/json", _text(self.write_json), self._parts_in),
            FileForm("xlsx", lambda: "XLSX", _XLSX, self._book, self._parts_in),
        )

    def _book(self, _work: Work, content: Content) -> bytes:
        return self.write_xlsx(content)

    def _parts_in(self, work: Work, content: bytes, name: str) -> Sequence[PartValue]:
        document, report = self._read_any(content, name)
        head = self.head_of(document)
        slug: str = getattr(head, ID)
        if slug and slug != work.pk:
            report.refuse(
                head.at(ID),
                _("The file is of %(other)s, not of %(work)s.") % {"other": slug, "work": work.pk},
            )
        self.check_whole(document, report)
        report.raise_problems()
        return self.parts_of(head)


def _text(write: Callable[[Content], str]) -> Callable[[Work, Content], bytes]:
    return lambda _work, content: write(content).encode()


def _json_value(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value.isoformat()
