"""How services are reached: channels, of which places are service points, and what is to change in them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lupaus.regions.models import Region
from lupaus.services.models.catalogue import Entry, Service, Source
from lupaus.web.texts import TextField


class ChannelKind(models.TextChoices):
    PLACE = "place", "place"
    PHONE = "phone", "telephone"
    E_SERVICE = "e-service", "e-service"
    WEB_PAGE = "web-page", "web page"
    FORM = "form", "form"


class Accessibility(models.TextChoices):
    UNKNOWN = "", "not told"
    ACCESSIBLE = "accessible", "without steps, with an accessible toilet"
    PARTLY = "partly", "in part, or with help"
    NOT = "not", "not accessible"


class PointStatus(models.TextChoices):
    OPEN = "open", "open"
    PLANNED = "planned", "not open yet"
    CLOSED = "closed", "closed"


class Channel(Entry):
    """A way to a service. A service point is a channel of the kind `place`; only it has coordinates."""

    kind = models.CharField(max_length=10, choices=ChannelKind)
    summary = TextField()
    description = TextField()
    languages = models.JSONField(default=list, blank=True)  # ISO 639-1
    url = TextField()  # by language
    #: [{"number": "+358 …", "charge": "…", "language": "fi", "name": "…"}]; only `number` is due.
    phones = models.JSONField(default=list, blank=True)
    emails = models.JSONField(default=list, blank=True)
    #: Opening hours in the form of `services.points.hours`.
    hours = models.JSONField(default=list, blank=True)
    address = TextField()
    postal_code = models.CharField(max_length=10, blank=True)
    post_office = TextField()
    municipality = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    latitude = models.FloatField(null=True, blank=True)  # WGS84, degrees
    longitude = models.FloatField(null=True, blank=True)
    accessibility = models.CharField(
        max_length=12, choices=Accessibility, blank=True, default=Accessibility.UNKNOWN
    )
    accessibility_note = TextField()
    #: As it is before any planned change takes effect.
    status = models.CharField(max_length=8, choices=PointStatus, default=PointStatus.OPEN)
    regions = models.JSONField(default=list, blank=True)  # codes; empty: everywhere its services are given

    class Meta(Entry.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(source__in=Source.values), name="channel_source_is_known"),
            models.CheckConstraint(condition=Q(kind__in=ChannelKind.values), name="channel_kind_is_known"),
            models.CheckConstraint(
                condition=Q(accessibility__in=Accessibility.values), name="channel_accessibility_known"
            ),
            models.CheckConstraint(condition=Q(status__in=PointStatus.values), name="channel_status_known"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="channel_has_both_coordinates",
            ),
        ]
        indexes = [models.Index(fields=["kind", "municipality"], name="channel_by_municipality")]


class Connection(models.Model):
    """A service is reached by a channel."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="connections")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="connections")
    note = TextField()
    #: Hours of this service alone; empty: those of the channel.
    hours = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["service", "pk"]
        constraints = [models.UniqueConstraint(fields=["service", "channel"], name="connection_once")]

    def __str__(self) -> str:
        return f"{self.service_id} by {self.channel_id}"


class ChangeKind(models.TextChoices):
    OPENS = "opens", "opens"
    CLOSES = "closes", "closes"
    MOVES = "moves", "moves"
    DIGITAL = "digital", "becomes digital"


class PlannedChange(models.Model):
    """What is to happen to a service point, on which day, and by which decision."""

    id = models.SlugField(primary_key=True, max_length=80)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=8, choices=ChangeKind)
    on = models.DateField()
    why = TextField()
    decision = TextField()  # body, day, section
    decision_url = models.URLField(max_length=500, blank=True)
    # Where it moves to.
    address = TextField()
    municipality = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    #: What takes its place when it becomes digital.
    replaced_by = models.ForeignKey(
        Channel, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="change_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind="moves", latitude__isnull=False, longitude__isnull=False)
                | Q(~Q(kind="moves"), latitude=None, longitude=None),
                name="change_moves_to_a_place",
            ),
        ]

    def __str__(self) -> str:
        return self.id


class PopulationCell(models.Model):
    """People living about a point: a square of a population grid, or a part of a municipality."""

    municipality = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    latitude = models.FloatField()
    longitude = models.FloatField()
    people = models.FloatField()
    year = models.PositiveSmallIntegerField()
    #: Not from a statistic: spread over the municipality by us.
    illustrative = models.BooleanField(default=False)
    attribution = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["municipality", "pk"]
        constraints = [models.CheckConstraint(condition=Q(people__gte=0), name="population_is_not_negative")]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.people:g}"
