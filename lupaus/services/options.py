"""What the forms of matrix, chain and process map offer to choose from, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lupaus.indicators.models import Indicator
from lupaus.regions.models import Region
from lupaus.services.models import Service
from lupaus.services.words import LIFE_STAGES, SECTORS, life_stage, sector
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace.content import Content, value_at
from lupaus.workspace.kinds import Option

#: A form lists a catalogue of this size; of a larger one only what the version already names.
MOST_SERVICES: Final = 500

Options = Callable[[Content], Sequence[Option]]


def language() -> str:
    return get_language() or LANGUAGES[0]


def used(content: Content, *fields: str) -> frozenset[str]:
    """What some fields (`kind.path`) of a version name, single values and lists."""
    found: set[str] = set()
    for each in fields:
        kind, _dot, path = each.partition(".")
        for part in content.of_kind(kind):
            value = value_at(part.content, path)
            found.update([value] if isinstance(value, str) else value or ())
    return frozenset(found - {""})


def regions(*fields: str) -> Options:
    """The regions there are, and past ones that the version names. One query."""

    def options(content: Content) -> Sequence[Option]:
        rows = Region.objects.filter(Q(valid_to=None) | Q(code__in=used(content, *fields)))
        return _sorted(
            (code, f"{name.words(language())} ({code})") for code, name in rows.values_list("code", "name")
        )

    return options


def indicators(*fields: str) -> Options:
    """The indicators in use, and retired ones that the version names. One query."""

    def options(content: Content) -> Sequence[Option]:
        rows = Indicator.objects.filter(Q(retired_at=None) | Q(pk__in=used(content, *fields)))
        return _sorted((id_, title.words(language())) for id_, title in rows.values_list("id", "title"))

    return options


def services(*fields: str) -> Options:
    """The services of a small catalogue; of a large one, those the version names. Two queries."""

    def options(content: Content) -> Sequence[Option]:
        named = used(content, *fields)
        rows = Service.objects.filter(Q(retired_at=None) | Q(pk__in=named))
        if Service.objects.filter(retired_at=None).count() > MOST_SERVICES:
            rows = Service.objects.filter(pk__in=named)
        return _sorted((id_, name.words(language())) for id_, name in rows.values_list("id", "name"))

    return options


def parts(kind: str) -> Options:
    """The parts of a kind in the version itself, in their order."""

    def options(content: Content) -> Sequence[Option]:
        return [
            Option(part.slug, Text.of(part.content.get("title")).words(language()) or part.slug)
            for part in content.of_kind(kind)
        ]

    return options


def life_stages(_content: Content) -> Sequence[Option]:
    return [Option(code, life_stage(code)) for code in LIFE_STAGES]


def sectors(_content: Content) -> Sequence[Option]:
    return [Option(code, sector(code)) for code in SECTORS]


def yes_or_no(_content: Content) -> Sequence[Option]:
    return [Option("yes", _("Yes")), Option("no", _("No"))]


def _sorted(rows: Iterable[tuple[str, str]]) -> Sequence[Option]:
    return sorted((Option(*row) for row in rows), key=lambda option: option.label.casefold())
