"""What-if calculations that somebody saved, to compare them later."""

from __future__ import annotations

from django.db import models

from lupaus.web.texts import TextField
from lupaus.workspace.models import Work


class Scenario(models.Model):
    """Shares of the stages of a chain and what was assumed; the result is always computed anew."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="+")
    slug = models.SlugField(max_length=80)
    title = TextField()
    note = TextField()
    #: What `services.chains.what_if` reads: shares in per cent by stage, horizon, growth of costs.
    assumptions = models.JSONField()
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "slug"]
        constraints = [models.UniqueConstraint(fields=["work", "slug"], name="scenario_slug_once")]

    def __str__(self) -> str:
        return f"{self.work_id}/{self.slug}"
