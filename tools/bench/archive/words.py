"""Made-up Finnish texts of decisions: words as often, as long and as inflected as in real ones."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import accumulate
from typing import Final


def _listed(words: str) -> list[str]:
    return words.split()


_HEADS: Final = _listed(
    "sosiaali terveys koti perhe lapsi nuoriso vammais vanhus ikäihmis mielenterveys päihde palvelu "
    "alue hallinto henkilöstö talous hanke tila laite tieto hankinta asiakas potilas lääkäri hammas "
    "kuntoutus pelastus ensihoito ateria kuljetus asumis omais opiskelu työ toimitila investointi "
    "strategia viestintä valmius turvallisuus laatu valvonta sopimus yhteistyö kehittämis koulutus "
    "tutkimus arviointi"
)
_TAILS: Final = _listed(
    "palvelu hoito huolto tuki suunnitelma päätös keskus asema työ maksu määräraha lautakunta johtaja "
    "ohjelma sopimus selvitys seuranta arviointi hanke verkko yksikkö alue toiminta järjestelmä ohje "
    "sääntö valtuusto hallitus jaosto toimikunta esitys lausunto aloite valitus raportti kertomus "
    "kustannus tarve"
)
_PLAIN: Final = _listed(
    "asia päätös esitys lausunto kokous valtuusto hallitus johtaja viranhaltija kunta vuosi kuukausi "
    "päivä euro prosentti kustannus säästö muutos tarve tavoite mittari asukas asiakas lapsi nuori "
    "vanhus perhe kunnallinen alueellinen valtiollinen uusi vanha suuri pieni tarpeellinen vaikuttava "
    "taloudellinen"
)
_COMMON: Final = _listed(
    "ja on ei että sekä tai mukaan sen joka jotka ovat tulee voidaan esitetään päätetään todetaan "
    "merkitään tiedoksi hyväksytään mukaisesti osalta perusteella aikana lisäksi kuitenkin sekä myös"
)
#: Endings that do not change the word before them; a real text inflects otherwise too, as often as this.
_ENDINGS: Final = ("", "", "", "n", "ssa", "sta", "lla", "lle", "t", "jen", "ista", "issa", "a", "ksi", "na")


class Words:
    """A vocabulary in which the n-th word is as common as 1/n, as in every language."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        compounds = [head + tail for head in _HEADS for tail in _TAILS]
        chance.shuffle(compounds)
        words = [*_COMMON, *_PLAIN, *compounds]
        self.forms = [word + ending for word in words for ending in _ENDINGS[:: 1 if word in _PLAIN else 2]]
        self.compounds = compounds
        ranks: dict[str, float] = {word: 1 / (place + 3) for place, word in enumerate(words)}
        weights = [ranks[word] for word in words for _ending in _ENDINGS[:: 1 if word in _PLAIN else 2]]
        self._weights = list(accumulate(weights))

    def text(self, length: int) -> str:
        """So many words in sentences of about eleven, an empty line after every fifth."""
        words = self.chance.choices(self.forms, cum_weights=self._weights, k=length)
        sentences = [" ".join(words[at : at + 11]).capitalize() + "." for at in range(0, len(words), 11)]
        return "\n\n".join(" ".join(sentences[at : at + 5]) for at in range(0, len(sentences), 5))

    def title(self) -> str:
        """Three to seven words, one of them a compound that few titles have."""
        words = self.chance.choices(self.forms, cum_weights=self._weights, k=self.chance.randint(2, 6))
        return f"{self.chance.choice(self.compounds).capitalize()} {' '.join(words)}"

    def questions(self, count: int) -> Sequence[str]:
        """What people ask: a word or two that stand in the texts, mostly common ones, now and then rare."""
        asked = []
        for _each in range(count):
            common = self.chance.choices(self.forms[len(_COMMON) :], cum_weights=None, k=1)[0]
            other = self.chance.choices(self.forms, cum_weights=self._weights, k=1)[0]
            words = [common] if self.chance.random() < 0.6 else [self.chance.choice(self.compounds), other]
            asked.append(" ".join(words))
        return asked
