"""An organisation's own observations: who may write them, and that nobody's figure is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lupaus.accounts.actors import Actor
from lupaus.accounts.models import AuditRecord, Role
from lupaus.indicators import bank
from lupaus.indicators.models import Indicator, Nature, Release, SourceKind
from lupaus.indicators.operations import (
    FigureKey,
    OwnCollision,
    Row,
    record_own_observations,
    withdraw_own_observations,
)
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db

KAAVA = "kaava"
ESPOO = FigureKey("jobs", "KU049", "total", "2023")


def who(*grants: tuple[Role, str], name: str = "eeva") -> Actor:
    return Actor(name=name, channel="page", grants=frozenset(grants))


EDITOR = who((Role.EDITOR, KAAVA))


@pytest.fixture(autouse=True)
def own(catalogue: None) -> None:
    """`jobs` is Kaava's own, `income` another organisation's, `turnout` nobody's."""
    Indicator.objects.filter(pk="jobs").update(organisation=KAAVA)
    Indicator.objects.filter(pk="income").update(organisation="muu")


def row(key: FigureKey = ESPOO, value: float | str | None = 5.5, line: int = 0) -> Row:
    return Row(line, key.indicator, key.region, key.gender, key.period, value)


def figures() -> dict[FigureKey, float | None]:
    release = Release.objects.order_by("-id").first()
    return {FigureKey(*seen[:4]): seen.value for seen in bank.observations(release=release)}


class TestWhoMay:
    def test_an_editor_of_the_organisation_may(self, clock: Clock) -> None:
        imported = record_own_observations(actor=EDITOR, clock=clock, organisation=KAAVA, rows=[row()])
        assert imported.release is not None
        assert (imported.release.nature, imported.release.source, imported.release.actor) == (
            Nature.OWN,
            "Own observations of kaava",
            "eeva",
        )
        assert figures() == {ESPOO: 5.5}
        record = AuditRecord.objects.latest("pk")
        assert (record.verb, record.object_id, record.actor) == ("record_own_observations", "1", "eeva")

    @pytest.mark.parametrize("role", [Role.READER, Role.PARTNER, Role.RESPONSIBLE, Role.APPROVER])
    def test_nobody_with_a_lesser_role_may(self, clock: Clock, role: Role) -> None:
        with pytest.raises(NotAllowed):
            record_own_observations(actor=who((role, KAAVA)), clock=clock, organisation=KAAVA, rows=[row()])

    def test_an_editor_of_another_organisation_is_told_nothing(self, clock: Clock) -> None:
        stranger = who((Role.EDITOR, "muu"))
        with pytest.raises(NotFound, match="There is nothing here, or it is not for you"):
            record_own_observations(actor=stranger, clock=clock, organisation=KAAVA, rows=[row()])
        with pytest.raises(NotFound):
            withdraw_own_observations(actor=stranger, clock=clock, organisation=KAAVA, keys=[ESPOO])

    def test_a_planner_may_not_for_that_reason(self, clock: Clock, planner: Actor) -> None:
        only_planner = replace(planner, grants=frozenset({(Role.PLANNER, "")}))
        with pytest.raises(NotAllowed):
            record_own_observations(actor=only_planner, clock=clock, organisation=KAAVA, rows=[row()])

    def test_no_organisation_owns_what_has_none(self, clock: Clock, at_the_machine: Actor) -> None:
        with pytest.raises(NotFound):
            record_own_observations(
                actor=at_the_machine,
                clock=clock,
                organisation="",
                rows=[row(ESPOO._replace(indicator="turnout"))],
            )


class TestWhatMay:
    @pytest.mark.parametrize("indicator", ["income", "turnout", "nothing"])
    def test_only_figures_of_the_organisations_own_indicators(self, clock: Clock, indicator: str) -> None:
        rows = [row(), row(ESPOO._replace(indicator=indicator), line=1)]
        with pytest.raises(Refused) as refused:
            record_own_observations(actor=EDITOR, clock=clock, organisation=KAAVA, rows=rows)
        (problem,) = refused.value.problems
        assert problem.message == f"“{indicator}” is no indicator of the organisation's own."
        assert not Release.objects.exists()

    def test_nor_may_others_be_withdrawn(self, clock: Clock) -> None:
        with pytest.raises(Refused, match="is no indicator of the organisation's own"):
            withdraw_own_observations(
                actor=EDITOR, clock=clock, organisation=KAAVA, keys=[ESPOO._replace(indicator="income")]
            )

    @pytest.mark.parametrize(
        "change", [{"source_kind": SourceKind.SOTKANET}, {"source_kind": SourceKind.DERIVED}]
    )
    def test_what_comes_from_elsewhere_is_not_typed(self, clock: Clock, change: dict[str, str]) -> None:
        Indicator.objects.filter(pk="jobs").update(**change)
        with pytest.raises(Refused):
            record_own_observations(actor=EDITOR, clock=clock, organisation=KAAVA, rows=[row()])

    def test_bad_rows_are_all_told_and_nothing_is_written(self, clock: Clock) -> None:
        rows = [row(value="much"), row(ESPOO._replace(region="KU999"), line=1)]
        with pytest.raises(Refused) as refused:
            record_own_observations(actor=EDITOR, clock=clock, organisation=KAAVA, rows=rows)
        assert [(each.path, each.message) for each in refused.value.problems] == [
            ("[0]", "The value “much” is not a number."),
            ("[1]", "There is no region “KU999”."),
        ]
        assert figures() == {}

    def test_the_same_figures_again_make_no_release(self, clock: Clock) -> None:
        for _time in range(2):
            done = record_own_observations(actor=EDITOR, clock=clock, organisation=KAAVA, rows=[row()])
        assert (done.release, done.unchanged, Release.objects.count()) == (None, 1, 1)

    def test_more_than_anybody_looks_through_is_refused(
        self, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("lupaus.indicators.operations.own.MOST", 0)
        with pytest.raises(Refused, match="More than 0 figures at once"):
            record_own_observations(actor=EDITOR, clock=clock, organisation=KAAVA, rows=[row()])


class TestWithdrawing:
    LOHJA = ESPOO._replace(region="KU444")

    def test_one_figure_goes_and_the_others_stay(self, clock: Clock) -> None:
        first = record_own_observations(
            actor=EDITOR, clock=clock, organisation=KAAVA, rows=[row(), row(self.LOHJA, 7)]
        )
        done = withdraw_own_observations(actor=EDITOR, clock=clock, organisation=KAAVA, keys=[self.LOHJA])
        assert (done.withdrawn, figures()) == (1, {ESPOO: 5.5})
        assert len(bank.observations(release=first.release)) == 2  # the older release still tells it

    def test_what_is_not_there_is_not_withdrawn(self, clock: Clock) -> None:
        done = withdraw_own_observations(actor=EDITOR, clock=clock, organisation=KAAVA, keys=[ESPOO])
        assert (done.release, done.withdrawn) == (None, 0)

    def test_one_is_written_and_another_withdrawn_in_one_release(self, clock: Clock) -> None:
        record_own_observations(actor=EDITOR, clock=clock, organisation=KAAVA, rows=[row(self.LOHJA, 7)])
        done = record_own_observations(
            actor=EDITOR, clock=clock, organisation=KAAVA, rows=[row()], withdraw=[self.LOHJA]
        )
        assert (done.added, done.withdrawn, figures()) == (1, 1, {ESPOO: 5.5})

    def test_a_whole_withdraws_what_it_lacks(self, clock: Clock) -> None:
        record_own_observations(
            actor=EDITOR, clock=clock, organisation=KAAVA, rows=[row(), row(self.LOHJA, 7)]
        )
        done = record_own_observations(
            actor=EDITOR, clock=clock, organisation=KAAVA, rows=[row()], replace=True
        )
        assert (done.withdrawn, figures()) == (1, {ESPOO: 5.5})


class TestTwoAtOnce:
    @pytest.fixture(autouse=True)
    def _begun(self, clock: Clock) -> None:
        """Release 1 is what both have before them; release 2 is the other's."""
        record_own_observations(actor=EDITOR, clock=clock, organisation=KAAVA, rows=[row(value=1)])
        other = who((Role.EDITOR, KAAVA), name="oskari")
        record_own_observations(actor=other, clock=clock, organisation=KAAVA, rows=[row(value=2)])

    def test_the_second_writer_of_a_figure_is_told_and_nothing_is_lost(self, clock: Clock) -> None:
        lohja = row(ESPOO._replace(region="KU444"), 9, line=1)
        with pytest.raises(OwnCollision) as collision:
            record_own_observations(
                actor=EDITOR, clock=clock, organisation=KAAVA, rows=[row(value=3), lohja], base=1
            )
        (collided,) = collision.value.collided
        assert collided.began is not None
        assert collided.now is not None
        assert (collided.key, collided.began.value, collided.now.value) == (ESPOO, 1, 2)
        assert "it is 2 now" in str(collision.value)
        assert figures() == {ESPOO: 2}

    def test_so_is_who_would_withdraw_it(self, clock: Clock) -> None:
        with pytest.raises(OwnCollision):
            withdraw_own_observations(actor=EDITOR, clock=clock, organisation=KAAVA, keys=[ESPOO], base=1)

    def test_and_who_found_nothing_there(self, clock: Clock) -> None:
        with pytest.raises(OwnCollision):
            record_own_observations(
                actor=EDITOR, clock=clock, organisation=KAAVA, rows=[row(value=3)], base=0
            )

    def test_another_figure_is_no_collision(self, clock: Clock) -> None:
        lohja = row(ESPOO._replace(region="KU444"), 9)
        record_own_observations(actor=EDITOR, clock=clock, organisation=KAAVA, rows=[lohja], base=1)
        assert figures() == {ESPOO: 2, ESPOO._replace(region="KU444"): 9}

    def test_nor_is_the_same_figure(self, clock: Clock) -> None:
        done = record_own_observations(
            actor=EDITOR, clock=clock, organisation=KAAVA, rows=[row(value=2)], base=1
        )
        assert done.release is None

    def test_who_has_seen_the_newest_writes_over_it(self, clock: Clock) -> None:
        record_own_observations(actor=EDITOR, clock=clock, organisation=KAAVA, rows=[row(value=3)], base=2)
        assert figures() == {ESPOO: 3}
