"""Plain values (of a form, of an API, of a database) as if they had been read from a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lupaus.workspace.files.nodes import Entry, Items, Keyed, Node, Scalar
from lupaus.workspace.files.report import Report, shown


def node_of(value: Any, report: Report, depth: int = 0) -> Node:
    """The nodes of a value. Raises `Refused` where it is deeper or larger than a file may be."""
    report.count_value(0, depth)
    if isinstance(value, Mapping):
        return Keyed(
            0,
            tuple(Entry(0, str(name), node_of(each, report, depth + 1)) for name, each in value.items()),
        )
    if isinstance(value, list | tuple):
        return Items(0, tuple(node_of(each, report, depth + 1) for each in value))
    if isinstance(value, str):
        return Scalar(0, value, plain=False)
    if value is None:
        return Scalar(0, "null", plain=True)
    return Scalar(0, shown(str(value).lower() if isinstance(value, bool) else repr(value)), plain=True)
