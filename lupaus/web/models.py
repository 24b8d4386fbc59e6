from __future__ import annotations

from django.db import models


class ContentVersion(models.Model):
    """One row: how many times anything a page may show has been written.

    Every write advances it inside its own transaction; the row lock makes versions appear in the order
    the writes become visible, which ids given out by a sequence would not.
    """

    only = models.BooleanField(primary_key=True, default=True)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(only=True), name="content_version_is_one_row")
        ]

    def __str__(self) -> str:
        return str(self.number)
