"""Words of the process map in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _


def group_word(group: str) -> str:
    return {"core": _("core process"), "support": _("support process")}.get(group, group)


def outcome_word(outcome: str) -> str:
    return {
        "productivity": _("Productivity"),
        "effectiveness": _("Effectiveness"),
        "availability": _("Availability"),
        "client_experience": _("Client experience"),
        "staff_experience": _("Staff experience"),
    }.get(outcome, outcome)


def channel_word(channel: str) -> str:
    return {
        "digital": _("digital"),
        "phone": _("telephone"),
        "place": _("service point"),
        "referral": _("referral"),
        "other": _("other way"),
    }.get(channel, channel)
