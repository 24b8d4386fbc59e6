"""A partner of the organisation comments on a chain that is being written, and does nothing else to it."""

from __future__ import annotations

from typing import Any

import pytest

from lupaus.services.chains.declared import NAME, SERVICE, STAGE
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, NotFound
from lupaus.workspace import operations, queries
from lupaus.workspace.models import Version
from lupaus.workspace.operations.people import AssignmentRefused
from lupaus.workspace.rights import WrongState
from tests.world import AKSELI, KAISA, MATTI, PAULA, PIRKKO, settle

WORK = "nuorten-ketju"


def words(each: str) -> dict[str, str]:
    return dict.fromkeys(("fi", "sv", "en"), each)


def draft(clock: Clock, work: str = WORK, organisation: str = "kaava") -> Version:
    actor = PIRKKO.acts() if organisation == "kaava" else MATTI.acts()
    at: dict[str, Any] = {"actor": actor, "clock": clock, "work": work}
    version: Version = operations.open_work(
        **at, kind=NAME, organisation=organisation, content={"title": words("Young people")}
    )
    operations.add_part(**at, kind=STAGE, slug="light", content={"title": words("Light")})
    return version


@pytest.mark.django_db
class TestKaisaOfKumaja:
    def test_reads_the_draft_and_remarks_on_a_stage(self, clock: Clock) -> None:
        draft(clock)
        operations.write_comment(
            actor=KAISA.acts(),
            clock=clock,
            work=WORK,
            kind=STAGE,
            slug="light",
            words="Add open meeting places.",
        )
        assert queries.part(actor=KAISA.acts(), work=WORK, number=1, kind=STAGE, slug="light")
        (comment,) = queries.comments(actor=KAISA.acts(), work=WORK, number=1)
        assert (comment.by, comment.slug) == ("kaisa", "light")

    def test_answers_while_it_is_in_review(self, clock: Clock) -> None:
        draft(clock)
        first = operations.write_comment(actor=PIRKKO.acts(), clock=clock, work=WORK, words="Who else helps?")
        operations.submit(actor=PIRKKO.acts(), clock=clock, work=WORK, number=1)
        operations.write_comment(
            actor=KAISA.acts(), clock=clock, work=WORK, words="We do.", answers_to=first.pk
        )
        assert first.answers.count() == 1

    def test_remarks_no_more_once_it_is_approved(self, clock: Clock) -> None:
        draft(clock)
        operations.submit(actor=PIRKKO.acts(), clock=clock, work=WORK, number=1)
        operations.approve(actor=AKSELI.acts(), clock=clock, work=WORK, number=1, decision="Board § 1")
        with pytest.raises(WrongState):
            operations.write_comment(actor=KAISA.acts(), clock=clock, work=WORK, words="Late.")
        operations.publish(actor=PAULA.acts(), clock=clock, work=WORK, number=1)
        assert queries.version(actor=KAISA.acts(), work=WORK, number=1).number == 1

    def test_writes_submits_and_settles_nothing(self, clock: Clock) -> None:
        draft(clock)
        remark = operations.write_comment(actor=PIRKKO.acts(), clock=clock, work=WORK, words="Hm.")
        at: dict[str, Any] = {"actor": KAISA.acts(), "clock": clock, "work": WORK}
        part: dict[str, Any] = {"kind": STAGE, "slug": "light"}
        for tried in (
            lambda: operations.change_part(**at, **part, revision=1, content={"title": words("Mine")}),
            lambda: operations.add_part(**at, kind=STAGE, slug="mine", content={"title": words("Mine")}),
            lambda: operations.remove_part(**at, **part, revision=1),
            lambda: operations.submit(**at, number=1),
            lambda: operations.close_comment(**at, comment=remark.pk),
        ):
            with pytest.raises(NotAllowed):
                tried()

    def test_sees_no_other_organisation(self, clock: Clock) -> None:
        draft(clock)
        draft(clock, "muun-ketju", "muu")
        assert [line.work.pk for line in queries.works(actor=KAISA.acts())] == [WORK]
        with pytest.raises(NotFound):
            queries.version(actor=KAISA.acts(), work="muun-ketju", number=1)
        with pytest.raises(NotFound):
            operations.write_comment(actor=KAISA.acts(), clock=clock, work="muun-ketju", words="Hello?")

    def test_answers_for_no_part(self, clock: Clock) -> None:
        settle(clock)
        draft(clock)
        operations.add_part(
            actor=PIRKKO.acts(),
            clock=clock,
            work=WORK,
            kind=SERVICE,
            slug="meeting",
            parent="light",
            content={"title": words("Meeting places")},
        )
        people = queries.candidates(actor=PIRKKO.acts(), organisation="kaava")
        assert KAISA.username not in {each.username for each in people}
        with pytest.raises(AssignmentRefused):
            operations.assign(
                actor=PIRKKO.acts(),
                clock=clock,
                work=WORK,
                kind=SERVICE,
                slug="meeting",
                username=KAISA.username,
            )
