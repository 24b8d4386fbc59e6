"""Everything that may be done to works: one function per verb, each audited, each asking `rights`."""

from lupaus.workspace.operations.attributes import AttributeRefused, retire_attribute, save_attribute
from lupaus.workspace.operations.comments import close_comment, reopen_comment, write_comment
from lupaus.workspace.operations.parts import (
    Collision,
    PartRefused,
    add_part,
    change_part,
    move_part,
    remove_part,
    restore_part,
)
from lupaus.workspace.operations.people import assign, unassign
from lupaus.workspace.operations.states import (
    NotReady,
    approve,
    begin_draft,
    open_work,
    publish,
    return_to_draft,
    submit,
)
from lupaus.workspace.operations.whole import Taken, put_in_force, take

__all__ = [
    "AttributeRefused",
    "Collision",
    "NotReady",
    "PartRefused",
    "Taken",
    "add_part",
    "approve",
    "assign",
    "begin_draft",
    "change_part",
    "close_comment",
    "move_part",
    "open_work",
    "publish",
    "put_in_force",
    "remove_part",
    "reopen_comment",
    "restore_part",
    "retire_attribute",
    "return_to_draft",
    "save_attribute",
    "submit",
    "take",
    "unassign",
    "write_comment",
]
