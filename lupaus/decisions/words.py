"""What fixed values are called, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.translation import gettext as _

from lupaus.decisions.models import Appeal, AttendanceRole, Stage, TextKind

Say = Callable[[], str]

_SUBJECTS: Final[Mapping[str, Say]] = {
    "people": lambda: _("People and their wellbeing"),
    "children": lambda: _("Children and young people"),
    "elderly": lambda: _("Older people"),
    "disabled": lambda: _("Disabled people"),
    "languages": lambda: _("Languages"),
    "genders": lambda: _("Genders"),
    "environment": lambda: _("Environment"),
    "staff": lambda: _("Staff"),
    "economy": lambda: _("Economy"),
}
_EFFECTS: Final[Mapping[str, Say]] = {
    "much-worse": lambda: _("clearly worse"),
    "worse": lambda: _("worse"),
    "none": lambda: _("no change"),
    "better": lambda: _("better"),
    "much-better": lambda: _("clearly better"),
    "unknown": lambda: _("not known"),
}


def subject(value: str) -> str:
    return _SUBJECTS[value]()


def effect(value: str) -> str:
    return _EFFECTS[value]()


def text_heading(kind: str) -> str:
    """The heading of a part of an item: “Decision”."""
    return _HEADINGS[kind]()


_HEADINGS: Final[Mapping[str, Say]] = {
    TextKind.SUMMARY.value: lambda: _("Summary"),
    TextKind.EARLIER.value: lambda: _("Earlier handling"),
    TextKind.ACCOUNT.value: lambda: _("Account of the matter"),
    TextKind.PROPOSAL.value: lambda: _("Proposal"),
    TextKind.HANDLING.value: lambda: _("Handling at the meeting"),
    TextKind.DECISION.value: lambda: _("Decision"),
    TextKind.IMPLEMENTATION.value: lambda: _("Implementation"),
    TextKind.OTHER.value: lambda: _("Other"),
}


def stage(value: str) -> str:
    return str(Stage(value).label)


def role(value: str) -> str:
    return str(AttendanceRole(value).label)


def appeal(value: str) -> str:
    return str(Appeal(value).label)
