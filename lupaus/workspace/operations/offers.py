"""Bringing a file in two steps: it is read and shown, and put into the draft only when its bringer says so.

Both steps are `take` underneath and need its right. Nobody sees or answers another person's offer.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, not_allowed, require_somewhere
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace import queries
from lupaus.workspace.content import Content, PartValue
from lupaus.workspace.kinds import FileForm, kind_named
from lupaus.workspace.models import Offer, State
from lupaus.workspace.operations.reading import read_whole, with_fixed_parts
from lupaus.workspace.operations.whole import Taken, take
from lupaus.workspace.rights import allow, nothing_here, roles_of

LIFE: Final = timedelta(hours=1)


class FileRefused(Refused):
    """The file cannot be brought: every reason at once, each with its place in the file."""


def offer_file(*, actor: Actor, clock: Clock, work: str, number: int, file_name: str, data: bytes) -> Offer:
    """Read a file whose name says its form, and keep what it holds for an hour. Changes nothing in the draft.

    A new offer takes the place of the person's earlier one. Raises `FileRefused`, `PartRefused` (what is
    wrong with the parts, `kind/slug/field`), `WrongState`, `NotAllowed`, `NotFound`.
    """
    require_somewhere(actor, *roles_of("take"))
    version = queries.version(actor=actor, work=work, number=number)
    allow(actor, "take", version.work.organisation, State(version.state))
    if actor.user_id is None:
        raise not_allowed(actor, *roles_of("take"))
    form = _form(kind_named(version.work.kind).files, file_name)
    # Read outside the transaction: a large file must not keep other writers waiting.
    brought = form.read(version.work, data, file_name)
    standing = queries.content(version)
    wanted = read_whole(version.work, with_fixed_parts(version.work, brought, standing))
    with transaction.atomic():
        now = queries.content(version)
        Offer.objects.filter(at__lt=clock() - LIFE).delete()
        Offer.objects.filter(version=version, user=actor.user_id).delete()
        return Offer.objects.create(
            version=version,
            user_id=actor.user_id,
            file_name=file_name[-200:],
            parts=[[p.kind, p.slug, p.parent, p.content, p.position] for p in wanted.parts],
            seen=now.digest,
            at=clock(),
        )


def offer_of(*, actor: Actor, clock: Clock, work: str, number: int) -> Offer:
    """The person's own offer that still waits. Raises `NotFound`."""
    require_somewhere(actor, *roles_of("take"))
    version = queries.version(actor=actor, work=work, number=number)
    found = Offer.objects.filter(version=version, user=actor.user_id, at__gte=clock() - LIFE)
    offer = found.exclude(user=None).first()
    if offer is None:
        raise nothing_here()
    offer.version = version
    return offer


def accept_offer(*, actor: Actor, clock: Clock, work: str, number: int, seen: str) -> Taken:
    """Make the draft what was offered. `seen` is the digest of the draft that the person was shown.

    Raises `Collision` when somebody changed the draft since, `WrongState`, `NotFound`.
    """
    require_somewhere(actor, *roles_of("take"))
    with transaction.atomic():
        offer = offer_of(actor=actor, clock=clock, work=work, number=number)
        # The draft on its way is the only one there is: its number is the offer's.
        allow(actor, "take", offer.version.work.organisation, State(offer.version.state))
        taken = take(actor=actor, clock=clock, work=work, parts=offered(offer).parts, seen=seen)
        offer.delete()
    return taken


def drop_offer(*, actor: Actor, clock: Clock, work: str, number: int) -> None:
    """Forget the person's own offer. Raises `NotFound`."""
    require_somewhere(actor, *roles_of("take"))
    offer_of(actor=actor, clock=clock, work=work, number=number).delete()


def offered(offer: Offer) -> Content:
    """What an offer would make of the draft."""
    return Content(
        PartValue(kind, slug, parent, content, position)
        for kind, slug, parent, content, position in offer.parts
    )


def _form(forms: tuple[FileForm, ...], file_name: str) -> FileForm:
    ending = file_name.rpartition(".")[2].lower()
    ending = "yaml" if ending == "yml" else ending
    for form in forms:
        if form.name == ending:
            return form
    known = ", ".join(f".{form.name}" for form in forms) or "–"
    raise FileRefused(
        Problem(
            _("A file of this kind cannot be read. Bring one of: %(forms)s.") % {"forms": known}, path="file"
        )
    )
