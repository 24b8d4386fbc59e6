"""What is told in a pattern: dates, sections, diary numbers, handlings, telephone numbers, appeals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from lupaus.decisions.models import Appeal

_DATE: Final = r"(?P<day>[0-3]?[0-9])\.\s?(?P<month>[01]?[0-9])\.\s?(?P<year>(?:19|20)[0-9]{2})"
_SECTION: Final = r"(?:§+|Pykälä|Paragraf)\s*(?P<section>[0-9]{1,5})"

#: “70/00.00.00/2018”, “LUHVA/12/00.01/2023”, “KEUHDno-2022-33”, “HEL 2024-001234”.
DIARY: Final = (
    r"(?:[A-ZÅÄÖ]{2,12}/)?[0-9]{1,7}\s?/\s?[0-9]{2}(?:\.[0-9]{1,3}){1,5}\s?/\s?(?:19|20)[0-9]{2}"
    r"|[A-ZÅÄÖ][A-Za-zÅÄÖåäö]{1,24}D(?:no|nro|nr)-(?:19|20)[0-9]{2}-[0-9]{1,7}"
    r"|[A-ZÅÄÖ]{2,8} (?:19|20)[0-9]{2}-[0-9]{4,8}"
)
_STAGES: Final = {
    "pöytäkirja": "minutes",
    "päätöspöytäkirja": "minutes",
    "viranhaltijapäätös": "officer",
    "viranhaltijan päätös": "officer",
    "esityslista": "agenda",
    "kokouskutsu": "agenda",
    "protokoll": "minutes",
    "beslutsprotokoll": "minutes",
    "tjänsteinnehavarbeslut": "officer",
    "föredragningslista": "agenda",
    "ärendelista": "agenda",
}
_HEADER = re.compile(
    rf"(?:(?P<body>[^\d§|]{{1,200}}?),?\s+)?(?P<stage>{'|'.join(sorted(_STAGES, key=len, reverse=True))})"
    rf"\s+{_DATE}(?:\s*/\s*(?:(?P<numbered>Asianro|Asia|Ärendenr|Ärendenummer|Ärende)\.?|Pykälä|Paragraf|§)"
    r"\s*(?P<number>[0-9]{1,5}))?",
    re.IGNORECASE,
)
_HANDLING = re.compile(
    rf"(?P<body>[^\W\d_][^\d§|:;]{{0,150}}?),?\s+(?:kokous\s+|möte\s+|sammanträde\s+)?{_DATE}(?:,?\s*{_SECTION})?",
    re.IGNORECASE,
)
_HANDLING_BACKWARDS = re.compile(
    rf"{_SECTION},?\s+(?P<body>[^\W\d_][^\d§|:;]{{0,150}}?),?\s+{_DATE}", re.IGNORECASE
)
_ONLY_DATE = re.compile(_DATE)
_ONLY_SECTION = re.compile(rf"{_SECTION}|(?P<before>[0-9]{{1,5}})\s*§", re.IGNORECASE)
_SECTION_AND_TITLE = re.compile(r"§\s*(?P<section>[0-9]{1,5})[\s.:–-]+(?P<title>[^\W\d_].*)")
_ONLY_DIARY = re.compile(
    r"(?:(?:Dnro|Diaarinumero|Diaarinro|Asianumero|Asiatunnus|Diarienummer|Diarienr|Dnr|Ärendenummer)\s*[:.]*\s*)?"
    rf"(?P<diary>{DIARY})",
    re.IGNORECASE,
)
_TITLE_AND_DIARY = re.compile(rf"(?P<title>\S.*?)[\s,;(–-]+(?P<diary>{DIARY})\)?")
_TIMES = re.compile(r"(?:klo|kl\.?)\s*(?P<hour>[0-2]?[0-9])[.:](?P<minute>[0-5][0-9])", re.IGNORECASE)

#: Numbers of telephones: mobile ones wherever they stand, any after the word that announces them.
_PHONE: Final = (
    r"(?:(?:puh|p|tel|tfn|gsm|puhelin|matkapuhelin|telefon)\b\.?:?\s*)(?:\+358|0)[0-9() -]{5,16}[0-9]"
    r"|(?<![\w/.,+-])(?:\+358[ -]?(?:\(0\)[ -]?)?|0)(?:4[0-9]|50|457)(?:[ -]?[0-9]){6,8}(?![\w/]|[.,][0-9])"
)
_IN_TEXT = re.compile(rf"[ \u00a0]*,?[ \u00a0]*\(?(?P<phone>{_PHONE})\)?", re.IGNORECASE)
_OF_PERSONS = re.compile(
    rf"[ \u00a0]*,?[ \u00a0]*\(?(?P<phone>{_PHONE}"
    r"|(?<![\w/.-])(?:\+358|0)[0-9]{1,3}(?:[ -]?[0-9]){5,8}(?![\w/]))\)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Header:
    """“Maakuntahallitus · Pöytäkirja 04.06.2018/Pykälä 122”: `stage` is agenda, minutes or officer."""

    stage: str
    day: date
    body: str = ""
    section: int | None = None
    number: str = ""
    is_swedish: bool = False


@dataclass(frozen=True, slots=True)
class Handling:
    """“MHS 04.06.2018 § 122”."""

    words: str
    body: str
    day: date
    section: int | None = None


def header_of(words: str) -> Header | None:
    found = _HEADER.fullmatch(words)
    day = _day(found)
    if found is None or day is None:
        return None
    stage = found["stage"].casefold()
    number = found["number"] or ""
    is_section = bool(number) and not found["numbered"]
    return Header(
        stage=_STAGES[stage],
        day=day,
        body=(found["body"] or "").strip(" ,"),
        section=int(number) if is_section else None,
        number="" if is_section else number,
        is_swedish=stage in ("protokoll", "beslutsprotokoll", "tjänsteinnehavarbeslut")
        or stage in ("föredragningslista", "ärendelista"),
    )


def stage_of(words: str) -> str:
    """A line that says “Pöytäkirja” and nothing else; "" for any other."""
    return _STAGES.get(words.casefold().strip(" :"), "")


def handling_of(words: str) -> Handling | None:
    """A line that says who handled the matter when, and nothing else."""
    if len(words) > 300:
        return None
    found = _HANDLING.fullmatch(words) or _HANDLING_BACKWARDS.fullmatch(words)
    day = _day(found)
    if found is None or day is None or not found["body"][0].isupper():
        return None
    section = int(found["section"]) if found["section"] else None
    return Handling(words, found["body"].strip(" ,"), day, section)


def day_of(words: str) -> date | None:
    """A line that is a date and nothing else."""
    return _day(_ONLY_DATE.fullmatch(words))


def days_in(words: str) -> list[date]:
    """Every date in a line."""
    return [day for found in _ONLY_DATE.finditer(words) if (day := _day(found))]


def section_of(words: str) -> int | None:
    """A line that is a section's number and nothing else: “§ 122”, “122 §”."""
    found = _ONLY_SECTION.fullmatch(words)
    return int(found["section"] or found["before"]) if found else None


def section_and_title(words: str) -> tuple[int, str] | None:
    """“§ 85 What is decided”."""
    found = _SECTION_AND_TITLE.fullmatch(words)
    return (int(found["section"]), found["title"]) if found else None


def diary_of(words: str) -> str | None:
    """A line that is a diary number and nothing else but the word for it."""
    found = _ONLY_DIARY.fullmatch(words)
    return found["diary"] if found else None


def title_and_diary(words: str) -> tuple[str, str] | None:
    """“What is decided, KEUHDno-2022-33”."""
    found = _TITLE_AND_DIARY.fullmatch(words)
    return (found["title"].rstrip(" ,;(–-"), found["diary"]) if found else None


def times_in(words: str) -> list[time]:
    """Times of the day in a line, each after “klo” or “kl.”."""
    found = ((int(each["hour"]), int(each["minute"])) for each in _TIMES.finditer(words))
    return [time(hour, minute) for hour, minute in found if hour < 24]


def without_phones(words: str, *, of_persons: bool = False) -> tuple[str, list[str]]:
    """The words without telephone numbers, and those; `of_persons`: where any number is somebody's."""
    pattern = _OF_PERSONS if of_persons else _IN_TEXT
    phones: list[str] = []

    def drop(found: re.Match[str]) -> str:
        phones.append(found["phone"])
        return ""

    return pattern.sub(drop, words), phones


def appeal_in(words: str) -> str:
    """The kind of appeal some words tell; "" where they tell none, `other` where they tell several."""
    low = words.casefold()
    told = {kind.value for kind, signs in _APPEALS.items() if any(re.search(sign, low) for sign in signs)}
    if Appeal.PREPARATION.value in told:
        return Appeal.PREPARATION.value  # “one may not appeal, since …” names what one may not do
    if len(told) > 1:
        return Appeal.OTHER.value
    return told.pop() if told else ""


_APPEALS: Final = {
    Appeal.PREPARATION: (
        r"muutoksenhakukiel", r"ei saa hakea muutosta", r"muutosta ei saa hakea", r"valituskiel",
        r"besvärsförbud", r"förbud mot (?:ändringssökande|sökande av ändring|att söka ändring)",
        r"ändring får inte sökas",
    ),
    Appeal.CLAIM: (
        r"oikaisuvaatimu", r"omprövningsbegäran", r"begäran om omprövning",
        r"rättelseyrkande",
    ),
    Appeal.COURT: (
        r"\bvalitus", r"hallintovalitu", r"kunnallisvalitu", r"aluevalitu", r"hallinto-oikeu",
        r"\bbesvär(?!sförbud)", r"förvaltningsbesvär", r"kommunalbesvär", r"förvaltningsdomstol",
    ),
}  # fmt: skip


def _day(found: re.Match[str] | None) -> date | None:
    if found is None:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
