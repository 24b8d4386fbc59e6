from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.web.charts.classes import Class
from lupaus.web.charts.maps import MapWords, Tile, class_words, region_map, tile_map
from tests.web.charts.drawings import REGIONS, SVG, TILES, chart_of_map, drawings, numbers_in, texts

tiles = st.builds(
    Tile,
    name=st.sampled_from(["Ii", "Lohja", "Kauniainen", "Maarianhamina - Mariehamn"]),
    value=st.none() | st.floats() | st.floats(-50, 50),
    column=st.integers(0, 20),
    row=st.integers(0, 20),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(tiles, max_size=30))
def test_tiles_stay_on_the_paper(drawn_tiles: list[Tile]) -> None:
    drawn = tile_map(chart_of_map(), drawn_tiles)
    assert numbers_in(drawn)
    for drawing in drawings(drawn):
        width = float(drawing.get("viewBox", "").split()[2])
        for rect in drawing.findall(f".//{SVG}g/{SVG}rect"):
            assert float(rect.get("x", "")) >= 0
            assert float(rect.get("x", "")) + float(rect.get("width", "")) <= width


def test_every_tile_leads_on_and_says_its_name_and_value() -> None:
    drawing = drawings(tile_map(chart_of_map(), TILES))[0]
    links = {link.get("href"): link.get("aria-label") for link in drawing.iter(f"{SVG}a")}
    assert links["/fi/regions/KU444/"] == "Lohja: 5,5\u00a0%"
    assert links["/fi/regions/KU078/"] == "Hanko: ei tietoa"


def test_what_is_missing_is_hatched_and_named_in_the_legend() -> None:
    for drawing in drawings(tile_map(chart_of_map(), TILES)):
        pattern = drawing.find(f".//{SVG}pattern")
        assert pattern is not None
        filled = [
            rect for rect in drawing.iter(f"{SVG}rect") if rect.get("fill") == f"url(#{pattern.get('id')})"
        ]
        assert len(filled) == 2  # the tile and its key
        assert "ei tietoa" in texts(drawing)


def test_a_region_that_says_why_it_has_no_value_says_so() -> None:
    hidden = Tile(name="Hanko", value=None, column=9, row=9, missing="liian harvoja")
    drawing = drawings(tile_map(chart_of_map(), [*TILES[:2], hidden]))[0]
    assert "Hanko: liian harvoja" in {title.text for title in drawing.iter(f"{SVG}title")}
    assert "ei tietoa" in texts(drawing)  # in the legend, where whatever is hatched has one name


def test_a_map_without_gaps_has_no_hatching() -> None:
    assert "pattern" not in tile_map(chart_of_map(), TILES[:2])


def test_the_chosen_region_is_outlined() -> None:
    assert tile_map(chart_of_map(), TILES).count('class="outline"') == 2  # once in each drawing
    assert region_map(chart_of_map(), REGIONS).count('class="outline"') == 2


def test_the_legend_gives_each_class_its_numbers() -> None:
    drawing = drawings(tile_map(chart_of_map(), TILES))[0]
    assert {"%", "3,0", "5,5"} <= set(texts(drawing))


def test_a_range_reads_without_a_heap_of_dashes() -> None:
    assert class_words(Class(9.8, 11.2, 3), "fi", 1) == "9,8–11,2"
    assert class_words(Class(9.8, 9.8, 1), "sv", 1) == "9,8"
    assert class_words(Class(-3.2, -1.0, 3), "en", 1) == "−3.2 … −1.0"


def test_a_name_is_cut_to_its_square() -> None:
    square = [Tile(name="Kirkkonummi", value=1.0, column=column, row=0) for column in range(9)]
    wide, narrow = drawings(tile_map(chart_of_map(), square))
    assert "Kirkkonummi"[:6] in "".join(texts(wide))
    short = next(text for text in texts(narrow) if text.startswith("Kir"))
    assert 4 <= len(short) <= 5


def test_a_region_too_small_to_see_gets_a_dot() -> None:
    tiny = [[[24.1, 60.1], [24.101, 60.1], [24.1, 60.101]]]
    regions = [REGIONS[0], type(REGIONS[0])(name="Kauniainen", value=2.0, polygons=[tiny])]
    assert "<circle" in region_map(chart_of_map(), regions)


def test_a_map_of_nothing_says_so() -> None:
    words = MapWords(missing="-", no_observations="Ei havaintoja")
    assert "Ei havaintoja" in tile_map(chart_of_map(words=words), ())
    assert "Ei havaintoja" in region_map(chart_of_map(words=words), ())


def test_classes_are_of_all_that_is_compared_where_only_some_of_it_is_drawn() -> None:
    drawing = drawings(tile_map(replace(chart_of_map(), among=(0.5, 3.0, 5.5, 9.0)), TILES))[0]
    assert {"0,5", "9,0"} <= set(texts(drawing))
