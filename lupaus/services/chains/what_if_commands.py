"""Commands of a chain's figures: `lupaus services figures|what-if`. Both read, and neither needs a role."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click
from django.utils.translation import get_language
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from lupaus.services.chains.figures import Following
    from lupaus.services.chains.queries import Chain

_CHAIN = click.argument("chain_id", metavar="CHAIN")
_REGION = click.option("--region", help="Code of a region inside that of the chain.")
_RELEASE = click.option("--release", type=click.IntRange(1), help="A data release (default: the newest).")


@click.command()
@_CHAIN
@_REGION
@_RELEASE
@click.option("--year", type=int, help="Of which year (default: the newest).")
@click.option(
    "--format", "output", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
def figures(chain_id: str, region: str | None, release: int | None, year: int | None, output: str) -> None:
    """Tell where the clients of CHAIN are, what it costs and which hand-overs keep what was promised.

    Numbers of few people are not told, nor what would give them away.
    """
    from lupaus.services.chains import told
    from lupaus.services.chains.figures_page import sentence

    found = _following(chain_id, region, release, year)
    language = get_language() or "fi"
    if output == "json":
        _print_json(told.told(found))
    elif output == "csv":
        click.echo(told.as_csv(found).encode(), nl=False)
    else:
        click.echo(sentence(found, language))
        for line in _table(found, language):
            click.echo(line)


@click.command("what-if")
@_CHAIN
@click.option("--share", "shares", multiple=True, metavar="STAGE=SHARE", help="A share in per cent.")
@_REGION
@_RELEASE
@click.option("--horizon", default="", metavar="YEAR", help="The last year.")
@click.option("--full-by", default="", metavar="YEAR", help="When the shares are reached.")
@click.option("--growth", default="", metavar="PERCENT", help="How many per cent a year costs grow.")
@click.option("--format", "output", type=click.Choice(["table", "json"]), default="table", show_default=True)
def what_if(  # noqa: PLR0917 - an argument for each option
    chain_id: str,
    shares: tuple[str, ...],
    region: str | None,
    release: int | None,
    horizon: str,
    full_by: str,
    growth: str,
    output: str,
) -> None:
    """Tell what would follow if the clients of CHAIN were spread over its stages in another way.

    A stage that is not named keeps its share; all shares together have to be 100 again.
    """
    from lupaus.services.chains import what_if_told
    from lupaus.services.chains.asked import Asked, answered
    from lupaus.services.chains.what_if_page import sentences

    found = _following(chain_id, region, release, None)
    asked = Asked(_in_order(found.chain, shares), horizon, full_by, growth)
    answer = answered(found, asked)
    if output == "json":
        _print_json(what_if_told.told(answer))
        return
    for sentence in sentences(answer, get_language() or "fi"):
        click.echo(sentence)
    click.echo(_("What this takes for granted:"))
    for each in answer.grounds.assumptions:
        source = f" ({each.indicator.pk}, {each.year})" if each.indicator else ""
        click.echo(f"- {each.words}{source}")


def _following(chain_id: str, region: str | None, release: int | None, year: int | None) -> Following:
    from lupaus.indicators import queries as statistics
    from lupaus.services.chains.figures import follow
    from lupaus.services.chains.queries import chain

    at = statistics.release(release) if release else statistics.newest_release()
    return follow(chain(chain_id), region=region, release=at, year=year)


def _in_order(chain: Chain, shares: tuple[str, ...]) -> tuple[str, ...]:
    """The shares in the order of the stages; empty where none was named."""
    from lupaus.services.chains.asked import WishRefused

    named: dict[str, str] = {}
    for each in shares:
        stage, sign, share = each.partition("=")
        if not sign or stage not in chain.stage:
            known = ", ".join(chain.stage)
            sentence = _("“%(typed)s” names no stage: write STAGE=SHARE with one of %(stages)s.")
            raise WishRefused(sentence % {"typed": each, "stages": known})
        named[stage] = share
    return tuple(named.get(stage.id, "") for stage in chain.stages)


def _table(found: Following, language: str) -> list[str]:
    from lupaus.services.chains.cells import count_cell, money_cell, share_cell

    lines = []
    for stage in found.chain.stages:
        of = found.figures.stage(stage.id)
        cells = [
            count_cell(of.clients, language),
            share_cell(of.share, language),
            money_cell(of.cost, found, language),
            money_cell(found.costs[stage.id].in_all, found, language),
        ]
        figures = "  ".join(cell.words for cell in cells)
        lines.append(f"{stage.number}. {stage.title.words(language)}: {figures}")
    return lines


def _print_json(value: dict[str, Any]) -> None:
    """UTF-8, whatever the terminal thinks."""
    from lupaus.web.texts import Text

    def plain(each: object) -> object:
        return each.as_dict() if isinstance(each, Text) else str(each)

    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=plain).encode())


commands: list[click.Command] = [figures, what_if]
