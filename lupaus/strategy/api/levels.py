"""The shape a level has wherever the API speaks of one."""

from __future__ import annotations

from ninja import Schema


class LevelOut(Schema):
    """A value in a year; null where the statistics do not give one."""

    year: int
    value: float | None
