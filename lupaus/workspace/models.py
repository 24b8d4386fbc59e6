from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lupaus.accounts.models import User
from lupaus.web.texts import TextField


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("superseded")


#: A work has at most one version that is still on its way.
ON_ITS_WAY = (State.DRAFT, State.IN_REVIEW, State.APPROVED)
#: What the public may see, for ever.
PUBLIC = (State.PUBLISHED, State.SUPERSEDED)


class Work(models.Model):
    """Something an organisation writes and publishes in versions: a strategy, a practices document."""

    id = models.SlugField(primary_key=True, max_length=80)
    kind = models.SlugField(max_length=40)
    organisation = models.SlugField(max_length=80, db_index=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "id"]

    def __str__(self) -> str:
        return self.id


class Version(models.Model):
    """A whole state of a work. What is published never changes: `digest` is over every part of it.

    People are kept by the name they act under; who they were is in the audit trail.
    """

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    based_on = models.PositiveIntegerField(null=True)  # number of the version it was copied from
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=200)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.CharField(max_length=200, blank=True, default="")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=200, blank=True, default="")
    decision = models.CharField(max_length=300, blank=True, default="")  # free words: body, date, section
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=200, blank=True, default="")
    superseded_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True, default="")  # set when approved
    # Ids of the attributes that were internal when it was approved: they stay so, whatever is decided later.
    internal = models.JSONField(default=list)

    class Meta:
        ordering = ["work", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["work", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["work"], condition=Q(state__in=ON_ITS_WAY), name="one_version_on_its_way"
            ),
            models.UniqueConstraint(
                fields=["work"], condition=Q(state=State.PUBLISHED), name="one_published_version"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="version_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.IN_REVIEW]) | ~Q(digest=""),
                name="approved_version_is_sealed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work_id} {self.number}"

    @property
    def state_now(self) -> State:
        return State(self.state)

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC


class Offer(models.Model):
    """What a person offers to put into a draft: read from a file, shown to them, waiting for their yes.

    `parts` holds [kind, slug, parent, content, position] of each. The file itself is not kept, and an offer
    is taken away when it is answered or an hour old.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="offers")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=200)
    parts = models.JSONField()
    seen = models.CharField(max_length=64)  # digest of the draft it was compared with
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "user"], name="one_offer_at_a_time")]

    def __str__(self) -> str:
        return f"{self.user}: {self.file_name}"


class Part(models.Model):
    """A part of a version: `content` is what its kind says it holds, `revision` counts its changes.

    `parent` is the slug of the part it stands under; of which kind that is, its own kind says. A part that is
    taken out stays, marked, so that it can be brought back.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="parts")
    kind = models.SlugField(max_length=40)
    slug = models.SlugField(max_length=80)
    parent = models.SlugField(max_length=80, blank=True, default="")
    position = models.PositiveIntegerField(default=0)
    content = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "slug"]
        constraints = [models.UniqueConstraint(fields=["version", "kind", "slug"], name="part_slug_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"


class Deed(models.TextChoices):
    """What was done to a part."""

    ADDED = "added", _("added")
    CHANGED = "changed", _("changed")
    MOVED = "moved", _("moved")
    REMOVED = "removed", _("taken out")
    RESTORED = "restored", _("brought back")


class Revision(models.Model):
    """A part as it stood after one change: nothing that was ever written is lost."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    deed = models.CharField(max_length=8, choices=Deed)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    parent = models.SlugField(max_length=80, blank=True, default="")
    position = models.PositiveIntegerField()
    content = models.JSONField()
    removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["part", "number"], name="revision_number_once")]

    def __str__(self) -> str:
        return f"{self.part_id} {self.number}"


class Comment(models.Model):
    """A remark of the review on a passage of a part, or (no kind) on the whole; answers hang under it."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="comments")
    kind = models.SlugField(max_length=40, blank=True, default="")
    slug = models.SlugField(max_length=80, blank=True, default="")
    field = models.CharField(max_length=80, blank=True, default="")
    language = models.CharField(max_length=2, blank=True, default="")
    passage = models.CharField(max_length=1000, blank=True, default="")  # the words it is about, as they were
    words = models.TextField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    answers_to = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="answers")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.by}: {self.words[:40]}"


class Form(models.TextChoices):
    """What an attribute holds."""

    CHOICE = "choice", _("one of a list")
    NUMBER = "number", _("a number")
    TEXT = "text", _("text")
    DATE = "date", _("a date")


class Attribute(models.Model):
    """Something an organisation wants to know of its parts beyond what everybody does.

    `choices` holds [{"id": …, "title": {"fi": …}}] where the form is a choice. What is not public never
    leaves the workspace.
    """

    organisation = models.SlugField(max_length=80)
    kind = models.SlugField(max_length=40)  # of the parts that have it
    slug = models.SlugField(max_length=80)
    title = TextField()
    form = models.CharField(max_length=6, choices=Form)
    choices = models.JSONField(default=list)
    is_public = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["kind", "position", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "slug"], name="attribute_slug_once"),
            models.CheckConstraint(condition=Q(form__in=Form.values), name="attribute_form_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.kind} {self.slug}"


class Assignment(models.Model):
    """A responsible person of a part, in every version of the work."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="assignments")
    kind = models.SlugField(max_length=40)
    slug = models.SlugField(max_length=80)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["work", "kind", "slug", "user"], name="assignment_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.kind} {self.slug}"
