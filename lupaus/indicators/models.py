from __future__ import annotations

from django.db import models

from lupaus.web.texts import TextField


class Polarity(models.TextChoices):
    HIGHER_IS_BETTER = "higher_is_better", "higher is better"
    LOWER_IS_BETTER = "lower_is_better", "lower is better"
    NEUTRAL = "neutral", "neither is better"


class SourceKind(models.TextChoices):
    SOTKANET = "sotkanet", "THL Sotkanet"
    PXWEB = "pxweb", "Statistics Finland PxWeb"
    OWN = "own", "own observations"
    DERIVED = "derived", "derived from other indicators"


class Gender(models.TextChoices):
    TOTAL = "total", "total"
    FEMALE = "female", "women"
    MALE = "male", "men"


class Indicator(models.Model):
    """A statistic that can be followed, as the catalogue describes it."""

    id = models.SlugField(primary_key=True, max_length=80)
    #: Running number, given once: fifty neighbours share a bucket of the store.
    number = models.PositiveIntegerField(unique=True)
    title = TextField()
    description = TextField()
    unit = TextField()
    decimals = models.PositiveSmallIntegerField(default=1)
    polarity = models.CharField(max_length=20, choices=Polarity)
    producer = TextField()
    licence = models.CharField(max_length=120, blank=True)
    source_kind = models.CharField(max_length=12, choices=SourceKind)
    source_id = models.CharField(max_length=80, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    theme = models.CharField(max_length=80, blank=True)
    #: Publishing rhythm: a new year appears every `rhythm_years`, `lag_years` after the year it is about.
    rhythm_years = models.PositiveSmallIntegerField(default=1)
    lag_years = models.PositiveSmallIntegerField(default=1)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(polarity__in=Polarity.values), name="indicator_polarity_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(source_kind__in=SourceKind.values), name="indicator_source_is_known"
            ),
            models.CheckConstraint(condition=models.Q(decimals__lte=6), name="indicator_decimals_at_most_6"),
            models.CheckConstraint(
                condition=models.Q(rhythm_years__gte=1), name="indicator_rhythm_at_least_1"
            ),
        ]
        indexes = [models.Index(fields=["source_kind", "source_id"], name="indicator_by_source")]

    def __str__(self) -> str:
        return self.id


class Nature(models.TextChoices):
    """What kind of figures a release brings; pages mark whatever is not a statistic."""

    STATISTIC = "statistic", "statistics"
    OWN = "own", "own observations"
    ILLUSTRATIVE = "illustrative", "illustrative, not a statistic"


class Release(models.Model):
    """One import, whole: where it came from and what it changed.

    A release becomes visible when its row is committed; `table_version` is the version of the observation
    table that holds the state after it. Rows are never changed.
    """

    id = models.AutoField(primary_key=True)
    nature = models.CharField(max_length=12, choices=Nature, default=Nature.STATISTIC)
    source = models.CharField(max_length=300)  # file name or name of the service
    url = models.CharField(max_length=1000, blank=True)
    checksum = models.CharField(max_length=64)  # SHA-256 of what was read, hexadecimal
    retrieved_at = models.DateTimeField()
    licence = models.CharField(max_length=200, blank=True)
    producer = models.CharField(max_length=300, blank=True)
    actor = models.CharField(max_length=200)
    added = models.PositiveBigIntegerField()
    changed = models.PositiveBigIntegerField()
    withdrawn = models.PositiveBigIntegerField()
    unchanged = models.PositiveBigIntegerField()
    skipped = models.PositiveBigIntegerField(default=0)
    table_version = models.PositiveBigIntegerField(unique=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(nature__in=Nature.values), name="release_nature_is_known"
            )
        ]

    def __str__(self) -> str:
        return f"release {self.pk}: {self.source}"


class ReleaseContent(models.Model):
    """What a release did to one indicator."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="contents")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="release_contents")
    added = models.PositiveBigIntegerField()
    changed = models.PositiveBigIntegerField()
    withdrawn = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "indicator"], name="release_content_once")]

    def __str__(self) -> str:
        return f"{self.release_id}: {self.indicator_id}"
