"""Sealing without anybody asking: in the serving process every few seconds, and after a command that wrote.

Whatever goes wrong here is logged and tried again later; it never disturbs a reader or a writer.
"""

from __future__ import annotations

import logging
import threading
from typing import Final

from django.db import Error, close_old_connections

from lupaus.accounts.models import AuditRecord
from lupaus.web.clock import Clock, real_clock
from lupaus.web.refusals import Refused

#: Seconds between two looks for something to seal.
EVERY: Final = 3.0

_log = logging.getLogger(__name__)


class BackgroundSealer(threading.Thread):
    """Seals until the process ends, or until `ended` is set."""

    def __init__(self, *, clock: Clock = real_clock, every: float = EVERY) -> None:
        super().__init__(name="sealer", daemon=True)
        self.clock, self.every = clock, every
        self.ended = threading.Event()
        self._told: tuple[str, ...] = ()

    def run(self) -> None:
        while not self.ended.wait(self.every):
            self.look()
            close_old_connections()

    def look(self) -> None:
        """Seal what waits, or say why not."""
        try:
            told = seal_quietly(clock=self.clock)
        except (Error, Refused, OSError) as trouble:
            self._tell((str(trouble),), logging.WARNING, "The audit trail was not sealed: %s", trouble)
            return
        self._tell(told, logging.ERROR, "%s", " ".join(told))

    def _tell(self, told: tuple[str, ...], level: int, words: str, *values: object) -> None:
        """Log something once, not every few seconds."""
        if told and told != self._told:
            _log.log(level, words, *values)
        self._told = told


def is_waiting() -> bool:
    """Whether there is anything to seal. One small query."""
    return AuditRecord.objects.filter(leaf=None).exists()


def seal_quietly(*, clock: Clock) -> tuple[str, ...]:
    """Seal if there is something to seal; returns sentences about what was changed before it could be."""
    if not is_waiting():
        return ()
    # What signs is loaded only when there is something to sign: every command comes through here.
    from lupaus.accounts.sealing.sealer import seal_waiting  # noqa: PLC0415
    from lupaus.accounts.sealing.sentences import sentence  # noqa: PLC0415

    return tuple(sentence(finding) for finding in seal_waiting(clock=clock).changed)


def seal_after_command() -> None:
    """Seal what a command wrote; a warning when that fails, for the command itself has done its work."""
    try:
        for told in seal_quietly(clock=real_clock):
            _log.error("%s", told)
    except (Error, Refused, OSError) as trouble:
        _log.warning("The audit trail was not sealed: %s", trouble)
