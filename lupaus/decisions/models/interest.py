"""What outlives a page view: saved searches, removals, and what search has still to learn."""

from __future__ import annotations

from django.db import models

from lupaus.decisions.models.meetings import Item


class Change(models.Model):
    """An item that changed, counted: the index of the search follows these, in their order.

    `number` is the content version of the write, which is counted under a lock: a later number is never
    committed before an earlier one.
    """

    number = models.PositiveBigIntegerField(db_index=True)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="changes")

    class Meta:
        ordering = ["number", "pk"]

    def __str__(self) -> str:
        return f"{self.number}: {self.item_id}"


class SavedSearch(models.Model):
    """A search whose new hits go to somebody by mail. Nothing else is known of them.

    It sends nothing before its address was confirmed, and goes away at `ends_on` unless it is renewed.
    """

    address = models.EmailField(max_length=254)
    language = models.CharField(max_length=2)
    #: The canonical query of the search page: "q=kotihoito&body=county-executive".
    query = models.CharField(max_length=1000)
    #: SHA-256 of the secret in the links that confirm, renew and end it.
    secret = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ends_on = models.DateField()
    #: The last change its hits were told of.
    told_to = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk}: {self.query}"


class ImportedPage(models.Model):
    """A page of another service, whole, as it was read, with what of it could not be understood."""

    source = models.CharField(max_length=8)
    host = models.CharField(max_length=200)
    page_id = models.CharField(max_length=200)  # “meetingitem 2023277-5”
    url = models.URLField(max_length=500, blank=True)
    checksum = models.CharField(max_length=64)
    content = models.BinaryField()  # compressed by zlib
    read_at = models.DateTimeField()
    #: What was not understood: ["a heading nobody knows: Liitemuistio", …].
    left_over = models.JSONField(default=list, blank=True)
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "host", "page_id"], name="imported_page_once")
        ]

    def __str__(self) -> str:
        return f"{self.host} {self.page_id}"
