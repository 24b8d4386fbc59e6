"""From a path to nodes: what can be refused before a single word of the document is understood."""

from __future__ import annotations

import stat
from pathlib import Path

from django.utils.translation import gettext as _

from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.files.json_reader import read_json
from lupaus.workspace.files.nodes import Node
from lupaus.workspace.files.report import Report
from lupaus.workspace.files.scalars import FORBIDDEN
from lupaus.workspace.files.yaml_reader import read_yaml

#: Bytes. A large strategy (500 targets in three languages) takes about a tenth of this.
LARGEST = 5_000_000


def read_nodes(path: Path) -> tuple[Node, Report]:
    """Read a file: JSON where its name ends in `.json`, YAML otherwise. Raises `Refused`."""
    return nodes_of(bytes_of(path), str(path))


def nodes_of(
    content: bytes, name: str, *, report: Report | None = None, largest: int = LARGEST
) -> tuple[Node, Report]:
    """Read the bytes of a file of that name, as `read_nodes` does. Raises `Refused`.

    What holds more than a strategy brings its own report, which counts, and the most bytes it may have.
    """
    report = report or Report(name)
    if len(content) > largest:
        raise _too_large(Path(name), largest)
    text = _decoded(content, report)
    _refuse_controls(text, report)
    read = read_json if name.lower().endswith(".json") else read_yaml
    return read(text, report), report


def bytes_of(path: Path, *, largest: int = LARGEST) -> bytes:
    """The bytes of a file. Raises `Refused` where it cannot be read or is larger than any strategy."""
    try:
        with path.open("rb") as file:
            found = path.stat()
            if stat.S_ISREG(found.st_mode) and found.st_size > largest:
                raise _too_large(path, largest)
            content = file.read(largest + 1)  # a pipe tells no size beforehand
    except FileNotFoundError as trouble:
        raise Refused(Problem(_("There is no such file."), str(path))) from trouble
    except IsADirectoryError as trouble:
        raise Refused(Problem(_("This is a folder, not a file."), str(path))) from trouble
    except (OSError, ValueError) as trouble:
        raise Refused(
            Problem(_("The file cannot be read: %(why)s") % {"why": trouble}, str(path))
        ) from trouble
    if len(content) > largest:
        raise _too_large(path, largest)
    return content


def _too_large(path: Path, largest: int) -> Refused:
    return Refused(
        Problem(
            _("The file is larger than %(limit)d MB. Such a file holds no observations.")
            % {"limit": largest // 1_000_000},
            str(path),
        )
    )


def _decoded(content: bytes, report: Report) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        # The decoder counts from behind a byte order mark, the reader of the message from the first byte.
        line = trouble.object[: trouble.start].count(b"\n") + 1
        byte = trouble.object[trouble.start]
        raise Refused(
            Problem(
                _("Not UTF-8: byte 0x%(byte)02x. Save the file with the encoding UTF-8.") % {"byte": byte},
                report.file,
                line,
            )
        ) from trouble


def _refuse_controls(text: str, report: Report) -> None:
    """Refuse raw control characters; carriage returns may only end a line."""
    flat = text.replace("\r\n", " \n")
    for found in FORBIDDEN.finditer(flat):
        report.refuse(
            "",
            _("The control character U+%(code)04X does not belong in a text.") % {"code": ord(found.group())},
            line=flat.count("\n", 0, found.start()) + 1,
        )
    report.raise_problems()
