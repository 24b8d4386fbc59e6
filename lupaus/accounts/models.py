from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may do. Rights come from roles alone; who has none may read what is public."""

    READER = "reader", _("reader of an organisation")  # sees what it has not published yet
    PARTNER = (
        "partner",
        _("partner of an organisation"),
    )  # a reader who also comments on what is being written
    RESPONSIBLE = "responsible", _("responsible person")  # writes the measures they answer for
    EDITOR = "editor", _("editor of an organisation")  # writes its drafts and its own observations
    APPROVER = "approver", _("approver")  # says that a version is right
    PUBLISHER = "publisher", _("publisher")  # puts an approved version before the public
    PLANNER = "planner", _("planner")  # brings in statistics, indicators and registers
    ADMINISTRATOR = "administrator", _("administrator")  # everything, and who may do what


#: Roles of one organisation each; a person may hold them in several.
OF_ONE_ORGANISATION = (Role.READER, Role.PARTNER, Role.RESPONSIBLE, Role.EDITOR)
#: Roles that no organisation bounds.
OF_EVERY_ORGANISATION = (Role.PLANNER,)


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)


class User(AbstractBaseUser):
    """A person who signs in."""

    username = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.username


class Grant(models.Model):
    """A role given to a person, in one organisation named by its id, or ("") in every one."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role)
    organisation = models.SlugField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "organisation"], name="grant_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values),
                name="grant_role_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(role__in=OF_ONE_ORGANISATION) | ~models.Q(organisation=""),
                name="grant_has_its_organisation",
            ),
            models.CheckConstraint(
                condition=~models.Q(role__in=OF_EVERY_ORGANISATION) | models.Q(organisation=""),
                name="grant_is_for_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role} {self.organisation}".rstrip()


class Token(models.Model):
    """A key with which a program acts for a person, limited to some of the person's own grants.

    Only the digest is kept; the secret is shown once. `grants` holds [role, organisation] pairs.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    grants = models.JSONField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.user}: {self.name}"


class AuditRecord(models.Model):
    """Who wrote what, when, from where, with the state before and after. Never changed or deleted.

    `commitment` is what the sealed tree knows of a record: a hash of its salt and its words. When personal
    data must go, words and salt are erased and the commitment stays, telling nothing.
    """

    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=200)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    channel = models.CharField(max_length=20)
    verb = models.CharField(max_length=80)
    kind = models.CharField(max_length=80)
    object_id = models.CharField(max_length=200)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    salt = models.CharField(max_length=64, blank=True, default="")
    commitment = models.CharField(max_length=64, blank=True, default="")
    leaf = models.BigIntegerField(
        null=True, unique=True
    )  # its place in the sealed tree; None: not sealed yet
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "object_id"], name="audit_by_object"),
            models.Index(fields=["id"], condition=models.Q(leaf=None), name="audit_not_sealed"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.verb} {self.kind} {self.object_id}"


class Checkpoint(models.Model):
    """A signed statement of what the sealed tree held at `size` leaves; also kept as a plain file."""

    size = models.BigIntegerField(primary_key=True)
    root = models.CharField(max_length=64)
    at = models.DateTimeField()
    note = models.TextField()

    class Meta:
        ordering = ["size"]

    def __str__(self) -> str:
        return f"{self.size} {self.root}"


class SignIn(models.Model):
    """A person signed in on one device: what is told of a session. The session itself is Django's."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=300, blank=True)  # what the browser says it is
    at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-last_seen_at"]

    def __str__(self) -> str:
        return f"{self.user}: {self.device}"


class Attempt(models.Model):
    """A try to get in that failed or is under way. `bucket` is a keyed digest: it names nobody."""

    bucket = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["bucket", "at"], name="attempts_of_a_bucket")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.bucket}"
