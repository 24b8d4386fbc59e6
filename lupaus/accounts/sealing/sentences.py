"""What a verification found, in one sentence each."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lupaus.accounts.sealing.canonical import moment_of
from lupaus.accounts.sealing.checking import Finding, Report, What
from lupaus.web.clock import HELSINKI

_SENTENCES = {
    What.UNREADABLE: gettext_lazy("Record %(leaf)s%(of)s is not written as a record is."),
    What.CHANGED: gettext_lazy("Record %(leaf)s%(of)s was changed: its words are not what was committed to."),
    What.MISSING: gettext_lazy("Records %(leaf)s to %(last)s are missing."),
    What.OUT_OF_PLACE: gettext_lazy(
        "Record %(leaf)s%(of)s stands in a wrong place: it is there twice, or was moved."
    ),
    What.NOT_COVERED: gettext_lazy(
        "Records %(leaf)s to %(last)s have a leaf number, but no checkpoint covers them."
    ),
    What.BAD_CHECKPOINT: gettext_lazy("The checkpoint after record %(leaf)s does not hold: %(why)s."),
    What.WRONG_SIZE: gettext_lazy(
        "The checkpoint of %(leaf)s records%(of)s stands in a wrong place: %(last)s records come before it."
    ),
    What.WRONG_ROOT: gettext_lazy(
        "The checkpoint of %(leaf)s records%(of)s has another root than its records: some of them "
        "were changed, replaced or moved."
    ),
    What.WRONG_ROW: gettext_lazy(
        "The row of the checkpoint of %(leaf)s records%(of)s says something else than its signed note."
    ),
    What.FILE_MISSING: gettext_lazy("The file of the checkpoint of %(leaf)s records is missing."),
    What.FILE_ALONE: gettext_lazy(
        "A file holds a checkpoint of %(leaf)s records that the trail does not have: it was cut or replaced."
    ),
    What.FILE_DIFFERS: gettext_lazy(
        "The file of the checkpoint of %(leaf)s records says something else than the trail."
    ),
    What.KEPT_DIFFERS: gettext_lazy(
        "The kept checkpoint of %(leaf)s records%(of)s has another root: the trail before it was rewritten."
    ),
    What.KEPT_BEYOND: gettext_lazy(
        "The kept checkpoint%(of)s speaks of %(last)s records, the trail holds %(leaf)s: its end was cut off."
    ),
    What.ERASED_SILENTLY: gettext_lazy(
        "Record %(leaf)s%(of)s has lost its words, and no record says who erased them."
    ),
    What.ERASED_OTHERWISE: gettext_lazy("Record %(leaf)s%(of)s is not what its erasure left of it."),
    What.NOT_ERASED: gettext_lazy(
        "Record %(leaf)s%(of)s was recorded as erased, but its words are there or it is gone."
    ),
    What.LOST: gettext_lazy(
        "Behind record %(leaf)s the tree could not be followed: %(last)s later checkpoints were checked by "
        "their signatures only."
    ),
}
#: Why a note does not hold (`notes.BadNote`).
_REASONS = {
    "it is not a checkpoint": gettext_lazy("it is not a checkpoint"),
    "it is signed by an unknown key": gettext_lazy("it is signed by an unknown key"),
    "the signature is not right": gettext_lazy("the signature is not right"),
    "it is not written as a checkpoint is": gettext_lazy("it is not written as a checkpoint is"),
    "it holds what is not base64": gettext_lazy("it holds what is not base64"),
}


def reason(why: str) -> str:
    """Why a note does not hold, in the reader's language."""
    return str(_REASONS.get(why, why))


def sentence(finding: Finding) -> str:
    """The finding for a person, with the leaf number and the day where it has one."""
    words = str(_SENTENCES[finding.what])
    if finding.what is What.MISSING and finding.leaf == finding.last:
        words = _("Record %(leaf)s is missing.")
    if finding.leaf is None:
        words = {
            What.CHANGED: _(
                "A record%(of)s that waits for its seal was changed, and is left out of the seal."
            ),
            What.UNREADABLE: _("A record%(of)s is not written as a record is."),
        }.get(finding.what, words)
    return words % {
        "leaf": finding.leaf,
        "last": finding.last,
        "of": f" ({when(finding.at)})" if finding.at else "",
        "why": reason(finding.why),
    }


def when(at: str) -> str:
    """A time for a person; as it is when it is none."""
    try:
        return moment_of(at).astimezone(HELSINKI).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return at[:40]


def summary(report: Report) -> list[str]:
    """What was checked, in a few sentences."""
    said = [
        _("%(records)s records under %(checkpoints)s checkpoints were checked; sealed up to %(when)s.")
        % {"records": report.sealed, "checkpoints": report.checkpoints, "when": when(report.until)}
        if report.checkpoints
        else _("Nothing has been sealed yet.")
    ]
    if report.erased:
        said.append(erased(report.erased))
    if report.waiting:
        said.append(waiting(report.waiting, when(report.waiting_since)))
    found = len(report.findings)
    said.append(
        _("The trail is as it was sealed.")
        if report.is_sound
        else ngettext(
            "The trail is NOT as it was sealed: one finding.",
            "The trail is NOT as it was sealed: %(count)s findings.",
            found,
        )
        % {"count": found}
    )
    return said


def erased(count: int) -> str:
    """How many records have no words any more."""
    return ngettext(
        "The words of one record have been erased.", "The words of %(count)s records have been erased.", count
    ) % {"count": count}


def waiting(count: int, since: str) -> str:
    """How many records wait for their seal, and since when."""
    return ngettext(
        "One record waits for its seal, since %(when)s.",
        "%(count)s records wait for their seal, the oldest since %(when)s.",
        count,
    ) % {"count": count, "when": since}
