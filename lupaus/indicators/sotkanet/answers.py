"""Reading Sotkanet's observations: the JSON answer, and the CSV one."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any, NamedTuple, NoReturn

from django.utils.translation import gettext as _

from lupaus.web.refusals import Problem, Refused

_CSV_HEADER = ["indicator", "region", "year", "gender", "primary value", "absolute value"]


class Item(NamedTuple):
    """One observation as Sotkanet sends it; `region` is its internal id, never an official code."""

    #: Place in the JSON list counted from 0, or line of the CSV.
    place: int
    indicator: int
    region: int
    year: str
    gender: str
    value: str | float | None
    #: The count behind a ratio, such as the number of unemployed behind the rate; often absent.
    absolute: str | float | None


def items_of(body: bytes, name: str) -> Iterator[Item | Problem]:
    """The observations of an answer; a `Problem` for what is not an observation.

    Raises `Refused` when the whole is not an answer of Sotkanet. `name` names it in problems.
    """
    text = text_of(body, name)
    if text.lstrip().lower().startswith("indicator;"):
        return _from_csv(text, name)
    return _from_json(json_of(text, name), name)


def text_of(body: bytes, name: str) -> str:
    """The answer as text. Raises `Refused` unless it is UTF-8."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        line = body.count(b"\n", 0, trouble.start) + 1
        raise Refused(Problem(_("The text is not UTF-8."), file=name, line=line)) from trouble


def json_of(text: str, name: str) -> Any:
    """The answer as JSON. Raises `Refused` where it is cut short or something else altogether."""
    if text.lstrip().startswith("<"):
        raise Refused(Problem(_("This is a web page, not an answer of Sotkanet in JSON."), file=name))
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as trouble:
        line = trouble.lineno if isinstance(trouble, json.JSONDecodeError) else None
        raise Refused(
            Problem(_("This is not JSON, or it was cut short. Fetch it again."), file=name, line=line)
        ) from trouble


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity, which Python would read and JSON does not have


def _from_json(answer: Any, name: str) -> Iterator[Item | Problem]:
    if not isinstance(answer, list):
        raise Refused(
            Problem(_("Expected a list of observations, as Sotkanet's address json answers."), file=name)
        )
    for place, entry in enumerate(answer):
        if not isinstance(entry, dict):
            yield Problem(_("Expected an observation."), file=name, path=f"[{place}]")
            continue
        wrong = [key for key in ("indicator", "region") if not _is_whole(entry.get(key))]
        wrong += [key for key in ("value", "absValue") if not _is_number_or_absent(entry.get(key))]
        if wrong:
            yield Problem(
                _("Expected a number in %(keys)s.") % {"keys": ", ".join(wrong)}, file=name, path=f"[{place}]"
            )
            continue
        yield Item(
            place,
            entry["indicator"],
            entry["region"],
            str(entry.get("year", "")),
            str(entry.get("gender", "")),
            entry.get("value"),
            entry.get("absValue"),
        )


def _from_csv(text: str, name: str) -> Iterator[Item | Problem]:
    lines = csv.reader(text.splitlines(), delimiter=";")
    header = [cell.strip().lower() for cell in next(lines)]
    if header != _CSV_HEADER:
        raise Refused(
            Problem(
                _("Expected the columns %(columns)s.") % {"columns": ";".join(_CSV_HEADER)}, file=name, line=1
            )
        )
    for cells in lines:
        if not cells:
            continue
        if len(cells) != len(_CSV_HEADER) or not (cells[0].isdecimal() and cells[1].isdecimal()):
            yield Problem(_("Expected an observation."), file=name, line=lines.line_num)
            continue
        # Columns are separated with semicolons, so a comma can only be a decimal one.
        value, absolute = (cell.strip().replace(",", ".") for cell in cells[4:])
        yield Item(lines.line_num, int(cells[0]), int(cells[1]), cells[2], cells[3], value, absolute)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number_or_absent(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))
