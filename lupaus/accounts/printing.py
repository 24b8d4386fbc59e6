"""How the commands of this room print: tables that cut no name, JSON that keeps its letters."""

from __future__ import annotations

import json

import click
from rich import box
from rich.console import Console
from rich.table import Table

_WIDEST = 100
FORMAT = click.option(
    "--format", "shape", type=click.Choice(["table", "json"]), default="table", show_default=True
)


def new_table(*titles: str) -> Table:
    """A table that folds what is long: a name cut short could be somebody else's."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for title in titles:
        table.add_column(title, overflow="fold")
    return table


def print_table(table: Table) -> None:
    console = Console(highlight=False)
    console.width = min(console.width, _WIDEST) if console.is_terminal else _WIDEST
    console.print(table)


def print_json(rows: object) -> None:
    click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
