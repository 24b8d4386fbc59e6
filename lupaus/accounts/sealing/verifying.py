"""Reading a whole trail, from the database or from an export, and checking it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.db.models import Subquery
from django.utils.translation import gettext as _

from lupaus.accounts.models import AuditRecord, Checkpoint
from lupaus.accounts.sealing.checking import (
    Finding,
    Outcome,
    Report,
    State,
    What,
    check_batch,
    check_chunk,
    check_log,
)
from lupaus.accounts.sealing.entries import Entry, checkpoint_line, entry_of, line_of, split
from lupaus.accounts.sealing.folder import Folder
from lupaus.accounts.sealing.notes import BadNote, PublicKey, Statement, read_note
from lupaus.accounts.sealing.sentences import reason
from lupaus.web.refusals import Problem, Refused

_ROWS = 2000
#: How long a file may take to follow its row, in tries and seconds.
_TRIES, _PAUSE = 20, 0.1

Part = tuple[list[Entry], str | None]


def verify_rows(
    folder: Folder,
    keys: tuple[PublicKey, ...],
    kept: tuple[Statement, ...] = (),
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> Report:
    """Check the trail in the database and the files beside it. Reads it as a stream; locks nobody out.

    What is sealed while it reads does not trouble it: the checkpoints are read first.
    """
    checkpoints, files = _checkpoints(folder, sleep)

    def check(state: State, part: Part, kept: tuple[Statement, ...]) -> Outcome:
        return check_batch(state, *part, keys, kept)

    report = check_log(_parts(checkpoints), check, files=files, kept=kept)
    report.findings += _wrong_rows(checkpoints, keys)
    report.findings += _not_covered()
    return report


def verify_export(
    path: Path, folder: Folder | None, keys: tuple[PublicKey, ...], kept: tuple[Statement, ...] = ()
) -> Report:
    """Check an export, and the files of a folder of checkpoints when one is given."""

    def check(state: State, chunk: bytes, kept: tuple[Statement, ...]) -> Outcome:
        return check_chunk(state, chunk, keys, kept)

    with path.open("rb") as lines:
        return check_log(split(lines), check, files=None if folder is None else folder.notes(), kept=kept)


def kept_checkpoint(path: Path, keys: tuple[PublicKey, ...]) -> Statement:
    """A checkpoint that somebody kept elsewhere. Raises `Refused` when it is none of this trail's."""
    try:
        return read_note(path.read_bytes().decode("utf-8", "replace"), keys)
    except BadNote as bad:
        words = _("This is no checkpoint of this trail: %(reason)s.") % {"reason": reason(str(bad))}
        raise Refused(Problem(words, file=str(path))) from bad


def export_lines() -> Iterator[bytes]:
    """The whole trail as lines of an export, each with its end."""
    checkpoints = list(Checkpoint.objects.order_by("size"))
    for records, note in _batches(checkpoints):
        for each in records:
            yield line_of(each) + b"\n"
        if note is not None:
            yield checkpoint_line(note) + b"\n"


def _checkpoints(folder: Folder, sleep: Callable[[float], None]) -> tuple[list[Checkpoint], dict[int, str]]:
    """Rows and files; read again for a moment while they differ: a sealer writes one after the other."""
    for _try in range(_TRIES):
        rows = list(Checkpoint.objects.order_by("size"))
        files = folder.notes()
        if {row.size for row in rows} == files.keys():
            break
        sleep(_PAUSE)
    return rows, files


def _parts(checkpoints: list[Checkpoint]) -> Iterator[Part]:
    for records, note in _batches(checkpoints):
        yield [entry_of(record) for record in records], note


def _batches(checkpoints: list[Checkpoint]) -> Iterator[tuple[list[AuditRecord], str | None]]:
    """The sealed records by checkpoint, then what waits.

    Records that were sealed since the checkpoints were read are left to the next time. What waits is read
    last, so that the record of an erasure is never missed.
    """
    end = checkpoints[-1].size if checkpoints else 0
    rows = AuditRecord.objects.filter(leaf__lt=end).order_by("leaf", "pk").iterator(chunk_size=_ROWS)
    following: Iterator[AuditRecord] = iter(rows)
    held = next(following, None)
    for checkpoint in checkpoints:
        batch = []
        while held is not None and (held.leaf or 0) < checkpoint.size:
            batch.append(held)
            held = next(following, None)
        yield batch, checkpoint.note
    yield list(AuditRecord.objects.filter(leaf=None).order_by("pk")), None


def _wrong_rows(checkpoints: Iterable[Checkpoint], keys: tuple[PublicKey, ...]) -> Iterator[Finding]:
    """Rows of checkpoints whose columns do not say what their note says."""
    for row in checkpoints:
        try:
            stated = read_note(row.note, keys)
        except BadNote:
            continue  # said already
        if (row.size, row.root, row.at) != (stated.size, stated.root.hex(), stated.at):
            yield Finding(What.WRONG_ROW, row.size)


def _not_covered() -> Iterator[Finding]:
    """Records with a leaf number that no checkpoint covers, seen in one query: a sealer adds both at once."""
    newest = Subquery(Checkpoint.objects.order_by("-size").values("size")[:1])
    beyond = AuditRecord.objects.filter(leaf__isnull=False).annotate(newest=newest).order_by("leaf")
    for leaf, size in beyond.values_list("leaf", "newest").reverse()[:1]:
        if leaf is not None and leaf >= (size or 0):
            yield Finding(What.NOT_COVERED, size or 0, last=leaf)
