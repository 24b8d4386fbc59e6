"""Commands: `lupaus decisions import dynasty|cloudnc|left-over`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import click
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.web.clock import real_clock

if TYPE_CHECKING:
    from lupaus.decisions.importing import Imported
    from lupaus.decisions.models import ImportedPage

_SHOWN: Final = 50
#: What a left-over line was; the code stands before its words.
_KINDS: Final[dict[str, Callable[[], str]]] = {
    "heading": lambda: _("a heading nobody knows"),
    "before": lambda: _("before the title"),
    "several": lambda: _("told twice and not alike"),
    "line": lambda: _("a line"),
    "entry": lambda: _("an entry of a feed"),
    "strange": lambda: _("the whole page"),
    "cut": lambda: _("the whole page"),
}


@click.group("import")
def import_() -> None:
    """Bring in what another decision service has published."""


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.argument("source", metavar="SOURCE"),
        click.option("--organisation", required=True, metavar="ID", help="Whose decisions these become."),
        click.option(
            "--since",
            type=click.DateTime(["%Y-%m-%d"]),
            help="With an address: only meetings held on that day or later.",
        ),
        click.option("--dry-run", is_flag=True, help="Say what would change and change nothing."),
        click.option(
            "--resume/--anew",
            default=None,
            help="With an address: go on with a broken reading (the default), or begin anew.",
        ),
        click.option(
            "--again", is_flag=True, help="Read also the pages anew that say what they said before."
        ),
        click.option(
            "--format", "output", type=click.Choice(["text", "json"]), default="text", show_default=True
        ),
    ):
        command = option(command)
    return command


@import_.command()
@_options
@click.pass_obj
def dynasty(actor: Actor, /, **asked: Any) -> None:
    """Bring in what a service of Dynasty (Dynasty tietopalvelu) published.

    SOURCE is a folder of saved pages, one page or feed, or an address such as
    https://example.oncloudos.com/cgi/DREQUEST.PHP?page=meeting_frames. One page is asked for in two
    seconds. The same again changes nothing. What is not understood is kept whole; `left-over` lists it.
    """
    from lupaus.decisions.importing import import_dynasty

    _run(import_dynasty, actor, **asked)


@import_.command()
@_options
@click.pass_obj
def cloudnc(actor: Actor, /, **asked: Any) -> None:
    """Bring in what a service of CloudNC published.

    SOURCE is a folder of saved pages, one page, or an address such as https://example.cloudnc.fi/fi-FI. The
    rest is as with `dynasty`.
    """
    from lupaus.decisions.importing import import_cloudnc

    _run(import_cloudnc, actor, **asked)


@import_.command("left-over")
@click.option("--organisation", default="", metavar="ID", help="Only what items of this organisation left.")
@click.option("--page", type=int, metavar="NUMBER", help="Print this page, whole, as it was read.")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def left_over(actor: Actor, organisation: str, page: int | None, output: str) -> None:
    """List what could not be understood of the pages that were read."""
    from lupaus.decisions.importing import kept_page
    from lupaus.decisions.importing import left_over as find

    if page is not None:
        click.echo(kept_page(actor=actor, id=page).encode(), nl=False)
        return
    found = find(actor=actor, organisation=organisation)
    if output == "json":
        click.echo(json.dumps([_plain(each) for each in found], ensure_ascii=False, indent=2).encode())
        return
    for each in found:
        click.echo(f"{each.pk}  {each.host} {each.page_id}".strip())
        for words in each.left_over[:_SHOWN]:
            kind, _colon, rest = words.partition(": ")
            said = _KINDS[kind]() if kind in _KINDS else kind
            click.echo(f"  {said}: {_printable(rest)}")
        if len(each.left_over) > _SHOWN:
            click.echo("  …")
    if not found:
        click.echo(_("Everything was understood."))


def _run(operation: Callable[..., Imported], actor: Actor, **asked: Any) -> None:
    output: str = asked.pop("output")
    since: datetime | None = asked.pop("since")
    with _progress(_("Reading the decisions")) as bar:
        imported = operation(
            actor=actor, clock=real_clock, since=since.date() if since else None, progress=bar, **asked
        )
    if output == "json":
        told = imported.numbers | {
            "pages": imported.pages,
            "left_over": imported.left_over,
            "strange": [str(each) for each in imported.strange],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2).encode())
        return
    _tell(imported, dry_run=asked["dry_run"])


def _tell(imported: Imported, *, dry_run: bool) -> None:
    for problem in imported.strange[:_SHOWN]:
        click.echo(_printable(str(problem)), err=True)
    if len(imported.strange) > _SHOWN:
        click.echo("…", err=True)
    if imported.kept:
        click.echo(
            _("Went on with a broken reading; pages it had left: %(pages)d.") % {"pages": imported.kept}
        )
    counts = imported.counts
    if counts.is_anything:
        click.echo(
            _("Meetings: %(added)d added, %(changed)d changed.")
            % {"added": counts.meetings_added, "changed": counts.meetings_changed}
        )
        click.echo(
            _("Items: %(added)d added, %(changed)d changed, %(gone)d gone.")
            % {"added": counts.items_added, "changed": counts.items_changed, "gone": counts.items_gone}
        )
        if counts.bodies_made:
            click.echo(_("Decision-making bodies made: %(count)d.") % {"count": counts.bodies_made})
    else:
        click.echo(_("Nothing has changed."))
    if imported.left_over:
        click.echo(
            _(
                "Pages of which something was not understood: %(count)d."
                " `lupaus decisions import left-over` lists it."
            )
            % {"count": imported.left_over}
        )
    if dry_run and counts.is_anything:
        click.echo(_("Nothing was written."))


def _plain(page: ImportedPage) -> dict[str, Any]:
    """A page with lasting keys."""
    return {
        "id": page.pk,
        "source": page.source,
        "host": page.host,
        "page": page.page_id,
        "url": page.url,
        "read_at": page.read_at.isoformat(),
        "left_over": page.left_over,
    }


def _printable(words: str) -> str:
    """Words without anything a terminal would obey."""
    return "".join(letter if letter.isprintable() else "�" for letter in words)


@contextmanager
def _progress(words: str) -> Iterator[Callable[[int, int | None], None] | None]:
    """A line on standard error while somebody is there to see it; nothing otherwise."""
    if not sys.stderr.isatty():
        yield None
        return

    def show(done: int, total: int | None, /) -> None:
        click.echo(f"\r{words} {done}/{total if total is not None else '…'}", err=True, nl=False)

    yield show
    click.echo("", err=True)


commands: list[click.Command] = [import_]
