"""The file around a workbook: a ZIP archive of XML parts, looked at before anything in it is understood."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Final, NamedTuple
from xml.parsers import expat

from django.utils.translation import gettext as _

from lupaus.web.refusals import Problem, Refused

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old .xls, and every workbook with a password
_MEGABYTE: Final = 2**20
_MOST_PARTS: Final = 1000
#: XML elements in all parts. Half a million cells with texts have fewer.
_MOST_ELEMENTS: Final = 2_500_000
_PIECE: Final = 2**16
_MOST_PIECES: Final = 10_000  # of one text, each as long as expat's buffer at most
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_MACROS: Final = ("vbaproject", "vbadata", "macrosheets/", "activex/", "ctrlprops/", "customui/")
_LINKS: Final = ("xl/externallinks/", "xl/connections", "xl/querytables/", "xl/embeddings/", "xl/model/")


class NotRead(Refused):
    """The file is no workbook this service reads. Nothing of it was taken."""


class Event(NamedTuple):
    """An element begins, with its attributes, or ends, with the words since the last beginning or end.

    Names are without their namespaces.
    """

    begins: bool
    name: str
    attributes: Mapping[str, str]
    words: str


class _PartReader:
    """Reads XML in pieces. Declarations (`<!DOCTYPE`), the door to entities and other files, are refused."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._declared
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._say
        self._events: list[Event] = []
        self._words: list[str] = []

    def feed(self, piece: bytes) -> None:
        """Read on; an empty piece is the end. Raises `expat.ExpatError` and `_Declared`."""
        self._parser.Parse(piece, not piece)
        if len(self._words) > _MOST_PIECES:
            raise expat.ExpatError("one text goes on and on")

    def taken(self) -> list[Event]:
        """What has been read since it was asked last."""
        events, self._events = self._events, []
        return events

    def _declared(self, *_declaration: object) -> None:
        raise _DeclaredError

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        self._words.clear()
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        self._events.append(Event(True, name.rpartition(" ")[2], plain, ""))

    def _end(self, name: str) -> None:
        self._events.append(Event(False, name.rpartition(" ")[2], _NOTHING, "".join(self._words)))
        self._words.clear()

    def _say(self, words: str) -> None:
        self._words.append(words)


class _DeclaredError(Exception):
    """The XML declares names of its own."""


class Archive:
    """The parts of a workbook file. Raises `NotRead` for what is no plain workbook."""

    def __init__(self, source: bytes | Path, *, most_bytes: int, most_unpacked: int) -> None:
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        if size > most_bytes:
            raise NotRead(_("The file is bigger than %(size)s MB.") % {"size": most_bytes // _MEGABYTE})
        data = source if isinstance(source, bytes) else source.read_bytes()
        if data.startswith(_OLE):
            raise NotRead(_("The file has a password or is in the old .xls form. Save it as plain .xlsx."))
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError, OSError) as error:
            raise _no_workbook() from error
        self._elements = 0
        self._check(most_unpacked)

    def _check(self, most_unpacked: int) -> None:
        parts = self._zip.infolist()
        names = [part.filename.lower().replace("\\", "/") for part in parts]
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > most_unpacked:
            raise NotRead(
                _("Unpacked, the file is bigger than %(size)s MB.") % {"size": most_unpacked // _MEGABYTE}
            )
        if any(part.flag_bits & 0x1 for part in parts):
            raise NotRead(_("The file has a password. Save it without one."))
        if len(set(names)) != len(names) or any(
            part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts
        ):
            raise _no_workbook()
        if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
            raise _no_workbook()
        if any(mark in name for name in names for mark in _MACROS) or self._declares_macros():
            raise NotRead(_("The file holds macros. Save it as .xlsx, without macros."))
        for name in names:
            if name.startswith(_LINKS):
                raise links_elsewhere(name)

    def _declares_macros(self) -> bool:
        return any(
            "macro" in event.attributes.get("ContentType", "").lower()
            for event in self.events("[Content_Types].xml")
        )

    def has(self, name: str) -> bool:
        return name in self._zip.NameToInfo

    def names(self) -> list[str]:
        return self._zip.namelist()

    def events(self, name: str) -> Iterator[Event]:
        """The start and the end of each element of a part, as it is read.

        No more is unpacked than is asked for, and nothing that was read is kept.
        """
        with self._open(name) as part, _said_as_refusal(name):
            reader = _PartReader()
            while True:
                piece = part.read(_PIECE)
                reader.feed(piece)
                for event in reader.taken():
                    if event.begins:
                        self._elements += 1
                        if self._elements > _MOST_ELEMENTS:
                            raise NotRead(Problem(_("There is too much in the file to read it."), path=name))
                    yield event
                if not piece:
                    return

    @contextmanager
    def _open(self, name: str) -> Iterator[IO[Any]]:
        try:
            part = self._zip.open(name)
        except (KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
            raise _no_workbook() from error
        with part:
            yield part


@contextmanager
def _said_as_refusal(part: str) -> Iterator[None]:
    """Tell in a sentence what is wrong with a part that cannot be read."""
    try:
        yield
    except _DeclaredError as error:
        raise NotRead(
            Problem(_("The file defines names of its own in XML, which no spreadsheet does."), path=part)
        ) from error
    except (expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, OSError, LookupError) as error:
        raise NotRead(Problem(_("The file is damaged: a part of it cannot be read."), path=part)) from error


def links_elsewhere(part: str) -> NotRead:
    return NotRead(
        Problem(
            _("The file holds links to other files or data. Break the links and save it again."), path=part
        )
    )


def _no_workbook() -> NotRead:
    return NotRead(_("The file is no .xlsx workbook."))
