"""What is public of meetings: agendas and minutes, item by item.

These tables hold what was published and nothing else. Drafts stand in the workspace, so no door that reads
here can show one.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lupaus.decisions.models.bodies import Body, Source
from lupaus.decisions.models.files import StoredFile
from lupaus.decisions.models.matters import Matter
from lupaus.web.texts import TextField


class Stage(models.TextChoices):
    AGENDA = "agenda", _("agenda")
    MINUTES = "minutes", _("minutes")


class Meeting(models.Model):
    """A meeting of a body, or what an office-holder decided on one day.

    Its address is made of the body and `slug`: the date, with a number behind it for another on the same day.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    slug = models.SlugField(max_length=20)
    date = models.DateField()
    number = models.CharField(max_length=20, blank=True)  # “14/2026”
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    place = TextField()
    stage = models.CharField(max_length=8, choices=Stage)
    agenda_published_at = models.DateTimeField(null=True, blank=True)
    #: When the checked minutes were put on the public network: the time to appeal runs from here.
    minutes_published_at = models.DateTimeField(null=True, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    cancelled = models.BooleanField(default=False)
    #: The work of the workspace it was written in, and its published version; empty for what was read in.
    work = models.SlugField(max_length=80, blank=True, db_index=True)
    version = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=8, choices=Source, default=Source.OWN)
    source_id = models.CharField(max_length=200, blank=True)  # “2023277”
    source_url = models.URLField(max_length=500, blank=True)
    changed_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-date", "body", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["body", "slug"], name="meeting_slug_once_in_body"),
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~Q(source_id=""), name="meeting_once_of_its_source"
            ),
            models.UniqueConstraint(fields=["work"], condition=~Q(work=""), name="meeting_once_of_its_work"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="meeting_stage_is_known"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="meeting_source_is_known"),
        ]
        indexes = [models.Index(fields=["body", "-date"], name="meetings_of_a_body")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.slug}"

    @property
    def has_minutes(self) -> bool:
        return self.stage == Stage.MINUTES


class FormerPlace(models.Model):
    """Where a meeting stood before its day or its body changed: the address leads to where it is now."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="former_places")
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="+")
    slug = models.SlugField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "slug"], name="former_place_once")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.slug}"


class AttendanceRole(models.TextChoices):
    CHAIR = "chair", _("chair")
    VICE_CHAIR = "vice-chair", _("vice-chair")
    MEMBER = "member", _("member")
    DEPUTY = "deputy", _("deputy member")
    PRESENTER = "presenter", _("presenter")
    SECRETARY = "secretary", _("secretary")
    OFFICIAL = "official", _("official")
    CHECKER = "checker", _("checker of the minutes")


class Attendance(models.Model):
    """Who was there, and between which times by the clock of the meeting; no times: all of it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    position = models.PositiveIntegerField()
    person = models.CharField(max_length=200)
    role = models.CharField(max_length=12, choices=AttendanceRole, default=AttendanceRole.MEMBER)
    present = models.BooleanField(default=True)
    came = models.TimeField(null=True, blank=True)
    left = models.TimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)  # “§ 98–104”

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="attendance_place_once"),
            models.CheckConstraint(
                condition=Q(role__in=AttendanceRole.values), name="attendance_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.person


class Appeal(models.TextChoices):
    """How a decision may be contested (Act on Wellbeing Services Counties 611/2021, chapter 16)."""

    UNKNOWN = "", _("not told")
    CLAIM = "claim", _("claim for a revised decision")
    COURT = "court", _("appeal to the administrative court")
    PREPARATION = "preparation", _("no appeal: the decision concerns only preparation or implementation")
    OTHER = "other", _("another way, told in the item")


class Item(models.Model):
    """One matter at one meeting: an item of the agenda, a section of the minutes.

    `slug` is the number of the section once there is one, before that `item-3`. An item that has `gone_at` is
    a stone: its texts are deleted, its page says what was here, why it is gone and whom to ask.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    slug = models.SlugField(max_length=20)
    #: Its earlier places in addresses, which lead to the one it has: ["item-3"].
    former_slugs = models.JSONField(default=list, blank=True)
    section = models.PositiveIntegerField(null=True, blank=True)  # §
    number = models.CharField(max_length=20, blank=True)  # on the agenda: “253”
    matter = models.ForeignKey(Matter, null=True, blank=True, on_delete=models.PROTECT, related_name="items")
    title = TextField()
    presenter = models.CharField(max_length=300, blank=True)
    preparers = models.CharField(max_length=1000, blank=True)
    appeal = models.CharField(max_length=12, choices=Appeal, blank=True, default=Appeal.UNKNOWN)
    appeal_note = TextField()  # the organiser's own sentence, instead of the one of the kind
    #: Ex-ante impact assessment, one entry for each option that is compared:
    #: [{"id", "title": {…}, "effects": [{"on", "effect", "words": {…}}]}].
    assessment = models.JSONField(default=list, blank=True)
    #: Its part in the work it was written in, or what its source calls it: “2023277-5”.
    source_id = models.CharField(max_length=200, blank=True, db_index=True)
    source_url = models.URLField(max_length=500, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)  # first, in whatever stage
    changed_at = models.DateTimeField(db_index=True)
    gone_at = models.DateTimeField(null=True, blank=True)
    gone_why = TextField()

    class Meta:
        ordering = ["meeting", "position"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "slug"], name="item_slug_once_in_meeting"),
            models.UniqueConstraint(fields=["meeting", "position"], name="item_place_once_in_meeting"),
            models.CheckConstraint(condition=Q(appeal__in=Appeal.values), name="item_appeal_is_known"),
        ]
        indexes = [models.Index(fields=["matter", "meeting"], name="items_of_a_matter")]

    def __str__(self) -> str:
        return f"{self.meeting_id} § {self.slug}"

    @property
    def is_gone(self) -> bool:
        return self.gone_at is not None


class Concerned(models.Model):
    """What an item concerns: `goal:uusimaa-2030/employment`. `concerns.py` knows what that is called."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="concerns")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=200, db_index=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["item", "name"], name="concern_once_in_item")]

    def __str__(self) -> str:
        return self.name


class TextKind(models.TextChoices):
    """The parts an item is written in; `OTHER` has a heading of its own, as its source wrote it."""

    SUMMARY = "summary", _("summary")
    EARLIER = "earlier", _("earlier handling")
    ACCOUNT = "account", _("account")
    PROPOSAL = "proposal", _("proposal")
    HANDLING = "handling", _("handling")
    DECISION = "decision", _("decision")
    IMPLEMENTATION = "implementation", _("implementation")
    OTHER = "other", _("other")


class ItemText(models.Model):
    """A part of an item, in the small markup of `web.prose`. `heading` stands only where it is another's."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="texts")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=TextKind)
    heading = TextField()
    text = TextField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["item", "position"], name="text_place_once_in_item"),
            models.CheckConstraint(condition=Q(kind__in=TextKind.values), name="text_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.kind}"


class EarlierHandling(models.Model):
    """An earlier handling as another service told it: the words, and the item where it is here."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="earlier")
    position = models.PositiveIntegerField()
    words = models.CharField(max_length=300)  # “Hallitus 18.09.2020 § 94”
    body = models.CharField(max_length=200, blank=True)
    date = models.DateField(null=True, blank=True)
    section = models.PositiveIntegerField(null=True, blank=True)
    found = models.ForeignKey(Item, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["item", "position"], name="earlier_place_once_in_item")
        ]

    def __str__(self) -> str:
        return self.words


class Vote(models.Model):
    """A vote: what was asked, and who chose what. `ballots`: [{"person", "choice"}], choice one of `choices`.

    `choices`: [{"id", "label": {…}, "count"}]; the counts stand also where the ballots are not told.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="votes")
    position = models.PositiveIntegerField()
    question = TextField()
    outcome = TextField()
    choices = models.JSONField(default=list)
    ballots = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["item", "position"], name="vote_place_once_in_item")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.position}"


class Dissent(models.Model):
    """A dissenting opinion entered in the minutes."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="dissents")
    position = models.PositiveIntegerField()
    person = models.CharField(max_length=200)
    text = TextField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["item", "position"], name="dissent_place_once_in_item")
        ]

    def __str__(self) -> str:
        return self.person


class Attachment(models.Model):
    """A file of an item. A non-public one is listed by its title alone and has no file here."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="attachments")
    position = models.PositiveIntegerField()
    title = TextField()
    public = models.BooleanField(default=True)
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )
    file_name = models.CharField(max_length=200, blank=True)
    #: Whether it holds personal data: it goes when the time to appeal has passed.
    personal = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True, blank=True)
    source_url = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["item", "position"], name="attachment_place_once_in_item"),
            models.CheckConstraint(
                condition=Q(public=True) | Q(file=None), name="non_public_has_no_file_here"
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)


class Correction(models.Model):
    """What was corrected after it was published: when, in which version, and which parts of the item."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="corrections")
    at = models.DateTimeField()
    version = models.PositiveIntegerField()
    #: Names of what changed: ["title", "decision", "attachments"].
    parts = models.JSONField(default=list)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.at:%Y-%m-%d}"
