"""Matters: those that are open, by number or words; a new one; one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.decisions.desk.pages.asked import FormPage, fields_of
from lupaus.decisions.desk.pages.bodies import desk_step
from lupaus.decisions.desk.pages.front import must_read
from lupaus.decisions.models import Item, Matter
from lupaus.web.address import Address
from lupaus.web.forms import Typed
from lupaus.workspace.kinds import Field
from lupaus.workspace.rights import may_read, nothing_here

#: How many matters a page shows: what is sought is found by words.
MOST_SHOWN: Final = 100


class MatterLine(NamedTuple):
    matter: Matter
    last: Item | None  # its last published step


@dataclass(frozen=True)
class MattersPage:
    organisation: str
    organisations: Sequence[tuple[str, str]]
    shown: Sequence[MatterLine]
    total: int
    words: str
    show: str  # open, closed, all
    may_write: bool


def matters_page(actor: Actor, address: Address, organisations: Sequence[tuple[str, str]]) -> MattersPage:
    """`organisations` are those the actor may read in. Three queries. Raises `NotFound`."""
    must_read(actor)
    slugs = [slug for slug, _name in organisations]
    organisation = address.value("organisation") or (slugs[0] if slugs else "")
    if organisation and not may_read(actor, organisation):
        raise nothing_here()
    words, show = address.value("q") or "", address.value("show") or "open"
    found: QuerySet[Matter] = Matter.objects.filter(organisation=organisation)
    if show != "all":
        found = found.filter(closed_on=None) if show == "open" else found.exclude(closed_on=None)
    found = sought(found, words)
    return MattersPage(
        organisation=organisation,
        organisations=organisations,
        shown=lines_of(found.order_by("-changed_at", "-pk")[:MOST_SHOWN]),
        total=found.count(),
        words=words,
        show=show,
        may_write=actor.may(Role.EDITOR, organisation) if organisation else False,
    )


def sought(found: QuerySet[Matter], words: str) -> QuerySet[Matter]:
    """Those whose number or title holds every word."""
    for word in words.split()[:10]:
        in_title = Q(title__fi__icontains=word) | Q(title__sv__icontains=word) | Q(title__en__icontains=word)
        found = found.filter(Q(diary_number__icontains=word) | in_title)
    return found


def lines_of(matters: QuerySet[Matter]) -> list[MatterLine]:
    """Each with its last published step. Three queries."""
    chosen = list(matters)
    newest = (
        Item.objects.filter(matter__in=[each.pk for each in chosen], gone_at=None)
        .order_by()
        .values("matter")
        .annotate(newest=Max("meeting__date"))
    )
    days = {row["matter"]: row["newest"] for row in newest}
    steps = Item.objects.filter(matter__in=list(days), gone_at=None, meeting__date__in=set(days.values()))
    last = {
        step.matter_id: step
        for step in steps.select_related("meeting__body").order_by("meeting__slug", "position")
        if step.matter_id and days[step.matter_id] == step.meeting.date
    }
    return [MatterLine(each, last.get(each.pk)) for each in chosen]


def own_matter(actor: Actor, slug: str) -> Matter:
    """A matter of an organisation that the actor may read in. Raises `NotFound`."""
    must_read(actor)
    found = Matter.objects.filter(slug=slug).first() if "\x00" not in slug else None
    if found is None or not may_read(actor, found.organisation):
        raise nothing_here()
    return found


def matter_form(actor: Actor, organisation: str, matter: Matter | None) -> FormPage:
    """A new matter, or one that is there: its number stays. Raises `NotFound`, `NotAllowed`."""
    if not may_read(actor, organisation):
        raise nothing_here()
    require(actor, Role.EDITOR, organisation)
    number = Field(
        "diary_number",
        lambda: _("Diary number"),
        "line",
        due=True,
        help=lambda: _("As your organisation writes it: 70/00.00.00/2026."),
    )
    kept = {"title": matter.title, "closed": matter.closed_on is not None} if matter else {}
    return FormPage(
        title=matter.diary_number if matter else _("New matter"),
        fields=fields_of(
            *(() if matter else (number,)), Field("title", lambda: _("Title"), "words", due=True)
        ),
        boxes=(
            (("closed", _("The matter is finished"), _("It is no longer offered for agendas.")),)
            if matter
            else ()
        ),
        button=_("Save") if matter else _("Open the matter"),
        back=f"{reverse('decisions:desk-matters')}?organisation={organisation}",
        trail=(desk_step(),),
        lead="" if matter else _("The public sees it when an item about it is published, not before."),
        typed=Typed.kept(kept),
    )
