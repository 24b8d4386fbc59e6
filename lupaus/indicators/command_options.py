"""Options that commands of this room share."""

from __future__ import annotations

import re
from pathlib import Path

import click
from django.utils.translation import gettext as _

FILE = click.Path(path_type=Path, dir_okay=False)
FORMAT = click.option(
    "--format", "output", type=click.Choice(["table", "json"]), default="table", show_default=True
)
SKIP_BAD = click.option("--skip-bad", is_flag=True, help="Leave bad rows out and say which.")


class Years(click.ParamType[tuple[int, int]]):
    """`2010-2024`, or one year."""

    name = "years"

    def convert(
        self, value: str | tuple[int, int], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        found = re.fullmatch(r"(\d{4})(?:[-–](\d{4}))?", value.strip())
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if not 1750 <= first <= last <= 2150:
            self.fail(_("Expected years, such as 2010-2024."), param, ctx)
        return first, last


class Numbers(click.ParamType[tuple[int, ...]]):
    """`127,181,3200-3219`."""

    name = "numbers"

    def convert(
        self, value: str | tuple[int, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        if isinstance(value, tuple):
            return value
        numbers: list[int] = []
        for part in value.split(","):
            found = re.fullmatch(r"\s*([1-9]\d{0,7})(?:[-–]([1-9]\d{0,7}))?\s*", part, re.ASCII)
            first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
            if not first <= last < first + 10_000:
                self.fail(_("Expected numbers, such as 127,181,3200-3219."), param, ctx)
            numbers += range(first, last + 1)
        return tuple(numbers)
