"""The files in which a version of a strategy is taken out and brought back: YAML, JSON, and a workbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from django.utils.translation import gettext as _

from lupaus.strategy.files import write_json, write_yaml
from lupaus.strategy.files.document import DOCUMENT, Document
from lupaus.strategy.files.rules import check, known_now
from lupaus.strategy.files.workbook import read_xlsx, write_xlsx
from lupaus.strategy.writing.mapping import document_of, parts_of
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.content import Content, PartValue
from lupaus.workspace.files.reading import nodes_of
from lupaus.workspace.files.report import Report
from lupaus.workspace.kinds import FileForm
from lupaus.workspace.models import Work


def _write(writer: Callable[[Document], str]) -> Callable[[Work, Content], bytes]:
    def write(work: Work, content: Content) -> bytes:
        return writer(document_of(content, work.organisation)).encode()

    return write


def read(work: Work, content: bytes, name: str) -> Sequence[PartValue]:
    """The parts a YAML or JSON file says. Raises `Refused` with every problem and its line."""
    nodes, report = nodes_of(content, name)
    return checked_parts(work, DOCUMENT.read(nodes, "", report), report)


def read_book(work: Work, content: bytes, name: str) -> Sequence[PartValue]:
    """The parts a workbook says. Raises `Refused` with every problem and its cell."""
    document, report = read_xlsx(content, name)
    return checked_parts(work, document, report)


def _write_book(work: Work, content: Content) -> bytes:
    return write_xlsx(document_of(content, work.organisation))


def checked_parts(work: Work, document: Document, report: Report) -> Sequence[PartValue]:
    """The parts of a document that was read, if it is whole and of this work.

    Indicators that only the file knows are refused: the catalogue is the planner's. Raises `Refused`.
    """
    known = known_now()
    check(document, known, report)
    strategy = document.strategy
    if strategy.id and strategy.id != work.pk:
        report.refuse(
            strategy.at("id"),
            _("The file is of the strategy %(other)s, not of %(work)s.")
            % {"other": strategy.id, "work": work.pk},
        )
    for entry in document.indicators:
        if entry.id and entry.id not in known.indicators:
            report.refuse(
                entry.at("id"),
                _("The catalogue does not know this indicator. A planner brings it in with `lupaus load`."),
            )
    report.raise_problems()
    if not strategy.id:
        raise Refused(Problem(_("There is no such key."), path="strategy.id"))
    return parts_of(strategy)


_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES: Final = (
    FileForm("yaml", lambda: "YAML", "application/yaml", _write(write_yaml), read),
    FileForm("json", lambda: "JSON", "application/json", _write(write_json), read),
    FileForm("xlsx", lambda: "XLSX", _XLSX, _write_book, read_book),
)
