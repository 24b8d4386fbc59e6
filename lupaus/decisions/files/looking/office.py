"""Packages of Word, Excel, PowerPoint and OpenDocument: zip files that hold nothing that runs.

Only two small entries are ever unpacked, each up to a limit. Everything else is judged by the directory of
the package: how much it would become, whether entries lie over each other, what they are called.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from lupaus.decisions.files.refused import FileRefused

_MOST_ENTRIES: Final = 10_000
#: What all entries may become, and how many times its size on the disk.
_MOST_UNPACKED: Final = 1024 * 2**20
_MOST_SWOLLEN: Final = 100
_SMALL: Final = 32 * 2**20  # below this nobody asks how much it swells
_MOST_READ: Final = 512 * 1024

_OPEN_XML: Final = "application/vnd.openxmlformats-officedocument."
#: What the list of contents of an Office file calls its main part, and what the file is then.
_MAIN: Final = {
    f"{_OPEN_XML}wordprocessingml.document.main+xml": f"{_OPEN_XML}wordprocessingml.document",
    f"{_OPEN_XML}spreadsheetml.sheet.main+xml": f"{_OPEN_XML}spreadsheetml.sheet",
    f"{_OPEN_XML}presentationml.presentation.main+xml": f"{_OPEN_XML}presentationml.presentation",
}
_BEGINNING: Final = {
    f"{_OPEN_XML}wordprocessingml.document": "word/",
    f"{_OPEN_XML}spreadsheetml.sheet": "xl/",
    f"{_OPEN_XML}presentationml.presentation": "ppt/",
}
_ODT: Final = "application/vnd.oasis.opendocument.text"
#: Entries that run, or hold what runs: macros, controls, embedded programs.
_RUNS: Final = re.compile(
    r"(?:^|/)(?:vbaproject|vbadata)[^/]*$|(?:^|/)(?:activex|macros|macrosheets)/|(?:^|/)(?:basic|scripts)/.+"
    r"|oleobject[^/]*\.bin$"
    r"|\.(?:exe|dll|scr|com|bat|cmd|ps1|vbs|vbe|js|jse|wsf|wsh|hta|jar|msi|lnk|py|sh|php|html?|svgz?"
    r"|docm|dotm|xlsm|xltm|xlam|pptm|potm|ppam|zip|7z|rar|iso)$",
    re.IGNORECASE,
)
_REMOTE_TEMPLATE: Final = re.compile(rb"attachedTemplate[^>]*External|External[^>]*attachedTemplate")


def look_into_package(path: Path) -> str:
    """The media type of a package. Raises `FileRefused`."""
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
            _check_size(entries, path.stat().st_size)
            kind = _kind(package, entries)
            _check_names(entries)
            _check_template(package)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError, OSError):
        raise FileRefused(_("The file is damaged: it cannot be opened.")) from None
    return kind


def _check_size(entries: list[zipfile.ZipInfo], size: int) -> None:
    """A small file that becomes a huge one is a bomb, whatever else it is."""
    unpacked = sum(each.file_size for each in entries)
    packed = sum(each.compress_size for each in entries)
    swollen = unpacked > _SMALL and unpacked > _MOST_SWOLLEN * size
    overlap = packed > size  # entries that lie over each other
    if len(entries) > _MOST_ENTRIES or unpacked > _MOST_UNPACKED or swollen or overlap:
        raise FileRefused(
            _("The file is packed so that it would become huge when it is opened. It is not taken.")
        )


def _kind(package: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> str:
    names = {each.filename for each in entries}
    if any(each.flag_bits & 1 for each in entries):
        raise FileRefused(_("The file is locked with a password. Save it without one."))
    if "[Content_Types].xml" in names:
        listed = _read(package, "[Content_Types].xml").decode("utf-8", "replace")
        if "macroEnabled" in listed or "vnd.ms-office.vbaProject" in listed:
            raise FileRefused(_holds_a_program())
        for main, kind in _MAIN.items():
            if f'"{main}"' in listed and any(name.startswith(_BEGINNING[kind]) for name in names):
                return kind
    is_first = bool(entries) and entries[0].filename == "mimetype"
    if is_first and "content.xml" in names and _read(package, "mimetype") == _ODT.encode():
        return _ODT
    raise FileRefused(
        _("The file is an archive of other files (zip). Bring the documents in it one by one instead.")
    )


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    for each in entries:
        name = each.filename
        if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or "\x00" in name or ":" in name:
            raise FileRefused(_("The file is damaged: it cannot be opened."))
        if _RUNS.search(name):
            raise FileRefused(_holds_a_program())


def _check_template(package: zipfile.ZipFile) -> None:
    """A document that fetches its template from elsewhere would run what stands there."""
    name = "word/_rels/settings.xml.rels"
    if name in package.namelist() and _REMOTE_TEMPLATE.search(_read(package, name)):
        raise FileRefused(_holds_a_program())


def _read(package: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of an entry, never more than half a megabyte. Raises where it is longer."""
    with package.open(name) as entry:
        found = entry.read(_MOST_READ + 1)
    if len(found) > _MOST_READ:
        raise ValueError("The list of contents is too long.")
    return found


def _holds_a_program() -> str:
    return _("The file holds a program (a macro, a control or an embedded file). Save it without one.")
