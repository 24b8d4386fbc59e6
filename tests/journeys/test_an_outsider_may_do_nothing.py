"""Whoever holds no role is refused by every operation and every command, before anything is touched.

Operations and commands are found, not listed: a new one is covered the day it is written.
"""

from __future__ import annotations

import inspect
import json
import pkgutil
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import click
import pytest
from django.utils import translation
from pytest_django import Settings

import lupaus
from lupaus.accounts.actors import actor_of, operator
from lupaus.accounts.models import AuditRecord, Grant, Role, User
from lupaus.accounts.tokens import make_token
from lupaus.config.cli import lupaus as command_line
from lupaus.decisions.models import Item
from lupaus.decisions.operations import Member
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import Indicator, Release
from lupaus.indicators.operations import (
    FigureKey,
    ImportSource,
    Row,
    import_observations,
    record_own_observations,
    save_indicators,
)
from lupaus.indicators.operations.sotkanet import Choice
from lupaus.indicators.pxweb import PxWeb
from lupaus.practices.declared import HANDBOOK
from lupaus.regions.models import Region
from lupaus.regions.operations import load_register
from lupaus.services.example import load_services_example
from lupaus.services.models import Scenario
from lupaus.strategy.example import load_example
from lupaus.strategy.models import Strategy
from lupaus.strategy.operations import load_file
from lupaus.web.clock import Clock
from lupaus.web.network import SameHost
from lupaus.web.refusals import NotAllowed
from lupaus.web.texts import Text
from lupaus.web.versions import content_version
from lupaus.workspace.content import Content
from lupaus.workspace.operations import open_work
from tests import world
from tests.config.program import free_port
from tests.conftest import NOW
from tests.decisions import dynasty_pages, few_meetings, some_files
from tests.indicators import pxweb_server
from tests.indicators.sotkanet_server import Fake, Reply, fake_sotkanet
from tests.journeys.at_the_desk import AT_THE_DESK
from tests.journeys.at_work import AT_WORK
from tests.journeys.doors import run
from tests.practices import handbooks
from tests.services import catalogue_files, ptv_answers

Operation = Callable[..., Any]


def operations() -> Iterator[Operation]:
    """Every public function of the rooms that takes an actor by name; one that is also told the verb, such as
    that of the audit trail, only works for others.
    """
    for module in pkgutil.walk_packages(lupaus.__path__, "lupaus."):
        if ".migrations" in module.name or module.name.endswith("make_observations"):
            continue
        for name, found in vars(import_module(module.name)).items():
            if not inspect.isfunction(found) or found.__module__ != module.name or name.startswith("_"):
                continue
            parameters = inspect.signature(found).parameters
            actor = parameters.get("actor")
            if actor and actor.kind is inspect.Parameter.KEYWORD_ONLY and "verb" not in parameters:
                yield found


def named(operation: Operation) -> str:
    return f"{operation.__module__}.{operation.__name__}"


OPERATIONS = sorted(operations(), key=named)
WRITING = [each for each in OPERATIONS if "clock" in inspect.signature(each).parameters]


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    """Nobody signs in here, so passwords need not be kept dearly."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


class Untouchable:
    """Stands for every argument: fails the test as soon as anything is done with it."""

    def _touched(self, *_how: object, **_named: object) -> Any:
        raise AssertionError("touched before anybody asked who is acting")

    __getattr__ = __call__ = __iter__ = __len__ = __bool__ = __str__ = __fspath__ = _touched
    __eq__ = __hash__ = __contains__ = __getitem__ = _touched


def test_the_operations_of_every_room_are_found() -> None:
    found = {named(each).split(".")[1] for each in WRITING}
    rooms = {
        "accounts",
        "workspace",
        "regions",
        "indicators",
        "decisions",
        "services",
        "strategy",
        "practices",
        "config",
    }
    assert found == rooms
    assert len(WRITING) >= 13


@pytest.mark.parametrize("channel", ["page", "command", "api"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=named)
def test_an_operation_refuses_before_it_touches_anything(
    operation: Operation, channel: Any, own_store: Path
) -> None:
    """Without a database: none may be asked (pytest-django forbids it here)."""
    parameters = inspect.signature(operation).parameters.values()
    needed = {
        each.name: Untouchable()
        for each in parameters
        if each.name != "actor" and (each.name == "clock" or each.default is inspect.Parameter.empty)
    }
    for outsider in (world.OLLI.acts(channel), world.VISITOR):
        with translation.override("en"), pytest.raises(NotAllowed, match="needs the role"):
            operation(actor=outsider, **needed)
    assert not own_store.exists()


def commands() -> dict[str, click.Command]:
    """Every command that acts in somebody's name, by its words."""
    found: dict[str, click.Command] = {}

    def look(words: str, command: click.Command) -> None:
        if isinstance(command, click.Group):
            context = click.Context(command)
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                assert inner is not None
                look(f"{words} {name}".strip(), inner)
        if command.callback and "actor" in inspect.signature(command.callback).parameters:
            found[words] = command

    look("", command_line)
    return found


COMMANDS = commands()

#: What makes a command write that by itself only tells what everybody may read.
TO_WRITE: Final = {"quality": ["--again"]}


class TestByCommand:
    @pytest.fixture(autouse=True)
    def _cast(self, db: None, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
        world.settle(clock)
        monkeypatch.setenv("PORT", str(free_port()))

    def test_the_commands_are_found(self) -> None:
        assert {"load", "observations import", "sotkanet import", "user create", "demo"} <= set(COMMANDS)

    @pytest.mark.parametrize("words", COMMANDS)
    def test_a_command_refuses_a_user_without_a_role(self, words: str, tmp_path: Path) -> None:
        before = everything()
        typed = f"{world.PASSWORD}\n{world.PASSWORD}\n"
        given = arguments(COMMANDS[words], tmp_path)
        ran = run("--as", "olli", *words.split(), *TO_WRITE.get(words, []), *given, typed=typed)
        assert (ran.status, "olli may not do this: it needs the role" in ran.err) == (1, True), ran
        assert everything() == before

    def test_a_user_who_was_let_go_may_not_even_begin(self, clock: Clock) -> None:
        User.objects.filter(username="pirkko").update(is_active=False)
        ran = run("--as", "pirkko", "regions", "register")
        assert (ran.status, ran.err) == (1, "There is no active user called pirkko.")

    def test_a_planner_may_do_a_planners_work_and_leaves_their_name(self) -> None:
        assert run("--as", "pirkko", "regions", "register").status == 0
        record = AuditRecord.objects.latest("pk")
        assert (record.actor, record.user and record.user.username) == ("pirkko", "pirkko")
        assert run("--as", "pirkko", "user", "role", "olli", "planner").status == 1
        assert run("--as", "eero", "regions", "register").status == 1


def everything() -> tuple[int, ...]:
    """How much there is of all that can be written."""
    kinds = (AuditRecord, User, Grant, Region, Indicator, Release, Strategy)
    return (content_version(), *(kind.objects.count() for kind in kinds))


def arguments(command: click.Command, folder: Path) -> list[str]:
    """Something for every argument and every option a command must have."""
    file = world.desk(folder).strategy
    given = []
    for parameter in command.params:
        if not parameter.required:
            continue
        if isinstance(parameter, click.Option):
            given.append(parameter.opts[0])
        if isinstance(parameter.type, click.Path):
            given.append(str(file))
        elif isinstance(parameter.type, click.Choice):
            given.append(str(parameter.type.choices[0]))
        elif isinstance(parameter.type, click.IntRange):
            given.append("1")
        else:
            given.append("olli")
    return given


#: What each writing operation is given so that it has something to do, by its name.
Given = Callable[[Path, Fake], dict[str, Any]]


def somebody(**more: Any) -> dict[str, Any]:
    return {"username": "olli", **more}


def a_token(_folder: Path, _fake: Fake) -> dict[str, Any]:
    aino = actor_of(User.objects.get(username="aino"), "page")
    token, _secret = make_token(
        actor=aino, clock=lambda: NOW, name="sync", rights=[(Role.PLANNER, "")], days=1
    )
    AuditRecord.objects.all().delete()
    return {"token": token.pk}


def nobody_real(_folder: Path, _fake: Fake) -> dict[str, Any]:
    """A demo has no people but its own; who acts has gone, and acts."""
    User.objects.all().delete()
    return {"organisation": "uusimaa"}


def a_register(_folder: Path, _fake: Fake) -> dict[str, Any]:
    load_register(actor=operator(), clock=lambda: NOW)
    return {}


def written(folder: Path, name: str, content: bytes) -> dict[str, Any]:
    (folder / name).write_bytes(content)
    return {"path": folder / name}


def outlines(folder: Path, fake: Fake) -> dict[str, Any]:
    a_register(folder, fake)
    ring = [[24.5, 60.1], [24.9, 60.1], [24.9, 60.4], [24.5, 60.1]]
    espoo = {"type": "Feature", "properties": {"kunta": "049"}}
    espoo["geometry"] = {"type": "Polygon", "coordinates": [ring]}
    shapes = {"type": "FeatureCollection", "features": [espoo]}
    return written(folder, "shapes.geojson", json.dumps(shapes).encode()) | {"attribution": "Us"}


def a_catalogue(folder: Path, fake: Fake) -> dict[str, Any]:
    a_register(folder, fake)
    save_indicators(actor=operator(), clock=lambda: NOW, definitions=[JOBS])
    return {}


def figures(folder: Path, fake: Fake) -> dict[str, Any]:
    a_catalogue(folder, fake)
    rows = [Row(2, "jobs", "KU049", year=2020, value=1.5)]
    return {"rows": rows, "source": ImportSource(name="by hand", checksum=lambda: "0" * 64)}


def a_release(folder: Path, fake: Fake) -> dict[str, Any]:
    imported = import_observations(actor=operator(), clock=lambda: NOW, **figures(folder, fake))
    return {"release": imported.release}


def own_figures(folder: Path, fake: Fake) -> dict[str, Any]:
    given = figures(folder, fake)
    Indicator.objects.filter(pk="jobs").update(organisation="kaava")
    return {"organisation": "kaava", "rows": given["rows"]}


def a_figure_of_our_own(folder: Path, fake: Fake) -> dict[str, Any]:
    given = own_figures(folder, fake)
    record_own_observations(actor=operator(), clock=lambda: NOW, **given)
    return {"organisation": "kaava", "keys": [FigureKey("jobs", "KU049", "total", "2020")]}


def a_table(folder: Path, fake: Fake) -> dict[str, Any]:
    a_catalogue(folder, fake)
    return written(folder, "jobs.csv", b"indicator,region,gender,year,value\njobs,KU049,total,2020,1.5\n")


def an_answer(folder: Path, fake: Fake) -> dict[str, Any]:
    a_register(folder, fake)
    described = written(folder, "181.json", METADATA)["path"]
    return written(folder, "answer.json", ANSWER) | {"indicators": [181], "metadata": described}


def the_service(folder: Path, fake: Fake) -> dict[str, Any]:
    a_register(folder, fake)
    return {"service": fake.service(), "indicators": [181]}


def everything_of_the_service(folder: Path, fake: Fake) -> dict[str, Any]:
    a_register(folder, fake)
    return {"service": fake.service(), "choice": Choice(numbers=(181,))}


def a_list_of_the_service(folder: Path, _fake: Fake) -> dict[str, Any]:
    return written(folder, "list.json", json.dumps([{"id": 4, "title": {"fi": "x"}}]).encode())


def a_table_of_pxweb(folder: Path, fake: Fake) -> dict[str, Any]:
    """The service that stands for Sotkanet answers as PxWeb for once."""
    a_register(folder, fake)
    way, table = "StatFin/11s5.px", pxweb_server.small_table()
    chosen = {"alue": ["KU049"], "vuosi": ["2024"]}
    fake.replies |= {
        f"/fi/{way}": [Reply(json.dumps(each).encode()) for each in (table.metadata(), table.answer(chosen))],
        "/fi/?config": Reply(b"{}"),
    }
    path = written(folder, "map.yaml", pxweb_server.small_mapping(way).encode())["path"]
    opener = urllib.request.build_opener(SameHost())
    return {"path": path, "service": lambda language: PxWeb(base=fake.base, language=language, opener=opener)}


def a_handbook(folder: Path, _fake: Fake) -> dict[str, Any]:
    path = folder / "handbook.yaml"
    path.write_text(HANDBOOK.write_yaml(Content(handbooks.small())), encoding="utf-8")
    return {"path": path, "organisation": handbooks.ORGANISATION}


def some_members(*_: Any) -> dict[str, Any]:
    few_meetings.bodies(lambda: NOW)
    return {"body": few_meetings.COUNCIL, "members": [Member("Pekka Puheenjohtaja")]}


def a_meeting(*_: Any) -> dict[str, Any]:
    few_meetings.bodies(lambda: NOW)
    parts = [few_meetings.head(), few_meetings.item("budget")]
    return {"work": few_meetings.WORK, "organisation": "kaava", "parts": parts, "decision": "§ 1"}


def a_draft_of_a_meeting() -> None:
    few_meetings.bodies(lambda: NOW)
    open_work(
        actor=operator(),
        clock=lambda: NOW,
        kind="meeting",
        work=few_meetings.WORK,
        organisation="kaava",
        content=few_meetings.head().content,
    )


def a_file_for_a_draft(*_: Any) -> dict[str, Any]:
    a_draft_of_a_meeting()
    return {"work": few_meetings.WORK, "received": some_files.received(some_files.pdf(), "plan.pdf")}


def a_file_of_a_draft(*_: Any) -> dict[str, Any]:
    a_draft_of_a_meeting()
    upload = some_files.uploaded(lambda: NOW, some_files.pdf(), actor=operator())
    return {"work": few_meetings.WORK, "upload": upload.pk}


def marked_minutes(*_: Any) -> Item:
    few_meetings.bodies(lambda: NOW)
    decided = few_meetings.decided("budget", 0, 98, decision=few_meetings.words("To {{Tiina Testaaja}}"))
    few_meetings.publish(lambda: NOW, few_meetings.head(stage="minutes"), decided)
    return Item.objects.get()


def what_time_takes(*_: Any) -> dict[str, Any]:
    marked_minutes()
    return {"as_of": date(2027, 6, 1)}


def a_strategy(folder: Path, fake: Fake) -> dict[str, Any]:
    a_register(folder, fake)
    return {"path": world.desk(folder).strategy}


def a_strategy_of_another_level(folder: Path, fake: Fake) -> dict[str, Any]:
    given = a_strategy(folder, fake)
    load_file(actor=operator(), clock=lambda: NOW, path=given["path"])
    data = given["path"].read_bytes().replace(b"value: 79", b"value: 80")
    return {"work": world.STRATEGY_ID, "data": data, "name": "kaava.yaml"}


JOBS: Final = IndicatorDefinition(id="jobs", title=Text.same("Jobs"))
SOTKANET = Path(__file__).parent.parent / "indicators" / "data"
#: Its 180 is invented; 202 is Lohja in the product's own register.
ANSWER = (SOTKANET / "sotkanet_181.json").read_bytes().replace(b'"region":180', b'"region":202')
METADATA = (SOTKANET / "sotkanet_181_metadata.json").read_bytes()
CLASSIFICATION = Path(__file__).parent.parent / "regions" / "data" / "classification_2026.csv"


def at_work(told: Callable[[Path], dict[str, Any]]) -> Given:
    return lambda folder, _fake: told(folder)


def the_example_strategy(*_: Any) -> dict[str, Any]:
    """What the example's services stand on."""
    load_example(actor=operator(), clock=lambda: NOW)
    return {}


def the_example_services(*_: Any) -> dict[str, Any]:
    """What the example's scenarios stand on, without them."""
    the_example_strategy()
    load_services_example(actor=operator(), clock=lambda: NOW)
    Scenario.objects.all().delete()
    return {}


def people_of_a_file(folder: Path, _fake: Fake) -> dict[str, Any]:
    load_register(actor=operator(), clock=lambda: NOW)
    path = folder / "people.csv"
    path.write_text("municipality;latitude;longitude;people;year\nKU444;60.25;24.06;100;2025\n")
    return {"path": path}


def services_of_a_file(folder: Path, _fake: Fake) -> dict[str, Any]:
    catalogue_files.settle()
    return {"path": catalogue_files.written(folder)}


def services_of_a_folder(folder: Path, _fake: Fake) -> dict[str, Any]:
    (folder / "ptv").mkdir()
    saved = ptv_answers.saved(folder / "ptv", ServiceClasses=ptv_answers.classes())
    return {"source": str(saved)}


def a_saved_decision(folder: Path, _fake: Fake) -> dict[str, Any]:
    (folder / "saved.html").write_bytes(dynasty_pages.minutes())
    return {"source": str(folder / "saved.html"), "organisation": "kaava"}


GIVEN: Final[dict[str, Given]] = {
    "back_up": lambda folder, _fake: {"file": folder / "backup.tar"},
    "create_user": lambda *_: somebody(name="Uusi", password=world.PASSWORD) | {"username": "uusi"},
    "grant_role": lambda *_: somebody(role=Role.PLANNER),
    "revoke_role": lambda *_: {"username": "pirkko", "role": Role.PLANNER},
    "deactivate_user": lambda *_: somebody(),
    "end_sessions": lambda *_: somebody(),
    "reset_password": lambda *_: somebody(),
    "set_password": lambda *_: somebody(password="five other words nobody guesses"),
    "reset_second_factor": lambda *_: somebody(),
    "make_token": lambda *_: {"name": "sync", "rights": [(Role.EDITOR, "kaava")], "days": 1},
    "revoke_token": a_token,
    "demo_people": nobody_real,
    "load_register": lambda *_: {},
    "import_regions": lambda *_: {"path": CLASSIFICATION},
    "import_boundaries": outlines,
    "save_indicators": lambda *_: {"definitions": [JOBS]},
    "import_observations": figures,
    "import_observations_file": a_table,
    "examine_anew": a_release,
    "record_own_observations": own_figures,
    "withdraw_own_observations": a_figure_of_our_own,
    "import_sotkanet_file": an_answer,
    "import_from_sotkanet": the_service,
    "import_whole_sotkanet": everything_of_the_service,
    "save_sotkanet_catalogue": a_list_of_the_service,
    "import_pxweb": a_table_of_pxweb,
    "load_file": a_strategy,
    "draft_file": a_strategy,
    "bring_file": a_strategy_of_another_level,
    "load_example": lambda *_: {},
    "save_attributes": lambda *_: {},
    "load_practices_example": lambda *_: {},
    "load_services_example": the_example_strategy,
    "load_decisions_example": lambda *_: {},
    "spread_population": the_example_strategy,
    "keep_scenarios": the_example_services,
    "load_catalogue": services_of_a_file,
    "load_population": people_of_a_file,
    "import_ptv": services_of_a_folder,
    "import_dynasty": a_saved_decision,
    "import_cloudnc": a_saved_decision,
    "bring_handbook": a_handbook,
    "save_body": lambda *_: {"organisation": "kaava", "id": "board", "name": Text.same("Board")},
    "save_members": some_members,
    "open_matter": lambda *_: {
        "organisation": "kaava",
        "diary_number": few_meetings.DIARY,
        "title": Text.same("Budget"),
    },
    "bring_meeting": a_meeting,
    "upload_file": a_file_for_a_draft,
    "drop_upload": a_file_of_a_draft,
    "tidy": what_time_takes,
    "remove_personal_data": lambda *_: {"item": marked_minutes().pk, "why": "asked for", "marked": True},
    "erase_records": lambda *_: {"person": "pirkko", "why": "asked for"},
    **AT_THE_DESK,
    **{verb: at_work(told) for verb, told in AT_WORK.items()},
}
#: What writes nothing that has to be told: a seal is its own trace, an offer is a file that waits an hour for
#: its bringer to say yes.
UNTOLD: Final = {"seal", "offer_file", "offer_of", "accept_offer", "drop_offer"}


@pytest.mark.django_db
@pytest.mark.parametrize("operation", [each for each in WRITING if each.__name__ not in UNTOLD], ids=named)
def test_what_is_done_is_recorded_with_the_name_of_who_did_it(
    operation: Operation, clock: Clock, tmp_path: Path
) -> None:
    world.settle(clock)
    with fake_sotkanet() as fake, translation.override("en"):
        fake.replies = {"/indicators/181": Reply(METADATA), "/json?": Reply(ANSWER)}
        given = GIVEN[operation.__name__](tmp_path, fake)
        before, version = AuditRecord.objects.count(), content_version()
        aino = User.objects.filter(username="aino").first()
        actor = replace(world.AINO.acts("page"), user_id=aino.pk if aino else None)
        operation(actor=actor, clock=clock, **given)
    records = list(AuditRecord.objects.order_by("pk")[before:])
    assert records
    assert {record.actor.removesuffix(" (example)") for record in records} == {"aino"}
    assert {(record.channel, record.at) for record in records} == {("page", NOW)}
    is_shown = named(operation).split(".")[1] in ("regions", "indicators", "strategy")
    if is_shown and operation.__name__ not in (
        "bring_file",
        "draft_file",
        "save_attributes",
    ):  # a draft is on no public page
        assert content_version() > version  # once for many new ones of a catalogue, else with each record
