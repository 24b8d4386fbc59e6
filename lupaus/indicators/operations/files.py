"""Bringing in a file of figures, whichever of the known formats it has."""

from __future__ import annotations

from pathlib import Path

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.indicators.files.mapping import read_map
from lupaus.indicators.files.opening import OpenedFile, opened_or_refused
from lupaus.indicators.files.reading import figures_of
from lupaus.indicators.models import Nature
from lupaus.indicators.operations.fast import Doubtful, clean_file
from lupaus.indicators.operations.importing import bring_in, import_observations
from lupaus.indicators.operations.rows import Imported, ImportSource, Progress
from lupaus.web.clock import Clock


def import_observations_file(
    *,
    actor: Actor,
    clock: Clock,
    path: Path,
    mapping: Path | None = None,
    nature: str = Nature.STATISTIC,
    replace: bool = False,
    skip_bad: bool = False,
    progress: Progress | None = None,
) -> Imported:
    """Import a file of figures, see `import_observations`: CSV, SDMX-CSV, XLSX, JSON-stat 2.0 or a saved
    answer of Sotkanet; text may be compressed with gzip. The content says which, never the name.

    Tidy tables have the columns `indicator, region, gender, year, value` and, where they are, `numerator,
    denominator, status`, in any order; `release` and `illustrative`, which our own downloads add, may stay.
    `mapping` is a YAML file that says what other columns, codes and names of areas mean.
    A figure marked as illustrative comes in as nothing else: with another `nature` its row is bad.
    `replace`: the file is the whole of the indicators it speaks of, and withdraws the rest.
    `progress` is told bytes read of bytes in the file.
    """
    require(actor, Role.PLANNER)
    said = read_map(mapping) if mapping else None
    with opened_or_refused(path) as opened:
        if said is None and (clean := clean_file(path, opened, nature=nature)):
            try:
                return bring_in(
                    (),
                    ImportSource(name=path.name, checksum=lambda: clean.checksum, nature=nature),
                    by=actor,
                    clock=clock,
                    replace=replace,
                    skip_bad=skip_bad,
                    clean=clean,
                )
            except Doubtful:
                opened.seek(0)  # and now row by row, which tells why
        file = OpenedFile(opened, path.name, progress)
        figures = figures_of(file, said, illustrative=nature == Nature.ILLUSTRATIVE)
        source = ImportSource(name=path.name, checksum=file.checksum, nature=nature, where=figures.where)
        return import_observations(
            actor=actor,
            clock=clock,
            rows=figures.rows,
            source=source,
            replace=replace,
            skip_bad=skip_bad,
        )
