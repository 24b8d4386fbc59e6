"""The bodies that another service names: matched with those that are here, or made."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from lupaus.accounts.actors import Actor
from lupaus.decisions.models import Body, BodyKind
from lupaus.decisions.operations import RESERVED, save_body
from lupaus.web.clock import Clock
from lupaus.web.texts import Text

_KINDS: Final = (
    (r"valtuusto|fullmäktige|yhtymäkokous", BodyKind.COUNCIL),
    (r"jaosto|sektion", BodyKind.SECTION),
    (r"lautakunta|nämnd", BodyKind.BOARD),
    (r"valiokunta|toimikunta|utskott|kommitté|johtokunta|neuvosto", BodyKind.COMMITTEE),
    (r"hallitus|styrelse", BodyKind.EXECUTIVE),
    (
        r"johtaja|päällikkö|ylilääkäri|viranhaltija|direktör|chef|överläkare|tjänsteinnehavare",
        BodyKind.OFFICE_HOLDER,
    ),
)


class Bodies:
    """The bodies of an organisation, by what another service calls them."""

    def __init__(self, actor: Actor, clock: Clock, organisation: str, source: str) -> None:
        self._actor, self._clock = actor, clock
        self._organisation, self._source = organisation, source
        self._known = list(Body.objects.filter(organisation=organisation))
        self.made = 0

    def body(
        self, name: str, *, source_id: str = "", officer: bool = False, is_swedish: bool = False
    ) -> Body:
        """The body of that name, made where there is none. Inside a transaction. Raises `BodyRefused`."""
        name = " ".join(name.split())[:200]
        found = self._found(name, source_id)
        if found is None:
            found = self._made(name, officer=officer, is_swedish=is_swedish)
        if not found.source_id:
            found.source_id = source_id or name
            Body.objects.filter(pk=found.pk).update(source_id=found.source_id)
        return found

    def _found(self, name: str, source_id: str) -> Body | None:
        for each in self._known:
            if source_id and each.source == self._source and each.source_id == source_id:
                return each
        low = name.casefold()
        for each in self._known:
            names = {each.name.fi, each.name.sv, each.name.en, each.source_id}
            if low in {known.casefold() for known in names if known}:
                return each
        return None

    def _made(self, name: str, *, officer: bool, is_swedish: bool) -> Body:
        made = save_body(
            actor=self._actor,
            clock=self._clock,
            organisation=self._organisation,
            id=self._free_id(name),
            name=Text(sv=name) if is_swedish else Text(fi=name),
            kind=BodyKind.OFFICE_HOLDER if officer else kind_of(name),
            position=max((each.position for each in self._known), default=-1) + 1,
        )
        made.source = self._source
        Body.objects.filter(pk=made.pk).update(source=self._source)
        self._known.append(made)
        self.made += 1
        return made

    def _free_id(self, name: str) -> str:
        plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
        id_ = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "body"
        taken = set(Body.objects.filter(pk__startswith=id_).values_list("pk", flat=True)) | RESERVED
        names = (id_ if count == 1 else f"{id_}-{count}" for count in range(1, len(taken) + 2))
        return next(each for each in names if each not in taken)


def kind_of(name: str) -> str:
    """What kind of body a name tells; a board where it tells none."""
    low = name.casefold()
    return next((kind.value for pattern, kind in _KINDS if re.search(pattern, low)), BodyKind.BOARD.value)
