"""Why a file is not taken, in a sentence."""

from __future__ import annotations

from lupaus.web.refusals import Refused


class FileRefused(Refused):
    """A file that cannot be taken: what it is, how big it is, or what hides in it."""


class FileTooBig(FileRefused):
    """A file over the limit of the service."""

    status = 413
