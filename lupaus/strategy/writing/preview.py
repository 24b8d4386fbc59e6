"""What a target level would come to, shown while it is typed: the verdict, sentence and picture as later."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import translation
from markupsafe import Markup

from lupaus.accounts.actors import Actor, require_somewhere
from lupaus.indicators import queries as statistics
from lupaus.indicators.models import Indicator
from lupaus.regions.models import Region
from lupaus.strategy.assessments import assess
from lupaus.strategy.files.document import TargetEntry
from lupaus.strategy.files.rules import check_target
from lupaus.strategy.models import FocusArea, Goal, Strategy, Target
from lupaus.strategy.pages.judged import Judged
from lupaus.strategy.pages.target import TargetView, target_view
from lupaus.strategy.queries import FocusAreaOutline, GoalOutline, Outline
from lupaus.web import clock
from lupaus.web.refusals import Refused
from lupaus.workspace.content import Content, PartValue
from lupaus.workspace.files.plain import node_of
from lupaus.workspace.files.records import Record
from lupaus.workspace.files.report import Report
from lupaus.workspace.models import Version
from lupaus.workspace.rights import roles_of


def target_preview(
    *, actor: Actor, version: Version, part: PartValue, content: Content, language: str
) -> Markup:
    """The target as its page would show it by the newest figures, or what is still missing to judge it.

    Raises `NotAllowed`.
    """
    require_somewhere(actor, *roles_of("read"))
    view = target_as_typed(part, language)
    with translation.override(language):
        rendered = render_to_string("strategy/target_preview.html", {"view": view})
    return Markup(rendered)  # noqa: S704 - rendered with escaping


def target_as_typed(part: PartValue, language: str) -> TargetView | None:
    """None while too little has been typed. Writes nothing. A fixed number of queries."""
    target = _target(part)
    if target is None:
        return None
    known = _outline_of(target)
    release = statistics.newest_release()
    today = clock.year_of(clock.real_clock)
    assessment = assess(known.strategy, release=release, today=today, known=known)
    whole = Judged(
        outline=known,
        assessment=assessment,
        release=release,
        region=None,
        made_up=statistics.illustrative_releases(),
    )
    return target_view(target, assessment.goals[0].targets[0], whole, language)


def _target(part: PartValue) -> Target | None:
    """The target as a row that is never saved; None where what was typed cannot be followed yet."""
    report = Report("")
    values = {name: value for name, value in part.content.items() if name != "attributes"}
    try:
        entry = Record(TargetEntry).read(node_of(values | {"id": part.slug or "new"}, report), "", report)
        check_target(entry, report)
        report.raise_problems()
    except Refused:
        return None
    indicator = Indicator.objects.filter(pk=entry.indicator).first()
    region = Region.objects.filter(pk=entry.region).first()
    if indicator is None or region is None:
        return None
    return Target(
        pk=0,
        slug=entry.id,
        position=0,
        title=entry.title,
        indicator=indicator,
        region=region,
        gender=entry.gender,
        method=entry.method,
        baseline_year=entry.baseline.year,
        baseline_value=entry.baseline.value,
        target_year=entry.target.year if entry.target else None,
        target_value=entry.target.value if entry.target else None,
        direction=entry.direction,
    )


def _outline_of(target: Target) -> Outline:
    """A strategy of this one target."""
    strategy = Strategy(id="preview", organiser_region=target.region, start_year=1900, end_year=2200)
    area = FocusArea(slug="preview", position=0, strategy=strategy)
    goal = Goal(slug="preview", position=0, strategy=strategy, focus_area=area)
    inner = GoalOutline(goal, (target,), ())
    return Outline(strategy=strategy, focus_areas=(FocusAreaOutline(area, (inner,)),), promises=())
