"""Two countries that differ only in what is not told are the same country at every door of the service.

Whatever a reader could work out of an answer, of an order, a range, a status, a count or a checksum, would
make the answers differ: so nothing here has to know how anybody might work it out.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any, Final

import click
import pytest
from click.testing import CliRunner
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from lupaus.accounts.models import Role
from lupaus.config.front.wrapper import Front
from lupaus.decisions.feeds.pages import FEEDS
from lupaus.indicators import queries, reading
from lupaus.indicators.commands import releases
from lupaus.indicators.models import Indicator, Release
from lupaus.indicators.proof.commands import reproduce
from lupaus.indicators.quality.commands import quality
from lupaus.strategy.assess_command import assess_command
from lupaus.strategy.models import Strategy
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from tests.config.front.asking import environ, said
from tests.indicators import counties as world
from tests.indicators.counties import (
    ALA,
    BETA,
    COUNTRY,
    DEE,
    EAST,
    EFF,
    WEST,
    Line,
    bring,
    definition,
    derived,
)
from tests.journeys import surface
from tests.signed_in import client_of
from tests.strategy import followed
from tests.workspace.programs import somebody

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.examined]

#: The women of Ala who are clients, by year, and all clients of Ala. The men are what is left.
Secret = dict[int, int]
_ALL_OF_ALA: Final = {2021: 50, 2022: 52, 2023: 54, 2024: 56}
ONE: Final[Secret] = {2021: 1, 2022: 2, 2023: 3, 2024: 3}
OTHER: Final[Secret] = {2021: 4, 2022: 3, 2023: 1, 2024: 2}

INDICATORS: Final = (
    "clients", "waiting", "few", "deaths", "people", "both", "rest", "share", "spread", "mean", "index",
    "average", "counted-late",
)  # fmt: skip
#: Those that are looked at in every view.
COMPARED: Final = ("clients", "waiting", "share", "counted-late")
VIEWS: Final = ("lines", "ranking", "map", "multiples", "dumbbell", "scatter", "genders", "similar")


def country(clock: Clock, secret: Secret, shown: int) -> tuple[Release, Release]:
    """Two releases. `shown` is a figure that is told."""
    world.regions()
    people = Text.same("people")
    world.save(
        clock,
        definition("clients", source_kind="own", counts_people=True, unit=people, largest_jump=10.0,
                   polarity="lower_is_better"),
        definition("waiting", source_kind="own", unit=Text.same("%"), per=100.0, largest_jump=10.0,
                   polarity="lower_is_better"),
        definition("few", source_kind="own", counts_people=True, unit=people),
        definition("deaths", counts_people=True, unit=people, polarity="lower_is_better"),
        definition("people", counts_people=True, unit=people),
        definition("counted-late", source_kind="own", unit=people, largest_jump=10.0),
        derived("both", "sum", addends=["clients", "deaths"]),
        derived("rest", "difference", of="people", less="clients"),
        derived("share", "share", of="clients", among="people"),
        derived("spread", "dispersion", of="share", category="municipality", least_share=50),
        derived("mean", "weighted-mean", of="waiting", by="people", least_share=50),
        derived("index", "index", of="clients"),
        derived("average", "moving-average", of="clients", years=2),
    )  # fmt: skip
    bring(clock, [
        (name, code, gender, year, each * times * count)
        for name, count in (("people", 1000), ("deaths", 20))
        for code, times in ((ALA, 1), (BETA, 2), (DEE, 3), (EFF, 4), (EAST, 3), (WEST, 7), (COUNTRY, 10))
        for gender, each in (("total", 2), ("female", 1), ("male", 1))
        for year in secret
    ])  # fmt: skip
    first = bring(clock, [*_own(secret, shown), *_late(secret)])
    # Clients as the next release has them: in the last year one more woman and one more man of Ala.
    revised = {year: count + (year == 2024) for year, count in secret.items()}
    second = bring(clock, _own(revised, shown + 1, more=1))
    # Only now it is known that this counts people.
    world.save(clock, definition("counted-late", source_kind="own", counts_people=True, unit=people,
                                 largest_jump=10.0))  # fmt: skip
    return first, second


def _own(secret: Secret, shown: int, *, more: int = 0) -> Iterator[Line]:
    for year, women in secret.items():
        ala = _ALL_OF_ALA[year] + 2 * more * (year == 2024)
        # In Beta there are as many fewer as there are in Ala, so that the county is always the same.
        before = women - more * (year == 2024)
        for gender, count, of_beta in (
            ("female", women, 44 + year % 7 - before),
            ("male", ala - women, 56 + before),
            ("total", ala, 100 + year % 7),
        ):
            yield "clients", ALA, gender, year, count
            yield "clients", BETA, gender, year, of_beta
            yield "clients", EAST, gender, year, count + of_beta
        yield "clients", DEE, "total", year, shown + year % 5
        yield "clients", EFF, "total", year, 150
        yield "clients", WEST, "total", year, shown + year % 5 + 150
        yield "clients", COUNTRY, "total", year, ala + 100 + year % 7 + shown + year % 5 + 150
        # So many of those who waited waited for long: a ratio whose people are few in Ala.
        yield "waiting", ALA, "total", year, 100 * women / 40, women, 40
        yield "waiting", BETA, "total", year, 100 * (20 - women) / 80, 20 - women, 80
        yield "waiting", EAST, "total", year, 100 * 20 / 120, 20, 120
        yield "waiting", DEE, "total", year, 30.0, 30, 100
        # Of the other municipality of the county nobody says anything.
        yield "few", DEE, "total", year, 60 - women
        yield "few", WEST, "total", year, 60


def _late(secret: Secret) -> Iterator[Line]:
    for year, women in secret.items():
        yield "counted-late", ALA, "female", year, women
        yield "counted-late", ALA, "male", year, 50 - women
        yield "counted-late", ALA, "total", year, 50


def pages() -> list[str]:
    found = [
        "/en/",
        "/en/regions/",
        "/en/indicators/",
        "/en/indicators/?q=clients",
        "/en/indicators/releases/",
    ]
    found += [f"/en/regions/{code}/" for code in (ALA, EAST)]
    found += [f"/en/regions/{code}/situation/{more}" for code in (ALA, EAST) for more in ("", "?release=2")]
    for number in ("", "1/", "2/", "3/"):
        found += [f"/en/indicators/quality/{number}", f"/en/indicators/releases/{number}"]
    for name in INDICATORS:
        found += [
            f"/en/indicators/{name}/{more}"
            for more in (
                "", "?release=2", f"?regions={ALA}&regions={EAST}&gender=female&gender=male&year=2022",
            )
        ]  # fmt: skip
        found.append(f"/en/indicators/{name}/releases/")
        found += [f"/en{figure}/" for figure in figures(name)]
    for name, view in product(COMPARED, VIEWS):
        found += [
            f"/en/compare/{name}/{view}/?{more}"
            for more in (
                f"gender=female&regions={ALA}&regions={BETA}", "year=2024&against=2021&with=people&release=2",
            )
        ]  # fmt: skip
    found += [f"/en/indicators/clients/releases/?to={number}" for number in (2, 3)]
    return found


def figures(name: str) -> list[str]:
    """The permanent addresses of a few figures."""
    return [
        f"/figures/{release}/1/{name}/{code}/{gender}/2024"
        for release, code, gender in (
            (2, ALA, "total"),
            (3, ALA, "female"),
            (3, ALA, "total"),
            (3, EAST, "total"),
        )
    ]


def machine() -> list[str]:
    """What programs ask."""
    found = ["releases", "releases/2", "releases/3", "findings", "findings?release=2", "indicators"]
    found += [f"releases/{a}/diff/{b}?limit=500" for a, b in ((1, 2), (2, 3), (1, 3), (3, 2))]
    found += [f"observations?limit=500&offset={offset}" for offset in (0, 500)]
    found += [f"situations/{code}" for code in (ALA, EAST)]
    for name in INDICATORS:
        found += [f"indicators/{name}", f"findings?indicator={name}"]
        found += [
            f"observations?indicator={name}&{more}"
            for more in (
                "format=csv", "format=xlsx", "format=jsonstat", "parts=true&limit=100", "release=2&limit=500",
            )
        ]  # fmt: skip
        found += [
            f"series?indicator={name}{more}"
            for more in ("", "&gender=female", "&release=2", f"&region={ALA}&gender=male")
        ]
        found += [figure[1:] for figure in figures(name)]
    for name, view in product(COMPARED, VIEWS):
        found += [
            f"comparisons/{name}/{view}?{more}"
            for more in ("gender=female", f"region={ALA}&format=csv", "year=2024&against=2021&with=people")
        ]
        found += [f"comparisons/{name}/{view}?format={form}" for form in ("xlsx", "jsonstat")]
    asked = "&".join(f"indicator={name}" for name in INDICATORS)
    found += [
        f"verdicts?region={code}&{asked}{more}"
        for code in (ALA, BETA, EAST)
        for more in ("", "&gender=female", "&gender=male", "&release=2")
    ]
    return [f"/api/v1/{address}" for address in found]


def answers(addresses: list[str]) -> dict[str, Any]:
    """What the framework says at each address, status and all."""
    client = Client()
    found = {}
    for address in addresses:
        answer = client.get(address)
        found[address] = answer.status_code, _plain(answer.content)
    return found


def followed_goals() -> list[str]:
    """A strategy whose targets stand on what is not told, and every address that says how they go."""
    made = Strategy.objects.create(
        id="kaava-2030", title=Text.same("Kaava"), vision=Text.same("Few"), organiser_name=Text.same("Kaava"),
        organiser_region_id=EAST, start_year=2021, end_year=2030,
    )  # fmt: skip
    goal = followed.goal(made, "fewer", 1)
    level = followed.to_level(2021, None, 2030, 1.0)
    targets = [
        followed.target(goal, f"{name}-{code.lower()}-{gender}", name, code, gender=gender, **level)
        for name, code, gender in (
            ("clients", ALA, "female"), ("clients", ALA, "male"), ("clients", EAST, "total"),
            ("waiting", ALA, "total"), ("share", ALA, "female"), ("counted-late", ALA, "female"),
        )
    ]  # fmt: skip
    falls = followed.target(goal, "falls", "few", DEE, baseline_year=2021, direction="decrease")
    followed.promise(made, "soon", evidence=[*targets, falls], goals=[goal])
    found = [
        f"/{language}/{page}" for language in ("fi", "en") for page in ("", "goals/fewer/", "promises/soon/")
    ]
    found += [f"{page}?release=2" for page in found]
    found += [f"/en/regions/{code}/" for code in (ALA, EAST)]
    api = "/api/v1/strategies/kaava-2030"
    found += ["/api/v1/strategies", api, f"{api}/goals", f"{api}/goals/fewer"]
    found += [f"{api}/assessment{more}" for more in ("", "?release=2", f"?region={ALA}", "?as_of=2023")]
    return found


#: News for feed readers and calendars: they tell of decisions, and of no figure.
NEWS: Final = (
    *(f"/en/decisions/feeds/{name}.{syntax}" for name in FEEDS for syntax in ("atom", "rss")),
    "/en/decisions/calendar.ics",
)


def printed() -> dict[str, Any]:
    """What commands print of the two releases."""
    release = queries.newest_release()
    assert release is not None
    asked: list[tuple[click.Command, list[str]]] = [
        (quality, ["--limit", "0"]),
        (quality, ["--again", "--limit", "0", "--format", "json"]),
        (quality, ["--release", "2", "--format", "json"]),
        (assess_command, ["--strategy", "kaava-2030"]),
        (assess_command, ["--strategy", "kaava-2030", "--format", "csv"]),
        (assess_command, ["--strategy", "kaava-2030", "--format", "json", "--release", "2"]),
        (releases, ["diff", "2", "3", "--limit", "0"]),
        *((reproduce, [f"{figure}/"]) for name in ("clients", "waiting", "few") for figure in figures(name)),
    ]
    return {
        f"{command.name} {' '.join(arguments)}": (done.exit_code, done.output, str(done.exception))
        for command, arguments in asked
        for done in [CliRunner().invoke(command, arguments)]
    }


def told_to(client: Client, address: str) -> tuple[int, bytes]:
    """What somebody signed in is told, without what guards a form."""
    answer = client.get(address)
    return answer.status_code, re.sub(
        rb'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"', b"", answer.content
    )


def answers_before(addresses: list[str]) -> dict[str, Any]:
    """What is said of figures before the framework is asked, from the arrays where they are there."""
    front = Front(WSGIHandler())
    return {
        address: (answer.status, answer.body)
        for address in addresses
        for path, _mark, query in [address.partition("?")]
        for answer in [said(front, environ(path, query))]
    }


def _plain(content: bytes) -> Any:
    """A workbook as what is in it: the moment it was packed at is nothing to anybody."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist() if name != "docProps/core.xml"}


@contextmanager
def taken_back() -> Iterator[None]:
    """What is written inside is taken back afterwards; imports take it for no transaction."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # Django's own way to say so
    with block:
        yield
        transaction.set_rollback(True)


Visit = Callable[[Secret, int, Callable[[], dict[str, Any]]], dict[str, Any]]


@pytest.fixture
def visit(clock: Clock, settings: Settings, tmp_path: Path) -> Visit:
    """Goes through the doors of a country of its own, with what is secret in it and what is shown."""
    numbers = iter(range(100))

    def through(secret: Secret, shown: int, doors: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        folder = tmp_path / f"country-{next(numbers)}"
        settings.DATA = folder
        settings.OBSERVATIONS = folder / "observations"
        with taken_back():
            for release in country(clock, secret, shown):
                reading.make_ready(release.table_version)
            return doors()

    return through


def differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    assert one.keys() == other.keys()
    return [address for address in one if one[address] != other[address]]


def hidden_now() -> dict[str, Any]:
    release = queries.newest_release()
    return {
        name: {seen[1:4] for seen in queries.indicator_slice(name, release=release) if seen.status == "Q"}
        for name in INDICATORS
    }


class TestTheSameAtEveryDoor:
    def test_the_two_countries_keep_the_same_back(self, visit: Visit) -> None:
        one, other = visit(ONE, 200, hidden_now), visit(OTHER, 200, hidden_now)
        assert one == other
        assert (ALA, "female", "2024") in one["clients"]
        assert (ALA, "total", "2024") in one["waiting"]

    def test_on_every_page(self, visit: Visit) -> None:
        one, other = (visit(secret, 200, lambda: answers(pages())) for secret in (ONE, OTHER))
        assert differing(one, other) == []
        assert sum(status == 200 for status, _content in one.values()) > 120

    def test_in_every_answer_to_programs_and_in_every_file(self, visit: Visit) -> None:
        one, other = (visit(secret, 200, lambda: answers(machine())) for secret in (ONE, OTHER))
        assert differing(one, other) == []
        assert sum(status == 200 for status, _content in one.values()) > 250

    def test_before_the_framework(self, visit: Visit) -> None:
        addresses = [each for each in machine() if re.search(r"v1/(series|verdicts)\?", each)]
        one, other = (visit(secret, 200, lambda: answers_before(addresses)) for secret in (ONE, OTHER))
        assert differing(one, other) == []
        framework = visit(ONE, 200, lambda: answers(addresses))
        assert {each: body for each, (_status, body) in one.items()} == {
            each: body for each, (_status, body) in framework.items()
        }

    def test_on_the_pages_of_goals_and_promises_and_in_the_news(self, visit: Visit) -> None:
        def doors() -> dict[str, Any]:
            return answers([*followed_goals(), *NEWS])

        one, other = (visit(secret, 200, doors) for secret in (ONE, OTHER))
        assert differing(one, other) == []
        assert {status for address, (status, _content) in one.items() if address not in NEWS} == {200}

    def test_in_what_commands_print(self, visit: Visit) -> None:
        def doors() -> dict[str, Any]:
            followed_goals()
            return printed()

        one, other = (visit(secret, 200, doors) for secret in (ONE, OTHER))
        assert differing(one, other) == []
        assert {name: said for name, said in one.items() if said[0] not in (0, 1)} == {}
        assert sum(code == 0 and len(output) > 20 for code, output, _error in one.values()) > len(one) / 2

    def test_for_the_editor_of_another_organisation(self, visit: Visit) -> None:
        """Who writes figures of an organisation sees those of no other."""

        def doors() -> dict[str, Any]:
            Indicator.objects.filter(pk="clients").update(organisation="kaava")
            somebody("oskari", (Role.EDITOR, "other"))
            client = client_of("oskari")
            base = "/en/workspace/observations/"
            addresses = [
                base, f"{base}kaava/figures/clients/?kind=municipality&year=2024", f"{base}kaava/file/",
                f"{base}kaava/file/clients/", f"{base}other/figures/clients/?kind=municipality&year=2024",
                f"{base}other/file/clients/",
            ]  # fmt: skip
            return {address: told_to(client, address) for address in addresses}

        one, other = (visit(secret, 200, doors) for secret in (ONE, OTHER))
        assert differing(one, other) == []
        listing, *others = [status for status, _content in one.values()]
        assert listing == 200
        assert set(others) <= {403, 404}

    def test_whoever_looks_would_see_a_figure_that_is_told(self, visit: Visit) -> None:
        """The doors are open: a figure that is told makes them differ."""
        addresses = [each for each in (*pages(), *machine()) if "clients" in each and "figures" not in each][
            ::2
        ]
        one, other = (visit(ONE, shown, lambda: answers(addresses)) for shown in (200, 300))
        assert len(differing(one, other)) > 20


def test_every_door_that_tells_figures_was_tried() -> None:
    """A door of these rooms that is opened later is written down here."""
    tried = [re.sub(r"\?.*", "", each) for each in (*pages(), *machine())]
    routes = {
        place.route
        for place in surface.places()
        if place.name.startswith(("indicators:", "analysis:"))
        or re.match(
            r"api/v1/(observations|series|verdicts|findings|figures|comparisons|situations|releases)",
            place.route,
        )
    } - {"api/v1/comparisons"}  # names the views, no figures
    for route in routes:
        pattern = re.compile("/" + re.sub(r"<(?:\w+:)?\w+>", "[^/]+", route))
        assert any(pattern.fullmatch(each) for each in tried), route
