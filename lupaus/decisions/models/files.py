"""Files that were attached: kept once by their content, outside everything that is served."""

from __future__ import annotations

from django.db import models


class StoredFile(models.Model):
    """A file in the store, by the SHA-256 of its content. What it is, was found by looking into it."""

    checksum = models.CharField(primary_key=True, max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    stored_at = models.DateTimeField()
    #: When its content was deleted: its name in the trail stays, the bytes are gone.
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["stored_at"]

    def __str__(self) -> str:
        return self.checksum


class Upload(models.Model):
    """A file somebody brought into a draft. Nobody but its writers may fetch it before it is published."""

    #: The work of the workspace it was brought into.
    work = models.SlugField(max_length=80, db_index=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="uploads")
    name = models.CharField(max_length=200)  # made safe
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["work", "file"], name="upload_once_in_a_work")]

    def __str__(self) -> str:
        return self.name
