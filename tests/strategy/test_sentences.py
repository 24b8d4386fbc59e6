"""Every verdict in words. The test strings hold plain spaces; the program writes unbreakable ones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

import lupaus.strategy
from lupaus.indicators.models import Indicator
from lupaus.strategy.assessments import Latest, TargetAssessment
from lupaus.strategy.sentences import (
    SHAPES,
    headline,
    illustrative_word,
    stale_word,
    status_word,
    why,
)
from lupaus.strategy.verdicts.judgement import Aim, judge
from lupaus.strategy.verdicts.words import Level, Status
from lupaus.web.texts import Text

CATALOGUES = Path(lupaus.strategy.__file__).parent / "locale"
LOHJA = Text("Lohja", "Lojo", "Lohja")
UNEMPLOYMENT = Indicator(
    id="unemployment-rate",
    title=Text("Työttömyysaste", "Arbetslöshetsgrad", "Unemployment rate"),
    unit=Text.same("%"),
    decimals=1,
    polarity="lower_is_better",
)
EMPLOYMENT = Indicator(
    id="employment-rate",
    title=Text("Työllisyysaste", "Sysselsättningsgrad", "Employment rate"),
    unit=Text.same("%"),
    decimals=1,
    polarity="higher_is_better",
)
REMOTE = Indicator(
    id="remote-visits",
    title=Text("Etävastaanotot", "Distansmottagningar", "Remote appointments"),
    unit=Text("/ 1 000 asukasta", "per 1 000 invånare", "per 1,000 residents"),
    decimals=0,
    polarity="neutral",
)


@pytest.fixture(autouse=True)
def catalogues(tmp_path: Path, settings: Settings) -> Iterator[None]:
    """The room's own translations, compiled for this test; English unless it asks for another language."""
    for language in ("fi", "sv"):
        folder = tmp_path / "locale" / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with (CATALOGUES / language / "LC_MESSAGES" / "django.po").open("rb") as file:
            catalogue = read_po(file, locale=language)
        with (folder / "django.mo").open("wb") as file:
            write_mo(file, catalogue)
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    with translation.override("en"):
        yield


def assessed(aim: Aim, *figures: tuple[int, float]) -> TargetAssessment:
    """A target judged by these figures, with nothing but the verdict to tell."""
    verdict = judge(aim, [Level(*figure) for figure in figures])
    return TargetAssessment(
        id="t",
        indicator="i",
        region="KU444",
        gender="total",
        method="cagr" if aim.compound else "linear",
        baseline=aim.baseline,
        latest=Latest(*max(figures), "A") if figures else None,
        judged=verdict.judged,
        target=aim.target,
        direction=verdict.way,
        expected=verdict.expected,
        progress=verdict.progress,
        ratio=verdict.ratio,
        status=verdict.status,
        stale=False,
        trend=None,
        projection=None,
        rank=None,
        growth=verdict.growth,
        obstacle=verdict.obstacle,
        path=(),
        observed=(),
        illustrative=False,
    )


def rising(v0: float | None = 72.9, v1: float = 79.0) -> Aim:
    return Aim(Level(2017, v0), Level(2030, v1), 1)


def falling(v0: float = 12.0, v1: float = 8.0) -> Aim:
    return Aim(Level(2014, v0), Level(2024, v1), -1)


UP, DOWN = Aim(Level(2017, 72.9), None, 1), Aim(Level(2017, 8.7), None, -1)


def plain(words: str) -> str:
    return words.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("aim", "figure", "reason", "answer"),
    [
        (
            falling(),
            (2023, 9.8),
            "needs 8.4 % by now, is 9.8 % (2023)",
            "fallen, but not quite fast enough: 9.8 % in 2023, 8.4 % would be on the way to the target.",
        ),
        (
            falling(),
            (2023, 10.8),
            "needs 8.4 % by now, is 10.8 % (2023)",
            "fallen, but too slowly: 10.8 % in 2023, 8.4 % would be on the way to the target.",
        ),
        (
            falling(),
            (2023, 8.5),
            "needs 8.4 % by now, is 8.5 % (2023)",
            "fallen as planned: 8.5 % in 2023, 8.4 % is on the way to the target.",
        ),
        (
            falling(),
            (2023, 12.0),
            "needs 8.4 % by now, is 12.0 % (2023)",
            "not changed: 12.0 % in 2023, as in 2014; 8.4 % would be on the way to the target.",
        ),
        (
            falling(),
            (2023, 12.3),
            "needs 8.4 % by now, is 12.3 % (2023), began at 12.0 %",
            "risen, though it should fall: 12.3 % in 2023, 12.0 % in 2014, and the target is 8.0 % by 2024.",
        ),
        (
            falling(),
            (2023, 7.8),
            "has reached the target 8.0 %: is 7.8 % (2023)",
            "the target has been reached: 7.8 % in 2023, the target is 8.0 % by 2024.",
        ),
        (
            falling(),
            (2024, 8.2),
            "needed 8.0 % by 2024, was 8.2 % (2024)",
            "the target was not reached: 8.2 % in 2024, the target was 8.0 % by 2024.",
        ),
        (
            rising(),
            (2024, 76.3),
            "needs 76.2 % by now, is 76.3 % (2024)",
            "risen as planned: 76.3 % in 2024, 76.2 % is on the way to the target.",
        ),
        (
            rising(),
            (2024, 75.8),
            "needs 76.2 % by now, is 75.8 % (2024)",
            "risen, but not quite fast enough: 75.8 % in 2024, 76.2 % would be on the way to the target.",
        ),
        (
            rising(),
            (2024, 74.0),
            "needs 76.2 % by now, is 74.0 % (2024)",
            "risen, but too slowly: 74.0 % in 2024, 76.2 % would be on the way to the target.",
        ),
        (
            rising(),
            (2024, 72.0),
            "needs 76.2 % by now, is 72.0 % (2024), began at 72.9 %",
            (
                "fallen, though it should rise: 72.0 % in 2024, 72.9 % in 2017, "
                "and the target is 79.0 % by 2030."
            ),
        ),
        (
            rising(79.0),
            (2024, 80.0),
            "is to stay at 79.0 % or better until 2030, is 80.0 % (2024)",
            "at the target level: 80.0 % in 2024, 79.0 % is to be held until 2030.",
        ),
        (
            rising(80.5),
            (2024, 78.9),
            "is to stay at 79.0 % or better until 2030, is 78.9 % (2024)",
            "no longer at the target level: 78.9 % in 2024, 79.0 % is to be held until 2030.",
        ),
        (
            rising(80.5),
            (2030, 79.5),
            "was to stay at 79.0 % or better until 2030, was 79.5 % (2030)",
            "the target level was held: 79.5 % in 2030, the level to hold was 79.0 %.",
        ),
        (
            rising(80.5),
            (2030, 78.0),
            "was to stay at 79.0 % or better until 2030, was 78.0 % (2030)",
            "the target level was not held: 78.0 % in 2030, the level to hold was 79.0 %.",
        ),
        (
            DOWN,
            (2024, 7.9),
            "should fall: was 8.7 % in 2017, is 7.9 % (2024)",
            "fallen clearly, as it should: 7.9 % in 2024, 8.7 % in 2017.",
        ),
        (
            DOWN,
            (2024, 8.6),
            "should fall: was 8.7 % in 2017, is 8.6 % (2024)",
            "fallen, as it should: 8.6 % in 2024, 8.7 % in 2017.",
        ),
        (
            DOWN,
            (2024, 8.7),
            "should fall: was 8.7 % in 2017, is 8.7 % (2024)",
            "not changed, though it should fall: 8.7 % in 2024, as in 2017.",
        ),
        (
            DOWN,
            (2024, 8.8),
            "should fall: was 8.7 % in 2017, is 8.8 % (2024)",
            "risen, though it should fall: 8.8 % in 2024, 8.7 % in 2017.",
        ),
        (
            DOWN,
            (2024, 12.0),
            "should fall: was 8.7 % in 2017, is 12.0 % (2024)",
            "risen clearly, though it should fall: 12.0 % in 2024, 8.7 % in 2017.",
        ),
        (
            UP,
            (2018, 74.0),
            "should rise: was 72.9 % in 2017, is 74.0 % (2018)",
            "risen clearly, as it should: 74.0 % in 2018, 72.9 % in 2017.",
        ),
        (
            UP,
            (2024, 73.0),
            "should rise: was 72.9 % in 2017, is 73.0 % (2024)",
            "risen, as it should: 73.0 % in 2024, 72.9 % in 2017.",
        ),
        (
            UP,
            (2024, 72.8),
            "should rise: was 72.9 % in 2017, is 72.8 % (2024)",
            "fallen, though it should rise: 72.8 % in 2024, 72.9 % in 2017.",
        ),
        (
            UP,
            (2024, 60.0),
            "should rise: was 72.9 % in 2017, is 60.0 % (2024)",
            "fallen clearly, though it should rise: 60.0 % in 2024, 72.9 % in 2017.",
        ),
        (
            rising(),
            (2017, 72.5),
            "there is no figure after the baseline year 2017 yet",
            "cannot be judged yet: there is no figure after the baseline year 2017.",
        ),
        (
            rising(None),
            (2024, 74.0),
            "there is no figure for the baseline year 2017 to compare with",
            "cannot be judged: there is no figure for the baseline year 2017 to compare with.",
        ),
        (
            Aim(Level(2017, 0.0), Level(2030, 9.0), 1, compound=True),
            (2024, 4.0),
            "compound growth cannot be counted from or to zero or a negative figure",
            "cannot be judged: compound growth cannot be counted from or to zero or a negative figure.",
        ),
        (
            Aim(Level(2017, 0.0), Level(2030, 9.0), 1, compound=True),
            (2024, -4.0),
            "is to go from 0.0 % to 9.0 %, is −4.0 % (2024)",
            "fallen, though it should rise: −4.0 % in 2024, 0.0 % in 2017, and the target is 9.0 % by 2030.",
        ),
    ],
)
def test_the_reason_and_the_answer(aim: Aim, figure: tuple[int, float], reason: str, answer: str) -> None:
    target = assessed(aim, figure)
    assert plain(why(target, UNEMPLOYMENT)) == reason
    assert plain(headline(target, UNEMPLOYMENT, LOHJA)) == f"Lohja: Unemployment rate – {answer}"


def test_before_there_are_figures() -> None:
    assert why(assessed(rising()), EMPLOYMENT) == "there are no figures yet"


def test_in_finnish_with_a_decimal_comma() -> None:
    with translation.override("fi"):
        assert plain(headline(assessed(falling(), (2023, 10.8)), UNEMPLOYMENT, LOHJA)) == (
            "Lohja: Työttömyysaste – luku on laskenut, mutta liian hitaasti: 10,8 % vuonna 2023, "
            "tavoitteen mukainen taso olisi 8,4 %."
        )
        assert plain(why(assessed(rising(), (2024, 74.0)), EMPLOYMENT)) == (
            "pitäisi nyt olla 76,2 %, on 74,0 % (2024)"
        )


def test_in_swedish() -> None:
    with translation.override("sv"):
        assert plain(headline(assessed(falling(), (2023, 10.8)), UNEMPLOYMENT, LOHJA)) == (
            "Lojo: Arbetslöshetsgrad – siffran har sjunkit, men för långsamt: år 2023 var den 10,8 %, "
            "och 8,4 % skulle vara i fas med målet."
        )
        assert plain(why(assessed(rising(), (2024, 74.0)), EMPLOYMENT)) == (
            "borde nu vara 76,2 %, är 74,0 % (2024)"
        )


def test_what_falls_short_is_shown_precisely_enough_to_see_it() -> None:
    """78.96 is not 79, though both are 79.0 with one decimal."""
    missed = assessed(rising(), (2030, 78.96))
    assert plain(why(missed, EMPLOYMENT)) == "needed 79.00 % by 2030, was 78.96 % (2030)"


def test_a_long_unit_is_said_once() -> None:
    target = assessed(Aim(Level(2018, 60.0), Level(2026, 400.0), 1), (2021, 190.0))
    assert plain(why(target, REMOTE)) == "needs 188 by now, is 190 per 1,000 residents (2021)"


def test_a_neutral_level_is_held_exactly() -> None:
    target = assessed(Aim(Level(2018, 60.0), Level(2026, 60.0), 0), (2021, 61.0))
    assert plain(why(target, REMOTE)).startswith("is to stay at 60 until 2026, is 61 ")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.ACHIEVED, ("saavutettu", "uppnått", "achieved")),
        (Status.ON_TRACK, ("aikataulussa", "i fas", "on track")),
        (Status.AT_RISK, ("vaarassa jäädä", "riskerar att inte nås", "at risk")),
        (Status.OFF_TRACK, ("jäljessä", "efter", "off track")),
        (Status.REVERSING, ("kääntynyt väärään suuntaan", "går åt fel håll", "moving away")),
        (Status.MISSED, ("ei toteutunut", "uppnåddes inte", "missed")),
        (Status.NO_DATA, ("ei vielä arvioitavissa", "kan inte bedömas än", "cannot be judged yet")),
        (Status.BASELINE_ONLY, ("ei vielä arvioitavissa", "kan inte bedömas än", "cannot be judged yet")),
    ],
)
def test_the_words_of_the_verdicts_are_the_agreed_ones(status: Status, words: tuple[str, ...]) -> None:
    for language, word in zip(("fi", "sv", "en"), words, strict=True):
        with translation.override(language):
            assert status_word(status) == word


def test_every_verdict_has_a_word_and_a_shape() -> None:
    assert set(SHAPES) == set(Status)
    assert all(status_word(status) for status in Status)
    assert stale_word() == "out of date"
    assert illustrative_word() == "illustrative"


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_no_sentence_is_left_in_english(language: str) -> None:
    """Every wording there is, of both ways round, comes out in the language asked for."""
    figures: Any = [(2024, value) for value in (70.0, 72.9, 73.5, 75.0, 76.3, 79.0)]
    aims = [rising(), falling(79.0, 72.9), UP, Aim(Level(2017, 79.0), None, -1), rising(79.0), rising(None)]
    for aim, figure in [*product(aims, figures), (rising(), (2017, 1.0)), (rising(), (2030, 1.0))]:
        target = assessed(aim, figure)
        for sentence in (why, lambda found, of: headline(found, of, LOHJA)):
            english = sentence(target, EMPLOYMENT)
            with translation.override(language):
                assert sentence(target, EMPLOYMENT) != english


values = st.floats(-1e6, 1e6)


@given(values, values, values, st.integers(2010, 2040), st.booleans(), st.booleans(), st.booleans())
def test_any_verdict_can_be_said(
    v0: float, v1: float, x: float, year: int, level: bool, up: bool, compound: bool
) -> None:
    better = (v1 > v0) - (v1 < v0) if level else 1 if up else -1
    aim = Aim(Level(2017, v0), Level(2030, v1) if level else None, better, compound)
    target = assessed(aim, (year, x))
    assert "%(" not in why(target, EMPLOYMENT)
    assert headline(target, EMPLOYMENT, LOHJA).endswith(".")
