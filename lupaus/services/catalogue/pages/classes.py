"""The national service classes, and the services of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lupaus.services.catalogue import queries
from lupaus.services.catalogue.pages.listing import Part, filters_of, found_part, region_name
from lupaus.services.catalogue.queries import ClassNode
from lupaus.services.catalogue.search import Filters, counts, regions_for
from lupaus.services.models import Concept, Scheme
from lupaus.web.address import Address
from lupaus.web.texts import Text


@dataclass(frozen=True)
class ClassesPage:
    """The classes that hold services, with how many; a class counts those within it too."""

    tops: Sequence[ClassNode]
    counts: dict[str, int]
    region: Text | None
    unused: int  # classes of the list without a service


@dataclass(frozen=True)
class ClassPage:
    """A class, what it lies in and what lies within it, and its services."""

    concept: Concept
    above: Sequence[Concept]  # the widest first
    within: Sequence[ClassNode]
    counts: dict[str, int]
    part: Part
    region: Text | None


def classes_page(address: Address) -> ClassesPage:
    """The queries do not depend on how many classes or services there are."""
    region = address.region
    filters = Filters(regions=regions_for(region) or frozenset({region})) if region else Filters()
    every = [code for node in queries.classes() for code in node.all_codes]
    tops = queries.classes(used=True)
    shown = [code for node in tops for code in node.all_codes]
    return ClassesPage(tops, counts("class", filters=filters), region_name(address), len(every) - len(shown))


def class_page(address: Address, code: str) -> ClassPage:
    """Raises `NotFound`."""
    concept = queries.concept(Scheme.SERVICE_CLASS, code)
    tree = queries.classes()
    above, node = _way_to(tree, code)
    filters = filters_of(address.with_(**{"class": code}))
    _found, part = found_part("", address, filters)
    region = Filters(regions=filters.regions)
    within = node.within if node else ()
    return ClassPage(
        concept=concept,
        above=[each.concept for each in above],
        within=within,
        counts=counts("class", filters=region) if within else {},
        part=part,
        region=region_name(address),
    )


def _way_to(nodes: Sequence[ClassNode], code: str) -> tuple[list[ClassNode], ClassNode | None]:
    """The classes that lie around one, the widest first, and its own place in the tree."""
    for node in nodes:
        if node.code == code:
            return [], node
        above, found = _way_to(node.within, code)
        if found:
            return [node, *above], found
    return [], None
