"""What somebody with a hand on the files, but not on the kept checkpoint, could do to a log.

A mutation replaces batches of the log, and may replace or remove checkpoint files. Each kind is a function of
the log and a source of chance; every one leaves a log that is not the one that was sealed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from random import Random
from typing import Any, Final

from lupaus.accounts.sealing.canonical import canonical
from lupaus.accounts.sealing.entries import split
from lupaus.accounts.sealing.merkle import Frontier, leaf_hash
from lupaus.accounts.sealing.notes import SigningKey, Statement
from lupaus.accounts.sealing.words import commitment
from tools.mutate_audit.log import BEGUN, Log, a_record, close, seal, signing_key


@dataclass(frozen=True, slots=True)
class Mutation:
    """`edits` replace the batches [from, to) by text, in descending order; `files` by size, None: removed."""

    kind: str
    edits: tuple[tuple[int, int, bytes], ...] = ()
    files: dict[int, str | None] = field(default_factory=dict)

    def apply(self, batches: tuple[bytes, ...]) -> list[bytes]:
        """The changed log, parted as a reader parts it."""
        changed = list(batches)
        for start, end, text in self.edits:
            changed[start:end] = split(BytesIO(text))
        return changed


def _edit(log: Log, start: int, end: int, text: bytes) -> tuple[int, int, bytes]:
    """An edit whose text is whole batches again: a lost end takes in what follows."""
    while end < len(log.batches) and not _is_closed(text):
        text += log.batches[end]
        end += 1
    return start, end, text


def _is_closed(text: bytes) -> bool:
    return text == b"" or (text.endswith(b"\n") and _lines(text)[-1].startswith(b'{"checkpoint":'))


def _lines(text: bytes) -> list[bytes]:
    """The lines of a text with their ends, parted at U+000A alone."""
    return list(BytesIO(text))


def _some_batch(log: Log, chance: Random, *, at_least: int = 1) -> int:
    while True:
        number = chance.randrange(len(log.batches))
        if log.batches[number].count(b"\n") > at_least:
            return number


# --- flip ---------------------------------------------------------------------------------------------------


def flip_byte(log: Log, chance: Random) -> Mutation:
    """One byte anywhere becomes another one."""
    batch = chance.randrange(len(log.batches))
    text = bytearray(log.batches[batch])
    text[chance.randrange(len(text))] ^= chance.randint(1, 255)
    return Mutation("flip", (_edit(log, batch, batch + 1, bytes(text)),))


def flip_word(log: Log, chance: Random) -> Mutation:
    """A record says something else, well written."""
    batch, line, record = _a_record_of(log, chance)
    words = record["words"]
    name = chance.choice(sorted(words))
    words[name] = {"forged": chance.random()} if name in ("before", "after") else "forged"
    return _with_line(log, batch, line, record, "flip")


def flip_and_commit(log: Log, chance: Random) -> Mutation:
    """A record says something else and commits to it anew: alone it is perfect."""
    batch, line, record = _a_record_of(log, chance, whole=True)
    record["words"]["actor"] = "somebody-else"
    salt = chance.randbytes(32)
    record["salt"], record["commitment"] = salt.hex(), commitment(salt, canonical(record["words"])).hex()
    return _with_line(log, batch, line, record, "flip")


def flip_file(log: Log, chance: Random) -> Mutation:
    """A checkpoint file is changed, removed or invented; the log is left alone."""
    size, note = chance.choice(sorted(log.notes.items()))
    letter = chance.randrange(len(note))
    changed = note[:letter] + chr(ord(note[letter]) ^ 1) + note[letter + 1 :]
    ways: list[dict[int, str | None]] = [{size: changed}, {size: None}, {max(log.notes) + 7: note}]
    return Mutation("flip", files=chance.choice(ways))


# --- drop ---------------------------------------------------------------------------------------------------


def drop_record(log: Log, chance: Random) -> Mutation:
    """A record is gone."""
    batch = _some_batch(log, chance)
    lines = _lines(log.batches[batch])
    del lines[chance.randrange(len(lines) - 1)]
    return Mutation("drop", (_edit(log, batch, batch + 1, b"".join(lines)),))


def drop_and_renumber(log: Log, chance: Random) -> Mutation:
    """A record is gone, and those behind it in the batch close the gap."""
    batch = _some_batch(log, chance, at_least=2)
    *lines, note = _lines(log.batches[batch])
    gone = chance.randrange(len(lines) - 1)
    kept = [json.loads(line) for number, line in enumerate(lines) if number != gone]
    for leaf, record in enumerate(kept, json.loads(lines[0])["leaf"]):
        record["leaf"] = leaf
    text = b"".join(canonical(record) + b"\n" for record in kept) + note
    return Mutation("drop", (_edit(log, batch, batch + 1, text),))


def drop_batches(log: Log, chance: Random) -> Mutation:
    """Whole batches are gone with their checkpoints, in half of the cases with the files too."""
    start = chance.randrange(len(log.batches) - 1)
    end = min(start + chance.randint(1, 5), len(log.batches) - 1)
    files = dict.fromkeys(_sizes(log, start, end)) if chance.random() < 0.5 else {}
    return Mutation("drop", (_edit(log, start, end, b""),), dict(files))


# --- reorder ------------------------------------------------------------------------------------------------


def swap_lines(log: Log, chance: Random) -> Mutation:
    """Two records change places, in one batch or far from each other."""
    first, second = sorted((_some_batch(log, chance, at_least=2), _some_batch(log, chance, at_least=2)))
    if chance.random() < 0.5:
        second = first
    one, other = _lines(log.batches[first]), _lines(log.batches[second])
    if first == second:
        a, b = chance.sample(range(len(one) - 1), 2)
        one[a], one[b] = one[b], one[a]
        return Mutation("reorder", (_edit(log, first, first + 1, b"".join(one)),))
    a, b = chance.randrange(len(one) - 1), chance.randrange(len(other) - 1)
    one[a], other[b] = other[b], one[a]
    edits = (_edit(log, second, second + 1, b"".join(other)), _edit(log, first, first + 1, b"".join(one)))
    return Mutation("reorder", edits)


def swap_and_renumber(log: Log, chance: Random) -> Mutation:
    """Two neighbours change places and take each other's leaf number."""
    batch = _some_batch(log, chance, at_least=2)
    lines = _lines(log.batches[batch])
    at = chance.randrange(len(lines) - 2)
    one, other = json.loads(lines[at]), json.loads(lines[at + 1])
    one["leaf"], other["leaf"] = other["leaf"], one["leaf"]
    lines[at], lines[at + 1] = canonical(other) + b"\n", canonical(one) + b"\n"
    return Mutation("reorder", (_edit(log, batch, batch + 1, b"".join(lines)),))


def swap_batches(log: Log, chance: Random) -> Mutation:
    """Two batches that follow each other change places."""
    start = chance.randrange(len(log.batches) - 1)
    return Mutation("reorder", (_edit(log, start, start + 2, log.batches[start + 1] + log.batches[start]),))


# --- truncate -----------------------------------------------------------------------------------------------


def cut(log: Log, chance: Random) -> Mutation:
    """The log ends earlier: at any byte, or cleanly behind a checkpoint with the files cut as well."""
    batch = chance.randrange(1, len(log.batches))
    if chance.random() < 0.5:
        return Mutation(
            "truncate", ((batch, len(log.batches), b""),), dict.fromkeys(_sizes(log, batch, len(log.batches)))
        )
    text = log.batches[batch]
    return Mutation("truncate", ((batch, len(log.batches), text[: chance.randrange(len(text))]),))


# --- fork ---------------------------------------------------------------------------------------------------


def fork(log: Log, chance: Random) -> Mutation:
    """From some batch on another history, whole in itself, signed by a stranger or with the stolen key.

    The checkpoint files are those of the fork; only the checkpoint that was kept elsewhere tells.
    """
    batch = chance.randrange(len(log.batches))
    key = log.key if chance.random() < 0.7 else signing_key(chance)
    tree, text, files = log.trees[batch], b"", dict.fromkeys(_sizes(log, batch, len(log.batches)))
    replaced: dict[int, str | None] = dict(files)
    for _each in range(chance.randint(1, 3)):
        records = [a_record(tree.size + number, chance) for number in range(chance.randint(1, 40))]
        for record in records:
            seal(record, chance)
        more, tree, note = close(records, tree, key)
        text += more
        replaced[tree.size] = note
    return Mutation("fork", ((batch, len(log.batches), text),), replaced)


def fork_of_all_that_follows(log: Log, chance: Random) -> Mutation:
    """One record is replaced, and with the stolen key every checkpoint behind it is signed anew."""
    batch, line, record = _a_record_of(log, chance, whole=True)
    record["words"]["actor"] = "somebody-else"
    salt = chance.randbytes(32)
    record["salt"], record["commitment"] = salt.hex(), commitment(salt, canonical(record["words"])).hex()
    ((_start, _end, changed),) = _with_line(log, batch, line, record, "fork").edits
    tree, text = log.trees[batch], b""
    files: dict[int, str | None] = {}
    for each in (changed, *log.batches[batch + 1 :]):
        tree, signed, note = _sign_again(each, tree, log.key)
        text += signed
        files[tree.size] = note
    return Mutation("fork", ((batch, len(log.batches), text),), files)


def _sign_again(batch: bytes, tree: Frontier, key: SigningKey) -> tuple[Frontier, bytes, str]:
    *lines, _note = _lines(batch)
    leaves = [leaf_hash(bytes.fromhex(line[15:79].decode())) for line in lines]  # {"commitment":"…
    tree = tree.with_leaves(leaves)
    note = key.sign(Statement(tree.size, tree.root, BEGUN + timedelta(seconds=tree.size)))
    return tree, b"".join(lines) + canonical({"checkpoint": note}) + b"\n", note


# --- what they share ----------------------------------------------------------------------------------------


def _a_record_of(log: Log, chance: Random, *, whole: bool = False) -> tuple[int, int, dict[str, Any]]:
    """A batch, the number of a line in it, and the record there; with `whole` one that was not erased."""
    while True:
        batch = _some_batch(log, chance)
        lines = _lines(log.batches[batch])
        line = chance.randrange(len(lines) - 1)
        record: dict[str, Any] = json.loads(lines[line])
        if record["erased"] is None or not whole:
            return batch, line, record


def _with_line(log: Log, batch: int, line: int, record: dict[str, Any], kind: str) -> Mutation:
    lines = _lines(log.batches[batch])
    lines[line] = canonical(record) + b"\n"
    return Mutation(kind, (_edit(log, batch, batch + 1, b"".join(lines)),))


def _sizes(log: Log, start: int, end: int) -> list[int]:
    """The sizes of the checkpoints of the batches [start, end)."""
    return sorted(log.notes)[start:end]


MUTATIONS: Final[dict[str, tuple[Callable[[Log, Random], Mutation], ...]]] = {
    "flip": (flip_byte, flip_byte, flip_word, flip_and_commit, flip_file),
    "drop": (drop_record, drop_and_renumber, drop_batches),
    "reorder": (swap_lines, swap_and_renumber, swap_batches),
    "truncate": (cut,),
    "fork": (*(fork,) * 199, fork_of_all_that_follows),  # the last takes as long as the whole log
}


def mutate(log: Log, chance: Random) -> Mutation:
    """One mutation: first one of the five kinds, then one of the ways to do it."""
    return chance.choice(MUTATIONS[chance.choice(sorted(MUTATIONS))])(log, chance)
