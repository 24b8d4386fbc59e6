"""Service channels of the national catalogue as channels of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from lupaus.services.catalogue.ptv.entries import id_of, languages_of, name_of, place_of
from lupaus.services.catalogue.ptv.enumerations import CHANNELS, CHARGES, DESCRIPTIONS, folded
from lupaus.services.catalogue.ptv.ground import Ground
from lupaus.services.catalogue.ptv.opening_hours import hours_of
from lupaus.services.catalogue.ptv.places import address_of
from lupaus.services.catalogue.ptv.told import Told
from lupaus.services.catalogue.wanted import NO_WORDS, Wanted
from lupaus.services.models import ChannelKind, Charge, PointStatus
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace.files.report import shown

_LONGEST_LINK: Final = 500


def channel_of(told: Told, ground: Ground) -> Wanted | None:
    """A channel; None, and told as strange, where it has no id, no name or no kind that is known."""
    name, id_ = name_of(told, "serviceChannelNames"), id_of(told)
    kind = told.one_of("serviceChannelType", CHANNELS)
    if not name or not kind:
        told.refuse("", _("A channel needs a name and a kind."))
    if not id_ or not name or not kind:
        return None
    texts = told.texts("serviceChannelDescriptions", DESCRIPTIONS)
    values = {
        "kind": kind,
        "name": name,
        "summary": texts.get("summary", NO_WORDS),
        "description": texts.get("description", NO_WORDS),
        "languages": languages_of(told),
        "url": _links(told),
        "phones": list(_phones(told)),
        "emails": list(dict.fromkeys(_emails(told))),
        "hours": hours_of(told),
        "regions": ground.area(told)[1],
        "status": PointStatus.OPEN,
        **({} if kind != ChannelKind.PLACE else address_of(told, ground)),
    }
    if kind == ChannelKind.PLACE:
        values["accessibility_note"] = _accessibility(told)
    return Wanted(
        id_,
        values,
        source_id=told.word("id", 80),
        source_modified=told.word("modified", 40),
        place=place_of(told),
    )


def _links(told: Told) -> Text:
    """The first web address of each language; a form's file and an e-service's own address count as well."""
    found: dict[str, str] = {}
    for key in ("webPages", "channelUrls", "attachments"):
        for item in told.objects(key):
            url = item.word("url", 2000) or item.word("value", 2000)
            language = item.word("language", 20).lower()
            if not url or language not in LANGUAGES:
                continue
            if _is_link(url):
                found.setdefault(language, url)
            else:
                item.refuse("url", _("“%(words)s” is not a web address.") % {"words": shown(url)})
    return Text.of(found)


def _is_link(words: str) -> bool:
    try:
        parts = urlsplit(words)
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and len(words) <= _LONGEST_LINK
            and not re.search(r"\s", words)
        )
    except ValueError:
        return False


def _phones(told: Told) -> Iterator[dict[str, Any]]:
    """Numbers one can call: `{number, charge?, language?, name?}`; faxes are left out."""
    for key in ("phoneNumbers", "supportPhones"):
        for item in told.objects(key):
            if folded(item.word("type", 40)) in ("fax", "sms"):
                continue
            number = " ".join(filter(None, (item.word("prefixNumber", 10), item.word("number", 40))))
            if not re.fullmatch(r"[+0-9][0-9 ()/+*#.–-]{1,39}", number):
                item.refuse("number", _("“%(words)s” is not a telephone number.") % {"words": shown(number)})
                continue
            charge = item.prose("chargeDescription")
            if not charge and item.one_of("serviceChargeType", CHARGES) == Charge.FREE:
                charge = "0 €"
            told_of = {
                "charge": charge,
                "language": item.word("language", 10).lower(),
                "name": item.prose("additionalInformation"),
            }
            yield {"number": number} | {name: words for name, words in told_of.items() if words}


def _emails(told: Told) -> Iterator[str]:
    for key in ("emails", "supportEmails"):
        for item in told.objects(key):
            words = item.word("value", 254)
            if re.fullmatch(r"[^@\s]{1,64}@[^@\s]{1,180}", words):
                yield words
            elif words:
                item.refuse("value", _("“%(words)s” is not an e-mail address.") % {"words": shown(words)})


def _accessibility(told: Told) -> Text:
    """The sentences of the register of accessible places about the entrances, as they are."""
    found: dict[str, list[str]] = {}
    for address in told.objects("addresses"):
        for entrance in address.objects("entrances"):
            for group in entrance.objects("accessibilitySentences"):
                for sentence in group.objects("sentences"):
                    words = sentence.text("sentence")
                    for language in LANGUAGES:
                        found.setdefault(language, []).append(getattr(words, language))
    return Text.of({language: "\n".join(filter(None, parts)) for language, parts in found.items()})
