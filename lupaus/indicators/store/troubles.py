"""What can go wrong beneath the table, in sentences: a full disk, a store that is out of reach.

The libraries beneath (Delta, DuckDB, SQLite) tell such things in words of their own and by exceptions of
many kinds, so the words of the operating system in them are what is looked for.
"""

from __future__ import annotations

import errno
import re
from pathlib import Path
from typing import Final

import duckdb
from deltalake.exceptions import DeltaError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from lupaus.web.refusals import Refused

_FULL_NUMBERS: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FULL_WORDS: Final = re.compile(
    rf"No space left on device|File too large|Disk quota exceeded|os error (?:{errno.ENOSPC}|{errno.EDQUOT}"
    rf"|{errno.EFBIG})\b|database or disk is full|disk I/O error",
    re.IGNORECASE,
)
_FORBIDDEN: Final = re.compile(
    r"\b40[13]\b|Unauthorized|Forbidden|AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch|credential"
    r"|ExpiredToken|AuthenticationFailed|security token",
    re.IGNORECASE,
)
_NO_BUCKET: Final = re.compile(r"NoSuchBucket|ContainerNotFound|bucket does not exist", re.IGNORECASE)


class DiskFull(Refused):
    """There is no room for what is to be written."""

    status = 507

    def __init__(self, folder: Path) -> None:
        super().__init__(
            _(
                "The disk of the data folder %(folder)s is full or cannot be written. Nothing was changed;"
                " make room and run the import again."
            )
            % {"folder": folder}
        )


class StoreOutOfReach(Refused):
    """The object store does not answer, or does not let us in."""

    status = 503


class WrittenMeanwhile(Refused):
    """Somebody else committed to the table since it was looked at."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            _(
                "Another import wrote into the observations at the same moment. Nothing of this one was"
                " kept; run it again."
            )
        )


def is_full(trouble: BaseException) -> bool:
    """Whether an exception of any of the libraries says that there is no room left."""
    if isinstance(trouble, Refused):
        return False
    if isinstance(trouble, OSError) and trouble.errno in _FULL_NUMBERS:
        return True
    libraries = (OSError, DeltaError, duckdb.Error, DatabaseError)
    return isinstance(trouble, libraries) and bool(_FULL_WORDS.search(str(trouble)))


def out_of_reach(store: str, trouble: BaseException) -> StoreOutOfReach:
    """The sentence for an object store that could not be asked; `store` is its address."""
    said = str(trouble)
    if _NO_BUCKET.search(said):
        return StoreOutOfReach(
            _("The store of observations %(store)s has no such bucket. Make it, or correct its name.")
            % {"store": store}
        )
    if _FORBIDDEN.search(said):
        return StoreOutOfReach(
            _(
                "The store of observations %(store)s does not accept the credentials of the environment."
                " Check them and the rights they give."
            )
            % {"store": store}
        )
    return StoreOutOfReach(
        _("The store of observations %(store)s does not answer. Check its address and the network.")
        % {"store": store}
    )
