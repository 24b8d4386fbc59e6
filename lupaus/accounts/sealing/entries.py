"""Records as a verifier reads them: from rows of the database, or from the lines of an export.

An export is one file of JSON Lines, each in canonical JSON. Behind the records of a batch stands the
checkpoint that sealed them; records that are not sealed yet come last, with `"leaf":null`.

    {"commitment":"…","erased":null,"leaf":0,"salt":"…","words":{"actor":"aino","after":…,"at":"…",…}}
    {"commitment":"…","erased":"2027-01-31T…Z","leaf":1,"salt":"","words":{"at":"…","channel":…,"kind":…,"verb":…}}
    {"checkpoint":"lupaus.audit/…\\n2\\n…"}
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from lupaus.accounts.models import AuditRecord
from lupaus.accounts.sealing.canonical import canonical, moment
from lupaus.accounts.sealing.words import words_of

WORDS: Final = frozenset({"actor", "after", "at", "before", "channel", "kind", "object_id", "user", "verb"})
#: What stays of a record when its words are erased, and what the record of the erasure repeats.
KEPT: Final = frozenset({"at", "channel", "kind", "verb"})
LINE: Final = frozenset({"commitment", "erased", "leaf", "salt", "words"})

#: What the words stand behind in a canonical line; inside of a text the quotes would be escaped.
_BEFORE_WORDS: Final = b',"words":'

#: How the record of an erasure is known.
ERASE_VERB: Final = "erase_records"
ERASE_KIND: Final = "audit"


class Erased(NamedTuple):
    """A record without words, as its row says or as an erasure recorded it. Times as `canonical.moment`."""

    leaf: int
    at: str
    channel: str
    kind: str
    verb: str
    erased: str


class Entry(NamedTuple):
    """One record. `flaw` is true when it is not written as this program writes one."""

    leaf: int | None
    at: str
    commitment: str  # hex, "" while there is none
    salt: str  # hex
    words: bytes  # canonical; b"" when they were erased
    erased: Erased | None = None
    erasures: tuple[Erased, ...] = ()  # what this record says was erased
    flaw: bool = False


#: An entry for a line that cannot be read at all.
UNREADABLE: Final = Entry(None, "", "", "", b"", flaw=True)


def entry_of(record: AuditRecord) -> Entry:
    """The entry of a row."""
    at = moment(record.at)
    if record.erased_at is not None:
        rest = (record.actor, record.user_id, record.object_id, record.before, record.after, record.salt)
        erased = Erased(
            -1 if record.leaf is None else record.leaf,
            at,
            record.channel,
            record.kind,
            record.verb,
            moment(record.erased_at),
        )
        return Entry(
            record.leaf,
            at,
            record.commitment,
            "",
            b"",
            erased=erased,
            flaw=rest != ("", None, "", None, None, ""),
        )
    return Entry(
        record.leaf,
        at,
        record.commitment,
        record.salt,
        words_of(record),
        erasures=_erasures(record.verb, record.kind, at, record.after),
    )


def line_of(record: AuditRecord) -> bytes:
    """The line of a row in an export, without its end."""
    words: dict[str, Any] = {
        "at": moment(record.at),
        "channel": record.channel,
        "kind": record.kind,
        "verb": record.verb,
    }
    if record.erased_at is None:
        words |= {
            "actor": record.actor,
            "after": record.after,
            "before": record.before,
            "object_id": record.object_id,
            "user": record.user_id,
        }
    return canonical(
        {
            "commitment": record.commitment,
            "erased": None if record.erased_at is None else moment(record.erased_at),
            "leaf": record.leaf,
            "salt": record.salt,
            "words": words,
        }
    )


def checkpoint_line(note: str) -> bytes:
    return canonical({"checkpoint": note})


def split(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The batches of an export: whole lines up to and with a checkpoint; the last may lack one."""
    batch: list[bytes] = []
    for line in lines:
        batch.append(line)
        if line.startswith(b'{"checkpoint":'):
            yield b"".join(batch)
            batch = []
    if batch:
        yield b"".join(batch)


def read_batch(batch: bytes) -> tuple[list[Entry], str | None]:
    """The entries of a batch of an export and the note that closes it, if one does.

    Only the bytes that this program would write itself are taken as sound.
    """
    lines = batch.split(b"\n")
    entries: list[Entry] = []
    note = None
    for number, line in enumerate(lines):
        if number == len(lines) - 1:
            if line:
                entries.append(UNREADABLE)  # the last line was cut
            continue
        found = _read_line(line)
        if isinstance(found, str) and number == len(lines) - 2:
            note = found
        else:
            entries.append(found if isinstance(found, Entry) else UNREADABLE)
    return entries, note


def _read_line(line: bytes) -> Entry | str:
    try:
        value = json.loads(line)
        if canonical(value) != line or not isinstance(value, dict):
            return UNREADABLE
        if value.keys() == {"checkpoint"} and isinstance(value["checkpoint"], str):
            return value["checkpoint"]
        return _entry(value, line)
    except (ValueError, RecursionError, KeyError, TypeError):
        return UNREADABLE


def _entry(value: dict[str, Any], line: bytes) -> Entry:
    words, leaf, erased = value["words"], value["leaf"], value["erased"]
    is_whole = (
        value.keys() == LINE
        and (leaf is None or type(leaf) is int)
        and all(isinstance(value[name], str) for name in ("commitment", "salt"))
        and words.keys() == (WORDS if erased is None else KEPT)
        and all(isinstance(words[name], str) for name in KEPT)
    )
    if not is_whole:
        return UNREADABLE
    at = words["at"]
    if erased is None:
        return Entry(
            leaf,
            at,
            value["commitment"],
            value["salt"],
            line[line.index(_BEFORE_WORDS) + len(_BEFORE_WORDS) : -1],
            erasures=_erasures(words["verb"], words["kind"], at, words["after"]),
        )
    kept = Erased(
        -1 if leaf is None else leaf, at, words["channel"], words["kind"], words["verb"], str(erased)
    )
    return Entry(leaf, at, value["commitment"], "", b"", erased=kept, flaw=value["salt"] != "")


def _erasures(verb: str, kind: str, at: str, after: Any) -> tuple[Erased, ...]:
    """What the record of an erasure says was erased."""
    if verb != ERASE_VERB or kind != ERASE_KIND:
        return ()
    try:
        return tuple(
            Erased(
                int(each["leaf"]),
                str(each["at"]),
                str(each["channel"]),
                str(each["kind"]),
                str(each["verb"]),
                at,
            )
            for each in after["erased"]
        )
    except (TypeError, KeyError, ValueError):
        return ()
