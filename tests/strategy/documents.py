"""Any valid strategy file, for property tests: every key, every kind of text a planner might write."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from lupaus.strategy.files import document as written
from lupaus.web.texts import Text
from lupaus.workspace.files.scalars import FORBIDDEN

#: What YAML readers are known to take for something else, or to lose.
SURPRISES = [
    "no", "Yes", "on", "y", "N", "null", "~", "=", "<<", "-", "?", ":", "08", "010", "0x1F", "0o17", "0b1",
    "1_000", "1e3", "1.5E+3", ".5", "5.", ".inf", "-.INF", ".nan", "1:30", "190:20:30.15", "2026-11-22",
    "2001-12-14t21:59:43.10-05:00", "a: b", "a #b", "#a", "- a", "? a", "& a", "*a", "!a", "%a", "@a", "`a",
    "'a'", '"a"', "a'b", 'a"b', "a\\b", "\\n", "{a", "[a", "a]", "a,b", "|", ">", "> a", "---", "...",
    "--- a",    " a", "a ", "  a  b  ", "a\nb", "a\n", "\na", "a\n\n", "a\n\nb", "a\n b", "a \nb", "a\n#b\n",
    "\ta", "a\tb",    "😀", "e\u0301", "\u2028a", "a\u2029", "\ufeffa", "a\u00a0", "\u200b\u200d",
    "a\u202eb", "\U0010fffd", "ä: ö",
]  # fmt: skip
_letters = st.characters(exclude_categories=["Cs"]).filter(lambda letter: not FORBIDDEN.match(letter))
_texts = st.one_of(
    st.sampled_from(SURPRISES),
    st.text(_letters, min_size=1, max_size=20),
    st.text("ab :#-\n'\"\\,", min_size=1),
).filter(lambda words: not words.isspace() and len(words) <= 40)
_slugs = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)
_words = st.builds(Text, fi=_texts, sv=st.just("") | _texts, en=st.just("") | _texts)
_prose = st.just(Text()) | _words
_years = st.integers(1900, 2199)
_values = st.one_of(
    st.integers(-(10**15), 10**15).map(float), st.floats(-1e15, 1e15).map(lambda value: value + 0.0)
)
_urls = st.sampled_from(["https://a.example", "http://a.example/b?c=d#e", "https://ä.example/%20,'"])


def _optional(of: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | of


_indicators = st.builds(
    written.IndicatorEntry,
    path=st.just(""),
    id=_slugs,
    title=_words,
    description=_optional(_words),
    unit=_optional(_words | _texts.map(Text.same)),
    decimals=_optional(st.integers(0, 6)),
    polarity=st.sampled_from(["higher_is_better", "lower_is_better", "neutral"]),
    producer=_optional(_words | _texts.map(Text.same)),
    licence=_optional(_texts),
    source=st.builds(
        written.Source,
        path=st.just(""),
        kind=st.sampled_from(["sotkanet", "pxweb", "file", "own"]),
        id=st.just("") | _texts | st.integers(0, 10**17).map(str),
        url=_optional(_urls),
    ),
    counts=st.sampled_from(["", *written.COUNTS]),
    least=_optional(st.sampled_from([0.0, -12.5])),
    most=_optional(st.sampled_from([100.0, 5.0])),
    theme=_optional(_texts),
    rhythm=st.builds(
        written.Rhythm,
        path=st.just(""),
        every=_optional(st.integers(1, 50)),
        lag=_optional(st.integers(0, 20)),
    ),
)


def _derivations(names: list[str]) -> st.SearchStrategy[written.DerivationEntry]:
    """Ways to work an indicator out of these, whatever their units are."""
    of = st.sampled_from(names)
    return st.one_of(
        st.builds(
            written.DerivationEntry,
            kind=st.just("index"),
            of=of,
            against=st.sampled_from(["MK01", "KU049"]),
            per=_optional(st.sampled_from([1.0, 1000.0, 0.5])),
        ),
        st.builds(
            written.DerivationEntry,
            kind=st.just("dispersion"),
            of=of,
            category=st.sampled_from(["municipality", "county"]),
            least_share=_optional(st.sampled_from([50.0, 99.5])),
        ),
        st.builds(written.DerivationEntry, kind=st.just("moving-average"), of=of, years=st.integers(2, 30)),
    )


@st.composite
def _derived(draw: st.DrawFn, names: list[str]) -> written.IndicatorEntry:
    return replace(
        draw(_indicators),
        source=written.Source(kind="derived"),
        derivation=draw(_derivations(names)),
    )


@st.composite
def _target(draw: st.DrawFn, name: str, indicators: list[str]) -> written.TargetEntry:
    year = draw(_years)
    level = draw(
        _optional(st.builds(written.Level, path=st.just(""), year=st.integers(year + 1, 2200), value=_values))
    )
    return written.TargetEntry(
        id=name,
        title=draw(_prose),
        indicator=draw(st.sampled_from(indicators)),
        region=draw(st.sampled_from(["MK01", "KU049"])),
        gender=draw(st.sampled_from(["total", "female", "male"])),
        baseline=written.Baseline(year=year, value=draw(_optional(_values))),
        target=level,
        direction="" if level else draw(st.sampled_from(["increase", "decrease"])),
    )


@st.composite
def _measure(draw: st.DrawFn, name: str) -> written.MeasureEntry:
    start = draw(_optional(st.dates(date(1000, 1, 1))))
    return written.MeasureEntry(
        id=name,
        title=draw(_words),
        responsible=draw(_prose | _texts.map(Text.same)),
        start=start,
        end=draw(_optional(st.dates(start or date(1000, 1, 1)))),
        status=draw(st.sampled_from(["planned", "started", "done", "stopped"])),
    )


def _split(draw: st.DrawFn, names: list[str], parts: int) -> list[list[str]]:
    """The names dealt out in order."""
    dealt: list[list[str]] = [[] for _ in range(parts)]
    for name in names if parts else []:
        dealt[draw(st.integers(0, parts - 1))].append(name)
    return dealt


def _some_ids(most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(_slugs, unique=True, max_size=most)


@st.composite
def documents(draw: st.DrawFn) -> written.Document:
    """A document that breaks no rule when the regions MK01 and KU049 and the indicator `gini` are known."""
    indicators = draw(st.lists(_indicators, max_size=3, unique_by=lambda entry: entry.id))
    indicators = [
        replace(entry, organisation=draw(st.sampled_from(["", "kaava"])))
        if entry.source.kind == "own"
        else entry
        for entry in indicators
    ]
    plain = ["gini", *(entry.id for entry in indicators)]
    worked_out = draw(st.lists(_derived(plain), max_size=2, unique_by=lambda entry: entry.id))
    indicators += [entry for entry in worked_out if entry.id not in plain]
    known = ["gini", *(entry.id for entry in indicators)]
    area_ids = draw(_some_ids(3))
    goal_ids = draw(_some_ids(4)) if area_ids else []
    target_ids = draw(_some_ids(4)) if goal_ids else []
    measure_ids = draw(_some_ids(3)) if goal_ids else []
    targets = _split(draw, target_ids, len(goal_ids))
    measures = _split(draw, measure_ids, len(goal_ids))
    goals = {
        name: written.GoalEntry(
            id=name,
            number=draw(_optional(st.integers(1, 9999))),
            title=draw(_words),
            description=draw(_prose),
            targets=tuple(draw(_target(each, known)) for each in targets[place]),
            measures=tuple(draw(_measure(each)) for each in measures[place]),
        )
        for place, name in enumerate(goal_ids)
    }
    areas = tuple(
        written.FocusAreaEntry(
            id=name, title=draw(_words), description=draw(_prose), goals=tuple(goals[each] for each in named)
        )
        for name, named in zip(area_ids, _split(draw, goal_ids, len(area_ids)), strict=True)
    )
    start = draw(_years)
    body = written.StrategyEntry(
        id="any",
        organiser=written.Organiser(name=draw(_words), region=draw(st.sampled_from(["MK01", "KU049"]))),
        title=draw(_words),
        vision=draw(_prose),
        mission=draw(_prose),
        period=written.Period(start=start, end=draw(st.integers(start, 2200))),
        focus_areas=areas,
        promises=(),
    )
    promises = tuple(
        written.PromiseEntry(
            id=name,
            title=draw(_words),
            description=draw(_prose),
            life_stage=draw(st.sampled_from(["children", "working-age", "older", "all"])),
            evidence=tuple(each.id for each in body.targets if draw(st.booleans())),
            goals=tuple(each.id for each in body.goals if draw(st.booleans())),
        )
        for name in draw(_some_ids(2))
    )
    return written.Document(
        indicators=tuple(indicators),
        strategy=written.StrategyEntry(**{**vars(body), "promises": promises}),
    )
