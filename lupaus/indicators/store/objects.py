"""The table in an object store (S3, Azure, Google): the Delta library writes there, files are fetched once.

Parquet files of the table never change, so one that was fetched need not be asked for again. They lie in a
folder of the data folder that may be emptied at any time and never grows beyond a bound for long.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

import obstore
from deltalake.exceptions import CommitFailedError, DeltaError
from django.conf import settings
from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError
from obstore.store import ObjectStore as AnyStore
from obstore.store import from_url

from lupaus.indicators.store.fetched import Fetched
from lupaus.indicators.store.home import StoredFile, for_duckdb
from lupaus.indicators.store.troubles import is_full, out_of_reach
from lupaus.web.refusals import Refused

#: A store that is out of reach is given up after seconds, not after the minutes the libraries would take.
_TRIES: Final = 3
_PATIENCE: Final = 30  # seconds for all tries of one request
_AT_ONCE: Final = 8
_PIECE: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """A folder of a bucket. Credentials and endpoint come from the environment, by their usual names."""

    address: str
    cache: Path

    @property
    def options(self) -> Mapping[str, str]:
        return {
            "max_retries": str(_TRIES),
            "retry_timeout": f"{_PATIENCE}s",
            "connect_timeout": "5s",
            "timeout": "120s",
        }

    @property
    def told(self) -> str:
        return self.address.removesuffix("/table")

    def prepare(self) -> None:
        """Every name that can be written in an address will do."""

    def local(self, files: Iterable[StoredFile]) -> list[Path]:
        wanted = list(files)
        fetched = Fetched(self.cache, settings.OBSERVATIONS_CACHE_BYTES)
        missing = [file for file in wanted if not fetched.has(file)]
        with self.clear_words():
            if len(missing) > 1:
                with ThreadPoolExecutor(min(_AT_ONCE, len(missing))) as hands:
                    list(hands.map(lambda file: fetched.take_in(file, self.read(file.name)), missing))
            elif missing:
                fetched.take_in(missing[0], self.read(missing[0].name))
        if missing:
            fetched.keep_within_bounds()
        return [fetched.path(file) for file in wanted]

    def paths(self, files: Iterable[StoredFile]) -> list[str]:
        return [for_duckdb(str(path)) for path in self.local(files)]

    def settle(self, names: Iterable[str]) -> None:
        """What the store has acknowledged it keeps."""

    def sizes(self, folder: str = "") -> dict[str, int]:
        with self.clear_words():
            pages = obstore.list(_store(self.address), f"{folder}/" if folder else None)
            return {entry["path"]: entry["size"] for page in pages for entry in page}

    def read(self, name: str) -> Iterator[bytes]:
        try:
            with self.clear_words():
                pieces = iter(obstore.get(_store(self.address), name).stream(min_chunk_size=_PIECE))
                while (piece := next(pieces, None)) is not None:
                    yield bytes(piece)
        except NotFoundError as gone:
            raise FileNotFoundError(f"{self.told}: {name}") from gone

    def write(self, name: str, source: Path) -> None:
        with self.clear_words():
            obstore.put(_store(self.address), name, source)

    @contextmanager
    def clear_words(self) -> Iterator[None]:
        try:
            yield
        except (Refused, GeneratorExit, CommitFailedError, NotFoundError, AlreadyExistsError):
            raise
        except (DeltaError, FileNotFoundError):
            raise  # what the table says of itself: a missing version, a missing file
        except (BaseError, OSError) as trouble:
            if is_full(trouble):
                raise  # the local disk, which the import tells of
            raise out_of_reach(self.told, trouble) from trouble


def _http_is_allowed() -> bool:
    """Whether the environment lets the store be asked without encryption, as the Delta library reads it."""
    names = ("AWS_ALLOW_HTTP", "AZURE_ALLOW_HTTP", "GOOGLE_ALLOW_HTTP", "ALLOW_HTTP")
    return any(os.environ.get(name, "").lower() in ("true", "1", "yes", "on") for name in names)


@lru_cache(maxsize=8)
def _store(address: str) -> AnyStore:
    return from_url(
        address,
        client_options={
            "allow_http": _http_is_allowed(),  # which options given here would otherwise take back
            "connect_timeout": timedelta(seconds=5),
            "timeout": timedelta(seconds=120),
        },
        retry_config={"max_retries": _TRIES, "retry_timeout": timedelta(seconds=_PATIENCE)},
    )
