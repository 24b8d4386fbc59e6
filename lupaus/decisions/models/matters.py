"""A matter: what the items of several meetings and bodies have in common, by its diary number."""

from __future__ import annotations

from django.db import models

from lupaus.web.texts import TextField


class Matters(models.QuerySet["Matter"]):
    def public(self) -> Matters:
        """Those something was published of; of the others nobody outside knows."""
        return self.filter(items__isnull=False).distinct()


class Matter(models.Model):
    """What is decided, from its first preparation to the last decision.

    `diary_number` is written as its organisation writes it: “70/00.00.00/2018”, “KEUHDno-2022-33”.
    """

    organisation = models.SlugField(max_length=80)
    diary_number = models.CharField(max_length=60)
    #: Its place in addresses, made of the number.
    slug = models.SlugField(max_length=80, unique=True)
    title = TextField()
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField()

    objects = Matters.as_manager()

    class Meta:
        ordering = ["organisation", "diary_number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "diary_number"], name="diary_number_once")
        ]

    def __str__(self) -> str:
        return self.diary_number
