"""The permanent address of a figure: which one, as of which release, by which edition of the catalogue."""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils.translation import gettext as _

from lupaus.indicators.models import Gender
from lupaus.web.address import REGION_CODE
from lupaus.web.refusals import Refused

#: How much of the checksum an address carries: 128 bits, in hexadecimal digits.
CARRIED: Final = 32
_BEFORE: Final = re.compile(r"^(?:/(?:fi|sv|en)|/api/v1)?/figures(?:/|$)")
_SUM: Final = re.compile(r"[0-9a-f]{16,64}")
_FORMS: Final = {
    "release": re.compile(r"[1-9][0-9]{0,8}"),
    "edition": re.compile(r"[1-9][0-9]{0,8}"),
    "indicator": re.compile(r"[A-Za-z0-9_-]{1,80}"),
    "region": re.compile(REGION_CODE),
    "gender": re.compile("|".join(Gender.values)),
    "period": re.compile(r"[0-9]{4}(?:-[0-9]{2})?"),
}


class FigureAddress(NamedTuple):
    """Names one figure for ever. `edition` is the indicator's: what the catalogue said of it then."""

    release: int
    edition: int
    indicator: str
    region: str
    gender: str
    period: str

    @property
    def path(self) -> str:
        """The address without a language and without anything before it."""
        return "/figures/" + "/".join(str(part) for part in self) + "/"

    def page(self, language: str, sum_: str = "") -> str:
        """The page in a language; `sum_` is the checksum by which a reader can tell it is the same."""
        return f"/{language}{self.path}" + (f"?sum={sum_[:CARRIED]}" if sum_ else "")

    def api(self, sum_: str = "") -> str:
        """The same for programs."""
        return f"/api/v1{self.path.rstrip('/')}" + (f"?sum={sum_[:CARRIED]}" if sum_ else "")


class Given(NamedTuple):
    """A figure's address as somebody gave it, and the checksum it carried, empty where it carried none."""

    figure: FigureAddress
    sum: str


def read(text: str) -> Given:
    """An address of a figure: a path, a whole URL, or one of the API. Raises `Refused` saying why not."""
    address = urlsplit(text.strip())
    path = unquote(address.path)
    if not _BEFORE.match(path):
        raise Refused(
            _(
                "This is no address of a figure. One looks like this:"
                " /fi/figures/3/1/unemployment/KU444/total/2024/"
            )
        )
    parts = [part for part in path[path.index("/figures") + len("/figures") :].split("/") if part]
    if len(parts) != len(_FORMS):
        raise Refused(
            _("The address has %(found)s parts after “figures”; expected %(expected)s: %(names)s.")
            % {"found": len(parts), "expected": len(_FORMS), "names": ", ".join(_FORMS)}
        )
    for (name, form), part in zip(_FORMS.items(), parts, strict=True):
        if not form.fullmatch(part):
            raise Refused(
                _("The address has “%(part)s” where its %(name)s should be.")
                % {"part": part[:80], "name": name}
            )
    carried = parse_qs(address.query).get("sum", [""])[-1]
    if carried and not _SUM.fullmatch(carried):
        raise Refused(_("The checksum in the address is not one: 16 to 64 digits from 0 to f."))
    return Given(FigureAddress(int(parts[0]), int(parts[1]), *parts[2:]), carried)
