"""Bringing the registers of others in: Sotkanet's list of regions and Statistics Finland's classification.

Statistics Finland's word is final for the year of its classification: names, what lies in what, and which
municipalities there are. Sotkanet's list has no year, so it adds what is not known yet and never contradicts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.regions.codes import COUNTRY
from lupaus.regions.files import classification, sotkanet, successors
from lupaus.regions.files.classification import Area, Classification
from lupaus.regions.files.own import county_ids, own_entries
from lupaus.regions.files.reading import parse_json, read_text
from lupaus.regions.files.sotkanet import SotkanetAnswer, SotkanetRegion
from lupaus.regions.files.successors import Merger
from lupaus.regions.models import Category
from lupaus.regions.register import Entry, Register, Written, read, with_parents, write
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused
from lupaus.web.texts import Text

MEGABYTES = 20

#: A classification that would end a larger share of the municipalities is taken for one that was cut short.
#: The largest wave of mergers, on 1 January 2009, ended 16 %; since 2013 no year has ended 3 %.
LARGEST_SHARE_ENDED = 0.10


def import_regions(
    *,
    actor: Actor,
    clock: Clock,
    path: Path,
    successors_path: Path | None = None,
    many_ended: bool = False,
) -> Written:
    """Read a file of regions, told apart by its content, and bring the register up to it. Idempotent.

    `successors_path` names a table `old,new,date` of mergers; `many_ended` confirms that a classification
    lacks many municipalities because they ended. A planner may. Raises `Refused` with every problem;
    nothing is written then. A municipality a newer classification lacks is given its last day, never deleted.
    """
    require(actor, Role.PLANNER)
    text = read_text(path, megabytes=MEGABYTES)
    mergers: tuple[Merger, ...] = ()
    if successors_path:
        mergers = successors.parse(read_text(successors_path, megabytes=MEGABYTES), successors_path.name)
    before = read()
    after, told, notes = _with_file(before, text, path, many_ended=many_ended)
    if successors_path:
        after = with_mergers(after, mergers, successors_path.name)
    written = write(actor=actor, clock=clock, verb="import_regions", before=before, after=after, told=told)
    return written._replace(notes=notes)


def _with_file(
    before: Register, text: str, path: Path, *, many_ended: bool
) -> tuple[Register, Iterable[str], tuple[str, ...]]:
    if text.lstrip()[0] in "[{":
        answer = sotkanet.parse(parse_json(text, path), path.name)
        after, notes = with_sotkanet(before, answer)
        return after, answer.regions, notes
    if classification.is_classification(text):
        table = classification.parse(text, path.name)
        after, notes = with_classification(before, table, path.name, many_ended=many_ended)
        return after, table.areas, notes
    raise Refused(
        Problem(
            _(
                "This is neither Sotkanet's list of regions (JSON) nor a classification of municipalities "
                "(CSV)."
            ),
            file=path.name,
        )
    )


def with_sotkanet(before: Register, answer: SotkanetAnswer) -> tuple[Register, tuple[str, ...]]:
    """The register with what Sotkanet tells, and notes on what it tells of that nobody knows."""
    after = dict(before)
    codes = {number: code for code, entry in before.items() for number in entry.sotkanet}
    codes |= {number: code for code, told in answer.regions.items() for number in told.ids}
    country = before.get(COUNTRY)
    newest = country.classified_in if country else None
    late = []
    for code, told in answer.regions.items():
        known = before.get(code)
        if known is None and newest and told.category == Category.MUNICIPALITY:
            late.append(code)
        after[code] = _told_by_sotkanet(known, told, newest)
    for code, told in answer.regions.items():
        parents = {codes[number] for number in told.member_of if number in codes} - {code}
        after[code] = _within(after[code], parents, after)
    unknown = {number for told in answer.regions.values() for number in told.member_of} - codes.keys()
    return after, _notes_on_sotkanet(answer, unknown, late, newest)


def _told_by_sotkanet(known: Entry | None, told: SotkanetRegion, newest: int | None) -> Entry:
    if known is None:
        ended = date(newest - 1, 12, 31) if newest and told.category == Category.MUNICIPALITY else None
        return Entry(told.code, told.category, told.number, told.name, sotkanet=told.ids, valid_to=ended)
    merged = replace(known, sotkanet=known.sotkanet | told.ids)
    if known.classified_in or known.code in own_entries():
        return merged
    return replace(merged, name=Text.of(known.name.as_dict() | told.name.as_dict()))


def _within(entry: Entry, parents: set[str], register: Register) -> Entry:
    """Parents told by Sotkanet: all of them for what it alone describes, else only in new categories."""
    if entry.classified_in is None:
        return with_parents(entry, parents, register)
    held = {register[code].category for code in entry.parents}
    fresh = {code for code in parents if register[code].category not in held}
    return replace(entry, parents=entry.parents | fresh)


def _notes_on_sotkanet(
    answer: SotkanetAnswer, unknown: set[int], late: list[str], newest: int | None
) -> tuple[str, ...]:
    notes = []
    if unknown:
        ids = ", ".join(map(str, sorted(unknown)[:20])) + (" …" if len(unknown) > 20 else "")
        notes.append(_("Areas that are named as parents but not known here: %(ids)s.") % {"ids": ids})
    for category, count in sorted(answer.left_out.items()):
        notes.append(
            _("Left out, since Lupaus has no such category: %(category)s (%(count)s regions).")
            % {"category": category[:40], "count": count}
        )
    if late:
        notes.append(
            _("Not in the classification of %(year)s, so taken as ended before it: %(codes)s.")
            % {"year": newest, "codes": ", ".join(sorted(late))}
        )
    return tuple(notes)


def with_classification(
    before: Register, table: Classification, file: str, *, many_ended: bool = False
) -> tuple[Register, tuple[str, ...]]:
    """The register with what a classification tells, and a note on what it ended. Raises `Refused`."""
    country = before.get(COUNTRY) or own_entries()[COUNTRY]
    newest = country.classified_in or 0
    after = {**before, COUNTRY: replace(country, classified_in=max(newest, table.year))}
    for code, area in table.areas.items():
        after[code] = _told_by_classification(before.get(code), area, table.year, newest)
    for code, area in table.areas.items():
        if after[code].classified_in == table.year:
            after[code] = with_parents(after[code], area.parents, after)
    if table.year < newest:
        return after, ()
    ended = [
        entry
        for entry in before.values()
        if entry.category in table.categories and entry.code not in table.areas and entry.valid_to is None
    ]
    _refuse_cut_short(before, ended, table, file, many_ended=many_ended)
    last_day = date(table.year - 1, 12, 31)
    after |= {entry.code: replace(entry, valid_to=last_day) for entry in ended}
    if not ended:
        return after, ()
    note = _("Not in the classification of %(year)s, so ended before it: %(codes)s.")
    return after, (note % {"year": table.year, "codes": ", ".join(sorted(entry.code for entry in ended))},)


def _told_by_classification(known: Entry | None, area: Area, year: int, newest: int) -> Entry:
    ids = frozenset(number for number, code in county_ids().items() if code == area.code)
    if known is None:
        return Entry(
            area.code,
            area.category,
            area.number,
            area.name,
            sotkanet=ids,
            valid_from=date(year, 1, 1) if newest == year - 1 else None,
            valid_to=date(newest - 1, 12, 31) if year < newest else None,
            classified_in=year,
        )
    known = replace(known, sotkanet=known.sotkanet | ids)
    if (known.classified_in or 0) > year:
        return known
    if known.valid_to and known.valid_to.year < year and year >= newest:
        known = replace(known, valid_to=None, successor=None)
    # Statistics Finland calls a sub-region by its central town alone; a fuller name says what it is.
    fuller = area.category == Category.SUBREGION and not known.name.missing
    return replace(known, name=known.name if fuller else area.name, classified_in=year)


def _refuse_cut_short(
    before: Register, ended: list[Entry], table: Classification, file: str, *, many_ended: bool
) -> None:
    living = [e for e in before.values() if e.category == Category.MUNICIPALITY and e.valid_to is None]
    gone = [entry for entry in ended if entry.category == Category.MUNICIPALITY]
    if many_ended or len(gone) <= max(1, LARGEST_SHARE_ENDED * len(living)):
        return
    message = _(
        "The classification of %(year)s lacks %(count)d municipalities of %(all)d: it looks cut short. "
        "If so many have ended, confirm it with --many-ended."
    )
    raise Refused(Problem(message % {"year": table.year, "count": len(gone), "all": len(living)}, file))


def with_mergers(register: Register, mergers: Iterable[Merger], file: str) -> Register:
    """The register with the successors of municipalities that merged. Raises `Refused`."""
    after = dict(register)
    problems = []
    for merger in mergers:
        message = _why_not(register, merger)
        if message:
            problems.append(Problem(message, file, merger.line))
        else:
            old = register[merger.old]
            after[old.code] = replace(old, successor=merger.new, valid_to=merger.on - timedelta(days=1))
    problems += _endless(after, mergers, file)
    if problems:
        raise Refused(problems)
    return after


def _why_not(register: Register, merger: Merger) -> str:
    for code in (merger.old, merger.new):
        if code not in register:
            return _("There is no region %(code)s.") % {"code": code}
    old = register[merger.old]
    if old.classified_in and merger.on.year <= old.classified_in:
        return _("%(code)s did not end then: it is in the classification of %(year)s.") % {
            "code": old.code,
            "year": old.classified_in,
        }
    if old.valid_from and merger.on <= old.valid_from:
        return _("%(code)s would end before it began.") % {"code": old.code}
    return ""


def _endless(register: Register, mergers: Iterable[Merger], file: str) -> list[Problem]:
    problems = []
    for merger in mergers:
        seen: set[str] = set()
        code: str | None = merger.old
        while code and code in register and code not in seen:
            seen.add(code)
            code = register[code].successor
        if code == merger.old:
            message = _("%(code)s would be its own successor.") % {"code": code}
            problems.append(Problem(message, file, merger.line))
    return problems
