"""The index on disk: made of what is published, never behind it, and made anew whenever it is not right.

It lies in `settings.DECISIONS_INDEX`: `state.json` names the folder that holds it now and the last change
(`models.Change`) that it knows. Every worker process reads the same folder; one at a time writes, under a
lock of the operating system. It is a cache with a name: deleting the folder loses nothing.
"""

from __future__ import annotations

import fcntl
import json
import logging
import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock, Thread
from typing import Final, TextIO

import tantivy
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from lupaus.decisions.models import Change, Item
from lupaus.decisions.search.documents import documents
from lupaus.decisions.search.schema import made_with, schema
from lupaus.web.refusals import Refused
from lupaus.web.search.tokens import warm

#: How long somebody who searches waits for another who writes, in seconds.
_PATIENCE: Final = 5.0
#: How long a command waits.
_LONG_PATIENCE: Final = 3600.0
#: So many items are brought up to date while somebody waits for an answer; more, in the background.
_MOST_WHILE_WAITING: Final = 2_000
_HEAP: Final = 30_000_000
_HEAP_OF_WHOLE: Final = 150_000_000
_STATE: Final = "state.json"

_log = logging.getLogger(__name__)


class NotReady(Refused):
    """The index is being made, which takes minutes where much is published."""

    status = 503


@dataclass(frozen=True, slots=True)
class State:
    """The folder of the index that is in use, the last change it knows, of which database, made with what."""

    generation: str
    database: str
    number: int
    change: int
    made_with: str

    @property
    def newest(self) -> tuple[int, int]:
        return self.number, self.change


@dataclass(frozen=True, slots=True)
class Opened:
    """An index as one process holds it."""

    index: tantivy.Index
    state: State


_opened: dict[Path, Opened] = {}
_writing = Lock()
_in_background = Lock()


def searcher() -> tantivy.Searcher:
    """A reader of the index as it must be now. One query where it is right already.

    Raises `NotReady` where so much has changed that nobody should wait for it. Never to be called within a
    transaction that has written: what is not committed would get into the index.
    """
    folder = _folder()
    opened = _opened.get(folder)
    if opened is None or opened.state.newest != _newest():
        opened = _up_to_date(folder, patience=_PATIENCE, most=_MOST_WHILE_WAITING)
    return opened.index.searcher()


def bring_up_to_date() -> int:
    """What a command does: wait as long as it takes. How many items the index has."""
    return _up_to_date(_folder(), patience=_LONG_PATIENCE, most=None).index.searcher().num_docs


def rebuild() -> int:
    """Make the whole index anew, whatever the old one was. How many items it has."""
    folder = _folder()
    with _alone(folder, _LONG_PATIENCE):
        _opened[folder] = _whole(folder)
    return _opened[folder].index.searcher().num_docs


def follow_in_the_background() -> None:
    """Begin to open the dictionaries and to bring the index up to date, so that nobody waits for it.

    Where nothing is published nobody searches, and the memory is saved.
    """
    if _in_background.acquire(blocking=False):
        Thread(target=_follow, name="decisions-index", daemon=True).start()


def _follow() -> None:
    try:
        if Item.objects.exists():
            warm()
            bring_up_to_date()
    except DatabaseError:  # a database that is not up to date is told of by whoever asks it next
        return
    except Exception:  # noqa: BLE001 - whatever it was, it is recorded, and the next search tries again
        _log.exception("The index of decisions could not be brought up to date")
    finally:
        _in_background.release()
        connection.close()


def _folder() -> Path:
    return Path(settings.DECISIONS_INDEX)


def _newest() -> tuple[int, int]:
    """The last change there is. One query, of the index of numbers."""
    found = Change.objects.order_by("-number", "-pk").values_list("number", "pk").first()
    return found or (0, 0)


def _up_to_date(folder: Path, *, patience: float, most: int | None) -> Opened:
    with _alone(folder, patience):
        opened = _open(folder)
        if opened is None or not _is_of_this_database(opened.state):
            if most is not None and Item.objects.count() > most:
                raise _later()
            opened = _whole(folder)
        elif opened.state.newest != _newest():
            opened = _updated(folder, opened, most)
        _opened.clear()  # of other folders, as tests have them
        _opened[folder] = opened
        return opened


def _later() -> NotReady:
    follow_in_the_background()
    return _not_yet()


@contextmanager
def _alone(folder: Path, patience: float) -> Iterator[None]:
    """Hold the only right to write, of all threads and processes; after `patience` seconds `NotReady`."""
    until = time.monotonic() + patience
    if not _writing.acquire(timeout=patience):
        raise _not_yet()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("w") as handle:
            while not _is_ours(handle):
                if time.monotonic() >= until:
                    raise _not_yet()
                time.sleep(0.02)
            yield
    finally:
        _writing.release()


def _is_ours(handle: TextIO) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _not_yet() -> NotReady:
    return NotReady(_("The search is being made anew. Try again in a few minutes."))


def _open(folder: Path) -> Opened | None:
    """The index that is there; None where there is none, or none that can be used."""
    try:
        state = State(**json.loads((folder / _STATE).read_text(encoding="utf-8")))
        if state.made_with != made_with():
            return None
        held = _opened.get(folder)
        if held is not None and held.state.generation == state.generation:
            held.index.reload()
            return Opened(held.index, state)
        return Opened(_index(folder / state.generation), state)
    except FileNotFoundError:
        return None
    except BaseException as broken:  # what is broken may end in a panic of the index's own language
        if isinstance(broken, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        _log.warning("The index of decisions is broken and made anew: %s", broken)
        return None


def _index(at: Path) -> tantivy.Index:
    if not at.is_dir():
        raise FileNotFoundError(at)
    index = tantivy.Index(schema(), str(at), reuse=True)
    index.config_reader("Manual")
    index.reload()
    return index


def _is_of_this_database(state: State) -> bool:
    """Whether the last change the index knows is one of this database, and not of another or an older one."""
    if state.database != _database():
        return False
    if state.newest == (0, 0):
        return True
    return Change.objects.filter(pk=state.change, number=state.number).exists()


def _database() -> str:
    """When the database was made, which tells it from one that was put in its place. One query."""
    made = MigrationRecorder(connection).migration_qs.order_by("pk").values_list("applied", flat=True).first()
    return made.isoformat() if made else ""


def _updated(folder: Path, opened: Opened, most: int | None) -> Opened:
    """The index with what has changed since."""
    number, change = _newest()
    since = Change.objects.filter(number__gt=opened.state.number, number__lte=number)
    ids = list(since.order_by("item_id").values_list("item_id", flat=True).distinct())
    if most is not None and len(ids) > most:
        raise _later()
    writer = opened.index.writer(_HEAP, 1)
    for each in ids:
        writer.delete_documents_by_term("key", str(each))
    _add(writer, ids)
    opened.index.reload()
    return _kept(
        folder, opened.index, State(opened.state.generation, _database(), number, change, made_with())
    )


def _whole(folder: Path) -> Opened:
    """A new index of everything that is published, beside the old one, which then goes away.

    What is published meanwhile has a later number: the next search brings it in.
    """
    number, change = _newest()
    generation = secrets.token_hex(6)
    (folder / generation).mkdir(parents=True)
    index = _index(folder / generation)
    ids = list(Item.objects.filter(gone_at=None).order_by("pk").values_list("pk", flat=True))
    _add(index.writer(_HEAP_OF_WHOLE, 1), ids)
    index.reload()
    opened = _kept(folder, index, State(generation, _database(), number, change, made_with()))
    for other in folder.iterdir():
        if other.is_dir() and other.name != generation:
            shutil.rmtree(other, ignore_errors=True)
    return opened


def _add(writer: tantivy.IndexWriter, ids: Sequence[int]) -> None:
    for document in documents(ids):
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def _kept(folder: Path, index: tantivy.Index, state: State) -> Opened:
    """Say in the folder what the index knows: after it does, so that it may know more, and never less."""
    beside = folder / f"{_STATE}.new"
    beside.write_text(json.dumps(asdict(state)), encoding="utf-8")
    beside.replace(folder / _STATE)
    return Opened(index, state)
