"""What stands in the addresses of OParl and Akoma Ntoso."""

from __future__ import annotations

from typing import Final

from django.urls import register_converter

#: The lists of an organisation, by the last word of their address.
LISTS: Final = (
    *("organization", "person", "membership", "legislativeterm", "meeting"),
    *("paper", "agendaitem", "consultation", "file", "location"),
)


class Row:
    """The number of a row; never one that no database could hold."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: object) -> str:
        return str(value)


class Words:
    """What is passed on as it stands."""

    regex = ""

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: object) -> str:
        return str(value)


class Key(Words):
    """The digest of a person or a term."""

    regex = "[0-9a-f]{20}"


class Days(Words):
    """The first day of a term, and the last one where it is told."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}(?:_[0-9]{4}-[0-9]{2}-[0-9]{2})?"


class ListName(Words):
    regex = "|".join(LISTS)


class Day(Words):
    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


class Expression(Words):
    """A language as ISO 639-2 names it, the day of a version, and the form: `fin@2026-11-22.xml`."""

    regex = rf"(?:fin|swe|eng)(?:@(?:{Day.regex})?)?(?:\.xml)?"


for _name, _converter in (
    ("oparl_row", Row),
    ("oparl_key", Key),
    ("oparl_days", Days),
    ("oparl_list", ListName),
    ("akn_day", Day),
    ("akn_expression", Expression),
):
    register_converter(_converter, _name)
