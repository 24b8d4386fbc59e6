"""The two verifiers, asked about one mutated log after the other."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from lupaus.accounts.sealing.checking import Finding, Outcome, State, check_chunk, check_log
from lupaus.accounts.sealing.notes import PublicKey, Statement, read_note
from tools.mutate_audit.log import Log
from tools.mutate_audit.mutations import Mutation

HERE = Path(__file__).parent


def kept_size(log: Log) -> int:
    """The newest checkpoint is the one that somebody kept elsewhere."""
    return max(log.notes)


class Ours:
    """The verifier of `lupaus audit verify --export`, remembering what it found about batches of the log."""

    name = "python"

    def __init__(self, log: Log) -> None:
        self.log = log
        self.keys: tuple[PublicKey, ...] = (log.key.public,)
        self.kept = (read_note(log.notes[kept_size(log)], self.keys),)
        self._own = {id(batch) for batch in log.batches}
        self._known: dict[tuple[int, State, int], Outcome] = {}

    def findings(self, mutation: Mutation) -> Sequence[Finding]:
        files = {size: note for size, note in (self.log.notes | mutation.files).items() if note is not None}
        return check_log(mutation.apply(self.log.batches), self._check, files=files, kept=self.kept).findings

    def _check(self, state: State, chunk: bytes, kept: tuple[Statement, ...]) -> Outcome:
        if id(chunk) not in self._own:
            return check_chunk(state, chunk, self.keys, kept)
        key = (id(chunk), state, len(kept))
        outcome = self._known.get(key)
        if outcome is None:
            outcome = self._known[key] = check_chunk(state, chunk, self.keys, kept)
        return outcome

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to end."""


class Node:
    """tools/verify_audit.mjs in a process of its own, driven by driver.mjs."""

    name = "node"

    def __init__(self, log: Log) -> None:
        node = shutil.which("node")
        if node is None:
            raise FileNotFoundError("There is no node on this machine (Debian: apt-get install nodejs).")
        self._process = subprocess.Popen(
            [node, str(HERE / "driver.mjs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._say(
            {
                "batches": [batch.decode() for batch in log.batches],
                "notes": [[size, note] for size, note in log.notes.items()],
                "keys": f"{log.key.public}\n",
                "kept": [log.notes[kept_size(log)]],
            }
        )

    def findings(self, mutation: Mutation) -> Sequence[Finding]:
        self._say(
            {
                "edits": [[a, b, base64.b64encode(text).decode()] for a, b, text in mutation.edits],
                "files": [[size, note] for size, note in mutation.files.items()],
            }
        )
        told = self._process.stdout.readline() if self._process.stdout else ""
        return [Finding(*found) for found in json.loads(told)]

    def _say(self, told: object) -> None:
        if self._process.stdin:
            self._process.stdin.write(json.dumps(told) + "\n")
            self._process.stdin.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate(timeout=30)


VERIFIERS = {each.name: each for each in (Ours, Node)}
