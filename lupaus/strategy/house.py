"""What the strategy room puts into the shell when it starts: menu entries, the regions to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.indicators.reading import register_companion
from lupaus.regions.models import Category, Region
from lupaus.regions.queries import children_of
from lupaus.services import verdicts
from lupaus.strategy import decisions_told
from lupaus.strategy.api import verdicts as judged_by_region
from lupaus.strategy.models import Strategy, Target
from lupaus.strategy.pages import name_in_address, others, strategy_of
from lupaus.strategy.standings import kept
from lupaus.strategy.verdicts_told import promises_of, verdicts_of
from lupaus.strategy.writing.kind import KIND
from lupaus.strategy.writing.names import STRATEGY
from lupaus.web import panels, region_choice
from lupaus.web.address import Address
from lupaus.web.charts.svg import el
from lupaus.web.front_door import register_door
from lupaus.web.panels import Entry
from lupaus.web.refusals import NotFound
from lupaus.web.region_choice import Option, OptionGroup
from lupaus.web.texts import Text
from lupaus.workspace.kinds import register_kind
from lupaus.workspace.models import Work


class RegionsOfTheStrategy:
    """The counties and municipalities of the organiser's region; none while no strategy is loaded."""

    def groups(self, address: Address) -> Sequence[OptionGroup]:
        try:
            inside = children_of(strategy_of(address).organiser_region_id)
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
        return _page_of(code, get_language())

    def list_page(self) -> str:
        return reverse("strategy:regions")


@lru_cache(maxsize=4096)
def _page_of(code: str, _language: str | None) -> str:
    """In the language that is active. A map has hundreds of these."""
    return reverse("strategy:region", args=[code])


def _options(regions: Sequence[Region], category: Category) -> tuple[Option, ...]:
    chosen = [Option(region.code, region.name) for region in regions if region.category == category]
    return tuple(sorted(chosen, key=lambda option: option.name.fi))


def goals_of_a_region(address: Address, code: str) -> Markup:
    """On the situation picture of a region: the way to what is promised there."""
    path = region_choice.regions().page_of(code)
    return el("a", _("The goals in this area"), href=address.link(path))


def targets_that_follow(address: Address, indicator: str) -> Markup | None:
    """On the page of an indicator: the targets that are judged by it, of every strategy. Few queries."""
    followed = Target.objects.filter(indicator=indicator, retired_at=None, strategy__retired_at=None)
    targets = list(
        followed.select_related("goal", "region", "indicator", "strategy").order_by(
            "-strategy__start_year", "strategy_id", "goal__position", "position"
        )
    )
    if not targets:
        return None
    names = {id_: name_in_address(id_) for id_ in {target.strategy_id for target in targets}}
    goal_page = {
        target.pk: address.link(
            reverse("strategy:goal", args=[target.goal.slug]), strategy=names[target.strategy_id]
        )
        for target in targets
    }
    context = {"targets": targets, "goal_page": goal_page, "several": len(names) > 1}
    return Markup(render_to_string("strategy/targets_panel.html", context))  # noqa: S704 - rendered with escaping


def other_strategies(address: Address, _subject: str) -> Markup | None:
    """At the foot of every page: the strategies it is not about; nothing while there is only one.

    Raises `NotFound` where the address names a strategy that is not there.
    """
    found = others(address)
    if not found:
        return None
    return Markup(render_to_string("strategy/others_panel.html", {"others": found}))  # noqa: S704 - rendered with escaping


def organisation_names(slugs: Sequence[str]) -> Sequence[Text]:
    """What organisations are called: as the organiser of their newest strategy; their id without one.

    Two queries.
    """
    owners = dict(
        Work.objects.filter(kind=STRATEGY, organisation__in=slugs).values_list("id", "organisation")
    )
    named = Strategy.objects.filter(id__in=owners).order_by("start_year", "id")
    names = {owners[id_]: name for id_, name in named.values_list("id", "organiser_name")}
    return [names.get(slug) or Text.same(slug) for slug in slugs]


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
    panels.register_panel("foot", other_strategies)
    panels.register_panel("situation", goals_of_a_region)
    region_choice.offer(RegionsOfTheStrategy())
    register_kind(KIND)
    panels.name_organisations_with(organisation_names)
    verdicts.judge_with(verdicts_of)
    verdicts.promise_with(promises_of)
    decisions_told.move_in()
    register_companion(kept.Companion())
    register_door(judged_by_region.PREFIX, judged_by_region.door)
