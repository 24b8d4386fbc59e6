"""Pages of a strategy with 500 goals and 5,000 measures, against the empty page of the same shell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import Any, Final

from tools.bench.figures import Figure, against, interleaved

GOALS: Final = 500
MEASURES_OF_A_GOAL: Final = 10
ROUNDS: Final = 5
WORK: Final = "large"
_VERSION: Final = f"/en/workspace/{WORK}/2/"

#: The page that has the shell and nothing in it, for each kind of door.
EMPTY_PRIVATE: Final = "the empty page: works, of somebody who has none"
EMPTY_PUBLIC: Final = "the empty page: words alone"

PAGES: Final = {
    EMPTY_PRIVATE: "/en/workspace/",
    "structure": _VERSION,
    "list of goals": f"{_VERSION}goal/",
    "list of measures": f"{_VERSION}measure/",
    "list of measures, last page": f"{_VERSION}measure/?page=50",
    "one goal": f"{_VERSION}goal/goal-250/",
    "one measure": f"{_VERSION}measure/measure-250-5/",
    "what was changed": f"{_VERSION}history/",
    "review": f"{_VERSION}review/",
    "checklist": f"{_VERSION}checklist/",
    "compare with the published one": f"{_VERSION}compare/1/",
}
PUBLIC_PAGES: Final = {
    EMPTY_PUBLIC: "/en/accessibility/",
    "published version": f"/en/strategies/{WORK}/versions/1/",
    "versions": f"/en/strategies/{WORK}/versions/",
}


def measure() -> Iterator[Figure]:
    """Milliseconds (median), how many times the empty page with its spread, and queries of each page."""
    built = build()
    yield Figure("begin the next version, 5,500 parts", {"ms": round(built * 1000, 1)})
    for empty, pages in ((EMPTY_PRIVATE, PAGES), (EMPTY_PUBLIC, PUBLIC_PAGES)):
        asks = {name: _ask(address, empty=name == EMPTY_PRIVATE) for name, address in pages.items()}
        numbers = {name: _queries(ask) for name, ask in asks.items()}
        seconds = interleaved(asks, rounds=ROUNDS)
        for name in pages:
            figure = against(name, seconds[name], {"the empty page": seconds[empty]})
            yield replace(figure, values=figure.values | {"queries": numbers[name]})


def build() -> float:
    """The strategy, published, with its next version begun; returns the seconds the latter took."""
    from time import perf_counter  # noqa: PLC0415

    from lupaus.accounts.actors import operator  # noqa: PLC0415 - after django.setup()
    from lupaus.regions.operations import load_register  # noqa: PLC0415
    from lupaus.web.clock import real_clock  # noqa: PLC0415
    from lupaus.workspace import operations  # noqa: PLC0415

    at: dict[str, Any] = {"actor": operator(), "clock": real_clock}
    load_register(**at)
    operations.put_in_force(
        **at,
        work=WORK,
        kind="strategy",
        organisation="somewhere",
        parts=large(WORK),
        decision="Council § 1",
    )
    begun = perf_counter()
    operations.begin_draft(**at, work=WORK)
    return perf_counter() - begun


def large(work: str, goals: int = GOALS, measures: int = MEASURES_OF_A_GOAL) -> list[Any]:
    """The parts of a strategy of that size: one focus area, its goals, their measures."""
    from lupaus.workspace.content import PartValue  # noqa: PLC0415 - after django.setup()

    head = {
        "title": _words("A large strategy"),
        "organiser": {"name": _words("Council"), "region": "MK01"},
        "period": {"start": 2020, "end": 2030},
    }
    parts = [
        PartValue("strategy", work, "", head),
        PartValue("focus-area", "all", "", {"title": _words("All of it")}),
    ]
    for goal in range(goals):
        title = {"title": _words(f"Goal {goal}"), "description": _words("Work, homes and good air. " * 10)}
        parts.append(PartValue("goal", f"goal-{goal}", "all", title, goal))
        parts += [
            PartValue(
                "measure",
                f"measure-{goal}-{place}",
                f"goal-{goal}",
                {"title": _words(f"Measure {place} of goal {goal}"), "responsible": _words("A unit")},
                place,
            )
            for place in range(measures)
        ]
    return parts


def _words(en: str) -> dict[str, str]:
    return {"fi": f"{en} (fi)", "sv": f"{en} (sv)", "en": en}


def _ask(address: str, *, empty: bool) -> Callable[[], object]:
    return partial(_got, browser("nobody-s" if empty else "editor-s"), address)


def _got(browser: Any, address: str) -> object:
    answer = browser.get(address, headers={"host": "127.0.0.1"})
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return answer


def browser(username: str) -> Any:
    """A browser in which somebody has signed in: an editor of the work, or of an organisation without any."""
    from django.conf import settings  # noqa: PLC0415 - after django.setup()
    from django.contrib.auth.models import AnonymousUser  # noqa: PLC0415
    from django.http import HttpRequest  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from lupaus.accounts import sign_ins  # noqa: PLC0415
    from lupaus.accounts.models import Role, User  # noqa: PLC0415
    from lupaus.web.clock import real_clock  # noqa: PLC0415

    user, is_new = User.objects.get_or_create(
        username=username, defaults={"name": username, "created_at": real_clock()}
    )
    if is_new:
        where = "nowhere" if username.startswith("nobody") else "somewhere"
        user.grants.create(role=Role.EDITOR, organisation=where)
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    request.user = AnonymousUser()
    sign_ins.begin(request, user, clock=real_clock, second_factor=True)
    request.session.save()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(request.session.session_key)
    return client


def _queries(ask: Callable[[], object]) -> int:
    from django.db import connection  # noqa: PLC0415 - after django.setup()
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    ask()
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)
