"""Typst, kept within its folder: no font of the machine, no file but `base.typ`, no package, no clock."""

from __future__ import annotations

import json
import logging
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from lupaus.web.printing.characters import plainest, printable
from lupaus.web.printing.data import Spelling, data_of
from lupaus.web.printing.document import Report
from lupaus.web.refusals import Refused

if TYPE_CHECKING:
    import typst

FOLDER: Final = Path(__file__).parent

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
        return _compiled(report, printable)
    except typst.TypstError as first:
        # A cluster of marks may lack a common font though each character alone has one.
        _log.info("A document is printed with plain letters only: %s", first.message)
    try:
        return _compiled(report, plainest)
    except typst.TypstError as second:
        _log.error("A document could not be printed: %s", second.diagnostic)
        raise NotPrinted(
            _("This could not be printed. The fault is ours and it has been recorded.")
        ) from second


def _compiled(report: Report, spell: Spelling) -> bytes:
    import typst  # noqa: PLC0415 - as above

    data = json.dumps(data_of(report, spell), ensure_ascii=False, separators=(",", ":"))
    compiler = typst.Compiler(
        FOLDER / "base.typ",
        root=FOLDER,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        package_path=FOLDER / "no-packages",
        package_cache_path=FOLDER / "no-packages",
    )
    made = compiler.compile(
        format="pdf", pdf_standards=["ua-1", "a-2a"], timestamp=int(report.made_at.timestamp())
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no document")
    return made


@cache
def _fonts() -> typst.Fonts:
    import typst  # noqa: PLC0415 - as above

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
