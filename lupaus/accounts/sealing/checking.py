"""Whether a log is what was sealed, batch by batch. Pure: no database, no file, no clock.

`check_batch` depends on nothing but its arguments, so a caller that checks many versions of one log may keep
its answers: only the batches that differ are checked anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, TypeVar

from lupaus.accounts.sealing.canonical import moment
from lupaus.accounts.sealing.entries import Entry, Erased, read_batch
from lupaus.accounts.sealing.merkle import Frontier, leaf_hash
from lupaus.accounts.sealing.notes import BadNote, PublicKey, Statement, read_note
from lupaus.accounts.sealing.words import SALT_BYTES, commitment


class What(StrEnum):
    """The kinds of finding; `sentences.py` has the words."""

    UNREADABLE = "unreadable"
    CHANGED = "changed"
    MISSING = "missing"
    OUT_OF_PLACE = "out_of_place"
    NOT_COVERED = "not_covered"
    BAD_CHECKPOINT = "bad_checkpoint"
    WRONG_SIZE = "wrong_size"
    WRONG_ROOT = "wrong_root"
    WRONG_ROW = "wrong_row"
    FILE_MISSING = "file_missing"
    FILE_ALONE = "file_alone"
    FILE_DIFFERS = "file_differs"
    KEPT_DIFFERS = "kept_differs"
    KEPT_BEYOND = "kept_beyond"
    ERASED_SILENTLY = "erased_silently"
    ERASED_OTHERWISE = "erased_otherwise"
    NOT_ERASED = "not_erased"
    LOST = "lost"


class Finding(NamedTuple):
    """One thing that is wrong. `leaf` and `last` are leaf numbers or sizes, `at` is as `moment` writes it."""

    what: What
    leaf: int | None = None
    at: str = ""
    last: int | None = None
    why: str = ""


class State(NamedTuple):
    """Where the reading of a log stands: how many leaves, and their tree unless it could not be followed."""

    size: int = 0
    tree: Frontier | None = Frontier()


class Outcome(NamedTuple):
    """What a batch was found to be."""

    state: State
    findings: tuple[Finding, ...]
    sealed: Statement | None = None
    note: str | None = None
    erased: tuple[Erased, ...] = ()
    erasures: tuple[Erased, ...] = ()
    waiting: tuple[str, ...] = ()  # times of records that are not sealed yet


@dataclass(slots=True)
class Report:
    """What a whole log was found to be."""

    findings: list[Finding] = field(default_factory=list)
    sealed: int = 0
    checkpoints: int = 0
    until: str = ""  # when the newest checkpoint was made
    erased: int = 0
    waiting: int = 0
    waiting_since: str = ""

    @property
    def is_sound(self) -> bool:
        return not self.findings


Batch = TypeVar("Batch")


def check_batch(
    state: State,
    entries: Sequence[Entry],
    note: str | None,
    keys: tuple[PublicKey, ...],
    kept: tuple[Statement, ...] = (),
) -> Outcome:
    """Check the records of one batch and the checkpoint behind them.

    `kept` are checkpoints that somebody kept elsewhere; those that speak of this batch are compared. Without
    `note` the batch is the end of a log, where only records that wait for their seal may stand.
    """
    findings: list[Finding] = []
    leaves: list[bytes] = []
    expected = state.size
    in_order = state.tree is not None
    waiting = []
    for entry in entries:
        findings += _check_entry(entry)
        if entry.leaf is None:
            if note is None:
                waiting.append(entry.at)
            elif not entry.flaw:
                findings.append(Finding(What.OUT_OF_PLACE, expected, entry.at))
            in_order = in_order and note is None
            continue
        if entry.leaf != expected:
            in_order = False
            findings.append(
                Finding(What.MISSING, expected, last=entry.leaf - 1)
                if entry.leaf > expected
                else Finding(What.OUT_OF_PLACE, entry.leaf, entry.at)
            )
        expected = max(expected, entry.leaf + 1)
        leaves.append(leaf_hash(_bytes(entry.commitment)))
    told = (
        tuple(entry.erased for entry in entries if entry.erased),
        tuple(erasure for entry in entries for erasure in entry.erasures),
        tuple(waiting),
    )
    if note is None:
        if leaves:
            findings.append(Finding(What.NOT_COVERED, state.size, last=expected - 1))
        return Outcome(State(expected, None), tuple(findings), None, None, *told)
    statement, wrong = _statement(note, keys, state, expected)
    findings += wrong
    tree = state.tree if in_order else None
    if tree is not None and statement is not None and not wrong:
        tree, wrong = _grow(tree, leaves, statement, kept)
        findings += wrong
    if statement is None or wrong or any(f.what is not What.CHANGED for f in findings):
        tree = None
    return Outcome(
        State(expected if statement is None else statement.size, tree),
        tuple(findings),
        statement,
        note,
        *told,
    )


def check_chunk(
    state: State, chunk: bytes, keys: tuple[PublicKey, ...], kept: tuple[Statement, ...] = ()
) -> Outcome:
    """`check_batch` for a batch of an export."""
    entries, note = read_batch(chunk)
    return check_batch(state, entries, note, keys, kept)


def check_log(
    batches: Iterable[Batch],
    check: Callable[[State, Batch, tuple[Statement, ...]], Outcome],
    *,
    files: Mapping[int, str] | None = None,
    kept: tuple[Statement, ...] = (),
) -> Report:
    """Check a log from its beginning to its end.

    `files` are the checkpoints that lie as plain files, by size; `None` when there is nothing to compare.
    """
    report = Report()
    state = State()
    notes: dict[int, str] = {}
    erased: dict[int, Erased] = {}
    erasures: dict[int, Erased] = {}
    lost: int | None = None
    unfollowed = 0
    newest: Statement | None = None
    waiting: list[str] = []
    for batch in batches:
        ahead = tuple(each for each in kept if each.size > state.size) if kept else ()
        outcome = check(state, batch, ahead)
        report.findings += outcome.findings
        if outcome.sealed is not None and outcome.note is not None:
            notes[outcome.sealed.size] = outcome.note
            report.checkpoints += 1
            newest = outcome.sealed
            unfollowed += lost is not None
            if outcome.state.tree is None and lost is None:
                lost = state.size
        for each in outcome.erased:
            erased[each.leaf] = each
        for each in outcome.erasures:
            erasures[each.leaf] = each
        waiting += outcome.waiting
        state = outcome.state
    report.sealed, report.erased = state.size, len(erased)
    report.until = "" if newest is None else _moment(newest)
    report.waiting, report.waiting_since = len(waiting), min(waiting, default="")
    if unfollowed and lost is not None:
        report.findings.append(Finding(What.LOST, lost, last=unfollowed))
    report.findings += _compare_erasures(erased, erasures)
    report.findings += [
        Finding(What.KEPT_BEYOND, state.size, _moment(each), each.size)
        for each in kept
        if each.size > state.size
    ]
    if files is not None:
        report.findings += _compare_files(notes, files)
    return report


def _check_entry(entry: Entry) -> list[Finding]:
    if entry.flaw:
        return [Finding(What.UNREADABLE, entry.leaf, entry.at)]
    if entry.erased is not None or (entry.leaf is None and not entry.commitment):
        return []  # what was written before there were seals gets its commitment when it is first sealed
    salt = _bytes(entry.salt)
    if len(salt) == SALT_BYTES and commitment(salt, entry.words).hex() == entry.commitment:
        return []
    return [Finding(What.CHANGED, entry.leaf, entry.at)]


def _statement(
    note: str, keys: tuple[PublicKey, ...], state: State, expected: int
) -> tuple[Statement | None, list[Finding]]:
    try:
        statement = read_note(note, keys)
    except BadNote as bad:
        return None, [Finding(What.BAD_CHECKPOINT, expected, why=str(bad))]
    if statement.size > max(expected, state.size):
        return statement, [Finding(What.MISSING, expected, last=statement.size - 1)]
    if statement.size < expected or statement.size <= state.size:
        return statement, [Finding(What.WRONG_SIZE, statement.size, _moment(statement), expected)]
    return statement, []


def _grow(
    tree: Frontier, leaves: list[bytes], own: Statement, kept: tuple[Statement, ...]
) -> tuple[Frontier, list[Finding]]:
    """The tree with the leaves, and every statement about its growing that does not fit."""
    findings = []
    base = tree.size
    end = base + len(leaves)
    claims = [(What.WRONG_ROOT, own)]
    claims += [(What.KEPT_DIFFERS, each) for each in kept if base < each.size <= end]
    for what, claim in sorted(claims, key=lambda claim: claim[1].size):
        tree = tree.with_leaves(leaves[tree.size - base : claim.size - base])
        if tree.size == claim.size and tree.root != claim.root:
            findings.append(Finding(what, claim.size, _moment(claim)))
    return tree.with_leaves(leaves[tree.size - base :]), findings


def _compare_erasures(erased: Mapping[int, Erased], erasures: Mapping[int, Erased]) -> list[Finding]:
    """Words may be gone only where the trail itself says who erased them and what stayed."""
    findings = []
    for leaf, each in sorted(erased.items()):
        if leaf not in erasures:
            findings.append(Finding(What.ERASED_SILENTLY, leaf, each.at))
        elif erasures[leaf] != each:
            findings.append(Finding(What.ERASED_OTHERWISE, leaf, each.at))
    findings += [
        Finding(What.NOT_ERASED, leaf, each.at)
        for leaf, each in sorted(erasures.items())
        if leaf not in erased
    ]
    return findings


def _compare_files(notes: Mapping[int, str], files: Mapping[int, str]) -> list[Finding]:
    findings = [Finding(What.FILE_MISSING, size) for size in sorted(notes.keys() - files.keys())]
    findings += [Finding(What.FILE_ALONE, size) for size in sorted(files.keys() - notes.keys())]
    findings += [
        Finding(What.FILE_DIFFERS, size)
        for size in sorted(notes.keys() & files.keys())
        if notes[size] != files[size]
    ]
    return findings


def _moment(statement: Statement) -> str:
    return moment(statement.at)


def _bytes(digits: str) -> bytes:
    """The bytes of small hex digits; none for anything else."""
    try:
        found = bytes.fromhex(digits)
    except ValueError:
        return b""
    return found if found.hex() == digits else b""
