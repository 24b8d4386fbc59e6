"""What the national catalogue calls kinds of things, in its code lists and in its answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from lupaus.regions.models import Category
from lupaus.services.models import Area, ChannelKind, Charge, ProvisionKind, ProvisionRole, ServiceType

#: Each word as `folded` leaves it → what it is here.
Words = Mapping[str, str]

SERVICE_TYPES: Final[Words] = {
    "service": ServiceType.SERVICE,
    "permitorobligation": ServiceType.PERMIT,
    "permissionandobligation": ServiceType.PERMIT,
    "permitandobligation": ServiceType.PERMIT,
    "professionalqualification": ServiceType.QUALIFICATION,
    "professionalqualifications": ServiceType.QUALIFICATION,
}
CHARGES: Final[Words] = {
    "charged": Charge.CHARGEABLE,
    "chargeable": Charge.CHARGEABLE,
    "free": Charge.FREE,
    "freeofcharge": Charge.FREE,
    "other": Charge.UNKNOWN,
}
AREAS: Final[Words] = {
    "wholecountry": Area.COUNTRY,
    "nationwide": Area.COUNTRY,
    "wholecountryexceptalandislands": Area.MAINLAND,
    "nationwideexceptalandislands": Area.MAINLAND,
    "areatype": Area.LIMITED,
    "limitedtype": Area.LIMITED,
    "limitedarea": Area.LIMITED,
}
#: Kinds of area whose codes are codes of regions here; of others the municipalities are taken.
REGIONS: Final[Words] = {
    "municipality": Category.MUNICIPALITY,
    "province": Category.REGION,
    "region": Category.REGION,
    "wellbeingservicecounties": Category.COUNTY,
    "wellbeingservicecounty": Category.COUNTY,
    "wellbeingservicescounties": Category.COUNTY,
    "wellbeingservicescounty": Category.COUNTY,
    "hospitalregions": Category.HOSPITAL_DISTRICT,
    "hospitaldistrict": Category.HOSPITAL_DISTRICT,
    "businessregions": "",
    "businesssubregion": "",
}
ROLES: Final[Words] = {
    "responsible": ProvisionRole.ORGANISER,
    "mainresponsible": ProvisionRole.ORGANISER,
    "otherresponsible": ProvisionRole.ORGANISER,
    "producer": ProvisionRole.PRODUCER,
}
PROVISIONS: Final[Words] = {
    "selfproduced": ProvisionKind.OWN,
    "selfproducedservices": ProvisionKind.OWN,
    "purchaseservices": ProvisionKind.BOUGHT,
    "procuredservices": ProvisionKind.BOUGHT,
    "voucher": ProvisionKind.VOUCHER,
    "vouchers": ProvisionKind.VOUCHER,
    "voucherservices": ProvisionKind.VOUCHER,
    "servicevoucher": ProvisionKind.VOUCHER,
    "personalbudget": ProvisionKind.PERSONAL_BUDGET,
    "other": ProvisionKind.OTHER,
}
CHANNELS: Final[Words] = {
    "servicelocation": ChannelKind.PLACE,
    "phone": ChannelKind.PHONE,
    "echannel": ChannelKind.E_SERVICE,
    "electronicchannel": ChannelKind.E_SERVICE,
    "webpage": ChannelKind.WEB_PAGE,
    "printableform": ChannelKind.FORM,
}
PUBLISHED: Final = "published"
STATUSES: Final[Words] = {
    "published": PUBLISHED,
    **dict.fromkeys(
        ("draft", "modified", "oldpublished", "deleted", "removed", "withdrawn", "archived"), "not"
    ),
}
SECTORS: Final[Words] = {
    "municipality": "municipality",
    "state": "state",
    "organization": "ngo",
    "company": "company",
    "soteprivate": "company",
    "wellbeingservicecounty": "county",
    "wellbeingservicescounty": "county",
    "wellbeingservicecounties": "county",
    "regionalorganization": "",
    "sotepublic": "",
    "region": "",
}
#: Kinds of description → the field of a service or channel; "" is known and not kept.
DESCRIPTIONS: Final[Words] = {
    "summary": "summary",
    "shortdescription": "summary",
    "description": "description",
    "userinstruction": "instructions",
    "serviceuserinstruction": "instructions",
    "chargetypeadditionalinfo": "charge_note",
    **dict.fromkeys(
        (
            "deadline",
            "deadlineadditionalinfo",
            "processingtime",
            "processingtimeadditionalinfo",
            "validitytime",
            "validitytimeadditionalinfo",
            "servicetypeadditionalinfo",
            "backgrounddescription",
            "background",
            "generaldescriptiontypeadditionalinformation",
        ),
        "",
    ),
}
WEEKLY: Final = "weekly"
EXCEPTIONAL: Final = "exceptional"
OVER_MIDNIGHT: Final = "over-midnight"
HOURS: Final[Words] = {
    "daysoftheweek": WEEKLY,
    "standard": WEEKLY,
    "exceptional": EXCEPTIONAL,
    "exception": EXCEPTIONAL,
    "overmidnight": OVER_MIDNIGHT,
    "special": OVER_MIDNIGHT,
}
DAYS: Final[Mapping[str, int]] = {
    "monday": 1,
    "tuesday": 2,
    "wednesday": 3,
    "thursday": 4,
    "friday": 5,
    "saturday": 6,
    "sunday": 7,
}


def folded(word: str) -> str:
    """The word without what its writers do not agree on: `Self-produced` is `selfproduced`."""
    return re.sub(r"[^a-z]", "", word.lower())
