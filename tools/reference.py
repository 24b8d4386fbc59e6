"""Writes the reference of the commands from the commands themselves: docs/reference/commands.md.

Also the table of rights, from the table itself (tools.rights).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from tools import rights

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "commands.md"
HEAD = """\
# Commands

Made from the commands' own `--help` by `python3 dev.py docs`; do not edit it by hand.

Exit status: 0 done, 1 refused with a sentence on standard error and nothing written, 2 wrong usage.
What a command prints with `--format json` keeps its keys.
"""


def commands() -> Iterator[tuple[str, str]]:
    """Every command with what it says of itself, a group before its own commands."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lupaus.config.settings")
    import django  # noqa: PLC0415 - after the settings are named

    django.setup()
    from lupaus.config.cli import lupaus  # noqa: PLC0415 - after django.setup()

    yield from _walk(lupaus, "lupaus", None)


def _walk(command: click.Command, name: str, parent: click.Context | None) -> Iterator[tuple[str, str]]:
    own = name if parent is None else name.rsplit(" ", 1)[-1]
    with click.Context(command, info_name=own, parent=parent, terminal_width=90, max_content_width=90) as ctx:
        ctx.help_option_names = ["-h", "--help"]
        yield name, command.get_help(ctx)
        if isinstance(command, click.Group):
            for each in command.list_commands(ctx):
                found = command.get_command(ctx, each)
                if found is not None and not found.hidden:
                    yield from _walk(found, f"{name} {each}", ctx)


def page() -> str:
    sections = [f"## `{name}`\n\n```text\n{told}\n```\n" for name, told in commands()]
    return "\n".join([HEAD, *sections])


if __name__ == "__main__":
    if sys.argv[1:] == ["--print"]:
        sys.exit(print(page(), end=""))
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE}: written")
    rights.main()
