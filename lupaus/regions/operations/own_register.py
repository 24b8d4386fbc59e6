"""Loading the register that is part of the product: Uusimaa, its counties and its municipalities."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.regions.files.own import CLASSIFIED_IN, own_entries
from lupaus.regions.register import Register, Written, read, with_parents, write
from lupaus.web.clock import Clock


def load_register(*, actor: Actor, clock: Clock) -> Written:
    """Bring the product's own regions into the register. Idempotent; a planner may.

    What a newer classification has said of names and parents stays; places on the tile map are always ours.
    """
    require(actor, Role.PLANNER)
    own = own_entries()
    with transaction.atomic():  # read inside it: of two first starts at once the second finds the work done
        before = read()
        return write(
            actor=actor,
            clock=clock,
            verb="load_register",
            before=before,
            after=_joined(before, own),
            told=own,
        )


def _joined(before: Register, own: Register) -> Register:
    everything = {**own, **before}
    after = dict(before)
    for code, told in own.items():
        known = before.get(code)
        if known is None:
            after[code] = told
            continue
        known = replace(known, tile=told.tile, sotkanet=known.sotkanet | told.sotkanet)
        if (known.classified_in or 0) <= CLASSIFIED_IN:
            named = replace(known, name=told.name, classified_in=known.classified_in or told.classified_in)
            known = with_parents(named, told.parents, everything)
        after[code] = known
    return after
