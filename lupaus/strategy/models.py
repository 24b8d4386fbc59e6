from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lupaus.indicators.models import Gender, Indicator
from lupaus.regions.models import Region
from lupaus.web.texts import TextField


class Method(models.TextChoices):
    LINEAR = "linear", "even steps from baseline to target"
    CAGR = "cagr", "compound annual growth (Eurostat)"


class Direction(models.TextChoices):
    INCREASE = "increase", "should rise"
    DECREASE = "decrease", "should fall"


class MeasureStatus(models.TextChoices):
    PLANNED = "planned", "planned"
    STARTED = "started", "started"
    DONE = "done", "done"
    STOPPED = "stopped", "stopped"


class LifeStage(models.TextChoices):
    CHILDREN = "children", "children, young people and families"
    WORKING_AGE = "working-age", "people of working age"
    OLDER = "older", "older people"
    ALL = "all", "everyone"


class Strategy(models.Model):
    """What an organiser has promised to reach in a period."""

    id = models.SlugField(primary_key=True, max_length=80)
    title = TextField()
    vision = TextField()
    mission = TextField()
    organiser_name = TextField()
    organiser_region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    start_year = models.PositiveSmallIntegerField()
    end_year = models.PositiveSmallIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-start_year", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_year__gte=F("start_year")), name="strategy_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.id


class Part(models.Model):
    """What the parts of a strategy share: an id of their own within it, a place in the order, a retirement.

    What a planner removes is retired, never deleted: old addresses and releases still speak of it.
    """

    slug = models.SlugField(max_length=80)
    position = models.PositiveSmallIntegerField()
    title = TextField()
    attributes = models.JSONField(default=dict, blank=True)  # the organisation's own, public ones only
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.slug


class FocusArea(Part):
    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="focus_areas")
    description = TextField()

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(fields=["strategy", "slug"], name="focus_area_slug_once")]


class Goal(Part):
    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="goals")
    focus_area = models.ForeignKey(FocusArea, on_delete=models.CASCADE, related_name="goals")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    description = TextField()

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(fields=["strategy", "slug"], name="goal_slug_once")]


class Target(Part):
    """The level an indicator should reach, or only the direction it should take."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="targets")
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="targets")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    gender = models.CharField(max_length=6, choices=Gender, default=Gender.TOTAL)
    method = models.CharField(max_length=6, choices=Method, default=Method.LINEAR)
    baseline_year = models.PositiveSmallIntegerField()
    baseline_value = models.FloatField(null=True, blank=True)  # None: read from the statistics
    target_year = models.PositiveSmallIntegerField(null=True, blank=True)
    target_value = models.FloatField(null=True, blank=True)
    direction = models.CharField(max_length=8, choices=Direction, blank=True, default="")

    class Meta(Part.Meta):
        constraints = [
            models.UniqueConstraint(fields=["strategy", "slug"], name="target_slug_once"),
            models.CheckConstraint(
                condition=Q(target_year__isnull=False, target_value__isnull=False, direction="")
                | Q(target_year__isnull=True, target_value__isnull=True, direction__in=Direction.values),
                name="target_has_a_level_or_a_direction",
            ),
            models.CheckConstraint(
                condition=Q(target_year__isnull=True) | Q(target_year__gt=F("baseline_year")),
                name="target_year_after_baseline",
            ),
            models.CheckConstraint(condition=Q(gender__in=Gender.values), name="target_gender_is_known"),
            models.CheckConstraint(condition=Q(method__in=Method.values), name="target_method_is_known"),
        ]


class Measure(Part):
    """A means to a goal: what is done, by whom, when."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="measures")
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="measures")
    responsible = TextField()
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=MeasureStatus)

    class Meta(Part.Meta):
        constraints = [
            models.UniqueConstraint(fields=["strategy", "slug"], name="measure_slug_once"),
            models.CheckConstraint(
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(end__gte=F("start")),
                name="measure_ends_after_it_starts",
            ),
        ]


class Promise(Part):
    """What residents can count on, and the goals and targets that show whether it holds."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="promises")
    description = TextField()
    life_stage = models.CharField(max_length=12, choices=LifeStage, default=LifeStage.ALL)
    evidence = models.ManyToManyField(Target, related_name="promises")
    goals = models.ManyToManyField(Goal, related_name="promises")

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(fields=["strategy", "slug"], name="promise_slug_once")]
