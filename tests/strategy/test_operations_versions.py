"""A file that is loaded is a published version: with its checklist, its attributes and its organisation."""

from __future__ import annotations

from pathlib import Path

import pytest

from lupaus.accounts.actors import Actor, nobody, operator
from lupaus.accounts.models import Role
from lupaus.regions.models import Category, Region
from lupaus.strategy.dumping import dump
from lupaus.strategy.models import Goal, Strategy
from lupaus.strategy.operations import BEFORE_VERSIONS, Loaded, load_file
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, Refused
from lupaus.web.texts import Text
from lupaus.workspace.models import Form, State, Version, Work
from lupaus.workspace.operations import NotReady, begin_draft, save_attribute
from lupaus.workspace.queries import content, public_versions
from tests.conftest import NOW
from tests.strategy.planner_file import KAAVA_TEXT, changed, written

pytestmark = pytest.mark.django_db

CHECKLIST = "  checklist:\n    - id: own-production\n      answer: {fi: Itse, sv: Själv, en: Ourselves}\n"


@pytest.fixture(autouse=True)
def world(db: None) -> None:
    Region.objects.create(code="MK01", category=Category.REGION, number="01")
    Region.objects.create(code="KU049", category=Category.MUNICIPALITY, number="049")


def load(text: str, folder: Path, *, actor: Actor | None = None, decision: str = "") -> Loaded:
    path = written(folder, text)
    return load_file(actor=actor or operator(), clock=lambda: NOW, path=path, decision=decision)


def attribute(slug: str, *, public: bool, organisation: str = "mk01") -> None:
    save_attribute(
        actor=operator(),
        clock=lambda: NOW,
        organisation=organisation,
        kind="goal",
        slug=slug,
        title=Text(slug),
        form=Form.TEXT.value,
        is_public=public,
    )


def with_attributes(values: str) -> str:
    return changed("        - id: youth\n", f"        - id: youth\n          attributes: {{{values}}}\n")


def test_each_load_that_says_something_new_is_a_version(tmp_path: Path) -> None:
    first = load(KAAVA_TEXT, tmp_path, decision="Council 1.2.2026 § 3")
    again = load(KAAVA_TEXT, tmp_path)
    second = load(changed("value: 79}", "value: 80}"), tmp_path)
    assert (first.version, again.version, second.version) == (1, None, 2)
    newer, older = public_versions("kaava-2035")
    assert (older.state, older.decision) == (State.SUPERSEDED, "Council 1.2.2026 § 3")
    assert newer.state == State.PUBLISHED
    assert newer.decision.startswith("strategy.yaml, ")
    assert content(newer).digest == newer.digest
    assert Work.objects.get().organisation == "mk01"


def test_a_load_waits_for_the_version_on_its_way(tmp_path: Path, clock: Clock) -> None:
    load(KAAVA_TEXT, tmp_path)
    begin_draft(actor=operator(), clock=clock, work="kaava-2035")
    with pytest.raises(NotReady):
        load(changed("value: 79}", "value: 80}"), tmp_path)
    assert not Goal.objects.filter(targets__target_value=80).exists()


@pytest.mark.parametrize("missing", [Role.EDITOR, Role.APPROVER, Role.PUBLISHER, Role.PLANNER])
def test_a_load_needs_the_rights_to_everything_it_does(missing: Role, tmp_path: Path) -> None:
    roles = {(role, "mk01") for role in (Role.EDITOR, Role.APPROVER, Role.PUBLISHER)} | {(Role.PLANNER, "")}
    grants = frozenset(grant for grant in roles if grant[0] != missing)
    with pytest.raises(NotAllowed):
        load(KAAVA_TEXT, tmp_path, actor=Actor(name="x", channel="command", grants=grants))
    assert not Work.objects.exists()
    assert not Strategy.objects.exists()


def test_the_organisation_is_the_works_own_and_no_file_moves_it(tmp_path: Path) -> None:
    load(changed("organiser: {name", "organiser: {id: kaava, name"), tmp_path)
    assert Work.objects.get().organisation == "kaava"
    assert load(KAAVA_TEXT, tmp_path).version is None or Work.objects.get().organisation == "kaava"
    with pytest.raises(Refused, match="belongs to the organisation kaava"):
        load(changed("organiser: {name", "organiser: {id: muu, name"), tmp_path)


def test_answers_on_the_checklist_are_told_kept_and_dumped(tmp_path: Path) -> None:
    load(KAAVA_TEXT, tmp_path)
    answered = load(KAAVA_TEXT + CHECKLIST, tmp_path)
    assert [(change.verb, change.kind, change.id) for change in answered.changes] == [
        ("change", "decision-point", "own-production")
    ]
    assert "own-production" in dump("kaava-2035")
    assert not load(dump("kaava-2035"), tmp_path).changes


def test_an_internal_attribute_stays_within_the_organisation(tmp_path: Path) -> None:
    load(changed("organiser: {name", "organiser: {id: kaava, name"), tmp_path)
    attribute("secret", public=False, organisation="kaava")
    attribute("open", public=True, organisation="kaava")
    # The file need not say whose it is: the work knows.
    loaded = load(with_attributes("secret: words, open: seen"), tmp_path)
    assert loaded.changes
    assert Goal.objects.get(slug="youth").attributes == {"open": "seen"}
    for reader in (None, nobody("command"), Actor("x", "command", frozenset({(Role.READER, "muu")}))):
        assert "secret" not in dump("kaava-2035", "yaml", reader)
    member = Actor("x", "command", frozenset({(Role.READER, "kaava")}))
    assert "secret: words" in dump("kaava-2035", "yaml", member)
    assert not load(dump("kaava-2035", "yaml", member), tmp_path).changes


def test_a_change_of_an_internal_attribute_alone_is_told(tmp_path: Path) -> None:
    attribute("secret", public=False)
    load(with_attributes("secret: a"), tmp_path)
    told = load(with_attributes("secret: b"), tmp_path).changes
    assert [(change.verb, change.id, change.fields) for change in told] == [
        ("change", "youth", ("attributes",))
    ]


def test_an_attribute_the_organisation_does_not_have_is_one_clear_problem(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        load(with_attributes("colour: red"), tmp_path)
    (problem,) = refused.value.problems
    assert "no attribute “colour”" in problem.message
    assert not Strategy.objects.exists()


def test_a_strategy_loaded_before_there_were_versions_first_becomes_one(tmp_path: Path) -> None:
    load(KAAVA_TEXT, tmp_path)
    Version.objects.all().delete()
    Work.objects.all().delete()
    load(changed("value: 79}", "value: 80}"), tmp_path)
    newer, older = public_versions("kaava-2035")
    assert older.decision == BEFORE_VERSIONS
    targets = [content(each).by_key["target", "employment-total"].content for each in (older, newer)]
    assert [target["target"]["value"] for target in targets] == [79, 80]
    assert "employment-total" in dump("kaava-2035")
