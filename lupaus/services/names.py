"""Whether what a version names is there: indicators, regions, services."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from lupaus.indicators.models import Indicator
from lupaus.regions.models import Region
from lupaus.services.models import Service
from lupaus.web.refusals import Problem
from lupaus.workspace.content import Content, PartValue, value_at


class Known(NamedTuple):
    """What there is of all that a version names. Retired services are there still, but not in use."""

    indicators: frozenset[str]
    regions: frozenset[str]
    services: frozenset[str]
    retired: frozenset[str]


def known_of(content: Content, names: Mapping[str, Sequence[str]]) -> Known:
    """Three queries. `names` says which fields (`kind.path`) hold indicators, regions and services."""
    wanted = {what: _named(content, fields) for what, fields in names.items()}
    services = dict(Service.objects.filter(pk__in=wanted.get("services", ())).values_list("id", "retired_at"))
    return Known(
        frozenset(Indicator.objects.filter(pk__in=wanted.get("indicators", ())).values_list("id", flat=True)),
        frozenset(Region.objects.filter(code__in=wanted.get("regions", ())).values_list("code", flat=True)),
        frozenset(services),
        frozenset(id_ for id_, retired_at in services.items() if retired_at),
    )


def unknown_names(content: Content, names: Mapping[str, Sequence[str]], known: Known) -> Iterator[Problem]:
    """A problem for each name that is not there, with its place."""
    sentences = {
        "indicators": lambda name: _("There is no indicator %(id)s.") % {"id": name},
        "regions": lambda name: _("There is no region %(code)s.") % {"code": name},
        "services": lambda name: _("There is no service %(id)s in the catalogue.") % {"id": name},
    }
    there = {"indicators": known.indicators, "regions": known.regions, "services": known.services}
    for what, fields in names.items():
        for part, path, value in _places(content, fields):
            if value not in there[what]:
                yield Problem(sentences[what](value), path=f"{part.kind}/{part.slug}/{path}")


def unknown_parts(content: Content, field: str, kind: str) -> Iterator[Problem]:
    """A problem for each name of a part of the version itself that is not there."""
    there = {part.slug for part in content.of_kind(kind)}
    for part, path, value in _places(content, (field,)):
        if value not in there:
            sentence = _("There is no “%(id)s” here.") % {"id": value}
            yield Problem(sentence, path=f"{part.kind}/{part.slug}/{path}")


def retired_services(content: Content, fields: Sequence[str], known: Known) -> Iterator[Problem]:
    """A note for each service that has ended."""
    for part, path, value in _places(content, fields):
        if value in known.retired:
            sentence = _("The service %(id)s has ended.") % {"id": value}
            yield Problem(sentence, path=f"{part.kind}/{part.slug}/{path}")


def _named(content: Content, fields: Iterable[str]) -> frozenset[str]:
    # PostgreSQL cannot even be asked about a NUL; no name that is there has one.
    return frozenset(value for _part, _path, value in _places(content, fields) if "\x00" not in value)


def _places(content: Content, fields: Iterable[str]) -> Iterator[tuple[PartValue, str, str]]:
    for each in fields:
        kind, _dot, path = each.partition(".")
        for part in content.of_kind(kind):
            value = value_at(part.content, path)
            for name in [value] if isinstance(value, str) else value or ():
                if name:
                    yield part, path, name
