"""What a service point is on a day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lupaus.services.points.status import (
    CLOSED,
    DIGITAL,
    OPEN,
    PLANNED,
    Change,
    Site,
    end_of,
    standing,
    years,
)
from lupaus.web.texts import Text

HERE = Site(Text.same("Karstuntie 4"), "KU444", 60.25, 24.06)
THERE = Site(Text.same("Sammonkatu 1"), "", 60.26, 24.10)
TODAY = date(2026, 11, 22)


def change(kind: str, day: date, id_: str = "a", *, to: Site | None = None, replaced_by: str = "") -> Change:
    return Change(id_, kind, day, to=to, replaced_by=replaced_by)


class TestAPoint:
    def test_without_changes_is_what_it_was_told_to_be(self) -> None:
        for status in (OPEN, PLANNED, CLOSED):
            assert standing(status, HERE, (), TODAY).state == status

    def test_changes_on_its_day_not_the_day_before(self) -> None:
        closes = change("closes", date(2027, 1, 1))
        before, after = (
            standing(OPEN, HERE, [closes], date(2026, 12, 31)),
            standing(OPEN, HERE, [closes], closes.on),
        )
        assert (before.state, before.coming, before.will_change) == (OPEN, (closes,), True)
        assert (after.state, after.coming, after.last, after.will_change) == (CLOSED, (), closes, False)

    def test_that_moves_is_open_at_its_new_place_in_the_same_municipality(self) -> None:
        now = standing(OPEN, HERE, [change("moves", TODAY, to=THERE)], TODAY)
        assert (now.state, now.moved) == (OPEN, True)
        assert now.site == THERE._replace(municipality="KU444")
        assert now.site.coordinates == (60.26, 24.10)

    def test_that_becomes_digital_names_what_took_its_place(self) -> None:
        now = standing(OPEN, HERE, [change("digital", TODAY, replaced_by="digipalvelu")], TODAY)
        assert (now.state, now.is_open, now.replaced_by) == (DIGITAL, False, "digipalvelu")

    def test_that_closes_and_opens_again_is_open(self) -> None:
        changes = [change("opens", date(2028, 3, 1), "b"), change("closes", date(2027, 3, 1))]
        assert [standing(OPEN, HERE, changes, end_of(year)).state for year in (2026, 2027, 2028)] == [
            OPEN,
            CLOSED,
            OPEN,
        ]

    def test_that_moves_before_it_opens_opens_at_the_new_place(self) -> None:
        changes = [change("moves", date(2027, 1, 1), to=THERE), change("opens", date(2027, 6, 1), "b")]
        assert standing(PLANNED, HERE, changes, date(2027, 2, 1)).state == PLANNED
        then = standing(PLANNED, HERE, changes, date(2027, 7, 1))
        assert (then.state, then.site.latitude, then.last) == (OPEN, 60.26, changes[1])

    def test_what_happens_on_one_day_happens_in_the_order_of_ids(self) -> None:
        changes = [change("opens", TODAY, "b"), change("closes", TODAY, "a")]
        assert standing(OPEN, HERE, changes, TODAY).state == OPEN


changes = st.lists(
    st.builds(
        Change,
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(["opens", "closes", "moves", "digital"]),
        st.dates(date(2026, 1, 1), date(2030, 12, 31)),
        to=st.just(THERE),
    ),
    max_size=5,
)
days = st.dates(date(2025, 1, 1), date(2031, 12, 31))


@given(changes, days, st.randoms())
def test_the_order_in_which_changes_are_told_does_not_matter(
    told: list[Change], day: date, any_: object
) -> None:
    unlike = list({(each.on, each.id): each for each in told}.values())
    assert standing(OPEN, HERE, unlike, day) == standing(OPEN, HERE, unlike[::-1], day)


@given(changes, days)
def test_every_change_has_either_come_or_is_coming(told: list[Change], day: date) -> None:
    now = standing(OPEN, HERE, told, day)
    assert all(each.on > day for each in now.coming)
    assert len(now.coming) == sum(each.on > day for each in told)
    assert (now.last is None) == all(each.on > day for each in told)


@given(changes, days)
def test_nothing_changes_between_two_changes(told: list[Change], day: date) -> None:
    after = day + timedelta(days=1)
    if all(each.on != after for each in told):
        assert standing(OPEN, HERE, told, day) == standing(OPEN, HERE, told, after)


def test_the_years_reach_as_far_as_the_last_change() -> None:
    assert list(years(TODAY, [])) == [2026]
    assert list(years(TODAY, [change("closes", date(2029, 5, 1))])) == [2026, 2027, 2028, 2029]
    assert list(years(TODAY, [change("closes", date(2020, 5, 1))])) == [2026]
    assert len(years(TODAY, [change("closes", date(2999, 5, 1))])) == 20
