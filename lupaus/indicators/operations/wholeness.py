"""Looking whether every release ever made can still be read as it was written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.indicators.models import Release, ReleaseFile
from lupaus.indicators.store import Fingerprint, Table
from lupaus.indicators.store.checking import Damage, damages
from lupaus.indicators.store.home import StoredFile
from lupaus.web.refusals import Problem, Refused


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at, and everything that is wrong; nothing is when `problems` is empty."""

    releases: int
    files: int
    size: int  # bytes
    #: Files of releases from before checksums were kept: looked at by size and rows only.
    without_checksum: int
    problems: tuple[Problem, ...]


def check_observations(*, actor: Actor, quick: bool = False) -> Checked:
    """Check the files of every release by presence and size and, unless `quick`, by rows and checksum.

    Reads only, and may run while others read and import. What is wrong is told, with the first release
    that needs the file; nothing is mended.
    """
    require(actor, Role.PLANNER)
    table = Table.own()
    files: dict[str, StoredFile] = {}
    needed_by: dict[str, int] = {}
    problems: list[Problem] = []
    releases = list(Release.objects.order_by("id"))
    for release in releases:
        try:
            named = table.files(release.table_version)
        except Refused as refusal:
            problems += (Problem(each.message, path=_path(release.pk)) for each in refusal.problems)
            continue
        for file in named:
            files.setdefault(file.name, file)
            needed_by.setdefault(file.name, release.pk)
    known = {}
    for kept in ReleaseFile.objects.order_by("release_id", "name"):
        known[kept.name] = Fingerprint(kept.name, kept.size, kept.rows, kept.checksum)
        if kept.name not in files:  # the log was changed: it says of a release what it did not say then
            files[kept.name] = StoredFile(kept.name, kept.size, kept.rows)
            needed_by[kept.name] = kept.release_id
            problems.append(
                Problem(
                    _("The log of the table no longer names the file %(file)s.") % {"file": kept.name},
                    path=_path(kept.release_id),
                )
            )
    problems += (
        Problem(_sentence(damage), path=_path(needed_by[damage.name]))
        for damage in damages(table.home, files, known, quick=quick)
    )
    return Checked(
        releases=len(releases),
        files=len(files),
        size=sum(file.size for file in files.values()),
        without_checksum=len(files.keys() - known.keys()),
        problems=tuple(problems),
    )


def _path(release: int) -> str:
    return _("release %(number)s") % {"number": release}


def _sentence(damage: Damage) -> str:
    words: Final = {
        "missing": _("The file %(file)s is missing."),
        "size": _("The file %(file)s has %(found)s bytes instead of %(expected)s."),
        "rows": _("The file %(file)s has %(found)s rows instead of %(expected)s."),
        "checksum": _("The file %(file)s holds something else than was written (its SHA-256 is %(found)s)."),
        "unreadable": _("The file %(file)s cannot be read: %(found)s"),
    }
    return words[damage.kind] % {
        "file": damage.name,
        "expected": damage.expected,
        "found": damage.found,
    }
