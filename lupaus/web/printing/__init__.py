"""Documents to print: PDF/UA-1 and PDF/A-2a in one file, set by typst from data (`document.py`)."""

from lupaus.web.printing.document import (
    Contents,
    Facts,
    Heading,
    Items,
    NewPage,
    Paragraph,
    Picture,
    Report,
    Section,
    Table,
    Verdict,
    Words,
)
from lupaus.web.printing.setting import NotPrinted, pdf

__all__ = [
    "Contents",
    "Facts",
    "Heading",
    "Items",
    "NewPage",
    "NotPrinted",
    "Paragraph",
    "Picture",
    "Report",
    "Section",
    "Table",
    "Verdict",
    "Words",
    "pdf",
]
