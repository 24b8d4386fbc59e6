"""From bytes to entries: JSON in the forms the catalogue has it in, and what kind each entry is of."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from django.utils.translation import gettext as _

from lupaus.web.refusals import Problem, Refused

CONCEPT: Final = "concept"
DESCRIPTION: Final = "description"
SERVICE: Final = "service"
CHANNEL: Final = "channel"
ORGANISATION: Final = "organisation"
#: An entry that is only named in a list: `{id, name}`.
STUB: Final = "stub"
#: Code lists that are known and not needed here: regions are kept by the room of regions.
ASIDE: Final = "aside"


@dataclass(frozen=True)
class Page:
    """What one answer or file holds. `number` and `count` of a page among pages; a single entry has neither.

    `first` is the path of the items in the answer, for problems.
    """

    items: Sequence[dict[str, Any]]
    first: str = ""
    number: int = 1
    count: int = 1
    is_single: bool = False
    is_paged: bool = False


def json_of(body: bytes, name: str) -> Any:
    """The JSON of an answer or a file, keys beginning with a small letter. Raises `Refused`: one sentence."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        line = body.count(b"\n", 0, trouble.start) + 1
        raise Refused(Problem(_("This is not UTF-8 text."), name, line)) from trouble
    if not text.strip():
        raise Refused(Problem(_("The answer is empty."), name))
    if text.lstrip().startswith("<"):
        raise Refused(
            Problem(_("This is a web page instead of data; the service may be closed for maintenance."), name)
        )
    try:
        return _small(json.loads(text, parse_constant=_no_number))
    except json.JSONDecodeError as trouble:
        cut = trouble.pos >= len(text.rstrip()) or trouble.msg.startswith("Unterminated")
        sentence = _("The data end in the middle: they were cut short.") if cut else _("This is not JSON.")
        raise Refused(Problem(sentence, name, trouble.lineno)) from trouble
    except (RecursionError, ValueError) as trouble:
        raise Refused(Problem(_("This is not JSON."), name)) from trouble


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


#: What no database keeps: zero characters and halves of characters.
_UNKEPT: Final = re.compile("[\x00\ud800-\udfff]")


def _small(value: Any) -> Any:
    """The same with keys that begin with a small letter, and texts that can be kept."""
    if isinstance(value, str):
        return _UNKEPT.sub("", value)
    if isinstance(value, dict):
        return {_UNKEPT.sub("", key[:1].lower() + key[1:]): _small(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_small(each) for each in value]
    return value


def page_of(value: Any, name: str) -> Page:
    """The entries of an answer: a page of a list, a bare list, or one entry. Raises `Refused`."""
    if isinstance(value, list):
        return Page(_objects(value, name))
    if isinstance(value, dict):
        for key in ("itemList", "items", "results"):
            if isinstance(value.get(key), list):
                number, count = value.get("pageNumber", 1), value.get("pageCount", 1)
                if not _is_count(number) or not _is_count(count):
                    raise Refused(Problem(_("A page that does not tell which of how many it is."), name))
                return Page(_objects(value[key], name), key, max(1, number), count, is_paged=True)
        if "pageNumber" in value or "pageCount" in value:
            raise Refused(Problem(_("A page without its entries."), name))
        return Page([value], is_single=True)
    raise Refused(Problem(_("This is no data of the national service catalogue."), name))


def _objects(values: list[Any], name: str) -> list[dict[str, Any]]:
    for index, each in enumerate(values):
        if not isinstance(each, dict):
            raise Refused(Problem(_("Entry %(number)d is no object.") % {"number": index + 1}, name))
    return values


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100_000


#: Keys that tell of which kind an entry is; the first that fits says it.
_TELLING: Final = (
    (frozenset({"notation"}), CONCEPT),
    (frozenset({"serviceChannelNames"}), CHANNEL),
    (frozenset({"serviceChannelType"}), CHANNEL),
    (frozenset({"serviceNames"}), SERVICE),
    (frozenset({"organizationNames"}), ORGANISATION),
    (frozenset({"referenceCode"}), DESCRIPTION),
    (frozenset({"names", "descriptions"}), DESCRIPTION),
    (frozenset({"names"}), ASIDE),
    (frozenset({"serviceCollectionNames"}), ASIDE),
    (frozenset({"broaderConcepts"}), ASIDE),
    (frozenset({"id", "name"}), STUB),
)


def kind_of(item: dict[str, Any]) -> str | None:
    """What kind of entry it is, by its keys; None where nobody knows."""
    return next((kind for keys, kind in _TELLING if keys <= item.keys()), None)
