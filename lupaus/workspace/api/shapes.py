"""What goes into the write API and comes out of it.

What goes in is strict: a name that is not described is refused, so nobody writes what is not theirs to write.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field

from lupaus.web.api.shapes import Language, Slug
from lupaus.workspace.models import Deed, Form, State

#: Numbers of versions, revisions and remarks.
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
Revision = Annotated[
    int, Field(ge=1, le=2**31 - 1, description="Of the part as you read it; or send If-Match.")
]
NewId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$", examples=["employment"])]
Line = Annotated[str, Field(max_length=300)]
FieldPath = Annotated[str, Field(max_length=80)]
Content = Annotated[
    dict[str, Any],
    Field(
        description="As in the planner's file, without its id and without the parts under it; values of the "
        "organisation's own attributes under `attributes`."
    ),
]
#: Parts of one content: far more than any strategy has, few enough to be checked in one request.
MOST_PARTS = 20_000


class Given(Schema):
    """Whatever is sent: names that are not described are refused."""

    model_config = ConfigDict(extra="forbid")


class Nothing(Given):
    """A step that needs no words."""


class OfWork(Given):
    work: Slug


class OfVersion(OfWork):
    number: Number


class OfPart(OfWork):
    kind: Slug
    id: Slug


class OfPartInVersion(OfVersion):
    kind: Slug
    id: Slug


class OfComment(OfWork):
    comment: Number


class OfOrganisation(Given):
    organisation: Slug


class OfAttribute(OfOrganisation):
    kind: Slug
    id: Slug


class OfAssignment(OfPart):
    username: Annotated[str, Field(max_length=150)]


class NewWork(Given):
    """A work with its first draft."""

    id: NewId
    kind: Slug
    organisation: Slug
    content: Content


class NewPart(Given):
    kind: Slug
    id: NewId
    parent: Slug | None = Field(None, description="Id of the part it stands under, where its kind has one.")
    content: Content


class ChangedPart(Given):
    content: Content
    revision: Revision | None = None


class Place(Given):
    position: int = Field(ge=0, le=MOST_PARTS, description="0 is first; beyond the end: last.")
    parent: Slug | None = Field(None, description="Another part it should stand under.")


class Restored(Given):
    to: Number
    revision: Revision | None = None


class Return(Given):
    reason: str = Field("", max_length=2000)


class Decision(Given):
    decision: Line = Field(description="By which decision: body, date and section.")


class NewComment(Given):
    words: str = Field(min_length=1, max_length=5000)
    kind: Slug | None = None
    id: Slug | None = Field(None, description="Of the part it is about; without it, the whole.")
    field: FieldPath = ""
    language: Language | None = None
    passage: str = Field("", max_length=1000)
    answers_to: Number | None = None


class TakenPart(Given):
    kind: Slug
    id: Slug
    parent: Slug | None = None
    position: int = Field(0, ge=0, le=MOST_PARTS)
    content: Content


class Take(Given):
    """A whole content. What the draft has and this has not is taken out."""

    parts: Annotated[list[TakenPart], Field(max_length=MOST_PARTS)]
    dry_run: bool = False
    seen: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = Field(
        None, description="`digest` of the draft you compared with; if it is another by now, nothing is done."
    )


class NewAssignment(Given):
    kind: Slug
    id: Slug
    username: Annotated[str, Field(max_length=150)]


class Title(Given):
    fi: str = Field("", max_length=100)
    sv: str = Field("", max_length=100)
    en: str = Field("", max_length=100)


class Choice(Given):
    id: Slug
    title: Title


class SavedAttribute(Given):
    title: Title
    form: Form
    is_public: bool = False
    choices: Annotated[list[Choice], Field(max_length=50)] = []
    position: int = Field(0, ge=0, le=1000)


class WorkOut(Schema):
    id: str
    kind: str
    organisation: str
    on_its_way: int | None = Field(description="Number of the version being written, reviewed or approved.")
    published: int | None


class WorksOut(Schema):
    items: list[WorkOut]


class VersionOut(Schema):
    work: str
    number: int
    state: State
    based_on: int | None
    begun_at: datetime
    begun_by: str
    submitted_at: datetime | None
    submitted_by: str
    approved_at: datetime | None
    approved_by: str
    decision: str
    published_at: datetime | None
    published_by: str
    superseded_at: datetime | None
    digest: str = Field(description="SHA-256 over every part, from the approval on.")


class VersionsOut(Schema):
    items: list[VersionOut]


class PartOut(Schema):
    kind: str
    id: str
    parent: str
    position: int
    revision: int
    content: dict[str, Any]


class ContentOut(Schema):
    work: str
    number: int
    state: State
    digest: str
    parts: list[PartOut]


class RevisionOut(Schema):
    number: int
    deed: Deed
    at: datetime
    by: str
    parent: str
    position: int
    content: dict[str, Any]


class HistoryOut(Schema):
    items: list[RevisionOut]


class AnswerOut(Schema):
    id: int
    words: str
    by: str
    at: datetime


class CommentOut(AnswerOut):
    kind: str
    part: str
    field: str
    language: str
    passage: str
    closed_at: datetime | None
    closed_by: str
    answers: list[AnswerOut]


class CommentsOut(Schema):
    items: list[CommentOut]


class ChangeOut(Schema):
    deed: Deed
    kind: str
    id: str
    fields: list[str]


class TakenOut(Schema):
    """What was done, or with a dry run would be. `digest` is the draft's before it."""

    dry_run: bool
    changes: list[ChangeOut]
    unchanged: int
    digest: str


class AssignmentOut(Schema):
    kind: str
    id: str
    username: str
    name: str


class AssignmentsOut(Schema):
    items: list[AssignmentOut]


class AttributeOut(Schema):
    kind: str
    id: str
    title: dict[str, str]
    form: Form
    is_public: bool
    choices: list[dict[str, Any]]
    position: int


class AttributesOut(Schema):
    items: list[AttributeOut]
