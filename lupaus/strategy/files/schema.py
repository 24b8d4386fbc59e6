"""The format as JSON Schema (draft 2020-12), made from the same declarations that read the file."""

from __future__ import annotations

import json
from typing import Any

from lupaus.strategy.files.document import DOCUMENT


def schema() -> dict[str, Any]:
    """The schema of a strategy file, JSON and YAML alike."""
    definitions: dict[str, dict[str, Any]] = {}
    root = DOCUMENT.schema(definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lupaus strategy file",
        "description": "A strategy and the indicators it is followed with: what `lupaus load` reads.",
        **root,
        "$defs": definitions,
    }


def schema_text() -> str:
    """The schema as it is published, ending with a line feed."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
