"""Parameters that lists of the room have in common."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

from ninja import Schema
from pydantic import Field

from lupaus.web.api.shapes import Slug

#: Id of a body in an address.
BodyId = Annotated[Slug, Field(description="Id of a body.", examples=["executive"])]
#: Free words without control characters, such as a diary number.
Reference = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{1,200}$")]


_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)


class ChangedSince(Schema):
    changed_since: datetime | None = Field(
        None, description="Changed at this time or later; without an offset it is of UTC."
    )


def moment(told: datetime | None) -> datetime | None:
    """A time as it was asked for, in UTC; None where none was. One beyond all calendars is at their end."""
    if told is None:
        return None
    try:
        return (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return _FIRST if told.year == 1 else _LAST
