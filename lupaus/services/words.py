"""Words of the room: what its codes are called in the reader's language."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

#: Who a service or a task belongs to: the county's own, or an interface service of somebody else.
SECTORS: Final = ("county", "municipality", "growth", "state", "ngo", "company")
LIFE_STAGES: Final = ("children", "working-age", "older", "all")


def sector(code: str) -> str:
    return {
        "county": _("health and social services"),
        "municipality": _("municipality"),
        "growth": _("growth services"),
        "state": _("central government"),
        "ngo": _("NGOs"),
        "company": _("private company"),
    }.get(code, code)


def life_stage(code: str) -> str:
    return {
        "children": _("Children, young people and families"),
        "working-age": _("People of working age"),
        "older": _("Older people"),
        "all": _("Everyone"),
    }.get(code, code)
