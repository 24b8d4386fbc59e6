"""What the strategy room puts into the shell when it starts: menu entries, the regions to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lupaus.regions.models import Category, Region
from lupaus.regions.queries import children_of
from lupaus.strategy.queries import strategy
from lupaus.web import panels, region_choice
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


def _options(regions: Sequence[Region], category: Category) -> tuple[Option, ...]:
    chosen = [Option(region.code, region.name) for region in regions if region.category == category]
    return tuple(sorted(chosen, key=lambda option: option.name.fi))


def move_in() -> None:
    """Called once, when the room starts."""
    panels.register_entry(panels.Entry("main", 10, lambda: _("Goals"), "strategy:front"))
    panels.register_entry(panels.Entry("main", 30, lambda: _("Areas"), "strategy:regions"))
    panels.register_entry(panels.Entry("main", 40, lambda: _("About"), "strategy:about"))
    panels.register_entry(panels.Entry("footer", 10, lambda: _("How a verdict is made"), "strategy:about"))
    region_choice.offer(RegionsOfTheStrategy())
