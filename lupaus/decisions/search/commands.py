"""Commands of the search: `lupaus decisions index` and `lupaus decisions notify`."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@click.command()
@click.option("--anew", is_flag=True, help="Make the whole index anew, whatever the old one was.")
def index(anew: bool) -> None:
    """Bring the search of decisions up to date. It does so by itself; this does it before anybody waits."""
    from lupaus.decisions.search.index import bring_up_to_date, rebuild

    count = rebuild() if anew else bring_up_to_date()
    click.echo(
        ngettext("The search knows %(num)s item.", "The search knows %(num)s items.", count) % {"num": count}
    )


@click.command()
def notify() -> None:
    """Send new hits to those who have saved a search. Run it once a day."""
    from lupaus.decisions.search.notifying import notify as send
    from lupaus.decisions.search.saved import sends_mail
    from lupaus.web.clock import real_clock
    from lupaus.web.refusals import Refused

    if not sends_mail():
        raise Refused(_("Mail is not set up: name LUPAUS_MAIL_FROM and LUPAUS_ADDRESS in the environment."))
    done = send(clock=real_clock)
    click.echo(
        ngettext("%(num)s letter was sent.", "%(num)s letters were sent.", done.sent) % {"num": done.sent}
    )
    if done.forgotten:
        told = ngettext(
            "%(num)s saved search has ended.", "%(num)s saved searches have ended.", done.forgotten
        )
        click.echo(told % {"num": done.forgotten})
    if done.refused:
        told = ngettext(
            "The mail server refused %(num)s letter; it is tried again the next time.",
            "The mail server refused %(num)s letters; they are tried again the next time.",
            done.refused,
        )
        raise Refused(told % {"num": done.refused})


commands: list[click.Command] = [index, notify]
