"""Numbers of sections: in a body they run on through the year."""

from __future__ import annotations

from lupaus.decisions.desk.operations.asking import head_of
from lupaus.decisions.meeting.declared import ITEM, NAME
from lupaus.decisions.models import Item
from lupaus.workspace import queries
from lupaus.workspace.models import ON_ITS_WAY, Part, Version


def next_section(version: Version) -> int:
    """The number after the body's last section of the year, drafts of other meetings and this one counted."""
    content = queries.content(version)
    own = [each.content.get("section") or 0 for each in content.under(ITEM)]
    return max([sections_before(version), *own], default=0) + 1


def sections_before(version: Version) -> int:
    """The body's last section of the year in other meetings; 0 where there is none. Three queries.

    The number of an item that went away is not given again.
    """
    head = head_of(queries.content(version))
    body, year = head.get("body") or "", str(head.get("held_on") or "")[:4]
    others = Item.objects.filter(meeting__body=body, meeting__date__year=int(year or 1))
    told = others.exclude(meeting__work=version.work_id).order_by().values_list("section", flat=True)
    drafts = _in_drafts(version, body, year)
    return max([0, *(each or 0 for each in told), *drafts])


def _in_drafts(version: Version, body: str, year: str) -> list[int]:
    """Sections that stand in meetings of the body that are still being written."""
    heads = Part.objects.filter(
        kind=NAME,
        removed_at=None,
        version__state__in=ON_ITS_WAY,
        version__work__kind=NAME,
        version__work__organisation=version.work.organisation,
        content__body=body,
        content__held_on__startswith=year,
    ).exclude(version__work=version.work_id)
    found = Part.objects.filter(
        kind=ITEM, removed_at=None, version__in=heads.values("version"), content__section__isnull=False
    )
    return [each for each in found.values_list("content__section", flat=True) if isinstance(each, int)]
