"""What the letters of a saved search say: plain words, no pictures, nothing that tells who opened them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from smtplib import SMTPException
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lupaus.decisions.models import Item, SavedSearch
from lupaus.decisions.reading.names import meeting_name, place_of
from lupaus.web.dates import day
from lupaus.web.marks import without_marks

#: More hits than this stand behind the link to the search.
MOST_TOLD: Final = 20

_log = logging.getLogger(__name__)


def confirming(saved: SavedSearch, secret: str) -> EmailMessage:
    """Asks whoever reads the mailbox whether they want the letters."""
    with translation.override(saved.language):
        link = _link("decisions:saved", secret)
        lines = [
            _("Somebody asked that new decisions of this search are sent to this address:"),
            "",
            f"  {_search_link(saved)}",
            "",
            _("If it was you, confirm it here, within seven days:"),
            "",
            f"  {link}",
            "",
            _("If it was not, you need not do anything: no letters come, and the address is forgotten."),
        ]
        return _letter(saved, _("Confirm: new decisions by e-mail"), lines)


def telling(saved: SavedSearch, secret: str, items: Sequence[Item], total: int) -> EmailMessage:
    """Tells of new hits, the newest first. `total` counts also those that are not told one by one."""
    with translation.override(saved.language):
        subject = ngettext("%(num)s new decision", "%(num)s new decisions", total) % {"num": total}
        lines = [_("New in your search of decisions:"), ""]
        for item in items:
            address = [item.meeting.body_id, item.meeting.slug, item.slug]
            title = " ".join(without_marks(item.title.words(saved.language)).split())
            lines += [title, f"{meeting_name(item.meeting)}, {place_of(item)}"]
            lines += [_link("decisions:item", *address), ""]
        if total > len(items):
            more = total - len(items)
            lines += [ngettext("And %(num)s more:", "And %(num)s more:", more) % {"num": more}]
        lines += [_("The whole search:"), _search_link(saved), ""]
        until = day(saved.ends_on, saved.language)
        lines += [
            _("Letters come until %(day)s. Go on for another year, or end them, here:") % {"day": until},
            _link("decisions:saved", secret),
        ]
        letter = _letter(saved, subject, lines)
        letter.extra_headers |= {
            "List-Unsubscribe": f"<{_link('decisions:saved-end', secret)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
        }
        return letter


def send(letter: EmailMessage) -> bool:
    """Whether the mail server took it."""
    try:
        return bool(letter.send())
    except (SMTPException, OSError) as broken:
        _log.warning("A letter of a saved search could not be sent: %s", type(broken).__name__)
        return False


def _letter(saved: SavedSearch, subject: str, lines: Sequence[str]) -> EmailMessage:
    headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    return EmailMessage(
        subject, "\n".join(lines) + "\n", settings.LUPAUS_MAIL_FROM, [saved.address], headers=headers
    )


def _link(name: str, *arguments: str) -> str:
    return f"{settings.LUPAUS_ADDRESS}{reverse(name, args=arguments)}"


def _search_link(saved: SavedSearch) -> str:
    return f"{_link('decisions:search')}?{saved.query}"
