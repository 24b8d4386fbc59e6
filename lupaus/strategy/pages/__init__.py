"""What the pages of the strategy show, put together; the templates only lay it out."""

from lupaus.strategy.pages.about import about
from lupaus.strategy.pages.areas import region, regions
from lupaus.strategy.pages.chosen import name_in_address, others, strategy_of
from lupaus.strategy.pages.front import front
from lupaus.strategy.pages.goal import goal
from lupaus.strategy.pages.promise import promise

__all__ = [
    "about",
    "front",
    "goal",
    "name_in_address",
    "others",
    "promise",
    "region",
    "regions",
    "strategy_of",
]
