"""Reading what somebody gave: a file becomes text, or one sentence says why it cannot."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from lupaus.web.refusals import Problem, Refused

MEGABYTE = 1_000_000


def read_text(path: Path, *, megabytes: int) -> str:
    """The text of a UTF-8 file, byte order mark or not. Raises `Refused`."""
    try:
        if not path.is_file():
            _refuse(path, _("There is no such file."))
        size = path.stat().st_size
        if size > megabytes * MEGABYTE:
            _refuse(
                path,
                _("The file has %(size)d MB; at most %(most)d MB are read.")
                % {"size": size // MEGABYTE, "most": megabytes},
            )
        raw = path.read_bytes()
    except OSError as trouble:
        raise Refused(Problem(_("The file cannot be read."), file=path.name)) from trouble
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = raw.count(b"\n", 0, wrong.start) + 1
        problem = Problem(_("The file is not UTF-8 text; save it as UTF-8."), file=path.name, line=line)
        raise Refused(problem) from wrong
    if not text.strip():
        _refuse(path, _("The file is empty."))
    if "\x00" in text:
        _refuse(
            path,
            _("The file is not text: it holds zero characters."),
            text.count("\n", 0, text.index("\x00")) + 1,
        )
    if text.lstrip().startswith("<"):
        _refuse(
            path, _("This is a web page or XML, not the data; perhaps the service answered with an error.")
        )
    return text


def parse_json(text: str, path: Path) -> Any:
    """The document of a JSON text. Raises `Refused` with the line where it breaks."""
    try:
        return json.loads(text, parse_constant=_no_such_number)
    except json.JSONDecodeError as wrong:
        cut = wrong.pos >= len(text.rstrip())
        message = _("The file ends in the middle: it was cut short.") if cut else _("This is not JSON.")
        raise Refused(Problem(message, file=path.name, line=wrong.lineno)) from wrong
    except (RecursionError, ValueError) as wrong:
        message = _("This is not JSON that can be read: a number or the nesting is out of all bounds.")
        raise Refused(Problem(message, file=path.name)) from wrong


def _no_such_number(word: str) -> NoReturn:
    raise ValueError(word)


def _refuse(path: Path, message: str, line: int | None = None) -> NoReturn:
    raise Refused(Problem(message, file=path.name, line=line))
