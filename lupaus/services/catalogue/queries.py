"""What may be asked about the services of the catalogue. Every function says how many queries it costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final, NamedTuple

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import gettext as _

from lupaus.services.models import (
    Channel,
    ChannelKind,
    Concept,
    Connection,
    PlannedChange,
    Provision,
    ProvisionRole,
    Scheme,
    Service,
)
from lupaus.web.refusals import NotFound
from lupaus.web.texts import Text

#: Digital first, then by telephone, then what one fills in or goes to.
ORDER: Final = (
    ChannelKind.E_SERVICE,
    ChannelKind.PHONE,
    ChannelKind.WEB_PAGE,
    ChannelKind.FORM,
    ChannelKind.PLACE,
)


class ServiceLine(NamedTuple):
    """A service in a list. `givers` are those who organise it, else those who produce it."""

    id: str
    name: Text
    summary: Text
    charge: str
    languages: Sequence[str]
    givers: Sequence[Text]


@dataclass(frozen=True)
class ServiceWhole:
    """A service with everything it belongs to; nothing more is asked of the database."""

    service: Service
    concepts: Sequence[Concept]
    provisions: Sequence[Provision]  # with their organisation
    connections: Sequence[Connection]  # with channel and municipality, in `ORDER`

    @property
    def id(self) -> str:
        return self.service.pk

    def of_scheme(self, scheme: str) -> list[Concept]:
        return [concept for concept in self.concepts if concept.scheme == scheme]

    def of_role(self, role: str) -> list[Provision]:
        return [provision for provision in self.provisions if provision.role == role]

    def of_kind(self, kind: str) -> list[Connection]:
        return [each for each in self.connections if each.channel.kind == kind]


@dataclass(frozen=True)
class ClassNode:
    """A class of a code list, and the classes within it."""

    concept: Concept
    within: list[ClassNode] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.concept.code

    @property
    def label(self) -> Text:
        label: Text = self.concept.label
        return label

    @cached_property
    def all_codes(self) -> list[str]:
        """Its own code and those of all within it."""
        return [self.code, *(code for each in self.within for code in each.all_codes)]


def is_empty() -> bool:
    """Whether no service is in the catalogue. One query."""
    return not Service.objects.filter(retired_at=None).exists()


def lines(ids: Sequence[str]) -> list[ServiceLine]:
    """The services of some ids in the same order; ids of none are left out. Two queries."""
    if not ids:
        return []
    rows = {
        row[0]: row
        for row in Service.objects.filter(pk__in=ids).values_list(
            "id", "name", "summary", "charge", "languages"
        )
    }
    by_role: dict[str, dict[str, list[Text]]] = defaultdict(lambda: defaultdict(list))
    for service, role, name in (
        Provision.objects.filter(service__in=ids)
        .order_by("service", "role", "pk")
        .values_list("service_id", "role", "organisation__name")
    ):
        if name not in by_role[service][role]:
            by_role[service][role].append(name)
    return [
        ServiceLine(
            *rows[id_], givers=by_role[id_][ProvisionRole.ORGANISER] or by_role[id_][ProvisionRole.PRODUCER]
        )
        for id_ in ids
        if id_ in rows
    ]


def service(id: str) -> ServiceWhole:  # noqa: A002 - the field's own name
    """A service, also one that has ended. Five queries. Raises `NotFound`."""
    found = wholes([id]) if "\x00" not in id else []
    if not found:
        raise NotFound(_("There is no service %(id)s in the catalogue.") % {"id": id})
    return found[0]


def wholes(ids: Collection[str]) -> list[ServiceWhole]:
    """Services with everything they belong to, in the order of ids. Five queries, however many they are."""
    changes = PlannedChange.objects.select_related("municipality", "replaced_by")
    channels = (
        Channel.objects.filter(retired_at=None)
        .select_related("municipality")
        .prefetch_related(Prefetch("changes", changes))
    )
    connections = Connection.objects.filter(channel__retired_at=None).order_by("pk")
    found = (
        Service.objects.filter(pk__in=ids)
        .select_related("wait_indicator")
        .prefetch_related(
            Prefetch("concepts", Concept.objects.order_by("scheme", "code")),
            Prefetch("provisions", Provision.objects.select_related("organisation").order_by("role", "pk")),
            Prefetch("connections", connections.prefetch_related(Prefetch("channel", channels))),
        )
    )
    place = {kind.value: number for number, kind in enumerate(ORDER)}
    return [
        ServiceWhole(
            each,
            list(each.concepts.all()),
            list(each.provisions.all()),
            sorted(each.connections.all(), key=lambda one: place[one.channel.kind]),
        )
        for each in found.order_by("pk")
    ]


def classes(scheme: str = Scheme.SERVICE_CLASS, *, used: bool = False) -> list[ClassNode]:
    """A code list as a tree in the order of codes; with `used`, only what holds services. One query."""
    concepts = Concept.objects.filter(scheme=scheme, retired_at=None)
    if used:
        links = Service.concepts.through.objects.filter(concept=OuterRef("pk"), service__retired_at=None)
        concepts = concepts.annotate(has_services=Exists(links))
    nodes = {each.pk: ClassNode(each) for each in sorted(concepts, key=_by_code)}
    tops: list[ClassNode] = []
    for node in nodes.values():
        above = nodes.get(node.concept.broader_id or "")
        (above.within if above else tops).append(node)
    return [node for node in tops if _prune(node)] if used else tops


def concept(scheme: str, code: str) -> Concept:
    """A class of a code list. One query. Raises `NotFound`."""
    found = Concept.objects.filter(scheme=scheme, code=code).first() if "\x00" not in code else None
    if found is None:
        raise NotFound(_("There is no class %(code)s.") % {"code": code})
    return found


def changed_last() -> datetime | None:
    """When a service changed last. One query."""
    return Service.objects.order_by("-changed_at").values_list("changed_at", flat=True).first()


def _prune(node: ClassNode) -> bool:
    """Take away what holds no service; whether anything is left."""
    node.within[:] = [each for each in node.within if _prune(each)]
    return bool(node.within) or bool(getattr(node.concept, "has_services", False))


def _by_code(each: Concept) -> list[tuple[str, int]]:
    """P4.3 before P4.10: letters as letters, numbers as numbers."""
    letters = each.code.rstrip("0123456789.")
    numbers = [int(number) for number in each.code[len(letters) :].split(".") if number.isdecimal()]
    return [(letters, 0), *(("", number) for number in numbers)]
