from lupaus.decisions.models.bodies import Body, BodyKind, MemberRole, Membership, Source
from lupaus.decisions.models.files import StoredFile, Upload
from lupaus.decisions.models.interest import Change, ImportedPage, SavedSearch
from lupaus.decisions.models.matters import Matter
from lupaus.decisions.models.meetings import (
    Appeal,
    Attachment,
    Attendance,
    AttendanceRole,
    Concerned,
    Correction,
    Dissent,
    EarlierHandling,
    Item,
    ItemText,
    Meeting,
    Stage,
    TextKind,
    Vote,
)

__all__ = [
    "Appeal",
    "Attachment",
    "Attendance",
    "AttendanceRole",
    "Body",
    "BodyKind",
    "Change",
    "Concerned",
    "Correction",
    "Dissent",
    "EarlierHandling",
    "ImportedPage",
    "Item",
    "ItemText",
    "Matter",
    "Meeting",
    "MemberRole",
    "Membership",
    "SavedSearch",
    "Source",
    "Stage",
    "StoredFile",
    "TextKind",
    "Upload",
    "Vote",
]
