"""Sending a file: whole or a piece of it, as a download that no browser runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date, parse_http_date_safe, quote_etag

from lupaus.decisions.models import StoredFile

_PIECE: Final = 1 << 16
_RANGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
#: What the browser may do with it should it show it all the same: nothing.
_POLICY: Final = "sandbox; default-src 'none'"


class Span(NamedTuple):
    """Bytes from `first` up to and with `last`."""

    first: int
    last: int


def send(
    request: HttpRequest, path: Path, file: StoredFile, name: str, *, private: bool = False
) -> HttpResponseBase:
    """A file as a download: conditional requests and one range are answered as RFC 9110 says.

    A private one is kept nowhere. `file.size` is that of the bytes on the disk: what is stored never changes.
    """
    etag = quote_etag(file.pk[:32])
    changed = int(file.stored_at.timestamp())
    answered = get_conditional_response(request, etag=etag, last_modified=changed, response=None)
    span = _span(request, file.size, etag, changed)
    response: HttpResponseBase
    if answered is not None:
        response = answered
    elif span is None:
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    else:
        whole = span == Span(0, file.size - 1)
        content = _pieces(path, span) if request.method != "HEAD" else iter(())
        response = StreamingHttpResponse(content, status=200 if whole else 206, content_type=file.media_type)
        response.headers["Content-Length"] = str(span.last - span.first + 1)
        response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        if not whole:
            response.headers["Content-Range"] = f"bytes {span.first}-{span.last}/{file.size}"
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(changed)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Cache-Control"] = "no-store" if private else "no-cache"
    return response


def _span(request: HttpRequest, size: int, etag: str, changed: int) -> Span | None:
    """The bytes that are asked for; None for a range that is not in the file.

    Several ranges at once, and what cannot be read, are answered by the whole file, as one may.
    """
    whole = Span(0, size - 1)
    found = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if found is None or request.method != "GET" or not _may_be_part(request, etag, changed):
        return whole
    first, last = found.groups()
    if not first and not last:
        return whole
    if not first:
        return Span(max(0, size - int(last)), size - 1) if int(last) else None
    span = Span(int(first), min(int(last), size - 1) if last else size - 1)
    if last and int(last) < int(first):
        return whole
    return span if span.first < size else None


def _may_be_part(request: HttpRequest, etag: str, changed: int) -> bool:
    """Whether the piece belongs to the file the asker has the rest of (`If-Range`)."""
    condition = request.headers.get("If-Range", "")
    if not condition:
        return True
    return condition == etag or parse_http_date_safe(condition) == changed


def _pieces(path: Path, span: Span) -> Iterator[bytes]:
    left = span.last - span.first + 1
    with path.open("rb") as file:
        file.seek(span.first)
        while left and (piece := file.read(min(_PIECE, left))):
            left -= len(piece)
            yield piece
