from __future__ import annotations

from django.db import models

from lupaus.web.texts import TextField


class Category(models.TextChoices):
    """The kinds of area statistics are given for. The prefix of a code is in `codes.PREFIXES`."""

    COUNTRY = "country", "country"
    REGION = "region", "region"  # maakunta
    COUNTY = "county", "wellbeing services county"  # hyvinvointialue, and Helsinki, which organises itself
    SUBREGION = "subregion", "sub-region"
    MUNICIPALITY = "municipality", "municipality"
    MAJOR_REGION = "major-region", "major region"
    MAINLAND = "mainland", "mainland or Åland"  # NUTS 1
    HOSPITAL_DISTRICT = "hospital-district", "hospital district"
    SPECIAL_RESPONSIBILITY_AREA = "special-responsibility-area", "special responsibility area"  # ERVA
    COLLABORATIVE_AREA = "collaborative-area", "collaborative area"  # YTA
    ELY_CENTRE = "ely-centre", "ELY centre area"
    ECONOMIC_DEVELOPMENT_CENTRE = "economic-development-centre", "Economic Development Centre area"  # 2026–
    ADMINISTRATIVE_AGENCY = "administrative-agency", "regional state administrative agency area"
    FOREIGN_COUNTRY = "foreign-country", "foreign country"
    COUNTRY_GROUP = "country-group", "group of countries"


class Region(models.Model):
    """Any area statistics are given for, known by Statistics Finland's prefixed code (`KU049`, `HVA03`)."""

    code = models.CharField(primary_key=True, max_length=12)
    category = models.CharField(max_length=30, choices=Category)
    number = models.CharField(max_length=8)  # the bare code as published: "049"
    name = TextField()
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)  # the last day it existed
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    #: Year of the Statistics Finland classification that described it last. The country carries the year of
    #: the newest classification that was imported whole.
    classified_in = models.PositiveSmallIntegerField(null=True, blank=True)
    #: Place on the tile-grid map, counted from the top left corner; only what the map shows has one.
    tile_column = models.PositiveSmallIntegerField(null=True, blank=True)
    tile_row = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["category", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(category__in=Category.values), name="region_category_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="region_ends_after_it_begins",
            ),
            models.UniqueConstraint(fields=["category", "number"], name="region_number_once_in_category"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class RegionParent(models.Model):
    """A region lies within another one, across categories: Espoo in West Uusimaa, in Uusimaa, in Finland."""

    child = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="parent_links")
    parent = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="child_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "parent"], name="region_parent_once"),
            models.CheckConstraint(
                condition=~models.Q(child=models.F("parent")), name="region_is_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} in {self.parent_id}"


class RegionIdentifier(models.Model):
    """What another register calls a region: Sotkanet's internal ids, old and new."""

    scheme = models.CharField(max_length=20)  # "sotkanet"
    value = models.CharField(max_length=40)
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="identifiers")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "value"], name="region_identifier_once")]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value} → {self.region_id}"


class Boundary(models.Model):
    """A region's outline: a GeoJSON MultiPolygon coordinate array in WGS84 longitude and latitude."""

    region = models.OneToOneField(Region, on_delete=models.CASCADE, primary_key=True, related_name="boundary")
    polygons = models.JSONField()
    attribution = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"boundary of {self.region_id}"
