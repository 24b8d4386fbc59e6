"""Who decides: bodies, their members, and office-holders."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lupaus.web.texts import TextField


class BodyKind(models.TextChoices):
    COUNCIL = "council", _("council")
    EXECUTIVE = "executive", _("executive")
    BOARD = "board", _("board")
    SECTION = "section", _("section")
    COMMITTEE = "committee", _("committee")
    OFFICE_HOLDER = "office-holder", _("office-holder")


class Source(models.TextChoices):
    """Where something was written first: here, or in a service whose pages were read."""

    OWN = "own", _("this service")
    DYNASTY = "dynasty", "Dynasty"
    CLOUDNC = "cloudnc", "CloudNC"


class Body(models.Model):
    """A decision-making body. An office-holder who decides alone is one too."""

    id = models.SlugField(primary_key=True, max_length=80)
    #: The organisation (of `accounts`) that it decides for.
    organisation = models.SlugField(max_length=80, db_index=True)
    name = TextField()
    kind = models.CharField(max_length=16, choices=BodyKind, default=BodyKind.BOARD)
    above = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="below")
    position = models.PositiveIntegerField(default=0)
    began = models.DateField(null=True, blank=True)
    ended = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=8, choices=Source, default=Source.OWN)
    #: What its source calls it: the id in the addresses of Dynasty, the path of CloudNC.
    source_id = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()  # when it was first written here
    changed_at = models.DateTimeField()  # itself, or who sits in it

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=BodyKind.values), name="body_kind_is_known"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="body_source_is_known"),
            models.CheckConstraint(
                condition=Q(began=None) | Q(ended=None) | Q(ended__gte=F("began")),
                name="body_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def is_office_holder(self) -> bool:
        return self.kind == BodyKind.OFFICE_HOLDER


class MemberRole(models.TextChoices):
    CHAIR = "chair", _("chair")
    VICE_CHAIR = "vice-chair", _("vice-chair")
    MEMBER = "member", _("member")
    DEPUTY = "deputy", _("deputy member")
    PRESENTER = "presenter", _("presenter")
    SECRETARY = "secretary", _("secretary")


class Membership(models.Model):
    """Somebody's term in a body. A name in a position of trust is public; no more is kept."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="memberships")
    person = models.CharField(max_length=200)
    role = models.CharField(max_length=12, choices=MemberRole, default=MemberRole.MEMBER)
    #: Whose deputy, by name; empty for everybody else.
    deputy_of = models.CharField(max_length=200, blank=True)
    group = TextField()  # the political group
    position = models.PositiveIntegerField(default=0)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()  # when it was first written here, however often the list was since
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "person"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=MemberRole.values), name="member_role_is_known"),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="term_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.body_id})"


class GoneObject(models.Model):
    """An object of OParl (a person, a term in a body, a term of the council) that is told no longer.

    Whoever holds a copy has to hear that it went. Of it stays where it stood and when, and never a name:
    `path` is what its id has behind the root, which ends in a digest or in two days.
    """

    organisation = models.SlugField(max_length=80)
    type = models.CharField(max_length=20)  # “Person”
    path = models.CharField(max_length=200, unique=True)  # “person/kaava/5f0c…”
    created_at = models.DateTimeField()
    gone_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["organisation", "type", "gone_at"], name="gone_objects_of_a_list")]

    def __str__(self) -> str:
        return self.path
