"""Where the catalogue is read from: a file, a folder of files, or the service, page by page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from lupaus.services.catalogue.ptv.answers import (
    ASIDE,
    CHANNEL,
    CONCEPT,
    DESCRIPTION,
    ORGANISATION,
    SERVICE,
    STUB,
    Page,
    json_of,
    kind_of,
    page_of,
)
from lupaus.services.catalogue.ptv.network import NoSuchPath, Ptv
from lupaus.services.catalogue.ptv.stage import Stage
from lupaus.services.catalogue.ptv.told import Strange, Told
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.files.report import shown

MEGABYTES: Final = 512
#: The service answers so many entries by their ids at once.
AT_ONCE: Final = 100
Progress = Callable[[int, int | None], None]


@dataclass
class Read:
    """Everything a source holds, by kind of entry, and of which kinds it holds the whole."""

    strange: Strange = field(default_factory=Strange)
    entries: dict[str, list[Told]] = field(
        default_factory=lambda: {kind: [] for kind in (CONCEPT, DESCRIPTION, SERVICE, CHANNEL, ORGANISATION)}
    )
    whole: set[str] = field(default_factory=set)
    partial: set[str] = field(default_factory=set)
    aside: list[str] = field(default_factory=list)
    pages: int = 0

    def take(self, page: Page, name: str) -> set[str]:
        """Take the entries of a page; returns the kinds they are of."""
        kinds = {kind for kind in map(kind_of, page.items) if kind is not None and kind != STUB}
        for index, item in enumerate(page.items):
            path = "" if page.is_single else f"{page.first}[{index}]"
            kind = kind_of(item)
            if kind is None:
                self.strange.tell(name, path, _("It is not known what this entry is."))
                self.partial |= kinds  # it may have been one of them
            elif kind == STUB:
                self.strange.tell(name, path, _("An entry of which only the name is told."))
                self.partial |= set(self.entries)
            elif kind != ASIDE:
                self.entries[kind].append(Told(item, name, path, self.strange))
        self.pages += 1
        return kinds

    def has_whole(self, kind: str) -> bool:
        return kind in self.whole and kind not in self.partial


def read_path(path: Path, progress: Progress | None = None) -> Read:
    """A file, or the JSON files of a folder. Raises `Refused`; then nothing of it counts."""
    files = _files(path)
    read = Read()
    paged: dict[str, dict[int, set[int]]] = {}
    for number, file in enumerate(files, start=1):
        page = page_of(json_of(_bytes(file), file.name), file.name)
        kinds = read.take(page, file.name)
        if kinds == {ASIDE}:
            read.aside.append(file.name)
        for kind in kinds - {ASIDE}:
            if page.is_paged:
                paged.setdefault(kind, {}).setdefault(page.count, set()).add(page.number)
            elif not page.is_single:
                read.whole.add(kind)
        if progress:
            progress(number, len(files))
    for kind, lists in paged.items():
        for count, numbers in lists.items():
            missing = sorted(set(range(1, count + 1)) - numbers)
            if missing:
                read.partial.add(kind)
                words = ", ".join(map(str, missing[:20]))
                read.strange.tell(path.name, "", _("Pages are missing: %(pages)s.") % {"pages": words})
            else:
                read.whole.add(kind)
    return read


def _files(path: Path) -> list[Path]:
    try:
        if path.is_dir():
            files = sorted(
                each for each in path.iterdir() if each.suffix.lower() == ".json" and each.is_file()
            )
            if not files:
                raise Refused(Problem(_("There are no JSON files in this folder."), str(path)))
            return files
        if path.is_file():
            return [path]
    except (OSError, ValueError) as trouble:
        raise Refused(
            Problem(_("The file cannot be read: %(why)s") % {"why": trouble}, str(path))
        ) from trouble
    raise Refused(Problem(_("There is no such file or folder."), shown(str(path))))


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MEGABYTES * 1_000_000:
            raise Refused(
                Problem(_("The file is larger than %(limit)d MB.") % {"limit": MEGABYTES}, path.name)
            )
        return path.read_bytes()
    except OSError as trouble:
        raise Refused(
            Problem(_("The file cannot be read: %(why)s") % {"why": trouble}, path.name)
        ) from trouble


class ListChanged(Refused):
    """The list became another while it was read: pages of two lists do not make one."""


class Reader:
    """Reads the service for one organisation of the national catalogue, or the whole of it."""

    def __init__(self, service: Ptv, stage: Stage, *, of: str = "", progress: Progress | None = None) -> None:
        self._service = service
        self._stage = stage
        self._of = of
        self._progress = progress
        self.read = Read()

    def all(self) -> Read:
        """Every page of services and channels, and what they name of others'."""
        services, channels = ["Service"], ["ServiceChannel"]
        if self._of:
            services = [f"Service/list/organization?organizationId={self._of}"]
            channels = [
                f"ServiceChannel/list/organization/{self._of}",
                f"ServiceChannel/organization/{self._of}",
            ]
        self._list(services, SERVICE, "Service/list")
        try:
            self._list(channels, CHANNEL, "ServiceChannel/list")
        except NoSuchPath:  # those that services name are asked for; none is missed for the others' sake
            self.read.partial.add(CHANNEL)
        known = {each.value.get("id") for each in self.read.entries[CHANNEL]}
        named = _named(self.read, "serviceChannels", "serviceChannel") - known
        self._optional("ServiceChannel/list", sorted(named))
        self._optional("Organization/list", sorted(_named(self.read, "organizations", "organization")))
        described = {each.value.get("generalDescriptionId") for each in self.read.entries[SERVICE]}
        self._optional("GeneralDescription/list", sorted(each for each in described if isinstance(each, str)))
        return self.read

    def by_ids(self, path: str, ids: Sequence[str]) -> None:
        """Entries by their ids, a hundred at a time."""
        for start in range(0, len(ids), AT_ONCE):
            some = ",".join(ids[start : start + AT_ONCE])
            page = self._page(path, guids=some)
            self.read.take(page, path)

    def confirm(self, kind: str, path: str, ids: Sequence[str]) -> None:
        """Ask for entries that were not in a list; those that are there, and belong to it, count."""
        for start in range(0, len(ids), AT_ONCE):
            try:
                page = self._page(path, guids=",".join(ids[start : start + AT_ONCE]))
            except NoSuchPath:
                continue
            there = [item for item in page.items if kind_of(item) == kind and self._belongs(item, kind)]
            self.read.take(Page(there), path)

    def _belongs(self, item: dict[str, Any], kind: str) -> bool:
        if not self._of:
            return True
        told = Told(item, "", "", self.read.strange)
        if kind == SERVICE:
            return self._of in _ids([told], "organizations", "organization")
        named = _named(self.read, "serviceChannels", "serviceChannel")
        return item.get("organizationId") == self._of or item.get("id") in named

    def _optional(self, path: str, ids: Sequence[str]) -> None:
        """What only adds to what is told already: a service that does not answer it is not wrong."""
        try:
            self.by_ids(path, ids)
        except NoSuchPath:
            return

    def _list(self, paths: Sequence[str], kind: str, details: str) -> None:
        """All pages of a list, at the first path that answers.

        Of entries that are only named there, the whole is asked for.
        """
        path, page = self._beginning(paths)
        count, stubs = page.count, list[str]()
        for number in range(1, max(count, 1) + 1):
            page = page if number == 1 else self._page(path, page=number)
            if page.count != count:
                raise ListChanged(_("The catalogue's list changed while it was read. Try again."))
            if self._progress:
                self._progress(number, count)
            whole = [item for item in page.items if not _is_named_only(item)]
            stubs += [item["id"] for item in page.items if _is_named_only(item)]
            self.read.take(Page(whole, page.first), f"{path} ({number}/{max(count, 1)})")
            if any(kind_of(item) != kind for item in whole):
                self.read.partial.add(kind)
        before = len(self.read.entries[kind])
        self.by_ids(details, list(dict.fromkeys(stubs)))
        told = {each.value.get("id") for each in self.read.entries[kind][before:]}
        if set(stubs) - told:
            self.read.partial.add(kind)
        self.read.whole.add(kind)

    def _beginning(self, paths: Sequence[str]) -> tuple[str, Page]:
        """The first page, at the first path that the service knows."""
        *others, last = paths
        for path in others:
            with suppress(NoSuchPath):
                return path, self._page(path, page=1)
        return last, self._page(last, page=1)

    def _page(self, path: str, **query: object) -> Page:
        base, _mark, more = path.partition("?")
        asked = dict(part.split("=", 1) for part in more.split("&") if part) | query
        question = self._service.address(base, **asked)
        answer = self._stage.get(question)
        if answer is None:
            answer = self._service.get(base, **asked)
            page = page_of(answer, shown(question))
            if page.is_single and kind_of(page.items[0]) is None:
                raise Refused(
                    Problem(_("This is no data of the national service catalogue."), shown(question))
                )
            self._stage.put(question, answer)
            return page
        return page_of(answer, shown(question))


def _is_named_only(item: dict[str, Any]) -> bool:
    return kind_of(item) == STUB and isinstance(item["id"], str)


def _named(read: Read, key: str, inner: str) -> set[str]:
    """The ids of others that services name."""
    return set(_ids(read.entries[SERVICE], key, inner))


def _ids(entries: Collection[Told], key: str, inner: str) -> Iterator[str]:
    for told in entries:
        items = told.value.get(key)
        for item in items if isinstance(items, list) else ():
            other = item.get(inner) if isinstance(item, dict) else None
            if isinstance(other, dict) and isinstance(other.get("id"), str):
                yield other["id"]
