"""What the strategy room puts into the shell when it starts: menu entries, the regions to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.regions.models import Category, Region
from lupaus.regions.queries import children_of
from lupaus.strategy.models import Target
from lupaus.strategy.queries import strategy
from lupaus.web import panels, region_choice
from lupaus.web.address import Address
from lupaus.web.panels import Entry
from lupaus.web.refusals import NotFound
from lupaus.web.region_choice import Option, OptionGroup
from lupaus.web.texts import Text


class RegionsOfTheStrategy:
    """The counties and municipalities of the organiser's region; none while no strategy is loaded."""

    def groups(self) -> Sequence[OptionGroup]:
        try:
            inside = children_of(strategy().organiser_region_id)
        except NotFound:
            return ()
        groups = (
            OptionGroup(_("Wellbeing services counties"), _options(inside, Category.COUNTY)),
            OptionGroup(_("Municipalities"), _options(inside, Category.MUNICIPALITY)),
        )
        return tuple(group for group in groups if group.options)

    def named(self, code: str) -> Text | None:
        return Region.objects.filter(code=code).values_list("name", flat=True).first()

    def page_of(self, code: str) -> str:
        return reverse("strategy:region", args=[code])


def _options(regions: Sequence[Region], category: Category) -> tuple[Option, ...]:
    chosen = [Option(region.code, region.name) for region in regions if region.category == category]
    return tuple(sorted(chosen, key=lambda option: option.name.fi))


def targets_that_follow(address: Address, indicator: str) -> Markup | None:
    """On the page of an indicator: the targets of the strategy that are judged by it. One query."""
    followed = Target.objects.filter(indicator=indicator, retired_at=None, strategy__retired_at=None)
    targets = list(
        followed.select_related("goal", "region", "indicator").order_by("goal__position", "position")
    )
    if not targets:
        return None
    goal_page = {
        target.pk: address.link(reverse("strategy:goal", args=[target.goal.slug])) for target in targets
    }
    context = {"targets": targets, "goal_page": goal_page}
    return Markup(render_to_string("strategy/targets_panel.html", context))  # noqa: S704 - rendered with escaping


def move_in() -> None:
    """Called once, when the room starts."""
    for entry in (
        Entry("main", 10, lambda: _("Goals"), "strategy:front", also=("/goals/", "/promises/")),
        Entry("main", 30, lambda: _("Areas"), "strategy:regions"),
        Entry("main", 40, lambda: _("About"), "strategy:about"),
        Entry("footer", 10, lambda: _("How a verdict is made"), "strategy:about"),
    ):
        panels.register_entry(entry)
    panels.register_panel("indicator", targets_that_follow)
    region_choice.offer(RegionsOfTheStrategy())
