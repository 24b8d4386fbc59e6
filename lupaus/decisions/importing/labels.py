"""What the parts of a page are called, in Finnish and Swedish, by the customers of both services."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lupaus.decisions.models import TextKind

PRESENTER: Final = "presenter"
PREPARERS: Final = "preparers"
ATTACHMENTS: Final = "attachments"
APPEAL: Final = "appeal"
DIARY: Final = "diary"
#: Known words that announce a field whose value says itself what it is: a date, a number, a title.
VALUE: Final = "value"
#: What is called something of its own and is kept under that: TextKind.OTHER, and nobody needs to look.
OWN: Final = TextKind.OTHER.value

_LABELS: Final[Mapping[str, str]] = {
    TextKind.SUMMARY.value: (
        "tiivistelmä|asian tiivistelmä|yhteenveto|sammanfattning|sammandrag|sammanfattning av ärendet"
    ),
    TextKind.ACCOUNT.value: (
        "selostus|selostus asiasta|asian selostus|asiaselostus|asian yksityiskohtainen selostus|"
        "yksityiskohtainen selostus|perustelut|perustelu|päätöksen perustelut|esittelyteksti|"
        "asian esittely|selvitys|selvitys asiasta|asian tausta|asian valmistelu|redogörelse|"
        "redogörelse för ärendet|ärendebeskrivning|beskrivning av ärendet|detaljerad redogörelse|"
        "detaljerad redogörelse för ärendet|motivering|motiveringar|motivering till beslutet"
    ),
    TextKind.PROPOSAL.value: (
        "päätösehdotus|ehdotus|esitys|ehdotus päätökseksi|päätösesitys|esittelijän ehdotus|"
        "esittelijän päätösehdotus|muutettu päätösehdotus|muutettu ehdotus|beslutsförslag|förslag|"
        "förslag till beslut|föredragandens förslag|föredragandens beslutsförslag|"
        "ändrat beslutsförslag|ändrat förslag"
    ),
    TextKind.HANDLING.value: (
        "käsittely|asian käsittely|kokouskäsittely|käsittely kokouksessa|asian käsittely kokouksessa|"
        "keskustelu|äänestys|behandling|ärendets behandling|behandling av ärendet|"
        "behandling vid mötet|behandling vid sammanträdet|diskussion|omröstning"
    ),
    TextKind.DECISION.value: ("päätös|päätökset|päätös asiassa|beslut"),
    TextKind.IMPLEMENTATION.value: (
        "täytäntöönpano|toimeenpano|täytäntöönpano ja tiedoksianto|verkställighet|verkställande|"
        "verkställighet och delgivning"
    ),
    TextKind.EARLIER.value: (
        "aikaisempi käsittely|aiempi käsittely|aikaisemmat käsittelyt|aiemmat käsittelyt|"
        "asian aikaisempi käsittely|asian aiempi käsittely|käsittelyhistoria|tidigare behandling|"
        "tidigare behandlingar|ärendets tidigare behandling"
    ),
    PRESENTER: (
        "esittelijä|esittelijät|asian esittelijä|vastuujohtaja|vastuuvalmistelija|föredragande|"
        "föredraganden|ansvarig direktör"
    ),
    PREPARERS: (
        "valmistelija|valmistelijat|asian valmistelija|asian valmistelijat|"
        "valmistelijat ja lisätiedot|valmistelija ja lisätiedot|valmistelija / lisätiedot|"
        "valmistelija/lisätiedot|valmistelija/lisätietoja|valmistelijat/lisätiedot|"
        "lisätiedot ja valmistelu|lisätiedot|lisätietoja|lisätietoja antaa|lisätietojen antaja|"
        "lisätiedon antaja|beredare|beredd av|ärendet bereds av|beredare och tilläggsuppgifter|"
        "tilläggsuppgifter|mer information|ytterligare information"
    ),
    ATTACHMENTS: (
        "liitteet|liite|liiteaineisto|liitteenä|oheismateriaali|oheisaineisto|oheisliitteet|"
        "viiteaineisto|lisämateriaali|bilagor|bilaga|tilläggsmaterial|annat material|"
        "referensmaterial"
    ),
    APPEAL: (
        "muutoksenhaku|muutoksenhakukielto|muutoksenhakuohjeet|oikaisuvaatimus|oikaisuvaatimusohje|"
        "valitus|valitusosoitus|ändringssökande|sökande av ändring|besvär|besvärsanvisning|"
        "besvärsförbud|omprövning|anvisning om omprövningsbegäran|rättelseyrkande"
    ),
    DIARY: (
        "diaarinumero|diaarinro|dnro|asianumero|asiatunnus|asiakirjan numero|diarienummer|diarienr|"
        "dnr|ärendenummer"
    ),
    VALUE: (
        "kokouspäivä|kokouspäivämäärä|päätöspäivä|toimielin|asian otsikko|otsikko|pykälä|mötesdag|"
        "mötesdatum|organ|rubrik|paragraf"
    ),
    OWN: (
        "tiedoksi|tiedoksianto|jakelu|ote|otteet|ote pöytäkirjasta|eriävä mielipide|"
        "eriävät mielipiteet|esteellisyys|vaikutusten arviointi|päätöksen vaikutukset|vaikutukset|"
        "toimivalta|toimivallan peruste|päätösvalta|lausunto|sovelletut oikeusohjeet|lainkohdat|"
        "toimenpiteet|taloudelliset vaikutukset|viranhaltijapäätöksen perusteet|för kännedom|"
        "delgivning|delges|sändlista|utdrag|protokollsutdrag|avvikande åsikt|avvikande mening|jäv|"
        "konsekvensbedömning|bedömning av konsekvenser|konsekvenser|behörighet|befogenhet|"
        "tillämpade lagrum|åtgärder|utlåtande"
    ),
}
_KINDS: Final = {each: kind for kind, words in _LABELS.items() for each in words.split("|")}
#: The plain name of each kind: it says no more than the kind does, so it is no heading of its own.
PLAIN: Final = {
    TextKind.SUMMARY.value: ("tiivistelmä", "sammanfattning"),
    TextKind.ACCOUNT.value: ("selostus", "selostus asiasta", "redogörelse", "redogörelse för ärendet"),
    TextKind.PROPOSAL.value: ("päätösehdotus", "beslutsförslag"),
    TextKind.HANDLING.value: (
        "käsittely",
        "käsittely kokouksessa",
        "behandling",
        "behandling vid sammanträdet",
    ),
    TextKind.DECISION.value: ("päätös", "beslut"),
    TextKind.IMPLEMENTATION.value: ("täytäntöönpano", "verkställighet"),
    TextKind.EARLIER.value: ("aikaisempi käsittely", "tidigare behandling"),
}
_SWEDISH: Final = frozenset(
    [
        "sammanfattning",
        "redogörelse",
        "redogörelse för ärendet",
        "beslutsförslag",
        "förslag till beslut",
        "förslag",
        "beslut",
        "verkställighet",
        "beredare",
        "föredragande",
        "bilagor",
        "bilaga",
        "behandling",
        "motivering",
        "tidigare behandling",
    ]
)
_LONGEST: Final = 90
_OF_SOMEBODY = re.compile(
    r"(?P<who>[^\W\d_][\w -]{2,60}n) (?:muutettu )?(?:päätös)?(?:ehdotus|esitys)"
    r"|(?P<vem>[^\W\d_][\w -]{2,60}s) (?:ändrade )?(?:besluts)?förslag(?: till beslut)?",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"[\w-]*(?:johtaja|päällikkö|ylilääkäri|rehtori|sihteeri|puheenjohtaja"
    r"|direktör|chef|överläkare|sekreterare)",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\s*\((?P<inside>[^()]{1,80})\)\s*")


@dataclass(frozen=True, slots=True)
class Label:
    """What some words announce. `heading` is how they stand on the page, without the colon."""

    kind: str
    heading: str
    aside: str = ""  # what stood in brackets in the label of a person's field
    is_swedish: bool = False

    @property
    def is_plain(self) -> bool:
        return self.heading.casefold() in PLAIN.get(self.kind, ())


def label_of(words: str) -> Label | None:
    """What words that stand alone announce; None for words nobody knows as a label."""
    if len(words) > _LONGEST:
        return None
    heading = words.strip().rstrip(":").strip()
    bare = " ".join(heading.casefold().split())
    if kind := _KINDS.get(bare):
        return Label(kind, heading, is_swedish=bare in _SWEDISH)
    if found := _OF_SOMEBODY.fullmatch(heading):
        return Label(TextKind.PROPOSAL.value, heading, is_swedish=bool(found["vem"]))
    if inside := _IN_BRACKETS.search(heading):
        without = " ".join(_IN_BRACKETS.sub(" ", heading).casefold().split())
        kind = _KINDS.get(without)
        if kind in (PREPARERS, PRESENTER):
            return Label(kind, heading, inside["inside"], is_swedish=without in _SWEDISH)
        if kind:
            return Label(kind, heading, is_swedish=without in _SWEDISH)
    return None


def label_before(words: str) -> tuple[Label, str] | None:
    """A label that stands in one line with its text, and that text.

    Without a colon the text must begin as a sentence or a name does: “Päätös tehdään” is no label.
    """
    head, colon, rest = words[: _LONGEST + 1].partition(":")
    if colon and (label := label_of(head)) and (text := words[len(head) + 1 :].strip()):
        return label, text
    steps = list(re.finditer(r"\s+", words[:_LONGEST]))
    for step in reversed(steps[:6]):
        rest = words[step.end() :]
        bare = words[: step.start()].casefold()
        kind = _KINDS.get(" ".join(bare.split()))
        if kind and kind not in (VALUE, OWN, APPEAL) and rest and _begins_anew(rest):
            return Label(kind, words[: step.start()], is_swedish=bare in _SWEDISH), rest
    return None


def _begins_anew(words: str) -> bool:
    return words[0].isupper() or words[0] in "[(§"


def is_office(words: str) -> bool:
    """Whether words are the name of an office: “Kaupunginjohtaja”."""
    return bool(_OFFICE.fullmatch(words.strip().rstrip(":")))


def is_who(words: str) -> bool:
    """Whether words are an office and perhaps a name, and no sentence: “Aluejohtaja Aino Aalto”."""
    first = words.split(maxsplit=1)[0].rstrip(",:") if words.split() else ""
    return (
        len(words) <= 100
        and bool(_OFFICE.fullmatch(first))
        and not words.endswith(".")
        and all(not each[0].islower() or is_office(each) or each == "ja" for each in words.split())
    )
