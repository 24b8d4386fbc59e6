"""Who may do what: every verb is tried by everybody on a real version in every state.

What is expected is written here by hand, apart from the table of the program.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest
from django.db import transaction

from lupaus.accounts.actors import Actor, nobody
from lupaus.accounts.models import AuditRecord, Role, User
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, NotFound, Refused
from lupaus.workspace import operations, queries
from lupaus.workspace.models import Assignment, State, Version
from lupaus.workspace.rights import RIGHTS, WrongState, may
from tests.conftest import NOW
from tests.workspace.ledger import APPROVER, EDITOR, ORGANISATION, PUBLISHER, words
from tools import rights

#: r reader, k partner, m responsible (for chapter a), e editor, a approver, p publisher, x administrator;
#: . nobody.
#: A verb tried on a version that is not on its way finds none to do it to.
EXPECTED: Final = """
                  draft   in_review  approved  published  superseded
read              rkmeapx rkmeapx    rkmeapx   rkmeapx    rkmeapx
open_work         ex      ex         ex        ex         ex
begin_draft       .       .          .         ex         ex
add_part          ex      .          .         .          .
change_part       mex     .          .         .          .
move_part         ex      .          .         .          .
remove_part       ex      .          .         .          .
restore_part      ex      .          .         .          .
take              ex      .          .         .          .
submit            ex      .          .         .          .
return_to_draft   .       eax        ax        .          .
approve           .       ax         .         .          .
publish           .       .          px        .          .
put_in_force      .       .          .         x          x
write_comment     kmeapx  kmeapx     .         .          .
close_comment     eax     eax        .         .          .
reopen_comment    eax     eax        .         .          .
assign            ex      ex         ex        ex         ex
unassign          ex      ex         ex        ex         ex
save_attribute    ex      ex         ex        ex         ex
retire_attribute  ex      ex         ex        ex         ex
"""
_HEADER, *_ROWS = (line.split() for line in EXPECTED.strip().splitlines())
CELLS: Final = {
    (verb, State(state)): frozenset(letters) - {"."}
    for verb, *row in _ROWS
    for state, letters in zip(_HEADER, row, strict=True)
}
LETTERS: Final = {
    "r": Role.READER,
    "k": Role.PARTNER,
    "m": Role.RESPONSIBLE,
    "e": Role.EDITOR,
    "a": Role.APPROVER,
    "p": Role.PUBLISHER,
    "x": Role.ADMINISTRATOR,
}
EVERY_ROLE: Final = (
    Role.READER,
    Role.PARTNER,
    Role.RESPONSIBLE,
    Role.EDITOR,
    Role.APPROVER,
    Role.PUBLISHER,
)

Doing = Callable[[Actor, Clock, Version], Any]
WHERE: Final[dict[str, Any]] = {"work": "book"}
PART: Final[dict[str, Any]] = {**WHERE, "kind": "chapter", "slug": "a"}


def _read(actor: Actor, _clock: Clock, version: Version) -> None:
    number: dict[str, Any] = {"work": "book", "number": version.number}
    queries.version(actor=actor, **number)
    queries.versions(actor=actor, work="book")
    queries.part(actor=actor, **number, kind="chapter", slug="a")
    queries.history(actor=actor, **number, kind="chapter", slug="a")
    queries.comments(actor=actor, **number)
    queries.recent_changes(actor=actor, **number)
    queries.removed_parts(actor=actor, **number)
    queries.assignments(actor=actor, work="book")
    queries.attributes_of(actor=actor, organisation=ORGANISATION)
    assert [line.work.pk for line in queries.works(actor=actor)] == ["book"]


def _remark(version: Version) -> int:
    return version.comments.get(answers_to=None).pk


DOING: Final[dict[str, Doing]] = {
    "read": _read,
    "open_work": lambda who, clock, _v: operations.open_work(
        actor=who,
        clock=clock,
        kind="ledger",
        work="another",
        organisation=ORGANISATION,
        content={"title": words("Another")},
    ),
    "begin_draft": lambda who, clock, _v: operations.begin_draft(actor=who, clock=clock, **WHERE),
    "add_part": lambda who, clock, _v: operations.add_part(
        actor=who, clock=clock, **WHERE, kind="chapter", slug="c", content={"title": words("c")}
    ),
    "change_part": lambda who, clock, _v: operations.change_part(
        actor=who, clock=clock, **PART, revision=1, content={"title": words("new")}
    ),
    "move_part": lambda who, clock, _v: operations.move_part(actor=who, clock=clock, **PART, position=9),
    "remove_part": lambda who, clock, _v: operations.remove_part(
        actor=who, clock=clock, **WHERE, kind="note", slug="x", revision=1
    ),
    "restore_part": lambda who, clock, _v: operations.restore_part(
        actor=who, clock=clock, **PART, to=1, revision=1
    ),
    "take": lambda who, clock, version: operations.take(
        actor=who,
        clock=clock,
        **WHERE,
        parts=[part for part in queries.content(version).parts if part.slug != "z"],
    ),
    "submit": lambda who, clock, version: operations.submit(
        actor=who, clock=clock, **WHERE, number=version.number
    ),
    "return_to_draft": lambda who, clock, version: operations.return_to_draft(
        actor=who, clock=clock, **WHERE, number=version.number
    ),
    "approve": lambda who, clock, version: operations.approve(
        actor=who, clock=clock, **WHERE, number=version.number, decision="Council 1.1.2026 § 1"
    ),
    "publish": lambda who, clock, version: operations.publish(
        actor=who, clock=clock, **WHERE, number=version.number
    ),
    "put_in_force": lambda who, clock, version: operations.put_in_force(
        actor=who,
        clock=clock,
        **WHERE,
        kind="ledger",
        organisation=ORGANISATION,
        parts=[part for part in queries.content(version).parts if part.slug != "z"],
        decision="Council 1.1.2026 § 1",
    ),
    "write_comment": lambda who, clock, _v: operations.write_comment(
        actor=who, clock=clock, **PART, words="Why?"
    ),
    "close_comment": lambda who, clock, version: operations.close_comment(
        actor=who, clock=clock, **WHERE, comment=_remark(version)
    ),
    "reopen_comment": lambda who, clock, version: operations.reopen_comment(
        actor=who, clock=clock, **WHERE, comment=_remark(version)
    ),
    "assign": lambda who, clock, _v: operations.assign(
        actor=who, clock=clock, **WHERE, kind="chapter", slug="b", username="rasmus"
    ),
    "unassign": lambda who, clock, _v: operations.unassign(actor=who, clock=clock, **PART, username="rasmus"),
    "save_attribute": lambda who, clock, _v: operations.save_attribute(
        actor=who,
        clock=clock,
        organisation=ORGANISATION,
        kind="note",
        slug="cost",
        title=words_as_text("Cost"),
        form="number",
    ),
    "retire_attribute": lambda who, clock, _v: operations.retire_attribute(
        actor=who, clock=clock, organisation=ORGANISATION, kind="note", slug="old"
    ),
}


def words_as_text(en: str) -> Any:
    from lupaus.web.texts import Text

    return Text.of(words(en))


@pytest.fixture
def responsible(draft: Version, clock: Clock) -> User:
    """Rasmus, who answers for chapter a."""
    user = User.objects.create(username="rasmus", name="Rasmus", created_at=NOW)
    user.grants.create(role=Role.RESPONSIBLE, organisation=ORGANISATION)
    Assignment.objects.create(work=draft.work, kind="chapter", slug="a", user=user)
    return user


def people(responsible: User) -> dict[str, Actor]:
    """Everybody who tries, by a letter for who may and by a name for who never may."""
    found = {
        letter: Actor(
            letter, "page", frozenset({(role, ORGANISATION)}), responsible.pk if letter == "m" else None
        )
        for letter, role in LETTERS.items()
    }
    everything = frozenset((role, "muu") for role in (*EVERY_ROLE, Role.ADMINISTRATOR))
    return found | {
        "planner": Actor("planner", "page", frozenset({(Role.PLANNER, "")})),
        "outsider": Actor("outsider", "page"),
        "nobody": nobody("page"),
        "stranger": Actor("stranger", "page", everything),
        "stranger on the API": Actor("stranger", "api", everything),
    }


def in_state(state: State, clock: Clock, verb: str) -> Version:
    """The first version of the book, brought into a state; with a remark, and one attribute."""
    operations.save_attribute(
        actor=EDITOR,
        clock=clock,
        organisation=ORGANISATION,
        kind="note",
        slug="old",
        title=words_as_text("Old"),
        form="text",
    )
    remark = operations.write_comment(actor=EDITOR, clock=clock, **PART, words="Hm.")
    if verb != "close_comment" or state not in (State.DRAFT, State.IN_REVIEW):
        operations.close_comment(actor=EDITOR, clock=clock, **WHERE, comment=remark.pk)
    at: dict[str, Any] = {"clock": clock, "work": "book"}
    for number in (1, 2) if state is State.SUPERSEDED else (1,):
        if number == 2:
            operations.begin_draft(actor=EDITOR, **at)
        if state is State.DRAFT:
            break
        operations.submit(actor=EDITOR, **at, number=number)
        if state is State.IN_REVIEW:
            break
        operations.approve(actor=APPROVER, **at, number=number, decision="Council § 1")
        if state is not State.APPROVED:
            operations.publish(actor=PUBLISHER, **at, number=number)
    return queries.version(actor=EDITOR, work="book", number=1)


def tried(verb: str, who: Actor, clock: Clock, version: Version) -> Refused | None:
    """What came of it: a refusal, or None when it was done. What it did is undone."""
    before = AuditRecord.objects.count()
    try:
        with transaction.atomic():
            DOING[verb](who, clock, version)
            if verb != "read":
                assert AuditRecord.objects.count() > before
            transaction.set_rollback(True)
    except Refused as refused:
        assert AuditRecord.objects.count() == before
        return refused
    return None


def test_the_expectation_has_no_undecided_cell() -> None:
    assert set(CELLS) == {(verb, state) for verb in RIGHTS for state in State}
    assert set(DOING) == set(RIGHTS)
    assert set(operations.__all__) & set(RIGHTS) == set(RIGHTS) - {"read"}
    verbs = {name for name in operations.__all__ if name[0].islower()}
    assert verbs == set(RIGHTS) - {"read"}


@pytest.mark.slow
@pytest.mark.parametrize(("verb", "state"), CELLS, ids=str)
def test_a_cell_of_the_table_is_what_the_operation_does(
    verb: str, state: State, draft: Version, responsible: User, clock: Clock
) -> None:
    version = in_state(state, clock, verb)
    for name, who in people(responsible).items():
        refused = tried(verb, who, clock, version)
        if name in CELLS[verb, state]:
            assert refused is None, (name, refused)
            continue
        assert refused is not None, name
        assert refused.status in (403, 404, 409), (name, refused)
        if len(name) > 1:
            assert isinstance(refused, NotAllowed | NotFound), (name, refused)
            assert "book" not in str(refused)


@pytest.mark.parametrize(("verb", "state"), CELLS, ids=str)
def test_the_table_of_the_program_says_the_same(verb: str, state: State) -> None:
    asked = None if None in RIGHTS[verb] else state
    if verb in rights.NOT_WHILE_ONE_IS_ON_ITS_WAY and not CELLS[verb, state]:
        return
    for letter, role in LETTERS.items():
        who = Actor(letter, "page", frozenset({(role, ORGANISATION)}))
        assert may(who, verb, ORGANISATION, asked) == (letter in CELLS[verb, state])


def test_three_roles_together_put_in_force(draft: Version, clock: Clock) -> None:
    version = in_state(State.PUBLISHED, clock, "put_in_force")
    three = frozenset((role, ORGANISATION) for role in (Role.EDITOR, Role.APPROVER, Role.PUBLISHER))
    for role in three:
        assert isinstance(
            tried("put_in_force", Actor("two", "page", three - {role}), clock, version), NotAllowed
        )
    assert tried("put_in_force", Actor("three", "page", three), clock, version) is None


def test_a_responsible_person_changes_no_part_of_others(
    draft: Version, responsible: User, clock: Clock
) -> None:
    rasmus = Actor("rasmus", "page", frozenset({(Role.RESPONSIBLE, ORGANISATION)}), responsible.pk)
    change: dict[str, Any] = {
        "clock": clock,
        "work": "book",
        "revision": 1,
        "content": {"title": words("new")},
    }
    for who, kind, slug in (
        (rasmus, "chapter", "b"),
        (rasmus, "note", "x"),
        (rasmus, "question", "one"),
        (rasmus, "ledger", "book"),
        (Actor("rasmus", "page", rasmus.grants), "chapter", "a"),  # who he is, not what he is called
    ):
        with pytest.raises(NotAllowed):
            operations.change_part(actor=who, kind=kind, slug=slug, **change)
    operations.change_part(actor=rasmus, kind="chapter", slug="a", **change)


def test_the_right_role_at_the_wrong_time_is_told_so(draft: Version, clock: Clock) -> None:
    assert isinstance(tried("publish", PUBLISHER, clock, draft), WrongState)
    assert isinstance(tried("publish", EDITOR, clock, draft), NotAllowed)


def test_the_page_of_rights_is_the_table_of_the_program() -> None:
    assert rights.PAGE.read_text(encoding="utf-8") == rights.page(), "run: python3 dev.py docs"


def test_the_page_has_a_yes_or_no_in_every_cell() -> None:
    rows = [line for line in rights.page().splitlines() if line.startswith("| ") and "draft" not in line]
    assert len(rows) == len(RIGHTS) * (len(Role) + len(rights.NOBODY))
    cells = [cell.strip() for row in rows for cell in row.strip("|").split("|")[1:]]
    assert set(cells) == {"yes", "own", "–"}
    assert len(cells) == len(rows) * len(State)
