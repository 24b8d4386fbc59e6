"""Typst, kept within its folder: no font of the machine, no file but `base.typ`, no package, no clock."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from lupaus.web.printing.characters import plainest, printable
from lupaus.web.printing.data import data_of
from lupaus.web.printing.document import Report
from lupaus.web.refusals import Refused

if TYPE_CHECKING:
    import typst

FOLDER: Final = Path(__file__).parent
FORM: Final = "base.typ"

_log = logging.getLogger(__name__)


class NotPrinted(Refused):
    """The document could not be set, though nothing was wrong with what it says."""

    status = 500


def pdf(report: Report) -> bytes:
    """The document as a PDF: tagged (PDF/UA-1) and made to be kept (PDF/A-2a).

    Raises `Refused` for a report that is no document, `NotPrinted` if typst cannot set it.
    """
    import typst  # noqa: PLC0415 - 30 MB that only printing needs

    try:
        return compiled(data_of(report, printable), report.made_at)
    except typst.TypstError as first:
        # A cluster of marks may lack a common font though each character alone has one.
        _log.info("A document is printed with plain letters only: %s", first)
    try:
        return compiled(data_of(report, plainest), report.made_at)
    except typst.TypstError as second:
        _log.error("A document could not be printed: %s", second)
        raise NotPrinted(
            _("This could not be printed. The fault is ours and it has been recorded.")
        ) from second


def compiled(data: Mapping[str, Any], made_at: datetime) -> bytes:
    """What `base.typ` makes of the data. Raises `typst.TypstError`."""
    words = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    made = compiler({"data": words}, (FOLDER / FORM).read_bytes()).compile(
        format="pdf", pdf_standards=["ua-1", "a-2a"], timestamp=int(made_at.timestamp())
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no document")
    return made


def compiler(inputs: dict[str, str], source: bytes) -> typst.Compiler:
    """A compiler that can read nothing but this folder and knows no font but its own."""
    import typst  # noqa: PLC0415 - as above

    nowhere = FOLDER / "no-packages"
    return typst.Compiler(
        source,
        root=FOLDER,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        package_path=nowhere,
        package_cache_path=nowhere,
    )


@cache
def _fonts() -> typst.Fonts:
    import typst  # noqa: PLC0415 - as above

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
