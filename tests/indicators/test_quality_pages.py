"""Findings and releases as readers meet them: pages, API and command."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lupaus.accounts.actors import Actor, operator
from lupaus.indicators.commands import releases as _releases  # the room's commands load
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import Examination, Finding, Indicator, Release
from lupaus.indicators.operations import save_indicators
from lupaus.indicators.quality import examining
from lupaus.indicators.quality.commands import quality
from lupaus.indicators.quality.operations import examine_anew
from lupaus.indicators.quality.rules import Rule, rules
from lupaus.web.clock import Clock
from lupaus.web.refusals import Refused
from lupaus.web.texts import Text
from tests.indicators.conftest import Import

assert _releases

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.examined]

SHARES = [f"jobs,KU049,total,{year},{50 + year % 3}" for year in range(2010, 2026)]
TOO_MUCH = [*SHARES[:-1], "jobs,KU049,total,2025,120"]


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def at_most_a_hundred(catalogue: None) -> None:
    Indicator.objects.filter(pk="jobs").update(most=100.0, unit=Text.same("%"))


def test_an_import_keeps_what_the_rules_find_in_what_it_touched(
    bring_in: Import, at_most_a_hundred: None
) -> None:
    release = bring_in(TOO_MUCH).release
    found = Finding.objects.get(release=release, rule="above-most")
    assert (found.indicator_id, found.severity, found.count) == ("jobs", "error", 1)
    assert found.examples == [
        {"region": "KU049", "gender": "total", "period": "2025", "value": 120.0, "most": 100.0}
    ]
    assert Examination.objects.get(release=release).failed == []


def test_a_finding_goes_when_the_figure_is_mended_and_stays_with_its_release(
    bring_in: Import, at_most_a_hundred: None, client: Client
) -> None:
    bring_in(TOO_MUCH)
    bring_in(SHARES)
    assert "More than it can be" not in text(client, "/en/indicators/quality/")
    old = text(client, "/en/indicators/quality/?release=1")
    assert "Espoo, 2025: 120.0 %. By the catalogue it can be 100.0 % at most." in old
    assert "More than it can be" in text(client, "/en/indicators/quality/1/")


def test_findings_are_counted_by_rule_and_shown_for_one(
    bring_in: Import, at_most_a_hundred: None, client: Client
) -> None:
    bring_in([*TOO_MUCH, "income,KU049,total,2010,1", "income,KU049,total,2011,2"])
    page = text(client, "/en/indicators/quality/")
    assert "2 things in the figures are doubtful." in page  # it is a jump as well
    assert '?rule=above-most">More than it can be</a>' in page
    assert "A new figure is overdue: <a" in page
    only = text(client, "/en/indicators/quality/?rule=above-most")
    assert "Espoo, 2025: 120.0 %." in only
    assert "A new figure is overdue: <a" not in only
    nothing = text(client, "/en/indicators/quality/?rule=no-such-rule")
    assert "There is nothing of this kind." in nothing


def test_what_is_only_worth_knowing_is_not_called_doubtful(bring_in: Import, client: Client) -> None:
    bring_in(["income,KU049,total,2010,1", "income,KU049,total,2011,2"])
    page = text(client, "/en/indicators/quality/")
    assert "Nothing is doubtful in the figures; 1 thing is worth knowing." in page


def test_an_import_stands_though_a_rule_fails(
    bring_in: Import, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, client: Client
) -> None:
    broken = Rule(
        "broken", "error", Text.same("x"), Text.same("x"), Text.same("x"), {}, "SELECT no_such_thing"
    )
    monkeypatch.setattr(examining, "rules", lambda: (broken, *rules()))
    with caplog.at_level(logging.CRITICAL, logger="lupaus"):
        imported = bring_in(SHARES)
    assert imported.added == 16
    (failed,) = Examination.objects.get().failed
    assert failed["rule"] == "broken"
    assert "Some rules could not be run: broken." in text(client, "/en/indicators/quality/")


def test_an_import_stands_though_nothing_can_be_checked(
    bring_in: Import, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, client: Client
) -> None:
    def fails(**_how: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(examining, "examine", fails)
    with caplog.at_level(logging.CRITICAL, logger="lupaus"):
        assert bring_in(SHARES).added == 16
    assert "have not been checked" in text(client, "/en/indicators/quality/1/")


def test_own_figures_of_few_people_stand_in_no_finding(
    bring_in: Import, planner: Actor, clock: Clock
) -> None:
    definition = IndicatorDefinition("clients", Text.same("Clients"), counts_people=True, most=2.0)
    save_indicators(actor=planner, clock=clock, definitions=[definition])
    bring_in(["clients,KU049,total,2024,3", "clients,KU444,total,2024,30"], nature="own")
    told = json.dumps(list(Finding.objects.values_list("examples", flat=True)))
    assert '"value": 30.0' in told
    assert '"value": 3.0' not in told


def test_the_rules_can_be_run_anew(bring_in: Import, planner: Actor, clock: Clock, outsider: Actor) -> None:
    release = bring_in(TOO_MUCH).release
    assert not Finding.objects.filter(rule="above-most").exists()
    Indicator.objects.filter(pk="jobs").update(most=100.0)
    examine_anew(actor=planner, clock=clock, release=release)
    assert Finding.objects.get(rule="above-most").release == release
    with pytest.raises(Refused, match="no figures of income"):
        examine_anew(actor=planner, clock=clock, release=release, indicators=["income"])
    with pytest.raises(Refused, match="no figures to check"):
        examine_anew(actor=planner, clock=clock, release=None)


def test_a_large_revision_is_found_anew_with_its_own_release(
    bring_in: Import, planner: Actor, clock: Clock
) -> None:
    bring_in(SHARES)
    second = bring_in(["jobs,KU049,total,2020,90"]).release
    newest = bring_in(["income,KU049,total,2020,1"]).release
    Finding.objects.all().delete()
    examine_anew(actor=planner, clock=clock, release=newest)
    assert Finding.objects.get(rule="large-revision").release == second


def test_the_command_tells_findings(bring_in: Import, at_most_a_hundred: None) -> None:
    def run(*arguments: str) -> str:
        result = CliRunner().invoke(quality, arguments, obj=operator(), catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    assert "Nothing has been imported yet." in run()
    bring_in(TOO_MUCH)
    assert "Espoo, 2025: 120.0\u00a0%." in run("--severity", "error")
    assert "More than it can be" in run("--again", "--indicator", "jobs")
    answer = json.loads(run("--format", "json", "--release", "1"))
    assert answer["counts"]["error"] == 1
    assert answer["findings"][0]["rule"] == "above-most"


def test_the_api_tells_findings_as_of_a_release(
    bring_in: Import, at_most_a_hundred: None, client: Client
) -> None:
    bring_in(TOO_MUCH)
    bring_in(SHARES)
    here = client.get("/api/v1/findings?severity=error").json()
    then = client.get("/api/v1/findings?severity=error&release=1&language=en").json()
    assert (here["total"], here["release"]) == (0, 2)
    assert then["items"][0]["title"] == "More than it can be"
    assert client.get("/api/v1/findings?release=9").status_code == 404
    assert client.get("/api/v1/findings?indicator=nothing").status_code == 404


@pytest.mark.parametrize("indicators", [["jobs"], ["jobs", "income", "turnout"]])
def test_the_page_costs_the_same_queries_however_much_was_found(
    bring_in: Import, client: Client, indicators: list[str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bring_in([line.replace("jobs", name) for name in indicators for line in TOO_MUCH])
    assert Finding.objects.count() >= len(indicators)
    client.get("/en/indicators/")
    with django_assert_num_queries(8):
        client.get("/en/indicators/quality/")


def test_pages_of_releases_tell_what_changed(bring_in: Import, client: Client, tmp_path: Path) -> None:
    bring_in(SHARES)
    assert "It is the first release" in text(client, "/en/indicators/releases/1/")
    bring_in(["jobs,KU049,total,2010,60", "jobs,KU444,total,2010,70"])
    listed = text(client, "/en/indicators/releases/")
    assert "Figures have been brought in 2 times." in listed
    assert "Figures have been brought in 1 time." in text(client, "/en/indicators/releases/?release=1")
    page = text(client, "/en/indicators/releases/2/")
    assert "Figures added: 1, revised: 1, withdrawn: 0." in page
    assert '<td class="num">50.0</td><td class="num">60.0</td><td class="num change-size">+20 %</td>' in page
    assert Release.objects.get(pk=2).checksum in page
    assert Release.objects.get(pk=2).actor not in page
    own = text(client, "/en/indicators/jobs/releases/")
    assert "2 releases have touched this indicator." in own
    assert "+20 %" in own
    assert "1 release has touched" in text(client, "/en/indicators/jobs/releases/?release=1")
    assert "It only brought figures in" in text(client, "/en/indicators/jobs/releases/?to=1")
    text(client, "/en/indicators/jobs/releases/?to=7", 404)
    text(client, "/en/indicators/releases/9/", 404)


def test_before_anything_is_imported_the_pages_say_so(catalogue: None, client: Client) -> None:
    assert "There are no figures yet." in text(client, "/en/indicators/quality/")
    assert "No figures have been brought in yet." in text(client, "/en/indicators/releases/")
    assert "No figures have been brought in yet." in text(client, "/en/indicators/jobs/releases/")
    assert "Nothing doubtful was found" in text(client, "/en/indicators/jobs/")
    text(client, "/en/indicators/quality/1/", 404)


def test_what_is_right_is_said_to_be(bring_in: Import, client: Client) -> None:
    bring_in([f"jobs,KU049,total,{year},{50 + year % 3}" for year in range(2010, 2026)])
    assert "Nothing doubtful was found in the figures." in text(client, "/en/indicators/quality/")
