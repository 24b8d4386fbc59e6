"""What belongs to the service and not to a decision: its navigation, in Finnish and Swedish."""

from __future__ import annotations

import re
from typing import Final

_PHRASES: Final = (
    "edellinen asia|seuraava asia|muutoksenhakuohje|kokousasia pdf-muodossa|kokousasia|rss-linkki|"
    "kokousasiat:|kokoukset:|viranhaltijapäätökset:|takaisin|tulosta|palaa kokoukseen|"
    "näytä kokouksen asialista|"
    "kokouksen asialista|pöytäkirja pdf-muodossa|esityslista pdf-muodossa|kokous pdf-muodossa|lataa pdf|"
    "siirry sisältöön|etusivu|haku|rss|edellinen|seuraava|jaa|sulje|valikko|"
    "föregående ärende|nästa ärende|anvisning för ändringssökande|ändringsökande|ärendet i pdf-format|"
    "ärende i pdf-format|rss-länk|mötesärenden:|möten:|tjänsteinnehavarbeslut:|tillbaka|skriv ut|sökning|sök|"
    "föregående|nästa|till innehållet|framsida"
)
_PHRASE = re.compile(
    "|".join(re.escape(each) for each in sorted(_PHRASES.split("|"), key=len, reverse=True)), re.IGNORECASE
)
_ADDRESS = re.compile(r"https?://\S*page=\S+", re.IGNORECASE)
_SITE = re.compile(r"Dynasty (?:tietopalvelu|informationstjänst)\b.*", re.IGNORECASE)
_NOTHING = re.compile(r"[\s|.:·•–—-]*")


def is_furniture(words: str) -> bool:
    """Whether a line holds nothing but what the service says on every page."""
    if _SITE.fullmatch(words) or _NOTHING.fullmatch(words):
        return True
    if len(words) > 1000:
        return False
    rest = _ADDRESS.sub(" ", words)
    return bool(_NOTHING.fullmatch(_PHRASE.sub(" ", rest)))
