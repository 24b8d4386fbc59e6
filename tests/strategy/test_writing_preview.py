"""The preview of a target says what the page of its goal will say."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from lupaus.strategy.models import Target
from lupaus.strategy.writing.preview import target_as_typed
from lupaus.web.clock import Clock
from lupaus.workspace.content import PartValue
from tests.strategy.followed import FIGURES, bring_in, kaava

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def typed(target: Target) -> PartValue:
    """A stored target as somebody would type it."""
    aim: dict[str, Any] = (
        {"direction": target.direction}
        if target.direction
        else {"target": {"year": target.target_year, "value": target.target_value}}
    )
    baseline: dict[str, Any] = {"year": target.baseline_year}
    if target.baseline_value is not None:
        baseline["value"] = target.baseline_value
    content = {"indicator": target.indicator_id, "region": target.region_id, "baseline": baseline, **aim}
    return PartValue("target", target.slug, target.goal.slug, content)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_sentence_word_and_picture_are_those_of_the_page(client: Client, clock: Clock, language: str) -> None:
    kaava(clock)
    bring_in(clock, FIGURES)
    for target in Target.objects.select_related("goal"):
        page = html.unescape(client.get(f"/{language}/goals/{target.goal.slug}/").content.decode())
        with translation.override(language):
            view = target_as_typed(typed(target), language)
        assert view is not None
        assert view.headline in page
        assert view.why in page
        assert view.verdict.word in page
        assert html.unescape(str(view.chart)) in page
