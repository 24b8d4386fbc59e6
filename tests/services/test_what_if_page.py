"""What-if: what is read and refused, what the page says, and the same at every door."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.indicators import queries as statistics
from lupaus.services.chains.asked import Asked, WishRefused, answer, answered, read_wish
from lupaus.services.chains.figures import Following, follow
from lupaus.services.chains.grounds import every_year, grounds_of
from lupaus.services.chains.queries import chain
from lupaus.services.chains.what_if import HUNDRED, Basis, StageBasis, rounded
from lupaus.web.clock import Clock
from tests.services import followed_chain as world
from tests.services.followed_chain import STAGES, WORK, Figure

PAGE = f"/en/chains/{WORK}/what-if/"
API = f"/api/v1/chains/{WORK}/what-if"
#: 1000, 180 and 20 of 1200.
TODAY = ("83.3", "15", "1.7")

SHARES = (Fraction(250, 3), Fraction(15), Fraction(5, 3))
BASIS = Basis(
    2024,
    tuple(StageBasis(id_, share) for id_, share in zip(STAGES, SHARES, strict=True)),
    {2024 + ahead: Fraction(1200) for ahead in range(17)},
)


def refused(*shares: str, **more: str) -> list[str]:
    with pytest.raises(WishRefused) as caught:
        read_wish(BASIS, rounded(SHARES), Asked(shares, **more))
    return [problem.message for problem in caught.value.problems]


class TestWhatIsTyped:
    def test_what_stands_in_the_form_changes_nothing_at_all(self) -> None:
        assert read_wish(BASIS, rounded(SHARES), Asked(TODAY)).shares == SHARES
        assert read_wish(BASIS, rounded(SHARES), Asked()).shares == SHARES

    def test_a_comma_is_a_point(self) -> None:
        assert read_wish(BASIS, rounded(SHARES), Asked(("83,3", "16,2", "0,5"))).shares[2] < Fraction(1)

    def test_too_little_and_too_much_say_by_how_much(self) -> None:
        assert refused("80", "15", "2.5") == ["The shares add up to 97.5\u00a0%: 2.5\u00a0% is missing."]
        assert refused("84", "15", "3") == ["The shares add up to 102\u00a0%: 2\u00a0% too much."]

    def test_a_share_for_a_step_that_is_not_there(self) -> None:
        assert refused("80", "15", "3", "2") == ["The chain has 3 steps, so it has no share number 4."]

    @pytest.mark.parametrize("share", ["many", "-5", "101", "1e2", "١٥", "12.345"])
    def test_what_is_no_share(self, share: str) -> None:
        (said,) = refused(share, "15", "2")
        assert said == f"“{share}” is no share: write a number from 0 to 100, such as 12.5."

    def test_years_out_of_reach(self) -> None:
        (said,) = refused(horizon="2024")
        assert said == "“2024” cannot be computed: choose a year from 2025 to 2040."
        assert refused(horizon="2060", full_by="soon")[1].startswith("“soon” cannot be computed")
        (late,) = refused(horizon="2026", full_by="2030")
        assert late == "The change is complete in 2030, after the last year shown, 2026."

    @pytest.mark.parametrize("growth", ["40", "-21", "much", "2.555"])
    def test_costs_beyond_measure(self, growth: str) -> None:
        (said,) = refused(growth=growth)
        assert said == f"“{growth}” is no growth of costs: write per cent a year, from −20 to 20."

    @settings(max_examples=80, deadline=None)
    @given(st.lists(st.integers(0, 10_000), min_size=3, max_size=3))
    def test_what_adds_up_is_brought_to_100_and_what_does_not_is_refused(self, parts: list[int]) -> None:
        typed = tuple(str(part / 100) for part in parts)
        if abs(sum(parts) - 10_000) <= 5:
            assert sum(read_wish(BASIS, rounded(SHARES), Asked(typed)).shares) == HUNDRED
        else:
            (said,) = refused(*typed)
            assert "missing" in said or "too much" in said

    def test_years_between_are_found_evenly(self) -> None:
        known = {2024: Fraction(10), 2026: Fraction(14)}
        assert every_year(known) == {2024: 10, 2025: 12, 2026: 14}


@pytest.fixture
def kaava(db: None, clock: Clock) -> None:
    world.kaava(clock)


def followed(region: str | None = None) -> Following:
    return follow(chain(WORK), region=region, release=statistics.newest_release())


def read(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200, response.content[:300]
    return response.content.decode().replace("\u202f", "").replace("\u00a0", " ")


@pytest.mark.usefixtures("kaava")
class TestTheBasis:
    def test_rests_on_the_figures_and_on_the_forecast(self) -> None:
        basis = grounds_of(followed()).basis
        assert basis is not None
        assert (basis.year, basis.last_year) == (2024, 2040)
        assert basis.shares == SHARES
        assert basis.clients[2024] == 1200
        assert basis.clients[2030] == 1200 * Fraction(30, 24)
        assert basis.clients[2035] == 1200 * Fraction(33, 24)
        assert [stage.cost for stage in basis.stages] == [1_000, 9_000, 50_000]
        assert [stage.capacity for stage in basis.stages] == [1250, None, 25]

    def test_every_assumption_names_where_it_comes_from(self) -> None:
        found = grounds_of(followed()).assumptions
        sources = {each.indicator.pk: each.year for each in found if each.indicator}
        assert sources["cost-home"] == 2023
        assert sources["clients-care"] == 2024
        assert sources["aged-75"] == 2040
        assert any(each.code == "capacity" and each.indicator is None for each in found)

    def test_without_clients_nothing_is_computed(self) -> None:
        found = answer(followed("KU049"), Asked())
        assert found.outcome is None
        with pytest.raises(WishRefused, match="not known here"):
            answered(followed("KU049"), Asked())


@pytest.mark.usefixtures("kaava")
class TestThePage:
    def test_says_first_what_follows_if_nothing_changes(self) -> None:
        page = read(PAGE)
        assert "If nothing changes, there will be 1620 clients in 2034" in page
        assert 'value="83.3"' in page
        assert "Room would be lacking for 100 clients at the step “Stage home” in 2034." in page

    def test_says_what_a_change_would_cost(self) -> None:
        page = read(f"{PAGE}?share1=84.3&share2=15&share3=0.7&horizon=2030&full_by=2025")
        assert "less in 2030 than if nothing changes" in page
        assert 'value="84.3"' in page
        assert "Difference" in page

    def test_what_was_typed_wrong_stays_beside_its_sentence(self) -> None:
        page = read(f"{PAGE}?share1=80&share2=15&share3=1")
        assert "The shares add up to 96 %: 4 % is missing." in page
        assert 'value="80"' in page
        assert "Save this as a scenario" not in page

    def test_an_address_nobody_understands(self) -> None:
        assert Client().get(f"{PAGE}?share1=many").status_code == 400
        assert Client().get("/en/chains/nothing/what-if/").status_code == 404

    def test_leads_on_with_the_same_numbers(self) -> None:
        page = read(f"{PAGE}?share1=84.3&share2=15&share3=0.7")
        assert f"/en/workspace/services/{WORK}/scenarios/new/?share1=84.3" in page

    @pytest.mark.parametrize("language", ["fi", "sv"])
    def test_in_each_language(self, language: str) -> None:
        assert f"Stage care {language}" in read(f"/{language}/chains/{WORK}/what-if/")

    def test_the_interface_tells_the_same(self) -> None:
        found: Any = Client().get(f"{API}?share=84.3&share=15&share=0.7&horizon=2030&full_by=2025").json()
        computed = answered(followed(), Asked(("84.3", "15", "0.7"), "2030", "2025")).outcome
        assert computed is not None
        assert computed.in_all is not None
        assert found["difference_in_all"]["middle"] == pytest.approx(float(computed.in_all.middle))
        assert found["chosen"][-1]["clients"]["middle"] == 1500
        assert len(found["unchanged"]) == 7

    def test_the_interface_refuses_with_the_same_sentence(self) -> None:
        response = Client().get(f"{API}?share=80&share=15&share=1")
        assert response.status_code == 422
        assert "4\u00a0% is missing" in response.content.decode()


@pytest.mark.django_db
class TestFewPeople:
    def of(self, clock: Clock, *numbers: int) -> Following:
        world.catalogue(clock)
        rows: list[Figure] = [
            (world.clients(stage), "MK01", 2024, count) for stage, count in zip(STAGES, numbers, strict=True)
        ]
        world.figures(clock, rows)
        world.publish(clock)
        return followed()

    def test_what_is_not_told_is_spread_evenly_and_said_to_be(self, clock: Clock) -> None:
        found = grounds_of(self.of(clock, 900, 60, 3))
        assert found.basis is not None
        home, help_, care = found.basis.shares
        assert home == HUNDRED * 900 / 963
        assert help_ == care
        assert sum("spread evenly" in each.words for each in found.assumptions) == 2
        assert all(stage.cost is None for stage in found.basis.stages)

    def test_without_a_total_nothing_is_computed(self, clock: Clock) -> None:
        found = grounds_of(self.of(clock, 0, 0, 3))
        assert found.basis is None
        assert "so few clients" in found.why_not

    def test_where_nobody_is_nothing_is_computed(self, clock: Clock) -> None:
        assert "no clients" in grounds_of(self.of(clock, 0, 0, 0)).why_not

    def test_without_a_forecast_the_clients_stay(self, clock: Clock) -> None:
        basis = grounds_of(self.of(clock, 100, 50, 50)).basis
        assert basis is not None
        assert set(basis.clients.values()) == {Fraction(200)}
        assert basis.last_year == 2039
