"""Examining anew what the bank holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from lupaus.accounts import audit
from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.indicators.models import Release, ReleaseContent
from lupaus.indicators.quality.examining import Examined, examine, keep
from lupaus.indicators.quality.rules import rules
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotFound, Refused


def examine_anew(
    *, actor: Actor, clock: Clock, release: Release | None, indicators: Collection[str] | None = None
) -> Examined:
    """Run every rule over the bank, or some indicators of it, as of a release.

    What is found is kept with the release that last touched each indicator, in place of what was found there
    before. Rules that look at what a release changed are run for each of those releases by itself.
    Raises `Refused` while there is nothing to examine.
    """
    require(actor, Role.PLANNER)
    if release is None:
        raise Refused(_("There are no figures to check yet."))
    last, revised = _last_touched(release, indicators)
    for name in sorted(set(indicators or ()) - last.keys()):
        raise NotFound(_("The release has no figures of %(id)s.") % {"id": name})
    touched: dict[int, set[str]] = defaultdict(set)
    for name, number in last.items():
        touched[number].add(name)
    releases = Release.objects.in_bulk(touched)
    plain = [rule for rule in rules() if not rule.needs_before]
    comparing = [rule for rule in rules() if rule.needs_before]
    parts = [
        examine(release=release, indicators=frozenset(last), changed=(), chosen=plain, clock=clock),
        *(
            examine(
                release=releases[number],
                indicators=names,
                changed=names,
                chosen=comparing,
                clock=clock,
            )
            for number, names in sorted(revised.items())
        ),
    ]
    examined = Examined(
        tuple(found for part in parts for found in part.found),
        tuple(dict.fromkeys(failed for part in parts for failed in part.failed)),
    )
    with transaction.atomic():
        keep({releases[number]: names for number, names in touched.items()}, examined, clock=clock)
        audit.record(
            actor=actor,
            clock=clock,
            verb="examine_anew",
            kind="release",
            object_id=str(release.pk),
            after={"indicators": len(last), "findings": len(examined.found), "failed": len(examined.failed)},
        )
    return examined


def _last_touched(
    release: Release, indicators: Collection[str] | None
) -> tuple[dict[str, int], dict[int, set[str]]]:
    """The release until then that last touched each indicator; and, by such a release, those of its
    indicators that it revised or withdrew figures of. One query."""
    rows = ReleaseContent.objects.filter(release__lte=release.pk).order_by("release")
    if indicators is not None:
        rows = rows.filter(indicator__in=list(indicators))
    last: dict[str, int] = {}
    changed: dict[str, bool] = {}
    for name, number, revised, withdrawn in rows.values_list(
        "indicator_id", "release_id", "changed", "withdrawn"
    ):
        last[name], changed[name] = number, bool(revised or withdrawn)
    by_release: dict[int, set[str]] = defaultdict(set)
    for name, number in last.items():
        if changed[name]:
            by_release[number].add(name)
    return last, by_release
