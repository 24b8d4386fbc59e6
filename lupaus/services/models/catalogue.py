"""Services: what they are called, whom they are for, who gives them and how they are reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q

from lupaus.indicators.models import Indicator
from lupaus.web.texts import TextField


class Scheme(models.TextChoices):
    """The national code lists that services are classified by."""

    SERVICE_CLASS = "service-class", "service class"
    TARGET_GROUP = "target-group", "target group"
    LIFE_EVENT = "life-event", "life event"


class Source(models.TextChoices):
    """Where an entry of the catalogue comes from: whoever brought it may change it."""

    OWN = "own", "a file of the organiser"
    PTV = "ptv", "the national service catalogue"
    DESCRIPTION = "description", "a general description of the national service catalogue"


class Concept(models.Model):
    """A class of a national code list, such as the service class P4.3."""

    uri = models.CharField(primary_key=True, max_length=200)
    scheme = models.CharField(max_length=20, choices=Scheme)
    code = models.CharField(max_length=20)  # "P4.3", "KR1.1", "KE11"
    label = TextField()
    note = TextField()
    broader = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="narrower"
    )
    #: What the class was called in older data.
    old_uri = models.CharField(max_length=200, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["scheme", "code"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="concept_code_once_in_scheme"),
            models.CheckConstraint(condition=Q(scheme__in=Scheme.values), name="concept_scheme_is_known"),
        ]
        indexes = [models.Index(fields=["old_uri"], name="concept_by_old_uri")]

    def __str__(self) -> str:
        return self.code


class Entry(models.Model):
    """What everything in the catalogue shares: whose it is, where it came from, whether it is still there.

    What its source withdraws is retired, never deleted: chains and old addresses still speak of it.
    """

    id = models.SlugField(primary_key=True, max_length=80)
    #: The organisation (of `accounts`) whose catalogue this is.
    organisation = models.SlugField(max_length=80)
    name = TextField()
    source = models.CharField(max_length=12, choices=Source, default=Source.OWN)
    source_id = models.CharField(max_length=80, blank=True)
    source_modified = models.CharField(max_length=40, blank=True)  # as the source writes it
    #: SHA-256 of what the source said, in its canonical form: the same again changes nothing.
    checksum = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self) -> str:
        return self.id


class ServiceOrganisation(Entry):
    """Who organises or produces services: an enterprise of the county, a company, an NGO, a municipality."""

    business_id = models.CharField(max_length=20, blank=True)
    sector = models.CharField(max_length=20, blank=True)  # words.SECTORS

    class Meta(Entry.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(source__in=Source.values), name="organisation_source_known")
        ]


class ServiceType(models.TextChoices):
    SERVICE = "service", "service"
    PERMIT = "permit", "permit or other obligation"
    QUALIFICATION = "qualification", "professional qualification"


class Charge(models.TextChoices):
    UNKNOWN = "", "not told"
    FREE = "free", "free of charge"
    CHARGEABLE = "chargeable", "there is a charge"


class Area(models.TextChoices):
    """Where a service is given; only `LIMITED` names regions."""

    COUNTRY = "country", "the whole country"
    MAINLAND = "mainland", "the whole country except Åland"
    LIMITED = "limited", "the regions named"


class Services(models.QuerySet["Service"]):
    def given(self) -> Services:
        """What somebody gives now: not retired, and no general description, which is nobody's."""
        return self.filter(retired_at=None).exclude(source=Source.DESCRIPTION)


class Service(Entry):
    """A service as a client meets it."""

    objects = Services.as_manager()

    summary = TextField()
    description = TextField()
    instructions = TextField()  # what a client does to get it
    type = models.CharField(max_length=16, choices=ServiceType, default=ServiceType.SERVICE)
    charge = models.CharField(max_length=12, choices=Charge, blank=True, default=Charge.UNKNOWN)
    charge_note = TextField()
    #: Languages it is given in, ISO 639-1: ["fi", "sv", "en"].
    languages = models.JSONField(default=list, blank=True)
    area = models.CharField(max_length=12, choices=Area, default=Area.COUNTRY)
    #: Codes of regions: ["KU049", "HVA03"]; a region holds for everything inside it.
    regions = models.JSONField(default=list, blank=True)
    concepts = models.ManyToManyField(Concept, related_name="services")
    #: The general description it builds on, by its reference code: "SOTE-0001".
    general_description = models.CharField(max_length=80, blank=True)
    #: What was promised about waiting, in days, and the indicator (days) that tells whether it is kept.
    promised_days = models.PositiveSmallIntegerField(null=True, blank=True)
    wait_indicator = models.ForeignKey(
        Indicator, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    channels = models.ManyToManyField("services.Channel", through="services.Connection", related_name="+")

    class Meta(Entry.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(source__in=Source.values), name="service_source_is_known"),
            models.CheckConstraint(condition=Q(type__in=ServiceType.values), name="service_type_is_known"),
            models.CheckConstraint(condition=Q(charge__in=Charge.values), name="service_charge_is_known"),
            models.CheckConstraint(condition=Q(area__in=Area.values), name="service_area_is_known"),
        ]
        indexes = [models.Index(fields=["organisation", "retired_at"], name="service_by_organisation")]


class ProvisionRole(models.TextChoices):
    ORGANISER = "organiser", "organises it"
    PRODUCER = "producer", "produces it"


class ProvisionKind(models.TextChoices):
    """How an organiser has a service produced."""

    UNKNOWN = "", "not told"
    OWN = "own", "own production"
    BOUGHT = "bought", "bought"
    VOUCHER = "voucher", "service voucher"
    PERSONAL_BUDGET = "personal-budget", "personal budget"
    OTHER = "other", "otherwise"


class Provision(models.Model):
    """An organisation organises or produces a service, in some regions or wherever the service is given."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="provisions")
    organisation = models.ForeignKey(ServiceOrganisation, on_delete=models.PROTECT, related_name="provisions")
    role = models.CharField(max_length=10, choices=ProvisionRole)
    kind = models.CharField(max_length=16, choices=ProvisionKind, blank=True, default=ProvisionKind.UNKNOWN)
    #: Codes of regions; empty: wherever the service is given.
    regions = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["service", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "organisation", "role", "kind"], name="provision_once"
            ),
            models.CheckConstraint(condition=Q(role__in=ProvisionRole.values), name="provision_role_known"),
            models.CheckConstraint(condition=Q(kind__in=ProvisionKind.values), name="provision_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.role} {self.service_id}"


if TYPE_CHECKING:
    _Characters = models.CharField[str, str]
else:
    _Characters = models.CharField  # takes no types when it runs


class TermField(_Characters):
    """A term compared letter by letter on every database: what begins alike is one range of the index."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        parameters: dict[str, Any] = {**super().db_parameters(connection)}
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class SearchTerm(models.Model):
    """A word of a service in its basic form, or a mark of what it is (`catalogue.terms`)."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="terms")
    term = TermField(max_length=60)
    weight = models.PositiveSmallIntegerField()  # more: the word is in the name

    class Meta:
        # The weight is in the index too: a search reads nothing else.
        constraints = [models.UniqueConstraint(fields=["term", "service", "weight"], name="search_term_once")]

    def __str__(self) -> str:
        return f"{self.term} → {self.service_id}"


class CatalogueImport(models.Model):
    """One reading of the national catalogue, and how far it came: a broken one goes on where it broke."""

    source = models.CharField(max_length=500)  # address, folder or file
    organisation = models.SlugField(max_length=80)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    #: What has been read so far; the importer alone knows its form.
    progress = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    actor = models.CharField(max_length=200)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.source} {self.began_at:%Y-%m-%d}"


class CataloguePage(models.Model):
    """A page of the national catalogue as it was answered, kept until its reading has come to its end."""

    reading = models.ForeignKey(CatalogueImport, on_delete=models.CASCADE, related_name="pages")
    #: SHA-256 of what was asked: a question can be longer than any index.
    question = models.CharField(max_length=64)
    answer = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reading", "question"], name="catalogue_page_once")]

    def __str__(self) -> str:
        return f"{self.reading_id} {self.question[:8]}"
