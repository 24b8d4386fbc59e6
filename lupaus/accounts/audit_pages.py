"""The administrator's pages of the audit trail: who wrote what and when, and how far it is sealed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django.http import HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lupaus.accounts.differences import MOST, Change, changes
from lupaus.accounts.models import AuditRecord
from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.accounts.sealing import sentences
from lupaus.accounts.sealing.canonical import moment
from lupaus.accounts.sealing.entries import line_of
from lupaus.accounts.trail import (
    Wish,
    kinds_and_verbs,
    part_of_trail,
    records_of_trail,
    seal_of_trail,
)
from lupaus.web import dates
from lupaus.web.address import Address, BadAddress
from lupaus.web.clock import HELSINKI
from lupaus.web.spreadsheets import csv_cell
from lupaus.web.texts import LANGUAGES

_COLUMNS: Final = (
    *("leaf", "at", "actor", "channel", "verb", "kind", "id"),
    *("before", "after", "commitment", "erased_at"),
)


class Line(NamedTuple):
    """One record as the page shows it."""

    record: AuditRecord
    when: str
    changes: list[Change]
    more: int  # changes that are not shown


@signed_in
def trail(request: PersonRequest) -> HttpResponse:
    """The records, the newest first, a hundred on a page. Five queries beside those of the door."""
    wish = _wish(request.address)
    before = request.address.value("before")
    part = part_of_trail(actor=request.actor, wish=wish, before=int(before) if before else None)
    kinds, verbs = kinds_and_verbs(actor=request.actor)
    seal = seal_of_trail(actor=request.actor)
    words = {
        "lines": [_line(record) for record in part.records],
        "older": request.address.with_(before=part.older) if part.older else None,
        "newest": request.address.with_(before=None) if before else None,
        "wish": wish,
        "kinds": [(kind, kind) for kind in kinds if kind],
        "verbs": [(verb, verb) for verb in verbs if verb],
        "seal": seal,
        "sealed_at": _when(seal.at) if seal.at else "",
        "waiting": sentences.waiting(seal.waiting, _when(seal.waiting_since)) if seal.waiting_since else "",
        "query": request.address.with_(before=None).query,
    }
    return render(request, "accounts/trail.html", words)


@signed_in
def trail_jsonl(request: PersonRequest) -> HttpResponse:
    """The records that are asked for, each as its line in an export: verifiable one by one."""
    records = records_of_trail(actor=request.actor, wish=_wish(request.address))
    lines = (line_of(record) + b"\n" for record in records)
    return _file(lines, "application/jsonl", "audit.jsonl")


@signed_in
def trail_csv(request: PersonRequest) -> HttpResponse:
    """The records that are asked for, as a table; no cell of it can be taken for a formula."""
    records = records_of_trail(actor=request.actor, wish=_wish(request.address))
    return _file(_csv(records), "text/csv; charset=utf-8; header=present", "audit.csv")


def _wish(address: Address) -> Wish:
    return Wish(
        person=address.value("person") or "",
        kind=address.value("kind") or "",
        object_id=address.value("object") or "",
        verb=address.value("verb") or "",
        since=_day(address.value("from")),
        until=_day(address.value("to")),
    )


def _day(text: str | None) -> date | None:
    """The day a parameter names. Raises `BadAddress`."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadAddress(_("%(day)s is not a day: write it as 2026-11-22.") % {"day": text}) from None


def _line(record: AuditRecord) -> Line:
    found = changes(record.before, record.after)
    return Line(record, _when(record.at), found[:MOST], len(found[MOST:]))


def _when(at: datetime) -> str:
    """A day and a time in Finland, in the reader's language."""
    local, language = at.astimezone(HELSINKI), get_language() or LANGUAGES[0]
    return f"{dates.day(local, language)} {local:{'%H:%M' if language == 'en' else '%H.%M'}}"


def _csv(records: Iterator[AuditRecord]) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for record in records:
        writer.writerow([csv_cell(cell) for cell in _cells(record)])
        yield text.getvalue().encode("utf-8", "backslashreplace")
        text.seek(0)
        text.truncate()
    yield text.getvalue().encode()


def _cells(record: AuditRecord) -> tuple[object, ...]:
    return (
        record.leaf,
        moment(record.at),
        record.actor,
        record.channel,
        record.verb,
        record.kind,
        record.object_id,
        _json(record.before),
        _json(record.after),
        record.commitment,
        moment(record.erased_at) if record.erased_at else None,
    )


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


def _file(lines: Iterator[bytes], kind: str, name: str) -> HttpResponse:
    answer: HttpResponseBase = StreamingHttpResponse(
        lines, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
    return answer  # type: ignore[return-value]  # the door only sets a header on it
