"""A what-if and its assumptions as plain values: what the API and the command tell alike."""

from __future__ import annotations

from typing import Any

from lupaus.services.chains.asked import Answer
from lupaus.services.chains.grounds import Assumption
from lupaus.services.chains.what_if import Range, Year


def told(answer: Answer) -> dict[str, Any]:
    """Shares are per cent, costs euros a year; each result is `{low, middle, high}`. The answer is whole."""
    following, wish, outcome = answer.following, answer.wish, answer.outcome
    if wish is None or outcome is None or answer.grounds.basis is None:
        raise ValueError("an answer that could not be computed")
    return {
        "chain": following.chain.id,
        "region": following.region.code if following.region else None,
        "release": following.release.pk if following.release else None,
        "base_year": answer.grounds.basis.year,
        "full_by": wish.full_by,
        "horizon": wish.horizon,
        "growth": float(wish.growth),
        "shares": [
            {"stage": stage.id, "now": float(stage.share), "chosen": float(share)}
            for stage, share in zip(answer.grounds.basis.stages, wish.shares, strict=True)
        ],
        "unchanged": [_year(each) for each in outcome.unchanged],
        "chosen": [_year(each) for each in outcome.wished],
        "difference": [
            {"year": year.year, "cost": _range(each)}
            for year, each in zip(outcome.wished, outcome.difference, strict=True)
        ],
        "difference_in_all": _range(outcome.in_all),
        "assumptions": [_assumption(each) for each in answer.grounds.assumptions],
    }


def _year(year: Year) -> dict[str, Any]:
    return {
        "year": year.year,
        "clients": _range(year.clients),
        "cost": _range(year.cost),
        "stages": [
            {
                "stage": stage.id,
                "share": float(stage.share),
                "clients": _range(stage.clients),
                "cost": _range(stage.cost),
                "room": _range(stage.room),
            }
            for stage in year.stages
        ],
    }


def _range(found: Range | None) -> dict[str, float] | None:
    if found is None:
        return None
    return {"low": float(found.low), "middle": float(found.middle), "high": float(found.high)}


def _assumption(each: Assumption) -> dict[str, Any]:
    return {
        "code": each.code,
        "words": each.words,
        "indicator": each.indicator.pk if each.indicator else None,
        "year": each.year,
        "illustrative": each.illustrative,
    }
