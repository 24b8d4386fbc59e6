"""A document in its one canonical form: the same document always gives the same bytes."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from lupaus.strategy.files.document import DOCUMENT, Document
from lupaus.workspace.files.writing import as_yaml


def write_yaml(document: Document) -> str:
    """The document as YAML, ending with a line feed."""
    return as_yaml(DOCUMENT.plain(document))


def write_json(document: Document) -> str:
    """The document as JSON, ending with a line feed."""
    return json.dumps(DOCUMENT.plain(document), ensure_ascii=False, indent=2, default=_json_value) + "\n"


def _json_value(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value.isoformat()
