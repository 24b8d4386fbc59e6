"""The file a planner keeps: reading it with every problem at once, writing it back byte for byte."""

from __future__ import annotations

from pathlib import Path

from lupaus.strategy.files.document import DOCUMENT, Document
from lupaus.strategy.files.writing import write_json, write_yaml
from lupaus.workspace.files.reading import read_nodes
from lupaus.workspace.files.report import Report

__all__ = ["Document", "read_document", "write_json", "write_yaml"]


def read_document(path: Path) -> tuple[Document, Report]:
    """Read a file. Raises `Refused` where nothing can be made of it; what else is wrong is in the report."""
    nodes, report = read_nodes(path)
    return DOCUMENT.read(nodes, "", report), report
