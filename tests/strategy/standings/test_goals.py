"""A target that only names a direction is judged on its goal's page as the same series stands without it."""

from __future__ import annotations

import orjson
import pytest
from django.test import Client

from lupaus.strategy.assessments import assess
from lupaus.strategy.models import Direction, Target
from lupaus.strategy.sentences import status_word
from lupaus.web.clock import Clock
from tests.api_world import ROOT
from tests.strategy import followed

#: In 2024 a forecast of Espoo's: nobody is ranked by it.
LATER = [("employment-rate", region, 2019, value) for region, value in (("MK01", 72.2), ("KU444", 76.0))]
FORECAST = [("employment-rate", "KU091", 2024, 90.0)]


@pytest.mark.django_db
def test_page_api_and_verdict_say_the_same(clock: Clock) -> None:
    strategy = followed.kaava(clock)
    followed.bring_in(clock, [*followed.FIGURES, *LATER])
    release = followed.bring_in(clock, FORECAST, status="F", name="forecast.csv")
    region = {"employment-rate": "KU444", "unemployment-rate": "KU444", "other-languages": "MK01"}
    told = {}
    for target in Target.objects.select_related("indicator"):
        code = region[target.indicator_id]
        answer = Client().get(f"{ROOT}verdicts?region={code}&indicator={target.indicator_id}")
        (item,) = orjson.loads(answer.content)["items"]
        told[target.slug] = item
        better = target.indicator.polarity != "lower_is_better"
        Target.objects.filter(pk=target.pk).update(
            region=code,
            target_year=None,
            target_value=None,
            baseline_value=None,
            baseline_year=item["year"] - 5,
            direction=Direction.INCREASE if better else Direction.DECREASE,
        )
    assessment = assess(strategy, release=release, today=2026)
    judged = [found for goal in assessment.goals for found in goal.targets]
    assert len(judged) == len(told) == 3
    words = set()
    for found in judged:
        item = told[found.id]
        if item["baseline"] is not None and item["status"] is not None:
            assert found.status == item["status"]
            words.add(found.status)
        place = (found.rank.position, found.rank.of) if found.rank else (None, None)
        assert place == (item["rank"], item["of"])
        assert found.latest is not None
        assert (found.latest.year, found.latest.value) == (item["year"], item["value"])
    assert words
    for goal in assessment.goals:
        page = Client().get(f"/en/goals/{goal.id}/").content.decode()
        assert all(status_word(found.status) in page for found in goal.targets)
