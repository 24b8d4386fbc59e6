"""The page of service points: how many now and then, on a map, what changes, and the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from lupaus.regions import queries as regions
from lupaus.services.models import ChangeKind, Channel
from lupaus.services.points import drawing, finding, queries, words
from lupaus.services.points.area import Area
from lupaus.services.points.finding import Coming, Found, Outlook, Result
from lupaus.services.points.homes import Home
from lupaus.services.points.pages.choices import ClassGroup, chosen_service, classes, place, services
from lupaus.services.points.status import Change
from lupaus.web import clock
from lupaus.web.address import Address
from lupaus.web.numbers import number
from lupaus.web.texts import Text

PER_PAGE: Final = 100
MOST_CHANGES: Final = 30


class PointLine(NamedTuple):
    """A point in the list. `today` are its hours of the day, `changes` sentences about what is planned."""

    name: Text
    href: str
    state: str
    state_word: str
    place: str
    today: str
    accessibility: str
    languages: str
    changes: Sequence[str]


class ChangeLine(NamedTuple):
    """A planned change: what, when, why and by which decision."""

    name: Text
    href: str
    kind_word: str
    change: Change
    replaced_by: Text


@dataclass(frozen=True)
class PointsPage:
    answer: str
    more: Sequence[str]
    chart: Markup
    attributions: Sequence[str]
    area: Area | None
    lines: Sequence[PointLine]
    total: int
    page: int
    last: int
    changes: Sequence[ChangeLine]
    outlook: Outlook
    years: Sequence[int]
    year: int | None
    today: date
    at: str
    classes: Sequence[ClassGroup]
    services: Sequence[tuple[str, Text]]
    chosen_service: Text | None
    is_empty: bool
    unplaced: int


def points_page(address: Address) -> PointsPage:
    """Raises `NotFound` and `BadAddress`."""
    today = clock.day_of(clock.real_clock)
    wanted = finding.wanted_by(address, today)
    result = finding.look(wanted)
    area = Area.of(address)
    shown = [each for each in result.found if area is None or area.holds(each.shown.site.coordinates)]
    names = queries.names_of(
        {each.shown.site.municipality for each in result.found} | set(result.places or ())
    )
    ordered = sorted(shown, key=lambda each: _order(each, names, address.language))
    last = max(1, -(-len(ordered) // PER_PAGE))
    page = min(int(address.value("page") or 1), last)
    codes = sorted(code for code in names if code)
    return PointsPage(
        answer=answer(
            place(address), result.outlook, wanted.then.year if wanted.then else None, address.language
        ),
        more=_more(result, wanted.at is not None),
        chart=_chart(address, ordered, area, codes, names),
        attributions=regions.attributions(codes),
        area=area,
        lines=[
            _line(address, each, names, today)
            for each in finding.with_details(ordered[(page - 1) * PER_PAGE : page * PER_PAGE])
        ],
        total=len(ordered),
        page=page,
        last=last,
        changes=_changes(address, result.outlook.changes[:MOST_CHANGES]),
        outlook=result.outlook,
        years=result.years,
        year=wanted.then.year if wanted.then else None,
        today=today,
        at=_at(address),
        classes=classes(),
        services=services(),
        chosen_service=chosen_service(wanted.service),
        is_empty=not result.found and not wanted.narrows and wanted.region is None,
        unplaced=sum(each.shown.site.coordinates is None for each in shown),
    )


def answer(where: str, outlook: Outlook, year: int | None, language: str) -> str:
    """How many points there are now, and how many at the end of a year."""
    now = ngettext("%(count)s service point", "%(count)s service points", outlook.now) % {
        "count": number(outlook.now, language)
    }
    if year is None and not outlook.changes:
        return _("%(place)s: %(points)s now.") % {"place": where, "points": now}
    last = year or outlook.changes[-1].change.on.year
    return _("%(place)s: %(points)s now, %(then)s at the end of %(year)s.") % {
        "place": where,
        "points": now,
        "then": number(outlook.then, language),
        "year": last,
    }


def _more(result: Result, is_open: bool) -> list[str]:
    """What happens between now and then, and how many are open at the moment asked for."""
    told = []
    if is_open:
        count = sum(each.now.is_open for each in result.found)
        told.append(
            ngettext("%(count)s of them is open.", "%(count)s of them are open.", count) % {"count": count}
        )
    outlook = result.outlook
    parts = [
        ngettext("%(count)s opens", "%(count)s open", outlook.of(ChangeKind.OPENS)),
        ngettext("%(count)s closes down", "%(count)s close down", outlook.of(ChangeKind.CLOSES)),
        ngettext("%(count)s moves", "%(count)s move", outlook.of(ChangeKind.MOVES)),
        ngettext("%(count)s becomes digital", "%(count)s become digital", outlook.of(ChangeKind.DIGITAL)),
    ]
    kinds = (ChangeKind.OPENS, ChangeKind.CLOSES, ChangeKind.MOVES, ChangeKind.DIGITAL)
    said = [
        part % {"count": outlook.of(kind)}
        for part, kind in zip(parts, kinds, strict=True)
        if outlook.of(kind)
    ]
    told.append(
        _("By decisions made: %(changes)s.") % {"changes": ", ".join(said)}
        if said
        else _("No changes have been decided.")
    )
    return told


def _order(found: Found, names: dict[str, Text], language: str) -> tuple[str, str, str]:
    place = names.get(found.shown.site.municipality, Text()).words(language)
    return place.casefold() or "\uffff", found.point.name.words(language).casefold(), found.point.id


def _line(address: Address, found: Found, names: dict[str, Text], today: date) -> PointLine:
    point, language = found.point, address.language
    site = found.shown.site
    place = ", ".join(
        filter(None, (site.address.words(language), names.get(site.municipality, Text()).words(language)))
    )
    coming = [words.coming_change(change) for change in found.now.coming]
    return PointLine(
        name=point.name,
        href=address.link(reverse("services:point", args=[point.id])),
        state=found.state,
        state_word=state_word(found),
        place=place,
        today=words.hours_of(point.timetable, today) if found.now.is_open else "",
        accessibility=words.accessibility(point.accessibility) if point.accessibility else "",
        languages=words.languages(point.languages),
        changes=coming,
    )


def state_word(found: Found) -> str:
    if found.then is None:
        if found.now.is_open:
            return _("will change") if found.now.coming else words.state(found.now.state)
        return words.state(found.now.state)
    if not found.then.is_open:
        return words.state(found.then.state)
    if not found.now.is_open:
        return _("new")
    return words.state(found.then.state) if found.now.site == found.then.site else _("in a new place")


def _changes(address: Address, coming: Sequence[Coming]) -> list[ChangeLine]:
    """One query for what takes the places."""
    wanted = {each.change.replaced_by for each in coming} - {""}
    names = dict(Channel.objects.filter(pk__in=wanted).values_list("id", "name")) if wanted else {}
    return [
        ChangeLine(
            each.point.name,
            address.link(reverse("services:point", args=[each.point.id])),
            words.change_kind(each.change.kind),
            each.change,
            names.get(each.change.replaced_by, Text()),
        )
        for each in coming
    ]


def _at(address: Address) -> str:
    at = finding.moment(address.value("at"))
    return words.day_and_time(at) if at else ""


def _chart(
    address: Address, found: Sequence[Found], area: Area | None, codes: Sequence[str], names: dict[str, Text]
) -> Markup:
    language = address.language
    marks = [
        drawing.Mark(number_, coordinates[1], coordinates[0], each.state)
        for number_, each in enumerate(found)
        if (coordinates := each.shown.site.coordinates) is not None
    ]
    then = address.value("year") is not None
    outlines = regions.outlines(codes)

    def named(mark: drawing.Mark) -> tuple[str, str]:
        each = found[int(mark.key)]
        href = address.link(reverse("services:point", args=[each.point.id]))
        return f"{each.point.name.words(language)}: {state_word(each)}", href

    return drawing.points_map(
        drawing.PointsMap(
            id="points",
            title=_("Service points on a map"),
            description=_("The list beside the map holds the same points."),
            language=language,
            marks=marks,
            outlines=outlines,
            homes=() if outlines else [Home(*each) for each in queries.homes()],
            home_words=_("where people live"),
            names={code: name.words(language) for code, name in names.items()},
            words={
                drawing.USED: _("in use"),
                drawing.CHANGING: _("new or in a new place") if then else _("will change"),
                drawing.CLOSED: _("closed or digital"),
            },
            empty=_("There is no point to draw."),
            named=named,
            led=lambda cluster: Area.closer(address, area, cluster),
            counted=lambda cluster: _counted(cluster, language),
            frame=area.corners if area else None,
        )
    )


def _counted(cluster: drawing.Cluster, language: str) -> str:
    count = len(cluster.marks)
    return ngettext(
        "%(count)s service point here: look closer", "%(count)s service points here: look closer", count
    ) % {"count": number(count, language)}
