"""`lupaus quality`: what the rules of integrity doubt in the figures."""

from __future__ import annotations

import json
from typing import Any

import click
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.web.clock import real_clock


@click.command()
@click.option(
    "--release", "number", type=click.IntRange(1), metavar="N", help="As of this release; else the newest."
)
@click.option(
    "--indicator", "indicators", multiple=True, metavar="ID", help="Only this indicator; may be repeated."
)
@click.option("--severity", type=click.Choice(["error", "warning", "note"]), help="Only this severity.")
@click.option("--only", is_flag=True, help="Only what was found in the figures the release itself brought.")
@click.option("--again", is_flag=True, help="Run the rules anew first, over everything that is asked for.")
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="Tell at most so many.")
@click.option("--format", "output", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_obj
def quality(
    actor: Actor,
    *,
    number: int | None,
    indicators: tuple[str, ...],
    severity: str | None,
    only: bool,
    again: bool,
    limit: int,
    output: str,
) -> None:
    """Tell what the rules of integrity doubt in the figures, the worst first."""
    from lupaus.indicators import queries
    from lupaus.indicators.quality.findings import Asked, counts, findings
    from lupaus.indicators.quality.operations import examine_anew
    from lupaus.indicators.quality.told import told

    release = queries.newest_release() if number is None else queries.release(number)
    for name in indicators:
        queries.indicator(name)
    if again:
        examined = examine_anew(actor=actor, clock=real_clock, release=release, indicators=indicators or None)
        for rule, reason in examined.failed:
            click.echo(
                _("The rule %(rule)s could not be run: %(reason)s") % {"rule": rule, "reason": reason},
                err=True,
            )
    chosen = findings(Asked(release, only, severity=severity))
    if indicators:
        chosen = chosen.filter(indicator__in=indicators)
    language = get_language() or "fi"
    shown = told(chosen[:limit], language)
    total = chosen.count()
    if output == "json":
        answer = {
            "release": release.pk if release else None,
            "total": total,
            "counts": counts(Asked(release, only)),
            "findings": [_as_json(each) for each in shown],
        }
        click.echo(json.dumps(answer, indent=2, ensure_ascii=False))
        return
    if release is None:
        click.echo(_("Nothing has been imported yet."))
        return
    for each in shown:
        _show(each, language)
    click.echo(
        ngettext("%(number)d finding.", "%(number)d findings.", total) % {"number": total}
        if total
        else _("Nothing is doubtful.")
    )
    if total > len(shown):
        click.echo(_("… and %(number)d more; --limit shows them.") % {"number": total - len(shown)})


def _show(each: Any, language: str) -> None:
    from lupaus.indicators.quality.told import severity_word

    title = each.finding.indicator.title.words(language)
    click.echo(f"{severity_word(each.severity)}: {each.title} ({each.times})")
    click.echo(f"  {each.finding.indicator_id}: {title}")
    for sentence in each.sentences[:3]:
        click.echo(f"  – {sentence}")
    if each.times > 3:
        click.echo("  " + _("… and %(number)d more.") % {"number": each.times - min(3, len(each.sentences))})
    click.echo(f"  → {each.todo}\n")


def _as_json(each: Any) -> dict[str, Any]:
    """A finding with lasting keys."""
    return {
        "release": each.finding.release_id,
        "indicator": each.finding.indicator_id,
        "rule": each.rule.id,
        "severity": each.severity,
        "title": each.title,
        "count": each.times,
        "sentences": list(each.sentences),
        "todo": each.todo,
        "examples": each.finding.examples,
    }
