"""A sealed log of any length, made without a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lupaus.accounts.models import AuditRecord
from lupaus.accounts.sealing.canonical import moment
from lupaus.accounts.sealing.entries import ERASE_KIND, ERASE_VERB, checkpoint_line, line_of
from lupaus.accounts.sealing.merkle import Frontier, leaf_hash
from lupaus.accounts.sealing.notes import SigningKey, Statement
from lupaus.accounts.sealing.words import SALT_BYTES, commitment, words_of

BEGUN = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
_WHO = ("aino", "pirkko", "eero", "operator")
_DID = (("change_part", "part"), ("publish", "version"), ("write_comment", "comment"), ("grant_role", "user"))
_WORDS = [
    "Työllisyysaste",
    "nousee",
    "vuoteen",
    "2030",
    "mennessä",
    "ja",
    "palvelut",
    "löytyvät",
    "läheltä",
    "kaikilla",
    "kielillä",
]


@dataclass(frozen=True, slots=True)
class Log:
    """Batches of an export, the notes that close them by size, and the key that signed them."""

    batches: tuple[bytes, ...]
    trees: tuple[Frontier, ...]  # the tree before each batch
    notes: dict[int, str]
    key: SigningKey


def signing_key(chance: Random) -> SigningKey:
    return SigningKey(Ed25519PrivateKey.from_private_bytes(chance.randbytes(32)))


def make_log(records: int, chance: Random, *, longest: int = 100) -> Log:
    """A log of so many records in batches of 1 to `longest`; one record in a thousand has been erased.

    The last record is the one of that erasure.
    """
    key = signing_key(chance)
    tree = Frontier()
    batches, trees, notes = [], [], {}
    erased: list[AuditRecord] = []
    while tree.size < records:
        size = min(chance.randint(1, longest), records - tree.size)
        batch = []
        for leaf in range(tree.size, tree.size + size):
            record = an_erasure(leaf, erased) if leaf == records - 1 else a_record(leaf, chance)
            seal(record, chance)
            if leaf % 1000 == 500 and leaf < records - 1:
                erase(record, BEGUN + timedelta(seconds=records - 1))
                erased.append(record)
            batch.append(record)
        trees.append(tree)
        text, tree, note = close(batch, tree, key)
        batches.append(text)
        notes[tree.size] = note
    return Log(tuple(batches), tuple(trees), notes, key)


def a_record(leaf: int, chance: Random) -> AuditRecord:
    """A record such as the workspace writes."""
    verb, kind = chance.choice(_DID)
    before, after = (
        {
            "title": {"fi": " ".join(chance.sample(_WORDS, 5)), "sv": None},
            "value": chance.random() * 100,
            "n": leaf,
        }
        for _twice in range(2)
    )
    return AuditRecord(
        at=BEGUN + timedelta(seconds=leaf),
        actor=chance.choice(_WHO),
        user_id=chance.choice((None, 1, 2)),
        channel="page",
        verb=verb,
        kind=kind,
        object_id=f"{kind}-{chance.randint(1, 500)}",
        before=chance.choice((None, before)),
        after=after,
        leaf=leaf,
    )


def an_erasure(leaf: int, erased: list[AuditRecord]) -> AuditRecord:
    """The record that says which others were erased."""
    told = [
        {
            "leaf": each.leaf,
            "at": moment(each.at),
            "channel": each.channel,
            "kind": each.kind,
            "verb": each.verb,
        }
        for each in erased
    ]
    return AuditRecord(
        at=BEGUN + timedelta(seconds=leaf),
        actor="aino",
        user_id=1,
        channel="command",
        verb=ERASE_VERB,
        kind=ERASE_KIND,
        object_id="500",
        after={"why": "asked for", "erased": told},
        leaf=leaf,
    )


def erase(record: AuditRecord, at: datetime) -> None:
    """What `erase_records` leaves of a record."""
    record.actor = record.object_id = record.salt = ""
    record.user_id = record.before = record.after = None
    record.erased_at = at


def seal(record: AuditRecord, chance: Random) -> None:
    salt = chance.randbytes(SALT_BYTES)
    record.salt, record.commitment = salt.hex(), commitment(salt, words_of(record)).hex()


def close(batch: list[AuditRecord], tree: Frontier, key: SigningKey) -> tuple[bytes, Frontier, str]:
    """The text of a batch with its checkpoint, the tree behind it, and the note."""
    tree = tree.with_leaves([leaf_hash(bytes.fromhex(each.commitment)) for each in batch])
    note = key.sign(Statement(tree.size, tree.root, BEGUN + timedelta(seconds=tree.size)))
    lines = [line_of(each) for each in batch] + [checkpoint_line(note)]
    return b"\n".join(lines) + b"\n", tree, note
