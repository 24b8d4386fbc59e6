"""A checkpoint in words: C2SP tlog-checkpoint inside a C2SP signed-note, signed with Ed25519.

    lupaus.audit/0f3a91c27be455d8       the origin: the name of the key
    1024                                how many leaves
    Wj2…=                               the root of the tree, base64
    at 2026-11-22T09:00:00.000000Z      an extension line: when it was sealed

    — lupaus.audit/0f3a91c27be455d8 Az3…=

Sources: c2sp.org/tlog-checkpoint and c2sp.org/signed-note.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lupaus.accounts.sealing.canonical import moment, moment_of

_ED25519 = b"\x01"
_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")


class BadNote(ValueError):  # noqa: N818 - named for what it is, as the refusals are
    """The note is not a checkpoint, or nobody known signed it. The message says which, in English."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that checks signatures: its name and its 32 bytes. As text, a C2SP verifier key."""

    name: str
    key: bytes

    @property
    def id(self) -> bytes:
        """The four bytes that say beside a signature which key made it."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.key).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_base64(_ED25519 + self.key)}"

    @classmethod
    def parse(cls, text: str) -> PublicKey:
        """Raises `BadNote`."""
        name, _plus, rest = text.partition("+")
        digits, _plus, encoded = rest.partition("+")
        data = _unbase64(encoded)
        if data[:1] != _ED25519 or len(data) != 33:
            raise BadNote("the public key is not an Ed25519 key")
        found = cls(name, data[1:])
        if found.id.hex() != digits:
            raise BadNote("the public key does not belong to its name")
        return found


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The key that signs. Its name comes from its public half, so that no two installations share one."""

    secret: Ed25519PrivateKey

    @property
    def public(self) -> PublicKey:
        key = self.secret.public_key().public_bytes_raw()
        return PublicKey(f"lupaus.audit/{sha256(key).hexdigest()[:16]}", key)

    def sign(self, statement: Statement) -> str:
        """The checkpoint as a signed note."""
        public = self.public
        text = statement.text(public.name)
        signature = self.secret.sign(text.encode())
        return f"{text}\n— {public.name} {_base64(public.id + signature)}\n"


@dataclass(frozen=True, slots=True)
class Statement:
    """What a checkpoint states: when the tree had `size` leaves, its root was `root` (32 bytes)."""

    size: int
    root: bytes
    at: datetime

    def text(self, origin: str) -> str:
        return f"{origin}\n{self.size}\n{_base64(self.root)}\nat {moment(self.at)}\n"


def read_note(note: str, keys: tuple[PublicKey, ...]) -> Statement:
    """What a note states, when one of the keys signed it. Raises `BadNote`.

    The note must be the very bytes this program writes for its words: nothing may hide in it.
    """
    text, parted, signatures = note.partition("\n\n")
    lines = text.split("\n")
    signed = signatures.removesuffix("\n").split(" ")
    if not parted or len(lines) != 4 or len(signed) != 3:
        raise BadNote("it is not a checkpoint")
    key = next((key for key in keys if key.name == signed[1] == lines[0]), None)
    if key is None:
        raise BadNote("it is signed by an unknown key")
    found = _unbase64(signed[2])
    try:
        Ed25519PublicKey.from_public_bytes(key.key).verify(found[4:], f"{text}\n".encode())
    except InvalidSignature:
        raise BadNote("the signature is not right") from None
    statement = _statement(lines)
    if f"{statement.text(key.name)}\n— {key.name} {_base64(key.id + found[4:])}\n" != note:
        raise BadNote("it is not written as a checkpoint is")
    return statement


def _statement(lines: list[str]) -> Statement:
    _origin, size, root, at = lines
    try:
        if not _NUMBER.fullmatch(size) or not at.startswith("at "):
            raise BadNote("it is not a checkpoint")
        return Statement(int(size), _unbase64(root), moment_of(at.removeprefix("at ")))
    except ValueError as wrong:
        raise BadNote("it is not a checkpoint") from wrong


def _base64(data: bytes) -> str:
    return b64encode(data).decode()


def _unbase64(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (NotBase64, ValueError):
        raise BadNote("it holds what is not base64") from None
