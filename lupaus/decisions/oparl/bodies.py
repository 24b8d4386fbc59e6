"""System, Body, LegislativeTerm, Organization, Person and Membership."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from django.db.models import Max, Min, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lupaus.decisions.models import Body, BodyKind, MemberRole, Membership
from lupaus.decisions.oparl.addresses import (
    VERSION,
    Addresses,
    Entity,
    kind,
    moment,
    names,
    person_key,
    told,
)
from lupaus.web.panels import organisation_names
from lupaus.web.refusals import NotFound

#: When this interface was first there: nothing it tells is older.
BEGAN: Final = datetime(2026, 11, 22, tzinfo=UTC)

_LISTS: Final = {
    "organization": "organization",
    "person": "person",
    "meeting": "meeting",
    "paper": "paper",
    "agendaItem": "agendaitem",
    "consultation": "consultation",
    "file": "file",
    "locationList": "location",
    "legislativeTermList": "legislativeterm",
    "membership": "membership",
}
_VOTING: Final = (MemberRole.CHAIR, MemberRole.VICE_CHAIR, MemberRole.MEMBER)


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a council: the days between which at least two of its members sat."""

    since: date
    until: date | None
    created_at: datetime
    changed_at: datetime

    @property
    def key(self) -> str:
        return f"{self.since}_{self.until}" if self.until else str(self.since)


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation that decides: its id, name, when its first body was made and anything last changed."""

    slug: str
    name: str
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a term in a body of an organisation."""

    organisation: str
    name: str
    created_at: datetime
    changed_at: datetime


def organisations(slug: str | None = None) -> list[Organisation]:
    """The organisations with bodies, by id. Two queries, and what it takes to know their names."""
    bodies = Body.objects.order_by() if slug is None else Body.objects.order_by().filter(organisation=slug)
    times = list(bodies.values_list("organisation").annotate(Min("made_at"), Max("changed_at")))
    created = {organisation: made for organisation, made, _changed in times}
    changed = {organisation: at for organisation, _made, at in times}
    members = Membership.objects.order_by().filter(body__in=bodies)
    for organisation, at in members.values_list("body__organisation").annotate(Max("changed_at")):
        changed[organisation] = max(changed[organisation], at)
    slugs = sorted(changed)
    called = organisation_names(slugs) if slugs else []
    return [
        Organisation(each, name.words("fi"), created[each], changed[each])
        for each, name in zip(slugs, called, strict=True)
    ]


def organisation(slug: str) -> Organisation:
    """Raises `NotFound`."""
    for each in organisations(slug):
        return each
    raise NotFound("There is no such object.")


def terms(organisation: str) -> list[Term]:
    """The terms of the council, the oldest first. One query."""
    sat = Membership.objects.filter(
        body__organisation=organisation, body__kind=BodyKind.COUNCIL, role__in=_VOTING, since__isnull=False
    )
    rows = sat.order_by("since", "until").values_list("since", "until", "made_at", "changed_at")
    found: dict[tuple[date, date | None], list[tuple[datetime, datetime]]] = {}
    for since, until, made_at, changed_at in rows:
        if since is not None:
            found.setdefault((since, until), []).append((made_at, changed_at))
    return [
        # it was there as soon as the second of them was written
        Term(*days, sorted(made for made, _changed in times)[1], max(changed for _made, changed in times))
        for days, times in found.items()
        if len(times) > 1
    ]


def memberships(organisation: str) -> QuerySet[Membership]:
    """Every term in the bodies of an organisation, body by body in their order."""
    of = Membership.objects.filter(body__organisation=organisation)
    return of.order_by("body", "position", "pk")


def persons(organisation: str) -> QuerySet[Membership, dict[str, Any]]:
    """Everybody with a term in the organisation, by name, as groups of their terms."""
    of = Membership.objects.filter(body__organisation=organisation)
    return of.order_by("person").values("person").annotate(created=Min("made_at"), modified=Max("changed_at"))


def person_named(organisation: str, key: str) -> Person | None:
    """Somebody by the key in their address. One query, which reads every name of the organisation."""
    for row in persons(organisation).iterator():
        if person_key(row["person"]) == key:
            return person_of(organisation, row)
    return None


def person_of(organisation: str, row: Mapping[str, Any]) -> Person:
    return Person(organisation, row["person"], row["created"], row["modified"])


def system(at: Addresses) -> Entity:
    """The first object. One query."""
    times = Body.objects.aggregate(made=Min("made_at"), changed=Max("changed_at"))
    with translation.override("fi"):
        website = at.page(reverse("decisions:index"))
        name = _("Decisions")
    return {
        "id": at.system,
        "type": kind("System"),
        "oparlVersion": VERSION,
        "body": at.of("body"),
        "name": name,
        "website": website,
        "web": website,
        "created": moment(min(BEGAN, times["made"] or BEGAN)),
        "modified": moment(max(BEGAN, times["changed"] or BEGAN)),
    }


def body(organisation: Organisation, at: Addresses) -> Entity:
    """An organisation. One query."""
    with translation.override("fi"):
        web = at.page(reverse("decisions:index"))
    return {
        "id": at.of("body", organisation.slug),
        "type": kind("Body"),
        "system": at.system,
        "name": organisation.name or organisation.slug,
        **{key: at.of("body", organisation.slug, name) for key, name in _LISTS.items()},
        "legislativeTerm": [
            legislative_term(each, organisation.slug, at, inside=True) for each in terms(organisation.slug)
        ],
        "created": moment(organisation.created_at),
        "modified": moment(organisation.changed_at),
        "web": web,
    }


def legislative_term(term: Term, organisation: str, at: Addresses, *, inside: bool = False) -> Entity:
    return told(
        {
            "id": at.of("legislativeterm", organisation, term.key),
            "type": kind("LegislativeTerm"),
            "body": None if inside else at.of("body", organisation),
            "name": f"{term.since.year}–{term.until.year if term.until else ''}",
            "startDate": term.since.isoformat(),
            "endDate": term.until.isoformat() if term.until else None,
            "created": moment(term.created_at),
            "modified": moment(term.changed_at),
        }
    )


def organization(found: Body, at: Addresses) -> Entity:
    """A body, with its memberships fetched."""
    with translation.override("fi"):
        web = at.page(reverse("decisions:body", args=[found.pk]))
        called = str(BodyKind(found.kind).label)
    return told(
        {
            "id": at.of("organization", found.pk),
            "type": kind("Organization"),
            "body": at.of("body", found.organisation),
            **names(found.name),
            "membership": [at.membership(each) for each in found.memberships.all()],
            "meeting": at.of("organization", found.pk, "meeting"),
            "consultation": at.of("organization", found.pk, "consultation"),
            "subOrganizationOf": at.of("organization", found.above_id) if found.above_id else None,
            "organizationType": "Verwaltungsbereich" if found.is_office_holder else "Gremium",
            # the word every reader of OParl knows the highest body by
            "classification": "Parlament" if found.kind == BodyKind.COUNCIL else called,
            "startDate": found.began.isoformat() if found.began else None,
            "endDate": found.ended.isoformat() if found.ended else None,
            "created": moment(found.made_at),
            "modified": moment(found.changed_at),
            "web": web,
        }
    )


def membership(found: Membership, organisation: str, at: Addresses, *, inside: bool = False) -> Entity:
    with translation.override("fi"):
        role = str(MemberRole(found.role).label)
    return told(
        {
            "id": at.membership(found),
            "type": kind("Membership"),
            "person": None if inside else at.person(organisation, found.person),
            "organization": at.of("organization", found.body_id),
            "role": role,
            "votingRight": found.role in _VOTING,
            "startDate": found.since.isoformat() if found.since else None,
            "endDate": found.until.isoformat() if found.until else None,
            "lupaus:group": found.group.as_dict(),
            "lupaus:deputyOf": found.deputy_of,
            "created": moment(found.made_at),
            "modified": moment(found.changed_at),
        }
    )


def people(found: Sequence[Person], at: Addresses, *, whole: bool = True) -> list[Entity]:
    """Persons of one organisation with all their terms. At most one query."""
    terms_of: dict[str, list[Membership]] = {}
    for each in _terms_of(found) if whole else ():
        terms_of.setdefault(each.person, []).append(each)
    return [
        told(
            {
                "id": at.person(each.organisation, each.name),
                "type": kind("Person"),
                "body": at.of("body", each.organisation),
                "name": each.name,
                "membership": [
                    membership(term, each.organisation, at, inside=True)
                    for term in terms_of.get(each.name, ())
                ],
                "created": moment(each.created_at),
                "modified": moment(each.changed_at),
            }
        )
        for each in found
    ]


def _terms_of(found: Sequence[Person]) -> Iterable[Membership]:
    if not found:
        return ()
    return memberships(found[0].organisation).filter(person__in=[each.name for each in found])
