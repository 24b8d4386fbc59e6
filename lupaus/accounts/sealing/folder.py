"""The folder of checkpoints, `<LUPAUS_DATA>/audit/`: plain files that can be copied elsewhere and kept.

    000000001024.checkpoint   the signed note of the tree of 1 024 records
    public.key                the keys that check the notes, one a line; the newest last
    tree                      what lets the tree grow without reading it all: a cache that cannot lie

The signing key lies beside the folder, in `<LUPAUS_DATA>/audit.key`, readable by its owner only. Everything
in the folder may be shown to anybody.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from base64 import b64decode, b64encode
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils.translation import gettext as _

from lupaus.accounts.sealing.merkle import Frontier
from lupaus.accounts.sealing.notes import BadNote, PublicKey, SigningKey
from lupaus.accounts.sealing.words import Randomness
from lupaus.web.refusals import Refused

_CHECKPOINT: Final = re.compile(r"([0-9]{12})\.checkpoint")
_PRIVATE: Final = "PRIVATE+KEY+"


class KeyRefused(Refused):
    """The signing key cannot be had."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Where checkpoints lie as files."""

    path: Path

    @property
    def key_path(self) -> Path:
        return self.path.with_name(f"{self.path.name}.key")

    @property
    def public_path(self) -> Path:
        return self.path / "public.key"

    def checkpoint_path(self, size: int) -> Path:
        return self.path / f"{size:012d}.checkpoint"

    def sizes(self) -> set[int]:
        """The sizes there is a checkpoint file of."""
        if not self.path.is_dir():
            return set()
        names = (_CHECKPOINT.fullmatch(entry.name) for entry in os.scandir(self.path))
        return {int(name[1]) for name in names if name}

    def notes(self) -> dict[int, str]:
        """The text of every checkpoint file, by size. What is not text reads as nothing known."""
        return {
            size: self.checkpoint_path(size).read_bytes().decode("utf-8", "replace") for size in self.sizes()
        }

    def write_checkpoint(self, size: int, note: str) -> None:
        _write(self.checkpoint_path(size), note)

    def tree(self) -> Frontier:
        """The tree as it was last kept; an empty one when there is none or it cannot be read."""
        try:
            kept = json.loads((self.path / "tree").read_text(encoding="ascii"))
            tree = Frontier(int(kept["size"]), tuple(bytes.fromhex(node) for node in kept["nodes"]))
        except (OSError, ValueError, TypeError, KeyError):
            return Frontier()
        return tree if tree.is_whole else Frontier()

    def keep_tree(self, tree: Frontier) -> None:
        kept = {"size": tree.size, "nodes": [node.hex() for node in tree.nodes]}
        _write(self.path / "tree", json.dumps(kept))

    def public_keys(self) -> tuple[PublicKey, ...]:
        """The keys that check this folder's notes; none while nothing was sealed."""
        return read_public_keys(self.public_path) if self.public_path.exists() else ()

    def signing_key(self, randomness: Randomness, *, anew: bool = False) -> SigningKey:
        """The key that signs, made on first use. Raises `KeyRefused` when it is lost, unless `anew`.

        A new key is added to the public ones; what older keys signed stays valid.
        """
        known = self.public_keys()
        if known and not anew and not self.key_path.exists():
            raise KeyRefused(
                _(
                    "The signing key %(file)s is gone. Put it back from a backup, or make a new one with: "
                    "lupaus audit seal --new-key"
                )
                % {"file": self.key_path}
            )
        if anew or not self.key_path.exists():
            self._make_key(randomness, anew=anew)
        key = self._read_key()
        if key.public not in self.public_keys():
            _write(self.public_path, "".join(f"{each}\n" for each in (*self.public_keys(), key.public)))
        return key

    def _make_key(self, randomness: Randomness, *, anew: bool) -> None:
        key = SigningKey(Ed25519PrivateKey.from_private_bytes(randomness(32)))
        secret = b64encode(b"\x01" + key.secret.private_bytes_raw()).decode()
        text = f"{_PRIVATE}{key.public.name}+{key.public.id.hex()}+{secret}\n"
        self.path.mkdir(parents=True, exist_ok=True)
        _write(self.key_path, text, mode=0o600, replace=anew)

    def _read_key(self) -> SigningKey:
        refusal = KeyRefused(_("%(file)s is not a signing key.") % {"file": self.key_path})
        text = self.key_path.read_text(encoding="ascii", errors="replace").strip()
        try:
            data = b64decode(text.removeprefix(_PRIVATE).split("+", 2)[2], validate=True)
            return SigningKey(Ed25519PrivateKey.from_private_bytes(data[1:]))
        except (ValueError, IndexError):
            raise refusal from None


def own_folder() -> Folder:
    """The folder of this installation."""
    return Folder(Path(settings.AUDIT))


def read_public_keys(path: Path) -> tuple[PublicKey, ...]:
    """The keys in a file, one a line. Raises `KeyRefused`."""
    try:
        text = path.read_text(encoding="ascii")
        return tuple(PublicKey.parse(line) for line in text.splitlines() if line)
    except (BadNote, UnicodeDecodeError):
        raise KeyRefused(_("%(file)s holds something else than public keys.") % {"file": path}) from None


def _write(path: Path, text: str, *, mode: int = 0o644, replace: bool = True) -> None:
    """Write a file whole or not at all, and be sure it lies on the disk.

    Without `replace` a file that is already there stays: of several that write at once the first one wins.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            Path(name).chmod(mode)
            os.fsync(file.fileno())
        if replace:
            Path(name).replace(path)
        else:
            with suppress(FileExistsError):
                path.hardlink_to(name)
    finally:
        Path(name).unlink(missing_ok=True)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Make the name of a new file last as well; systems that cannot open a folder do so by themselves."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
