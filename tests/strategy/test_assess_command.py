"""`lupaus assess`, as a planner types it."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from django.utils import translation

from lupaus.indicators.models import Release
from lupaus.strategy.assess_command import COLUMNS, assess_command
from lupaus.strategy.assess_table import _counted
from lupaus.strategy.assessments import as_json, assess
from lupaus.strategy.models import Strategy
from lupaus.strategy.queries import strategies, strategy
from lupaus.strategy.verdicts.words import Status
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotFound
from tests.strategy import followed

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Typed = Callable[..., Result]


@pytest.fixture
def kaava(clock: Clock) -> Strategy:
    return followed.kaava(clock)


@pytest.fixture
def release(kaava: Strategy, clock: Clock) -> Release:
    return followed.bring_in(clock, followed.FIGURES)


@pytest.fixture
def typed(release: Release, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Type a command in English, a hundred columns wide, and see it end well."""
    monkeypatch.setenv("COLUMNS", "100")

    def run(*words: str, language: str = "en") -> Result:
        with translation.override(language):
            result = CliRunner().invoke(assess_command, words, catch_exceptions=False)
        assert result.exit_code == 0
        return result

    return run


def width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line)


class TestAsJson:
    def test_it_is_the_assessment_itself(self, typed: Typed, kaava: Strategy, release: Release) -> None:
        answer = json.loads(typed("--format", "json", "--as-of", "2024").stdout)
        assert answer == as_json(assess(kaava, release=release, as_of=2024, today=2026))

    def test_the_keys_are_those_that_were_promised_in_their_order(self, typed: Typed) -> None:
        answer = json.loads(typed("--format", "json").stdout)
        assert list(answer) == ["strategy", "as_of", "release", "goals", "promises"]
        assert list(answer["goals"][0]) == ["id", "number", "status", "counts", "targets"]
        assert list(answer["promises"][0]) == ["id", "status", "counts"]
        target = answer["goals"][0]["targets"][0]
        assert list(target) == [
            *("id", "indicator", "region", "gender", "method", "baseline", "latest", "judged", "target"),
            *("direction", "expected", "progress", "ratio", "status", "stale"),
            *("trend", "projection", "rank"),
        ]
        assert (
            list(target["baseline"]) == list(target["judged"]) == list(target["target"]) == ["year", "value"]
        )
        assert list(target["latest"]) == ["year", "value", "status"]
        assert list(target["trend"]) == ["slope", "low", "high", "tau", "n"]
        assert list(target["projection"]) == ["year", "value", "low", "high"]
        assert list(answer["goals"][0]["targets"][1]["rank"]) == ["position", "of", "category"]

    def test_another_region_an_earlier_year_and_a_release_can_be_asked_for(
        self, typed: Typed, release: Release, clock: Clock
    ) -> None:
        followed.bring_in(clock, [(followed.EMPLOYMENT, "KU444", 2024, 79.9)])
        options = ("--format", "json", "--region", "KU444", "--as-of", "2024", "--release", str(release.pk))
        answer = json.loads(typed(*options, "--strategy", "kaava-2030").stdout)
        assert (answer["as_of"], answer["release"]) == (2024, release.pk)
        target = answer["goals"][0]["targets"][0]
        assert (target["region"], target["baseline"]["value"], target["judged"]["value"]) == (
            "KU444",
            71.0,
            75.0,
        )


def test_as_csv_it_is_one_row_for_each_target(typed: Typed) -> None:
    rows = list(csv.DictReader(io.StringIO(typed("--format", "csv").stdout)))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["goal"], row["goal_number"], row["id"]) for row in rows] == [
        ("work", "9", "employment"),
        ("work", "9", "lohja"),
        ("people", "10", "falls"),
    ]
    assert (rows[0]["judged_year"], rows[0]["judged_value"], rows[0]["status"]) == ("2024", "75.8", "at_risk")
    assert (rows[1]["rank_position"], rows[1]["rank_of"], rows[1]["stale"]) == ("2", "4", "true")
    assert rows[2]["target_year"] == rows[2]["ratio"] == rows[2]["trend_slope"] == ""


class TestAsTable:
    def test_it_says_in_words_why(self, typed: Typed) -> None:
        seen = re.sub(r"\s+", " ", typed().stdout)
        assert "Kaava 2030 · Uusimaa · release 1" in seen
        assert "9 Goal work ◆ at risk 2 at risk" in seen
        assert "◆ at risk Employment rate, Uusimaa needs 76.2 % by now, is 75.8 % (2024)" in seen
        assert "▲ improving clearly Unemployment rate, Uusimaa should fall: was 8.7 % in 2017" in seen
        assert "Promises ◆ at risk Promise a-job 1 at risk, 1 improving clearly" in seen

    def test_what_goes_on_stands_below_the_title_not_below_the_number(
        self, typed: Typed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", "24")
        lines = typed().stdout.splitlines()
        place = next(place for place, line in enumerate(lines) if line.startswith("9  Goal work"))
        assert lines[place + 1].startswith("   ")

    def test_targets_without_a_verdict_are_counted_together(self) -> None:
        with translation.override("en"):
            told = _counted({Status.ON_TRACK: 2, Status.BASELINE_ONLY: 1, Status.NO_DATA: 1})
        assert told == "2 on track, 2 cannot be judged yet"

    def test_it_marks_what_is_out_of_date_and_what_is_illustrative(self, typed: Typed, clock: Clock) -> None:
        assert "◷ out of date" in re.sub(r"\s+", " ", typed("--as-of", "2030").stdout)
        assert "illustrative" not in typed().stdout
        followed.bring_in(
            clock, [(followed.EMPLOYMENT, "MK01", 2025, 76.0)], nature="illustrative", status="E"
        )
        seen = re.sub(r"\s+", " ", typed().stdout)
        assert "is 76.0 % (2025) ┄ illustrative" in seen
        assert "not a statistic." in seen

    @pytest.mark.parametrize("language", ["fi", "sv", "en"])
    @pytest.mark.parametrize("columns", ["100", "60", "400"])
    def test_it_fits_the_terminal_and_never_more_than_a_hundred_columns(
        self, typed: Typed, monkeypatch: pytest.MonkeyPatch, columns: str, language: str
    ) -> None:
        monkeypatch.setenv("COLUMNS", columns)
        lines = typed(language=language).stdout.splitlines()
        assert max(map(width, lines)) <= min(100, int(columns))

    def test_without_a_terminal_there_is_no_colour(self, typed: Typed) -> None:
        assert "\x1b" not in typed().stdout

    def test_on_a_terminal_there_is_and_the_words_are_the_same(
        self, typed: Typed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        in_grey = typed().stdout
        monkeypatch.setattr("lupaus.strategy.assess_table._on_a_terminal", lambda: True)
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.delenv("NO_COLOR", raising=False)
        coloured = typed().stdout
        assert "\x1b[" in coloured
        without = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
        assert [line.rstrip() for line in without.splitlines()] == in_grey.splitlines()

    def test_the_heading_names_the_region_and_the_year_asked_for(self, typed: Typed) -> None:
        first = typed("--region", "KU444", "--as-of", "2023").stdout.splitlines()[0]
        assert first == "Kaava 2030 · Lohja · release 1 · as of 2023"


def test_before_the_first_import_it_says_so(kaava: Strategy) -> None:
    with translation.override("en"):
        seen = CliRunner().invoke(assess_command, [], catch_exceptions=False).stdout
    assert "nothing has been imported yet" in seen
    assert "there are no figures yet" in seen


@pytest.mark.parametrize(
    "words", [("--strategy", "nobody"), ("--region", "KU000"), ("--release", "99"), ("--strategy", "a\x00b")]
)
def test_what_is_not_there_is_refused(release: Release, words: tuple[str, str]) -> None:
    result = CliRunner().invoke(assess_command, words)
    assert isinstance(result.exception, NotFound)


@pytest.mark.parametrize(
    "words", [("--as-of", "soon"), ("--as-of", "99999"), ("--release", "0"), ("--format", "pdf")]
)
def test_wrong_usage_is_wrong_usage(words: tuple[str, str]) -> None:
    assert CliRunner().invoke(assess_command, words).exit_code == 2


class TestWhichStrategy:
    def test_the_one_begun_last_unless_the_settings_name_another(
        self, kaava: Strategy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        newer = followed.strategy("kaava-2040")
        Strategy.objects.filter(id=newer.id).update(start_year=2025, end_year=2040)
        assert strategy().id == "kaava-2040"
        assert [each.id for each in strategies()] == ["kaava-2040", "kaava-2030"]
        monkeypatch.setattr("django.conf.settings.LUPAUS_STRATEGY", "kaava-2030")
        assert strategy().id == "kaava-2030"

    def test_a_retired_one_only_by_its_id(self, kaava: Strategy, clock: Clock) -> None:
        Strategy.objects.update(retired_at=clock())
        assert strategy("kaava-2030") == kaava
        assert strategies() == []
        with translation.override("en"), pytest.raises(NotFound, match="lupaus load FILE"):
            strategy()
