"""What became of a catalogue, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from lupaus.services.catalogue.writing import Written


def told(written: Written) -> Iterator[str]:
    """A sentence for each kind of which there is anything."""
    for kind, numbers in written.numbers().items():
        if any(numbers.values()):
            sentence = _(
                "%(kind)s: %(added)d added, %(changed)d changed, %(retired)d retired, "
                "%(unchanged)d as before."
            )
            yield sentence % {"kind": named(kind), **numbers}


def named(kind: str) -> str:
    """What entries of a kind are called, at the beginning of a sentence."""
    return {
        "organisations": _("Organisations"),
        "channels": _("Channels"),
        "services": _("Services"),
        "changes": _("Planned changes"),
        "concepts": _("Classes"),
        "descriptions": _("General descriptions"),
    }[kind]
