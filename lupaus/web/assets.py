"""Addresses of our own static files, with a fingerprint so that a browser may keep them."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static


@cache
def asset(path: str) -> str:
    """The address of a static file (`web/base.css`), its content's fingerprint as the query."""
    found = finders.find(path)
    if not found:
        raise LookupError(f"There is no static file {path}.")
    return f"{static(path)}?{hashlib.blake2b(Path(found).read_bytes(), digest_size=6).hexdigest()}"
