"""Sealing: what was written since the last checkpoint goes into the tree, and a new checkpoint says so.

Writers only make a salt and a commitment (`audit.record`); the rest happens here, later and elsewhere. One
sealer works at a time. The tree may only grow from what the newest *signed* checkpoint states, never from
what the rows happen to hold.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _

from lupaus.accounts.models import AuditRecord, Checkpoint
from lupaus.accounts.sealing.canonical import moment
from lupaus.accounts.sealing.checking import Finding, What
from lupaus.accounts.sealing.entries import entry_of
from lupaus.accounts.sealing.folder import Folder, own_folder
from lupaus.accounts.sealing.merkle import Frontier, leaf_hash
from lupaus.accounts.sealing.notes import BadNote, PublicKey, SigningKey, Statement, read_note
from lupaus.accounts.sealing.words import SALT_BYTES, Randomness, commitment
from lupaus.web.clock import Clock
from lupaus.web.refusals import Refused

#: At most so many records under one checkpoint: on SQLite nobody else writes while they get their numbers.
BATCH = 500
#: The name of the sealer's lock among PostgreSQL's advisory locks: “LupausAt” as a number.
_LOCK = int.from_bytes(b"LupausAt", "big")


class SealRefused(Refused):
    """Nothing may be sealed: what was sealed before is not what it was."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What one sealing did. `changed` are records that were altered before they were sealed, and stay out."""

    records: int
    size: int
    changed: tuple[Finding, ...] = ()


def seal_waiting(
    *,
    clock: Clock,
    folder: Folder | None = None,
    randomness: Randomness = secrets.token_bytes,
    new_key: bool = False,
) -> Sealed:
    """Seal everything that waits, in batches. Safe to call from several processes at once.

    Raises `SealRefused`, `KeyRefused`; then nothing more is sealed until somebody has looked.
    """
    folder = folder or own_folder()
    key = folder.signing_key(randomness, anew=new_key)
    keys = folder.public_keys()
    _write_files(folder, keys)  # a sealer that died between row and file left this to do
    sealed, size = 0, 0
    changed: list[Finding] = []
    for batch, wrong in _waiting(randomness):
        changed += wrong
        done, tree = _seal(batch, clock, folder, key)
        sealed, size = sealed + done, tree.size
        _write_files(folder, keys)
        folder.keep_tree(tree)
    return Sealed(sealed, size, tuple(changed))


def _waiting(randomness: Randomness) -> Iterator[tuple[list[AuditRecord], list[Finding]]]:
    """Batches of records that wait, each with its commitment made sure, and what was found changed."""
    after = 0
    while batch := list(AuditRecord.objects.filter(leaf=None, pk__gt=after).order_by("pk")[:BATCH]):
        after = batch[-1].pk
        sound, wrong = [], []
        for each in batch:
            if _is_sound(each, randomness):
                sound.append(each)
            else:
                wrong.append(Finding(What.CHANGED, None, moment(each.at)))
        yield sound, wrong


def _is_sound(record: AuditRecord, randomness: Randomness) -> bool:
    """Whether a record still says what it said when it was written; gives one from before seals its own."""
    entry = entry_of(record)
    if entry.erased is not None:
        return False
    if not record.commitment:
        salt = randomness(SALT_BYTES)
        record.salt, record.commitment = salt.hex(), commitment(salt, entry.words).hex()
        return True
    try:
        salt = bytes.fromhex(record.salt)
    except ValueError:
        return False
    return len(salt) == SALT_BYTES and commitment(salt, entry.words).hex() == record.commitment


def _seal(batch: list[AuditRecord], clock: Clock, folder: Folder, key: SigningKey) -> tuple[int, Frontier]:
    """Give the records of a batch that still wait their leaf numbers, and sign the tree they are in."""
    seen = max(folder.sizes(), default=0)  # before the lock: it can only be too small
    with transaction.atomic():
        _lock()
        tree = _newest_tree(folder, folder.public_keys(), seen)
        still = set(
            AuditRecord.objects.filter(pk__in=[each.pk for each in batch], leaf=None).values_list(
                "pk", flat=True
            )
        )
        batch = [each for each in batch if each.pk in still]  # another sealer may have been quicker
        if not batch:
            return 0, tree
        _number(batch, tree.size)
        tree = tree.with_leaves([leaf_hash(bytes.fromhex(each.commitment)) for each in batch])
        statement = Statement(tree.size, tree.root, clock())
        Checkpoint.objects.create(
            size=statement.size, root=statement.root.hex(), at=statement.at, note=key.sign(statement)
        )
    return len(batch), tree


def _lock() -> None:
    """Let one sealer in at a time. On SQLite the transaction itself is the lock (it begins IMMEDIATE)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _newest_tree(folder: Folder, keys: tuple[PublicKey, ...], seen: int) -> Frontier:
    """The tree that the newest checkpoint states. Raises `SealRefused` when the rows no longer give it."""
    newest = Checkpoint.objects.order_by("-size").first()
    size = newest.size if newest else 0
    if seen > size:
        raise SealRefused(
            _(
                "Nothing was sealed: a checkpoint file speaks of %(files)s records, the database of "
                "%(rows)s. The end was cut off, or an older backup was put in place without its audit folder."
            )
            % {"files": seen, "rows": size}
        )
    if newest is None:
        return Frontier()
    try:
        statement = read_note(newest.note, keys)
    except BadNote:
        statement = None
    if statement is not None and statement.size == size:
        tree = folder.tree()
        if (tree.size, tree.root) != (size, statement.root):
            tree = _tree_of_rows(size)
        if (tree.size, tree.root) == (size, statement.root):
            return tree
    raise SealRefused(
        _("Nothing was sealed: the newest checkpoint is not what was signed. See: lupaus audit verify")
    )


def _tree_of_rows(size: int) -> Frontier:
    """The tree of the first `size` leaves, from their rows: slow, and needed only when the cache is gone."""
    rows = AuditRecord.objects.filter(leaf__gte=0, leaf__lt=size).order_by("leaf")
    commitments = rows.values_list("commitment", flat=True).iterator(chunk_size=5000)
    try:
        return Frontier().with_leaves(leaf_hash(bytes.fromhex(each)) for each in commitments)
    except ValueError:
        return Frontier()


def _number(batch: list[AuditRecord], first: int) -> None:
    """Write leaf numbers, and the commitment of those that had none, with one prepared statement."""
    table = connection.ops.quote_name(AuditRecord._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET leaf = %s, salt = %s, commitment = %s WHERE id = %s AND leaf IS NULL",  # noqa: S608 - a name of our own
            [(leaf, each.salt, each.commitment, each.pk) for leaf, each in enumerate(batch, first)],
        )


def _write_files(folder: Folder, keys: tuple[PublicKey, ...]) -> None:
    """Write the files of checkpoints that are newer than the last complete sealing, where they lack.

    A file that was taken away later is not replaced: `lupaus audit verify` shall tell of it.
    """
    for size, note in Checkpoint.objects.filter(size__gt=folder.tree().size).values_list("size", "note"):
        if folder.checkpoint_path(size).exists():
            continue
        try:
            read_note(note, keys)
        except BadNote:
            continue  # what nobody signed is not made into evidence
        folder.write_checkpoint(size, note)
