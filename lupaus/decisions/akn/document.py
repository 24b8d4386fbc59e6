"""A whole agenda or minutes, written piece by piece: never more of it in memory than fifty items."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any, Final

from django.db.models import Max
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from lxml import etree

from lupaus.decisions import words
from lupaus.decisions.akn.blocks import line
from lupaus.decisions.akn.elements import NAMESPACE, element, tag
from lupaus.decisions.akn.items import INSIDE, section
from lupaus.decisions.akn.naming import CODES, KINDS, day_of, name_of
from lupaus.decisions.akn.persons import Cast, cast_of
from lupaus.decisions.models import Meeting, Stage
from lupaus.web.clock import HELSINKI
from lupaus.web.dates import day
from lupaus.web.marks import without_marks
from lupaus.web.refusals import NotFound

_AT_A_TIME: Final = 50


def meeting(body: str, slug: str) -> Meeting:
    """A published meeting with when an item of it last changed. One query; raises `NotFound`."""
    with_change = Meeting.objects.select_related("body").annotate(item_changed=Max("items__changed_at"))
    found = with_change.filter(body=body, slug=slug).first()
    if found is None:
        raise NotFound("There is no published meeting here.")
    return found


def pieces(found: Meeting, language: str, site: str) -> Iterator[bytes]:
    """The document in parts; `found` as `meeting` finds it, `site` is the address the pages stand below.

    Six queries, and eight for every fifty items.
    """
    sink = _Sink()
    kind, name = KINDS[found.stage]

    def spoken(make: Callable[[], etree._Element | None]) -> etree._Element | None:
        """Made in the language of the document, which is let go before anybody reads on."""
        with translation.override(language):
            return make()

    with etree.xmlfile(sink, encoding="utf-8") as file:
        file.write_declaration()
        with _opened(file, "akomaNtoso", nsmap={None: NAMESPACE}), _opened(file, kind, name=name):
            with translation.override(language):
                cast = cast_of(found, language)
            for make in (
                lambda: _meta(found, cast, language, site),
                lambda: _preface(found, language),
            ):
                _write(file, spoken(make))
            yield sink.take()
            with _opened(file, "debateBody" if kind == "debate" else "mainBody"):
                _write(file, spoken(lambda: _roll_call(cast, language)))
                rows = found.items.select_related("matter").prefetch_related(*INSIDE).order_by("position")
                is_empty = True
                for item in rows.iterator(chunk_size=_AT_A_TIME):
                    is_empty = False
                    item.meeting = found
                    with translation.override(language):
                        made = section(item, cast, language, site)
                    _write(file, made)
                    yield sink.take()
                if is_empty:
                    _write(file, spoken(_no_items))
            _write(file, spoken(lambda: _conclusions(found, language)))
    yield sink.take()


class _Sink:
    """Takes bytes until they are asked for."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, part: bytes) -> None:
        self._held.append(part)

    def take(self) -> bytes:
        held, self._held = b"".join(self._held), []
        return held


def _opened(file: Any, name: str, /, **attributes: Any) -> AbstractContextManager[None]:
    opened: AbstractContextManager[None] = file.element(tag(name), **attributes)
    return opened


def _write(file: Any, made: etree._Element | None) -> None:
    if made is not None:
        file.write(made)
        file.flush()


def _meta(found: Meeting, cast: Cast, language: str, site: str) -> etree._Element:
    meta = element("meta", _identification(found, language, site))
    published = found.minutes_published_at or found.agenda_published_at
    if published is not None:
        on = str(published.astimezone(HELSINKI).date())
        meta.append(element("publication", date=on, name="web", showAs=site or "web"))
    analysis = cast.analysis()
    if analysis is not None:
        meta.append(analysis)
    meta.append(cast.references(found, language))
    return meta


def _identification(found: Meeting, language: str, site: str) -> etree._Element:
    """What the document is: as a work, in this language on this day, as XML."""
    changed = day_of(found)
    name = name_of(found, language, changed)
    page = reverse("decisions:meeting", args=[found.body_id, found.slug])
    held, version = str(found.date), str(changed)

    def named(uri: str, on: str, what: str, *more: etree._Element | None) -> list[etree._Element | None]:
        return [
            element("FRBRthis", value=f"{uri}/~main"),
            element("FRBRuri", value=uri),
            element("FRBRalias", value=f"{site}{page}", name="page"),
            element("FRBRdate", date=on, name=what),
            element("FRBRauthor", href="#body", as_="#author"),
            *more,
        ]

    number = element("FRBRnumber", value=found.number) if found.number else None
    work = (
        element("FRBRcountry", value="fi"),
        element("FRBRsubtype", value=KINDS[found.stage][1]),
        number,
    )
    return element(
        "identification",
        element("FRBRWork", *named(name.work, held, "meeting", *work)),
        element(
            "FRBRExpression",
            *named(name.expression, version, "version", element("FRBRlanguage", language=CODES[language])),
        ),
        element(
            "FRBRManifestation",
            *named(
                name.manifestation, version, "version", element("FRBRformat", value="application/akn+xml")
            ),
        ),
        source="#organisation",
    )


def _preface(found: Meeting, language: str) -> etree._Element:
    title = element(
        "p",
        element("docType", words.stage(found.stage).capitalize()),
        " ",
        element("docNumber", found.number) if found.number else None,
    )
    by = line("organization", found.body.name, language)
    by.set("refersTo", "#body")
    held = element("p", by, " ", element("docDate", day(found.date, language), date=str(found.date)))
    preface = element("preface", title, held)
    times = [each.astimezone(HELSINKI).strftime("%H.%M") for each in (found.starts_at, found.ends_at) if each]
    if times:
        preface.append(element("p", "–".join(times)))
    if found.place:
        preface.append(line("p", found.place, language))
    if found.cancelled:
        preface.append(element("p", element("docStatus", _("Cancelled"))))
    return preface


def _roll_call(cast: Cast, language: str) -> etree._Element | None:
    """Who was there, and who was not."""
    del language
    if not cast.attendance:
        return None
    made = element("rollCall", element("heading", _("Attendance")), eId="rollCall")
    for present in (True, False):
        people = [each for each in cast.attendance if each.present == present]
        if people:
            listed = element("ul", class_="present" if present else "absent")
            for each in people:
                person = element(
                    "person",
                    without_marks(each.person),
                    refersTo=cast.person(each.person),
                    as_=f"#role_{each.role}",
                )
                times = [at.strftime("%H.%M") if at else "" for at in (each.came, each.left)]
                notes = [
                    words.role(each.role),
                    "–".join(times) if any(times) else "",
                    without_marks(each.note),
                ]
                listed.append(element("li", person, f", {', '.join(filter(None, notes))}"))
            made.append(listed)
    return made


def _no_items() -> etree._Element:
    return element("debateSection", element("p", _("No items have been published.")), name="none")


def _conclusions(found: Meeting, language: str) -> etree._Element | None:
    if found.checked_on is None or found.stage != Stage.MINUTES:
        return None
    on = element("date", day(found.checked_on, language), date=str(found.checked_on))
    return element("conclusions", element("p", f"{_('Minutes checked on')} ", on))
