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
    FILE = "file", "a file of statistics"
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
    #: The organisation whose own indicator it is, which may bring observations of its own; else empty.
    organisation = models.SlugField(max_length=80, blank=True)
    #: Whether the value is a number of people, so that small ones of our own must not be told.
    counts_people = models.BooleanField(default=False)
    #: How it is worked out from others; see `indicators.derived`. Only of the source `derived`.
    derivation = models.JSONField(null=True, blank=True)
    #: The value is numerator / denominator × per; none where it is no ratio, or where nobody said.
    per = models.FloatField(null=True, blank=True)
    #: What a value can be at least and at most, and by how many per cent it may change in a year without
    #: being doubted; none where nobody said.
    least = models.FloatField(null=True, blank=True)
    most = models.FloatField(null=True, blank=True)
    largest_jump = models.FloatField(null=True, blank=True)
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


class ReleaseFile(models.Model):
    """A file that a release brought into the observation table, and what it must be for ever."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=300)  # below the table's folder
    size = models.PositiveBigIntegerField()  # bytes
    rows = models.PositiveBigIntegerField()
    checksum = models.CharField(max_length=64)  # SHA-256, hexadecimal

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "name"], name="release_file_once")]

    def __str__(self) -> str:
        return f"{self.release_id}: {self.name}"


class IndicatorEdition(models.Model):
    """What the catalogue said of an indicator from a moment on, so that a figure can be told as it was told.

    Rows are never changed. `said` is the entry in JSON, as in the audit trail.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()  # 1, 2, …
    said = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["indicator", "number"]
        constraints = [models.UniqueConstraint(fields=["indicator", "number"], name="indicator_edition_once")]

    def __str__(self) -> str:
        return f"{self.indicator_id}, edition {self.number}"


class Finding(models.Model):
    """What a rule of integrity found in one indicator at a release: how often, and the worst of it."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="findings")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="findings")
    rule = models.SlugField(max_length=80)  # id in quality/rules.yaml
    severity = models.CharField(max_length=12)
    count = models.PositiveBigIntegerField()
    #: The worst first: [{"region", "gender", "period", …what the rule's query says}].
    examples = models.JSONField()

    class Meta:
        ordering = ["release", "indicator", "rule"]
        constraints = [models.UniqueConstraint(fields=["release", "indicator", "rule"], name="finding_once")]

    def __str__(self) -> str:
        return f"{self.rule}: {self.count} in {self.indicator_id}"


class Examination(models.Model):
    """That the rules of integrity were run over what a release touched: when, which, and what failed."""

    release = models.OneToOneField(
        Release, on_delete=models.CASCADE, primary_key=True, related_name="examination"
    )
    at = models.DateTimeField()
    rules = models.PositiveIntegerField()  # how many were run
    checksum = models.CharField(max_length=64)  # SHA-256 of the file of rules, hexadecimal
    #: Rules that could not be run: [{"rule", "reason"}]. The others still were.
    failed = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.release_id}: {self.rules} rules"


class SourceRun(models.Model):
    """One going through a source's catalogue; a run that was broken off is taken up where it stopped."""

    source = models.CharField(max_length=12, choices=SourceKind)
    scope = models.CharField(max_length=200)  # which part of the catalogue, and which years
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.source} {self.scope}, {self.started_at:%Y-%m-%d}"


class SourceVisit(models.Model):
    """The last time a source was asked for one thing, and what it said: so that it need not say it again."""

    source = models.CharField(max_length=12, choices=SourceKind)
    source_id = models.CharField(max_length=200)  # the source's own name of the indicator or table
    run = models.ForeignKey(
        SourceRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="visits"
    )
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=12)  # imported, unchanged, gone, refused
    told = models.TextField(blank=True)  # why it was refused
    updated = models.CharField(max_length=40, blank=True)  # when the source says its figures changed
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=60, blank=True)
    checksum = models.CharField(max_length=64, blank=True)  # SHA-256 of the answer
    #: The source's own names of regions whose figures were left out because nobody here knew them: once one
    #: is known, an unchanged answer is not enough.
    left_out = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="source_visit_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.source_id}: {self.outcome}"
