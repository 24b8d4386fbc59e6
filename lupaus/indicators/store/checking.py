"""Whether the files of the table are what they were when they were written."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

import duckdb

from lupaus.indicators.store.connections import reading_cursor
from lupaus.indicators.store.disk import Disk
from lupaus.indicators.store.home import Home, StoredFile, for_duckdb
from lupaus.indicators.store.table import Fingerprint


class Damage(NamedTuple):
    """What is wrong with one file. `expected` and `found` are numbers or checksums, as words."""

    name: str
    kind: Literal["missing", "size", "rows", "checksum", "unreadable"]
    expected: str = ""
    found: str = ""


def damages(
    home: Home, files: Mapping[str, StoredFile], known: Mapping[str, Fingerprint], *, quick: bool
) -> Iterator[Damage]:
    """What is wrong with the files the log names; in order of their names, at most one damage a file.

    `known` are the fingerprints kept outside the table. Sizes are looked at first, all in one listing;
    unless `quick`, every file is then read whole: rows by its own footer, content by its checksum.
    """
    there = home.sizes()
    for name, file in sorted(files.items()):
        fingerprint = known.get(name)
        size = fingerprint.size if fingerprint else file.size
        if name not in there:
            yield Damage(name, "missing")
        elif there[name] != size:
            yield Damage(name, "size", str(size), str(there[name]))
        elif not quick and (damage := _content(home, file, fingerprint)):
            yield damage


def _content(home: Home, file: StoredFile, known: Fingerprint | None) -> Damage | None:
    try:
        with _at_hand(home, file.name) as (path, checksum):
            if known and checksum != known.checksum:
                return Damage(file.name, "checksum", known.checksum, checksum)
            rows = _rows(path)
    except FileNotFoundError:
        return Damage(file.name, "missing")
    except (duckdb.Error, OSError) as trouble:
        return Damage(file.name, "unreadable", found=str(trouble).splitlines()[0])
    expected = known.rows if known else file.rows
    return None if rows == expected else Damage(file.name, "rows", str(expected), str(rows))


def _rows(path: Path) -> int:
    query = "SELECT sum(num_rows)::BIGINT FROM parquet_file_metadata(?)"
    [(rows,)] = reading_cursor().execute(query, [for_duckdb(str(path))]).fetchall()
    return int(rows)


@contextmanager
def _at_hand(home: Home, name: str) -> Iterator[tuple[Path, str]]:
    """A local file with the content as the home has it now, never as it was fetched once; and its SHA-256."""
    digest = hashlib.sha256()
    if isinstance(home, Disk):
        for piece in home.read(name):
            digest.update(piece)
        yield home.folder / name, digest.hexdigest()
        return
    with tempfile.NamedTemporaryFile(suffix=".parquet") as copy:
        for piece in home.read(name):
            digest.update(piece)
            copy.write(piece)
        copy.flush()
        yield Path(copy.name), digest.hexdigest()
