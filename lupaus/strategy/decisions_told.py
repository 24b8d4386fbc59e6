"""What the strategy tells the room of decisions, and what of decisions stands on its own pages.

An item names what it concerns: `goal:uusimaa-2030/employment`, `promise:uusimaa-2030/care-in-a-week`,
`plan:uusimaa-2030` for a strategy as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.decisions import queries
from lupaus.decisions.concerns import Concern, concerns_of, register_concerns
from lupaus.decisions.models import Concerned, Item
from lupaus.decisions.reading.names import place_of
from lupaus.decisions.reading.plain import excerpt
from lupaus.strategy.models import Goal, Promise
from lupaus.strategy.pages.chosen import name_in_address
from lupaus.strategy.pages.front import Mark, mark, promise_mark
from lupaus.strategy.pages.judged import judged
from lupaus.strategy.queries import strategies
from lupaus.web import panels
from lupaus.web.address import Address
from lupaus.web.refusals import NotFound
from lupaus.web.texts import Text

GOAL: Final = "goal"
PROMISE: Final = "promise"
PLAN: Final = "plan"

#: Decisions on the page of a goal or a promise, and on those of a strategy; the feed has them all.
MOST: Final = 8
MOST_OF_A_PLAN: Final = 4


def move_in() -> None:
    """Called once, when the room starts."""
    register_concerns(GOAL, goals)
    register_concerns(PROMISE, promises)
    register_concerns(PLAN, plans)
    panels.register_panel("goal", decisions_behind_a_goal, order=20)
    panels.register_panel("promise", decisions_behind_a_promise)
    panels.register_panel("strategy", decisions_behind_a_plan)
    panels.register_panel("decision", what_it_concerns)


# What an item may concern


def goals() -> Mapping[str, Concern]:
    """Every goal of every strategy in force, in the planner's order. At most two queries."""
    rows = Goal.objects.filter(retired_at=None, strategy__retired_at=None)
    ordered = rows.order_by("-strategy__start_year", "strategy_id", "focus_area__position", "position")
    return _known(
        GOAL,
        lambda: _("Strategic goal"),
        [(f"{each.strategy_id}/{each.slug}", each.title) for each in ordered],
    )


def promises() -> Mapping[str, Concern]:
    """Every service promise of every strategy in force, in the planner's order. At most two queries."""
    rows = Promise.objects.filter(retired_at=None, strategy__retired_at=None)
    ordered = rows.order_by("-strategy__start_year", "strategy_id", "position")
    return _known(
        PROMISE,
        lambda: _("Service promise"),
        [(f"{each.strategy_id}/{each.slug}", each.title) for each in ordered],
    )


def plans() -> Mapping[str, Concern]:
    """Every strategy in force, the one begun last first. At most two queries."""
    return _known(PLAN, lambda: _("Strategy"), [(each.id, each.title) for each in strategies()])


def _known(kind: str, word: Callable[[], str], named: Iterable[tuple[str, Text]]) -> dict[str, Concern]:
    given = list(named)
    shown = {id_: name_in_address(id_) for id_ in {subject.partition("/")[0] for subject, _title in given}}

    def address(subject: str) -> Callable[[str], str]:
        strategy, _slash, slug = subject.partition("/")
        query = f"?strategy={shown[strategy]}" if shown[strategy] else ""
        return lambda language: f"{_page(kind, slug, language)}{query}"

    return {
        f"{kind}:{subject}": Concern(f"{kind}:{subject}", title, word, address(subject))
        for subject, title in given
    }


def _page(kind: str, slug: str, language: str) -> str:
    with translation.override(language):
        return reverse("strategy:front") if kind == PLAN else reverse(f"strategy:{kind}", args=[slug])


# On the pages of the strategy


class DecisionLine(NamedTuple):
    """A decision on the page of what it concerns; `said` is its beginning, empty where there is none."""

    item: Item
    place: str  # “§ 98”
    href: str
    said: Text


def decisions_behind_a_goal(address: Address, subject: str) -> Markup | None:
    return _decisions(address, f"{GOAL}:{subject}")


def decisions_behind_a_promise(address: Address, subject: str) -> Markup | None:
    return _decisions(address, f"{PROMISE}:{subject}")


def decisions_behind_a_plan(address: Address, subject: str) -> Markup | None:
    return _decisions(
        address, f"{PLAN}:{subject}", title=_("Decisions behind the strategy"), most=MOST_OF_A_PLAN
    )


def _decisions(address: Address, name: str, *, title: str = "", most: int = MOST) -> Markup | None:
    """The newest items that concern something. Two queries, one where there is nothing."""
    found = list(queries.concerning(name)[: most + 1])
    if not found:
        return None
    shown = found[:most]
    begin = queries.decisions_begin(Item.objects.filter(pk__in=[each.pk for each in shown]))
    lines = [
        DecisionLine(
            each,
            place_of(each),
            address.link(
                reverse("decisions:item", args=[each.meeting.body_id, each.meeting.slug, each.slug])
            ),
            Text() if each.is_gone else excerpt(begin.get(each.pk, Text())),
        )
        for each in shown
    ]
    context = {
        "title": title or _("Decisions behind it"),
        "lines": lines,
        "feed": _with(reverse("decisions:feed", args=["items", "atom"]), address, name),
        "all": _with(reverse("decisions:search"), address, name) if len(found) > most else "",
    }
    return Markup(render_to_string("strategy/decisions_panel.html", context))  # noqa: S704 - rendered with escaping


def _address(item: Item) -> str:
    return reverse("decisions:item", args=[item.meeting.body_id, item.meeting.slug, item.slug])


def _with(path: str, address: Address, name: str) -> str:
    """The address of a page of decisions about something, without the scope of this page."""
    return Address(address.language, address.path).link(path, concern=name)


# On the page of an item


class ConcernLine(NamedTuple):
    """Something an item concerns, and how it goes now; None where nothing judges it."""

    concern: Concern
    kind: str
    href: str
    verdict: Mark | None


def what_it_concerns(address: Address, item: str) -> Markup | None:
    """The goals, promises and plans of an item, and how they go now.

    The queries depend on how many strategies the item names, not on how many goals.
    """
    names = list(Concerned.objects.filter(item=int(item)).order_by("position").values_list("name", flat=True))
    if not names:
        return None
    judged_in = _Verdicts(address, names)
    lines = [
        ConcernLine(
            each,
            each.kind(),
            _with_scope(address, each.address(address.language)),
            judged_in.marks.get(each.name),
        )
        for each in concerns_of(names)
    ]
    context = {"lines": lines, "illustrative": judged_in.illustrative}
    return Markup(render_to_string("strategy/concerns_panel.html", context))  # noqa: S704 - rendered with escaping


def _with_scope(address: Address, href: str) -> str:
    """A concern's own address with the reader's region and moment carried along."""
    path, _mark, query = href.partition("?")
    return address.link(path, strategy=query.removeprefix("strategy=") or None) if path else ""


class _Verdicts:
    """How the named goals and promises go, judged as the address asks. A strategy not there judges none."""

    def __init__(self, address: Address, names: Iterable[str]) -> None:
        self.marks: dict[str, Mark] = {}
        self.illustrative = False
        wanted = {name for name in names if name.partition(":")[0] in (GOAL, PROMISE)}
        for strategy in sorted({name.partition(":")[2].partition("/")[0] for name in wanted}):
            self._judge(address.with_(strategy=strategy), strategy, wanted)

    def _judge(self, address: Address, strategy: str, wanted: set[str]) -> None:
        try:
            whole = judged(address)
        except NotFound:
            return
        for goal in whole.assessment.goals:
            name = f"{GOAL}:{strategy}/{goal.id}"
            if name in wanted:
                self.marks[name] = mark(goal.status)
        for promise in whole.assessment.promises:
            name = f"{PROMISE}:{strategy}/{promise.id}"
            if name in wanted:
                self.marks[name] = promise_mark(promise.status)
        self.illustrative = self.illustrative or (whole.illustrative and bool(self.marks))
