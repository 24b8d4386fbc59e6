"""Saved searches: somebody asks for letters about new hits, confirms it by a link, and ends it by one.

Nothing but the mailbox is kept of them. The secret of the links is made of the service's key and the search
itself, so that every letter can carry it while the database holds only its hash.
"""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Final
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from lupaus.accounts.limits import LETTER_LINK, LETTERS, LETTERS_TO, TooManyAttempts, count, trying
from lupaus.decisions.models import Change, SavedSearch
from lupaus.decisions.search import letters
from lupaus.decisions.search.asking import Filters
from lupaus.web.clock import Clock, day_of
from lupaus.web.refusals import NotFound, Problem, Refused

#: How long letters come before they have to be asked for again.
LIFE: Final = timedelta(days=365)
#: How long a search waits to be confirmed.
PATIENCE: Final = timedelta(days=7)
#: More than this nobody follows: whoever asks for more in a name not theirs gets no further.
_MOST_OF_ONE: Final = 30
_LONGEST_QUERY: Final = 1000
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{43}")


class NotSaved(Refused):
    """The search cannot be saved as it was asked."""


def sends_mail() -> bool:
    """Whether the organiser has set up mail: a sender, and the service's own address for links."""
    return bool(settings.LUPAUS_MAIL_FROM and settings.LUPAUS_ADDRESS)


def ask_for_letters(*, clock: Clock, address: str, language: str, query: str, network: str) -> None:
    """Send a letter to a mailbox that asks to confirm a search. Nobody learns whether it was known before.

    `query` is canonical, `network` where the asker is (`accounts.where`). Raises `NotSaved` and
    `TooManyAttempts`.
    """
    mailbox = _checked(address)
    if not query or len(query) > _LONGEST_QUERY:
        raise NotSaved(_("Search for something first: then its new hits can be sent."))
    try:
        count((LETTERS, network), (LETTERS_TO, mailbox.casefold()), clock=clock)
    except TooManyAttempts as too_many:
        raise TooManyAttempts(_("Too many letters have been asked for. Try again tomorrow.")) from too_many
    with transaction.atomic():
        saved = _kept(mailbox, language, query, clock)
        if saved is not None and not letters.send(letters.confirming(saved, secret_of(saved))):
            transaction.set_rollback(True)
            raise NotSaved(_("The letter could not be sent now. Try again later."))


def _checked(address: str) -> str:
    """Raises `NotSaved` for what is no mailbox."""
    mailbox = address.strip()
    try:
        validate_email(mailbox)
    except ValidationError:
        mailbox = ""
    if not mailbox or len(mailbox) > 254:
        raise NotSaved(Problem(_("Write an e-mail address such as name@example.fi."), path="address"))
    return mailbox


def _kept(mailbox: str, language: str, query: str, clock: Clock) -> SavedSearch | None:
    """The search of that mailbox, made where it is new; None where it follows too many already."""
    there = SavedSearch.objects.filter(address__iexact=mailbox)
    known = there.filter(query=query, language=language).first()
    if known is not None:
        return known
    if there.count() >= _MOST_OF_ONE:
        return None
    now = clock()
    saved = SavedSearch(
        address=mailbox, language=language, query=query, made_at=now, ends_on=day_of(clock) + LIFE
    )
    saved.secret = hash_of(secret_of(saved))
    saved.save()
    return saved


def secret_of(saved: SavedSearch) -> str:
    """What stands in the links of its letters; 43 letters."""
    value = "\n".join((saved.address, saved.language, saved.query, saved.made_at.isoformat()))
    digest = salted_hmac("lupaus.saved-search", value, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def saved_search(secret: str, *, network: str, clock: Clock) -> SavedSearch:
    """The search of a link. Wrong links are counted: raises `NotFound`, and `TooManyAttempts`."""
    with trying((LETTER_LINK, network), clock=clock):
        there = SavedSearch.objects.filter(secret=hash_of(secret)) if _SECRET.fullmatch(secret) else None
        found = there.first() if there is not None else None
        if found is None:
            raise NotFound(_("This link is no longer in use: the letters have ended."))
    return found


def confirm(saved: SavedSearch, *, clock: Clock) -> None:
    """Letters begin, about what is published from now on; or go on for another year."""
    if saved.confirmed_at is None:
        saved.confirmed_at, saved.told_to = clock(), newest_change()
    saved.ends_on = day_of(clock) + LIFE
    saved.save(update_fields=["confirmed_at", "told_to", "ends_on"])


def end(saved: SavedSearch) -> None:
    """Forget the search and the mailbox."""
    saved.delete()


def forget_old(*, clock: Clock) -> int:
    """Forget what was never confirmed and what has ended; how many."""
    waiting = SavedSearch.objects.filter(confirmed_at=None, made_at__lt=clock() - PATIENCE)
    ended = SavedSearch.objects.filter(ends_on__lt=day_of(clock))
    return waiting.delete()[0] + ended.delete()[0]


def newest_change() -> int:
    return Change.objects.order_by("-number").values_list("number", flat=True).first() or 0


def asked(query: str) -> tuple[str, Filters]:
    """The words and the filters of a canonical query."""
    values = dict(parse_qsl(query))
    year = values.get("year", "")
    return values.get("q", ""), Filters(
        body=values.get("body", ""),
        year=int(year) if year.isascii() and year.isdigit() else None,
        kind=values.get("kind", ""),
        concern=values.get("concern", ""),
    )
