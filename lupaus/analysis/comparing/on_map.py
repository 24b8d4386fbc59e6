"""One year: the regions on a map."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.analysis.comparing.compared import Compared
from lupaus.analysis.comparing.in_order import Ordered, cell_of, first_and_last, ordered
from lupaus.analysis.comparing.places import Places
from lupaus.analysis.comparing.tables import Cell, Column, ShownRow, ShownTable, Table
from lupaus.analysis.comparing.telling import (
    Answer,
    ends_of,
    fact_columns,
    facts_of,
    illustrates,
    listed,
    page_of,
    region_columns,
    why_missing,
    without_figures,
)
from lupaus.regions.models import Category
from lupaus.web.address import Address
from lupaus.web.charts.classes import class_of, classes
from lupaus.web.charts.maps import MapChart, MapWords, Outlined, Tile, class_words, region_map, tile_map


def on_map(compared: Compared, year: str) -> Answer:
    """The regions on a map, in at most five classes of about equally many."""
    found = ordered(compared, year)
    map_ = Places.of(compared)

    def draw(address: Address) -> Sequence[Markup]:
        return _drawn(found, map_, address)

    notices = _not_drawn(compared, map_) if map_.is_there else (_no_map(compared),)
    return Answer(
        sentence=_from_to(found),
        title=found.title,
        make_table=lambda: _map_table(found),
        make_shown=lambda: _map_shown(found),
        draw=draw,
        notices=(*notices, *without_figures(compared, year)),
        pointed=(found.order[0], compared.gender, year) if found.values else None,
        illustrative=illustrates(compared, compared.codes, [compared.gender]),
        attribution=map_.attribution,
    )


def _no_map(compared: Compared) -> str:
    if compared.category == Category.MUNICIPALITY:
        return _("There is no map of these municipalities yet. The table holds the same figures.")
    return _("There is no map of areas of this kind yet. The table holds the same figures.")


def _not_drawn(compared: Compared, map_: Places) -> tuple[str, ...]:
    names = [compared.name(code) for code in compared.codes if code not in map_.drawn]
    if not names:
        return ()
    return (_("Not on the map, but in the table: %(names)s.") % {"names": listed(names)},)


def _from_to(found: Ordered) -> str:
    """Where the figures begin and end, and what half of the regions have at least."""
    values, teller = found.values, found.teller
    if len(set(values.values())) < 2:
        return first_and_last(found)
    high, low = ends_of(values)
    return _(
        "%(indicator)s in %(year)s: the figures go from %(low_value)s (%(low)s) to %(high_value)s (%(high)s);"
        " half of the %(count)s areas have at least %(middle)s."
    ) % {
        "indicator": teller.title,
        "year": found.year,
        "low": found.compared.name(low),
        "low_value": teller.value(values[low]),
        "high": found.compared.name(high),
        "high_value": teller.value(values[high]),
        "count": len(values),
        "middle": teller.value(median(values.values())),
    }


def _map_table(found: Ordered) -> Table:
    compared, teller = found.compared, found.teller
    groups = classes(found.values.values(), teller.decimals)
    columns = (
        *region_columns(),
        Column("gender", _("Gender"), "code"),
        Column("year", _("Year"), "year"),
        *fact_columns(teller),
        Column("class", _("Class on the map"), "place"),
        Column("class_low", _("Least figure of the class"), "number", teller.unit, teller.decimals),
        Column("class_high", _("Greatest figure of the class"), "number", teller.unit, teller.decimals),
    )
    rows = []
    for code in found.order:
        number = class_of(found.values.get(code), groups, teller.decimals)
        group = groups[number] if number is not None else None
        rows.append(
            (
                code,
                compared.name(code),
                compared.gender,
                found.year,
                *facts_of(compared.seen(code, found.year), compared.figures.made_up),
                None if number is None else number + 1,
                group.low if group else None,
                group.high if group else None,
            )
        )
    return Table(columns, tuple(rows))


def _map_shown(found: Ordered) -> ShownTable:
    teller = found.teller
    groups = classes(found.values.values(), teller.decimals)
    rows = []
    for code in found.order:
        number = class_of(found.values.get(code), groups, teller.decimals)
        words = "–" if number is None else class_words(groups[number], teller.language, teller.decimals)
        rows.append(
            ShownRow(
                found.compared.name(code), (cell_of(found, code), Cell(words)), code in found.compared.chosen
            )
        )
    return ShownTable(_("Area"), ((teller.caption, True), (_("Class on the map"), True)), tuple(rows))


def _drawn(found: Ordered, map_: Places, address: Address) -> list[Markup]:
    """The real outlines where there are some, the tiles beside them; a picture that says so without any."""
    compared = found.compared
    drawn = [
        region_map(
            _chart(name, found),
            [
                Outlined(
                    name=compared.name(code),
                    value=found.values.get(code),
                    href=page_of(code, address),
                    chosen=code in compared.chosen,
                    missing=why_missing(compared, code, found.year),
                    polygons=outlines[code],
                )
                for code in compared.codes
                if code in outlines
            ],
        )
        for name, outlines in (("map", map_.outlines), ("squares", map_.squares))
        if outlines
    ]
    if map_.tiles or not drawn:
        tiles = [
            Tile(
                name=compared.name(tile.code),
                value=found.values.get(tile.code),
                href=page_of(tile.code, address),
                chosen=tile.code in compared.chosen,
                missing=why_missing(compared, tile.code, found.year),
                column=tile.column,
                row=tile.row,
            )
            for tile in map_.tiles
        ]
        drawn.append(tile_map(_chart("tiles", found), tiles))
    return drawn


def _chart(id_: str, found: Ordered) -> MapChart:
    teller = found.teller
    return MapChart(
        id=id_,
        title=found.title,
        description=_("Each area leads to its own page. The table holds the same figures."),
        language=teller.language,
        unit=teller.unit,
        decimals=teller.decimals,
        among=tuple(found.values.values()),
        words=MapWords(missing=_("no figure"), no_observations=_("There is nothing to draw on a map yet.")),
    )
