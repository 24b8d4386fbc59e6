"""Words of the catalogue in the reader's language."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from lupaus.services.models import Area, Charge, ProvisionKind, Scheme, ServiceType, Source

#: Licences texts come under, by where they come from.
LICENCES: Final = {Source.PTV.value: "CC BY 4.0", Source.DESCRIPTION.value: "CC BY 4.0"}
LICENCE_ADDRESSES: Final = {"CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/"}


def charge(code: str) -> str:
    return {
        Charge.UNKNOWN.value: _("Whether it costs anything has not been told."),
        Charge.FREE.value: _("Free of charge"),
        Charge.CHARGEABLE.value: _("There is a charge"),
    }[code]


def provision_kind(code: str) -> str:
    return {
        ProvisionKind.OWN.value: _("own production"),
        ProvisionKind.BOUGHT.value: _("bought service"),
        ProvisionKind.VOUCHER.value: _("service voucher"),
        ProvisionKind.PERSONAL_BUDGET.value: _("personal budget"),
        ProvisionKind.OTHER.value: _("produced in another way"),
    }.get(code, "")


def service_type(code: str) -> str:
    return {
        ServiceType.PERMIT.value: _("Permit or other obligation"),
        ServiceType.QUALIFICATION.value: _("Professional qualification"),
    }.get(code, "")


def area(code: str) -> str:
    return {
        Area.COUNTRY.value: _("the whole country"),
        Area.MAINLAND.value: _("the whole country except Åland"),
    }.get(code, "")


def source(code: str) -> str:
    return {
        Source.OWN.value: _("the organiser’s own catalogue"),
        Source.PTV.value: _("the Finnish Service Catalogue (Palvelutietovaranto, PTV)"),
        Source.DESCRIPTION.value: _("a general description of the Finnish Service Catalogue (PTV)"),
    }[code]


def scheme(code: str) -> str:
    return {
        Scheme.SERVICE_CLASS.value: _("Service class"),
        Scheme.TARGET_GROUP.value: _("For whom"),
        Scheme.LIFE_EVENT.value: _("Life event"),
    }[code]
