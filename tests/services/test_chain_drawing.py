"""The picture of a chain: whatever the words, none leaves the paper and none lies upon another."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.services.chains.drawing import (
    FRAMES,
    ChainPicture,
    Goal,
    Name,
    Passage,
    PictureWords,
    Step,
    chain_picture,
    laid,
)
from lupaus.services.chains.drawing.sheet import broken
from lupaus.web.charts.labels import Box
from lupaus.web.charts.svg import Frame
from lupaus.web.charts.text import text_width

WORDS = PictureWords(
    critical="Kriittiset palvelut",
    others="Muut palvelut",
    more="+ %(count)s muuta",
    beneath="Kaikkien askelmien alla",
    nothing="Palveluketjussa ei ole vielä askelmia.",
    goals="Tavoitteet",
)
LETTERS = st.sampled_from("aeiouyäömwWMtlrnskhpjvdg-iiii ÅÄ4%")
TITLES = st.text(LETTERS, min_size=1, max_size=80).filter(str.strip) | st.sampled_from(
    [
        "Tehostettu ympärivuorokautinen palveluasuminen muistisairaille ikäihmisille kotona",
        "lentokonesuihkuturbiinimoottoriapumekaanikkoaliupseerioppilas" * 2,
        "W" * 80,
    ]
)
SHARES = st.none() | st.floats(0, 100)


@st.composite
def chains(draw: st.DrawFn) -> ChainPicture:
    count = draw(st.integers(1, 8))
    names = st.builds(Name, TITLES, st.sampled_from(["", "/fi/services/x/"]), st.booleans())
    step = st.builds(
        Step,
        title=TITLES,
        need=st.just("") | TITLES,
        services=st.lists(names, max_size=12).map(tuple),
        more=st.just("#stage-x"),
        share=SHARES,
        target=SHARES,
        figures=st.lists(TITLES, max_size=3).map(tuple),
        tentative=st.booleans(),
    )
    place = st.integers(0, count - 1)
    passages = []
    for _ in range(draw(st.integers(0, 6)) if count > 1 else 0):
        lower, upper = sorted(draw(st.lists(place, min_size=2, max_size=2, unique=True)))
        passages.append(
            Passage(
                lower=lower,
                upper=upper,
                up=draw(st.booleans()),
                flow=draw(st.none() | st.floats(0, 1e6)),
                words=draw(st.just("") | TITLES),
                weak=draw(st.just("") | TITLES),
                missing=draw(st.booleans()),
            )
        )
    goal = st.builds(
        Goal,
        TITLES,
        st.lists(place, min_size=1, max_size=count, unique=True).map(tuple),
        st.none() | st.booleans(),
    )
    return ChainPicture(
        id="c",
        title="Palveluketju",
        description="Kuvaus",
        steps=tuple(draw(st.lists(step, min_size=count, max_size=count))),
        passages=tuple(passages),
        goals=tuple(draw(st.lists(goal, max_size=4))),
        bands=tuple(draw(st.lists(TITLES, max_size=4))),
        words=WORDS,
    )


@pytest.mark.slow
@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.name)
@given(chain=chains())
@settings(max_examples=80, deadline=None)
def test_no_words_leave_the_paper_and_none_lie_upon_others(frame: Frame, chain: ChainPicture) -> None:
    sheet = laid(chain, frame)
    paper = Box(-0.01, -0.01, sheet.width + 0.01, sheet.height + 0.01)
    boxes = [(line.box, line.words) for line in sheet.lines]
    for box, words in boxes:
        assert box.within(paper), (words, box, paper)
    for (one, words), (other, others) in combinations(boxes, 2):
        assert not one.overlaps(other), (words, others)


@given(chain=chains())
@settings(max_examples=15, deadline=None)
def test_the_picture_is_well_formed_names_itself_and_tells_no_colour(chain: ChainPicture) -> None:
    drawn = chain_picture(chain)
    ElementTree.fromstring(drawn)
    assert drawn.count("<title") == drawn.count("<desc") == len(FRAMES)
    assert "style=" not in drawn
    assert "#0" not in re.sub(r'href="[^"]*"', "", drawn)
    assert "nan" not in drawn.lower().split("<svg")[0]


@given(st.text(LETTERS, max_size=80), st.floats(60, 300), st.integers(1, 4), st.booleans())
def test_words_are_broken_into_lines_that_fit_and_lose_no_letter_until_the_cut(
    words: str, width: float, most: int, bold: bool
) -> None:
    lines = broken(words, 14, width, most, bold=bold)
    assert len(lines) <= most
    for line in lines:
        assert text_width(line, 14, bold=bold) <= width or len(line) <= 2
    if not lines or not lines[-1].endswith("…"):
        letters = "".join(words.split())
        assert "".join(lines).replace("-", "").replace(" ", "") == letters.replace("-", "")


def step(**values: Any) -> Step:
    return Step(**({"title": "Kotona", "more": "#stage-1"} | values))


def picture(*steps: Step, **values: Any) -> ChainPicture:
    made: dict[str, Any] = {"id": "c", "title": "Ketju", "description": "", "steps": steps, "words": WORDS}
    return ChainPicture(**(made | values))


def test_a_long_finnish_word_is_divided_between_syllables() -> None:
    assert broken("palveluasumisyksikkö", 14, 100, 3) == ("palveluasu-", "misyksikkö")


def test_a_word_with_a_hyphen_of_its_own_gets_no_other() -> None:
    assert broken("perhe- ja kasvatusneuvonta-asiakkuudet", 14, 170, 3)[0] == "perhe- ja"


def test_a_long_list_of_services_is_cut_and_leads_to_the_rest() -> None:
    services = tuple(Name(f"Palvelu {number}") for number in range(12))
    drawn = chain_picture(picture(step(services=services)), FRAMES[1:])
    assert "+ 6 muuta" in drawn
    assert 'href="#stage-1"' in drawn
    assert "Palvelu 5" in drawn
    assert "Palvelu 6<" not in drawn


def test_critical_services_come_first_under_their_own_heading() -> None:
    services = (Name("Muu", critical=False), Name("Kotihoito"))
    words = [line.words for line in laid(picture(step(services=services)), FRAMES[0]).lines]
    assert words.index("Kriittiset palvelut") < words.index("Kotihoito") < words.index("Muut palvelut")
    assert words[-1] == "Muu"


def test_the_heavier_a_step_the_higher_it_stands() -> None:
    sheet = laid(picture(*(step(title=f"Askel {number}") for number in range(5))), FRAMES[0])
    heights = [line.y for line in sheet.lines if line.words == "Askel"]
    tops = [line.y for line in sheet.lines if line.words.startswith("Askel")]
    assert tops == sorted(tops, reverse=True)
    assert not heights or heights == sorted(heights, reverse=True)


def test_more_steps_than_have_room_stand_one_beneath_the_other() -> None:
    eight = laid(picture(*(step(title=f"Askel {number}") for number in range(8))), FRAMES[0])
    tops = [line.y for line in eight.lines if line.words.startswith("Askel")]
    assert tops == sorted(tops)
    assert eight.width == 600


def test_a_weak_hand_over_has_a_shape_and_words_of_its_own() -> None:
    weak = Passage(lower=0, upper=1, weak="Heikko kohta: 24 päivää, luvattu 7")
    drawn = chain_picture(picture(step(), step(), passages=(weak,)))
    assert drawn.count("chain-broken") == drawn.count('"chain-weak"') == 2
    assert "Heikko" in drawn


def test_where_nothing_is_agreed_there_is_no_arrow() -> None:
    missing = Passage(lower=0, upper=1, weak="Siirrosta ei ole sovittu", missing=True)
    drawn = chain_picture(picture(step(), step(), passages=(missing,)))
    assert "chain-no-way" in drawn
    assert "chain-flow" not in drawn


def test_an_arrow_is_as_broad_as_people_are_many() -> None:
    few, many = Passage(lower=0, upper=1, flow=10), Passage(lower=1, upper=2, flow=100)
    drawn = chain_picture(picture(step(), step(), step(), passages=(few, many)), FRAMES[:1])
    widths = [float(each) for each in re.findall(r'class="chain-way" stroke-width="([\d.]+)"', drawn)]
    assert widths == [2.8, 10]


def test_a_flow_that_is_not_known_is_dashed() -> None:
    drawn = chain_picture(picture(step(), step(), passages=(Passage(lower=0, upper=1),)))
    assert "chain-way tentative" in drawn


def test_a_chain_without_steps_says_so() -> None:
    assert "ei ole vielä askelmia" in chain_picture(picture())


def test_made_up_shares_are_drawn_dashed() -> None:
    assert "chain-share tentative" in chain_picture(picture(step(share=40.0, tentative=True)))
