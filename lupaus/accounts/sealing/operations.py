"""What an administrator does with the sealed trail: seal now, verify, export, erase."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.audit import record
from lupaus.accounts.models import Role
from lupaus.accounts.sealing import verifying
from lupaus.accounts.sealing.checking import Report
from lupaus.accounts.sealing.entries import ERASE_KIND
from lupaus.accounts.sealing.erasing import erase_words
from lupaus.accounts.sealing.folder import Folder, own_folder, read_public_keys
from lupaus.accounts.sealing.sealer import Sealed, seal_waiting
from lupaus.accounts.sealing.words import Randomness
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotFound, Refused


class EraseRefused(Refused):
    """What shall be erased is not said well enough."""


def seal(
    *, actor: Actor, clock: Clock, randomness: Randomness = secrets.token_bytes, new_key: bool = False
) -> Sealed:
    """Seal what waits, now. Leaves no record of its own: the checkpoint is its trace.

    `new_key` makes a new signing key when the old one is lost; that is recorded.
    Raises `SealRefused`, `KeyRefused`.
    """
    require(actor, Role.ADMINISTRATOR)
    if new_key:
        known = {key.name for key in own_folder().public_keys()}
        own_folder().signing_key(randomness, anew=True)
        made = next(key for key in own_folder().public_keys() if key.name not in known)
        with transaction.atomic():
            record(
                actor=actor,
                clock=clock,
                verb="make_audit_key",
                kind=ERASE_KIND,
                object_id=made.name,
                after={"public_key": str(made)},
            )
    return seal_waiting(clock=clock, randomness=randomness)


def verify(
    *,
    actor: Actor,
    checkpoints: tuple[Path, ...] = (),
    public_key: Path | None = None,
    export: Path | None = None,
    folder: Path | None = None,
) -> Report:
    """Check the whole trail, or an export of it, against its seals.

    `checkpoints` are files that were kept elsewhere, `public_key` likewise; `folder` holds checkpoint files
    when it is not this installation's own. Raises `Refused` for a file that is not what it should be.
    """
    require(actor, Role.ADMINISTRATOR)
    place = own_folder() if folder is None else Folder(folder)
    keys = place.public_keys() if public_key is None else read_public_keys(public_key)
    kept = tuple(verifying.kept_checkpoint(path, keys) for path in checkpoints)
    if export is None:
        return verifying.verify_rows(place, keys, kept)
    return verifying.verify_export(export, place, keys, kept)


def export_trail(*, actor: Actor) -> Iterator[bytes]:
    """The whole trail as JSON Lines with its checkpoints, for an outsider to verify."""
    require(actor, Role.ADMINISTRATOR)
    return verifying.export_lines()


def erase_records(
    *, actor: Actor, clock: Clock, why: str, person: str = "", kind: str = "", object_id: str = ""
) -> int:
    """Erase the words and salts of records, for ever, and record that it was done. Returns how many.

    `person` is a username: records of what they did and records about them. `kind` and `object_id` name a
    thing: records about it. What stays of a record is when, through which channel, which verb on which kind
    of thing, and its commitment, which tells nothing without the salt. `why` must not itself name the person.
    Raises `EraseRefused`, `NotFound` when there is nothing to erase, `SealRefused`.
    """
    require(actor, Role.ADMINISTRATOR)
    wanted = _wanted(why, person, kind, object_id)
    seal_waiting(clock=clock)  # only what is sealed can be erased: else nothing would show that it was there
    with transaction.atomic():
        erased = erase_words(actor, clock, why=why, among=wanted & Q(leaf__isnull=False))
        if not erased:
            raise NotFound(_("No record of the audit trail has words about this."))
    return erased


def _wanted(why: str, person: str, kind: str, object_id: str) -> Q:
    if not why.strip():
        raise EraseRefused(_("Say why: the erasure itself is recorded."))
    if person and (kind or object_id):
        raise EraseRefused(_("Name either a person or a thing."))
    if person:
        if person in why:
            raise EraseRefused(_("The reason stays for ever: it must not name the person."))
        return Q(actor=person) | Q(kind="user", object_id=person) | Q(user__username=person)
    if kind and object_id:
        return Q(kind=kind, object_id=object_id)
    raise EraseRefused(_("Say whose or which records: a person, or a kind with an id."))
