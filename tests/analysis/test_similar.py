"""Who plays which part, and who is like whom."""

from __future__ import annotations

import pytest

from lupaus.analysis.roles import BadRoles, players, read_roles, roles
from lupaus.analysis.similar import similar_to
from lupaus.indicators.models import Indicator
from lupaus.indicators.queries import newest_release
from tests.analysis.many_towns import TOWNS

many = pytest.mark.usefixtures("many")


def test_every_role_is_named_in_three_languages_and_has_candidates() -> None:
    for role in roles().values():
        assert not role.title.missing
        assert role.candidates


@pytest.mark.parametrize(
    "text",
    [
        "- a",
        "a: b",
        "a: {title: {fi: a, sv: a, en: a}}",
        "a: {title: {fi: a}, candidates: [b]}",
        "a: {title: {fi: a, sv: a, en: a}, candidates: [1]}",
        "a: {title: {fi: a, sv: a, en: a}, candidates: [b], scale: cubic}",
        "a: {title: {fi: a, sv: a, en: a}, candidates: [b], strange: 1}",
    ],
)
def test_a_file_of_roles_that_cannot_be_understood_is_refused(text: str) -> None:
    with pytest.raises(BadRoles):
        read_roles(text)


@many
def test_the_first_candidate_that_is_there_plays_the_part() -> None:
    assert [entry.pk for entry in players(["population"])["population"]] == ["population"]
    Indicator.objects.filter(pk="migration").update(source_kind="sotkanet", source_id="127")
    assert [entry.pk for entry in players(["population"])["population"]] == ["population", "migration"]


@many
def test_a_region_is_nearest_to_itself_and_never_among_the_others() -> None:
    found = similar_to("KU007", among=TOWNS, release=newest_release())
    assert "KU007" not in [each.code for each in found.alike]
    assert [each.distance for each in found.alike] == sorted(each.distance for each in found.alike)
    assert len(found.alike) == 10
    assert not found.lacking


@many
def test_likeness_is_mutual() -> None:
    release = newest_release()
    there = similar_to("KU007", among=TOWNS, release=release, most=400)
    far = {each.code: each.distance for each in there.alike}
    back = similar_to("KU100", among=TOWNS, release=release, most=400)
    assert far["KU100"] == pytest.approx({each.code: each.distance for each in back.alike}["KU007"])


@many
def test_a_trait_without_figures_is_left_out_and_named() -> None:
    Indicator.objects.filter(pk="over-64").update(retired_at="2026-01-01T00:00:00Z")
    found = similar_to("KU007", among=TOWNS, release=newest_release())
    assert [role.id for role in found.lacking] == ["age-structure"]
    assert len(found.traits) == 2


@many
def test_nothing_known_means_nobody_is_like_it() -> None:
    found = similar_to("KU007", among=TOWNS, release=None)
    assert found.alike == ()
    assert len(found.lacking) == 3
