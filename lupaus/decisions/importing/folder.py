"""Saved pages and feeds: a folder of them, or one file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from lupaus.decisions.importing import feed, lists
from lupaus.decisions.importing.addresses import item_in_name, meeting_of, whole_address
from lupaus.decisions.importing.decoding import LARGEST, text_of
from lupaus.decisions.importing.documents import Document, NotRead, document
from lupaus.decisions.importing.gathering import ENTRY, Gathered, with_page
from lupaus.decisions.importing.pages import Read
from lupaus.decisions.importing.told import Hints
from lupaus.web.network import host_of
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.files.report import shown

MOST_FILES: Final = 200_000
#: What a browser saves beside a page, and what holds no text of one.
_ASIDE: Final = frozenset(
    [
        "css",
        "js",
        "mjs",
        "png",
        "jpg",
        "jpeg",
        "gif",
        "svg",
        "ico",
        "webp",
        "woff",
        "woff2",
        "ttf",
        "eot",
        "map",
        "json",
        "pdf",
        "doc",
        "docx",
        "xls",
        "xlsx",
        "zip",
    ]
)
Progress = Callable[[int, int | None], None]
#: Tells of a page whose item it is, by its address and name: (item id, meeting id).
Named = Callable[[Document, str, str], tuple[str, str]]


def dynasty_named(page: Document, address: str, name: str) -> tuple[str, str]:
    """The ids of a saved page of Dynasty."""
    id_ = lists.own_id(page, address) or item_in_name(name)
    return id_, meeting_of(id_)


def read_folder(
    path: Path, into: Gathered, named: Named = dynasty_named, progress: Progress | None = None
) -> list[str]:
    """Read every file of a folder, or one file; the names of those that were not needed. Raises `Refused`."""
    files = _files(path)
    aside: list[str] = []
    found = _Found(into, named)
    for number, file in enumerate(files, start=1):
        name = file.name if path.is_file() else file.relative_to(path).as_posix()
        if file.suffix.lower().lstrip(".") in _ASIDE:
            aside.append(name)
        else:
            _file(file, name, found)
        if progress:
            progress(number, len(files))
    found.take()
    return aside


@dataclass
class _Found:
    """What the files hold: pages wait until every list and feed has told what it knows of them."""

    into: Gathered
    named: Named
    hints: dict[str, Hints] = field(default_factory=dict)
    waiting: list[tuple[Document, Read, str, str]] = field(default_factory=list)

    def take(self) -> None:
        for page, read, item_id, meeting_id in self.waiting:
            known = self.hints.pop(item_id, Hints())
            self.into.page(page, read, with_page(known, item_id, meeting_id, whole_address(read.address, "")))
        for hint in self.hints.values():
            self.into.hint(hint)


def _file(file: Path, name: str, found: _Found) -> None:
    into = found.into
    try:
        if file.stat().st_size > LARGEST:
            raise NotRead(
                _("The file is larger than %(megabytes)d MB.") % {"megabytes": LARGEST // 1024 // 1024}
            )
        content = file.read_bytes()
        if b"\x00" in content[:1000] and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            raise NotRead(_("The file is no text."))
        text = text_of(content)
        if feed.is_feed(text):
            _take_feed(text, Read(f"file {name}", content), found)
            return
        page = document(text)
    except OSError as trouble:
        into.strange.append(Problem(_("The file cannot be read: %(why)s.") % {"why": trouble.strerror}, name))
        return
    except Refused as refused:
        into.strange += [Problem(each.message, name) for each in refused.problems]
        return
    address = page.saved_from if host_of(page.saved_from) else ""
    if lists.is_list(page, address):
        _take_list(page, Read(f"file {name}", content, address), found)
        return
    item_id, meeting_id = found.named(page, address, file.stem)
    read_name = f"meetingitem {item_id}" if item_id else f"file {name}"
    found.waiting.append((page, Read(read_name, content, address), item_id, meeting_id))


def _take_feed(text: str, read: Read, found: _Found) -> None:
    entries, strange = feed.entries(text)
    found.into.read += 1
    found.into.pages.keep(read, [f"{ENTRY}: {each}" for each in strange])
    for hint in entries:
        found.hints.setdefault(hint.item_id or hint.meeting_id, hint)


def _take_list(page: Document, read: Read, found: _Found) -> None:
    found.into.read += 1
    found.into.pages.keep(read, lists.words_left(page))
    for hint in lists.listed(page, read.address).items:
        found.hints[hint.item_id] = hint


def _files(path: Path) -> list[Path]:
    try:
        if path.is_file():
            return [path]
        if not path.is_dir():
            raise Refused(Problem(_("There is no such file or folder."), shown(str(path))))
        found = sorted(_below(path))
    except OSError as trouble:
        raise Refused(
            Problem(_("The folder cannot be read: %(why)s.") % {"why": trouble.strerror}, shown(str(path)))
        ) from trouble
    if not found:
        raise Refused(Problem(_("There are no files in the folder."), shown(str(path))))
    return found


def _below(path: Path) -> Iterator[Path]:
    count = 0
    for each in path.rglob("*"):
        hidden = any(part.startswith(".") for part in each.relative_to(path).parts)
        if hidden or each.is_symlink() or not each.is_file():
            continue
        count += 1
        if count > MOST_FILES:
            raise Refused(_("The folder has more than %(count)d files.") % {"count": MOST_FILES})
        yield each
