from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may do. Rights come from roles alone; who has none may read what is public."""

    PLANNER = "planner", _("planner")  # writes strategies and brings statistics in
    EDITOR = "editor", _("editor of an organisation")  # records an organisation's own observations
    ADMINISTRATOR = "administrator", _("administrator")  # everything, and who may do what


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
    """A role given to a person; an editor's role is for one organisation, named by its id."""

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
                condition=~models.Q(role=Role.EDITOR) | ~models.Q(organisation=""),
                name="editor_has_an_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role} {self.organisation}".rstrip()


class AuditRecord(models.Model):
    """Who wrote what, when, from where, with the state before and after. Never changed or deleted."""

    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=200)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    channel = models.CharField(max_length=20)
    verb = models.CharField(max_length=80)
    kind = models.CharField(max_length=80)
    object_id = models.CharField(max_length=200)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "object_id"], name="audit_by_object")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.verb} {self.kind} {self.object_id}"
