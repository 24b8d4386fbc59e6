"""The figures of a chain as plain values and as rows: what the API, the file and the command tell alike."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, NamedTuple

from lupaus.services.chains.figured import Value
from lupaus.services.chains.figures import Following, Mix


class Row(NamedTuple):
    """One figure. `of` is the id of a stage or a hand-over, empty for the whole chain; `unit` is a word."""

    figure: str
    of: str
    year: int | None
    value: float | None
    unit: str
    suppressed: bool
    illustrative: bool
    indicator: str


def told(following: Following) -> dict[str, Any]:
    """Every figure is `{value, year, suppressed, illustrative}`; shares are per cent, money is euros."""
    chain, figures = following.chain, following.figures
    region = following.region
    return {
        "chain": chain.id,
        "version": chain.version.number,
        "region": region.code if region else None,
        "release": following.release.pk if following.release else None,
        "year": following.now.year if following.now else None,
        "compared_with": following.before.year if following.before else None,
        "clients": value_of(figures.clients),
        "mean_step": following.now.step if following.now else None,
        "mean_step_before": following.before.step if following.before else None,
        "cost": value_of(following.cost),
        "illustrative": figures.illustrative,
        "suppressed": following.suppressed,
        "stages": [
            {
                "id": stage.id,
                "number": stage.number,
                "title": stage.title,
                "clients": value_of(figures.stage(stage.id).clients),
                "share": value_of(figures.stage(stage.id).share),
                "share_before": value_of(figures.stage(stage.id).share_before),
                "cost_per_client": value_of(figures.stage(stage.id).cost),
                "cost": value_of(following.costs[stage.id].in_all),
                "capacity": value_of(figures.stage(stage.id).capacity),
                "capacity_used": value_of(following.costs[stage.id].used),
                "reentries": value_of(figures.stage(stage.id).reentries),
                "reentries_share": value_of(following.costs[stage.id].returned),
            }
            for stage in chain.stages
        ],
        "handovers": [
            {
                "id": each.id,
                "from_stage": each.from_stage,
                "to_stage": each.to_stage,
                "promise_days": figures.handover(each.id).promise_days,
                "days": value_of(figures.handover(each.id).days),
                "kept": figures.handover(each.id).kept,
                "flow": value_of(figures.handover(each.id).flow),
            }
            for each in chain.handovers
        ],
        "targets": [
            {
                "id": each.id,
                "title": each.title,
                "stages": list(each.stages),
                "share": each.share,
                "year": each.year,
                "now": value_of(figures.target(each.id).share),
                "reached": figures.target(each.id).reached,
            }
            for each in chain.targets
        ],
        "one_per_cent_down": [
            {
                "from_stage": each.from_stage,
                "to_stage": each.to_stage,
                "people": each.people,
                "euros": each.euros,
            }
            for each in following.savings
        ],
        "years": [_year(mix) for mix in following.mixes],
    }


def value_of(value: Value) -> dict[str, Any]:
    return {
        "value": value.value,
        "year": value.year,
        "suppressed": value.suppressed,
        "illustrative": value.illustrative,
    }


def _year(mix: Mix) -> dict[str, Any]:
    return {
        "year": mix.year,
        "clients": value_of(mix.total),
        "mean_step": mix.step,
        "stages": [
            {"id": id_, "clients": value_of(clients), "share": value_of(mix.shares[id_])}
            for id_, clients in mix.clients.items()
        ],
    }


def rows(following: Following) -> Iterator[Row]:
    """Every figure as a row of its own, in the order of the page."""
    chain, figures = following.chain, following.figures
    indicators = {stage.id: stage.clients for stage in chain.stages}
    for mix in following.mixes:
        for id_, clients in mix.clients.items():
            yield _row("clients", id_, clients, "clients", indicators[id_])
            yield _row("share", id_, mix.shares[id_], "%")
        yield _row("clients", "", mix.total, "clients")
        yield _row("mean_step", "", Value(mix.step, mix.year, suppressed=mix.step is None), "step")
    for stage in chain.stages:
        of, costs = figures.stage(stage.id), following.costs[stage.id]
        yield _row("cost_per_client", stage.id, of.cost, "euros", stage.cost)
        yield _row("cost", stage.id, costs.in_all, "euros")
        yield _row("capacity", stage.id, of.capacity, "clients", stage.capacity)
        yield _row("capacity_used", stage.id, costs.used, "%")
        yield _row("reentries", stage.id, of.reentries, "clients", stage.reentries)
        yield _row("reentries_share", stage.id, costs.returned, "%")
    yield _row("cost", "", following.cost, "euros")
    for each in chain.handovers:
        between = figures.handover(each.id)
        if each.promise_days is not None:
            yield _row("promise", each.id, Value(each.promise_days), "days")
        yield _row("days", each.id, between.days, "days", each.days)
        yield _row("flow", each.id, between.flow, "clients", each.flow)
    for saving in following.savings:
        year = following.now.year if following.now else None
        yield _row("one_per_cent_down", saving.from_stage, Value(saving.euros, year), "euros")


def as_csv(following: Following) -> str:
    """A heading and a line for each figure; the decimal sign is a point, lines end as RFC 4180 says."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(Row._fields)
    for row in rows(following):
        words = {True: "yes", False: "no"}
        plain = row._replace(suppressed=words[row.suppressed], illustrative=words[row.illustrative])  # type: ignore[arg-type]  # words for the file
        writer.writerow(["" if each is None else each for each in plain])
    return out.getvalue()


def _row(figure: str, of: str, value: Value, unit: str, indicator: str = "") -> Row:
    return Row(figure, of, value.year, value.value, unit, value.suppressed, value.illustrative, indicator)
