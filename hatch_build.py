"""Compiles the translations when Lupaus is built, so that a wheel speaks Finnish and Swedish.

Only the sources (`.po`) are kept under version control.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: Babel writes dates into what it compiles; a fixed one keeps builds reproducible.
THE_SAME_EVERY_TIME = datetime(2026, 1, 1, tzinfo=UTC)


def compile_messages(root: Path) -> list[Path]:
    """Write `django.mo` beside every `django.po` under `root/lupaus` that is older than its source.

    Returns the files written. Fuzzy messages are left out: the reader then sees the English words.
    """
    written = []
    for source in sorted((root / "lupaus").glob("*/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3], abort_invalid=True)
        catalogue.creation_date = catalogue.revision_date = THE_SAME_EVERY_TIME
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        if not target.exists() or target.read_bytes() != compiled.getvalue():
            target.write_bytes(compiled.getvalue())
            written.append(target)
    return written


class MessagesHook(BuildHookInterface):  # type: ignore[type-arg]  # the configuration is read by nobody here
    """Runs before the files of a wheel (also an editable one) are collected."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_messages(Path(self.root))
