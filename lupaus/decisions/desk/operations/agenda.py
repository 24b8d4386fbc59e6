"""Items of an agenda, made from matters that are open."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require_somewhere
from lupaus.accounts.models import Role
from lupaus.decisions.desk.operations.asking import DeskRefused, head_of, newest_version
from lupaus.decisions.desk.operations.sections import next_section
from lupaus.decisions.meeting.declared import ITEM
from lupaus.decisions.models import Item, ItemText, Matter, Stage, TextKind
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem
from lupaus.workspace import queries
from lupaus.workspace.content import Values
from lupaus.workspace.models import Part
from lupaus.workspace.operations import add_part
from lupaus.workspace.rights import allow

_LONGEST_SLUG = 60


def add_matters(*, actor: Actor, clock: Clock, work: str, matters: Sequence[str]) -> list[Part]:
    """Put items of matters (by their slugs) last on an agenda, in the given order.

    Each has the matter's number and title; who prepared it and the account are those of its last step that
    was published, to be written on from. Raises `DeskRefused`, `NotFound`, `NotAllowed`, `WrongState`.
    """
    require_somewhere(actor, Role.EDITOR)
    version = newest_version(actor, work)
    organisation = version.work.organisation
    allow(actor, "add_part", organisation, version.state_now)
    known = {
        each.slug: each
        for each in Matter.objects.filter(
            organisation=organisation, slug__in=[slug for slug in matters if "\x00" not in slug]
        )
    }
    if not matters or any(slug not in known for slug in matters):
        raise DeskRefused(Problem(_("Choose matters of the organisation."), path="matters"))
    if nameless := [each.diary_number for each in known.values() if not each.title.fi]:
        sentence = _("Write the title of the matter in Finnish first: %(numbers)s.")
        raise DeskRefused(Problem(sentence % {"numbers": ", ".join(nameless)}, path="matters"))
    content = queries.content(version)
    section = next_section(version) if head_of(content).get("stage") == Stage.MINUTES else None
    taken = set(version.parts.filter(kind=ITEM).values_list("slug", flat=True))
    added = []
    with transaction.atomic():
        for place, slug in enumerate(dict.fromkeys(matters)):
            values = _values(known[slug])
            if section is not None:
                values["section"] = section + place
            name = _free_slug(known[slug], taken)
            taken.add(name)
            added.append(add_part(actor=actor, clock=clock, work=work, kind=ITEM, slug=name, content=values))
    return added


def _values(matter: Matter) -> Values:
    values: Values = {"title": matter.title.as_dict(), "diary_number": matter.diary_number}
    steps = Item.objects.filter(matter=matter, gone_at=None)
    last = steps.order_by("-meeting__date", "-meeting__slug", "-position").first()
    if last is None:
        return values
    if last.preparers:
        values["preparers"] = last.preparers
    if last.presenter:
        values["presenter"] = last.presenter
    account = ItemText.objects.filter(item=last, kind=TextKind.ACCOUNT).first()
    if account and account.text.fi:  # what is written here has to have its Finnish words
        values["account"] = account.text.as_dict()
    concerns = [each.name for each in last.concerns.all()]
    if concerns:
        values["concerns"] = concerns
    return values


def _free_slug(matter: Matter, taken: Collection[str]) -> str:
    title = matter.title
    words = slugify(title.en or title.fi or title.sv)[:_LONGEST_SLUG].replace("_", "-").strip("-")
    first = words or matter.slug[:_LONGEST_SLUG].strip("-_") or "item"
    names = [first, *(f"{first}-{count}" for count in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)
