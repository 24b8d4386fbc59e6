"""Words of a text as the search knows them: in their basic form, whichever form they stand in.

Finnish and Swedish words are looked up in the dictionaries of simplemma (MIT), compressed in memory
(some 45 MB for both); a word they do not know is stemmed by Snowball (BSD), and so is every English word. A
long Finnish or Swedish word also gives its last part, so that *neuvola* finds *lastenneuvola*.

The dictionary of a language is opened when its first word comes, which takes seconds: `warm` does it before.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from threading import Lock
from typing import Any, Final, NamedTuple

from lupaus.web.texts import LANGUAGES

#: The longest term kept; what is longer is cut, in texts and in questions alike.
LONGEST: Final = 56
#: Stands before a stem, which is no word of the language.
STEM: Final = "~"

_WORD = re.compile(r"[^\W_]+")
_STEMMERS: Final = {"fi": "finnish", "sv": "swedish", "en": "english"}
#: Languages whose words are looked up; of English words the stem is enough.
_LOOKED_UP: Final = ("fi", "sv")
#: The shortest parts a compound is taken apart into.
_SHORTEST_HEAD: Final = 3
_SHORTEST_TAIL: Final = 4
_SURE_TAIL: Final = 6
_MOST_CUTS: Final = 3

#: Words that tell nothing of what is looked for.
_EMPTY_WORDS: Final = {
    "fi": "ja tai on ei ovat että sekä kun jos se ne joka jotka voi voit myös eli niin kuin mukaan",
    "sv": "och eller är inte att som den det de en ett för i på av med till om du kan ska har",
    "en": "the a an and or of to in on for is are be with by at from that this you can it",
}
_EMPTY: Final = {language: frozenset(words.split()) for language, words in _EMPTY_WORDS.items()}


class Token(NamedTuple):
    """A word of a text: as it stands there, its basic forms or its stem, and the last part of a compound."""

    word: str
    forms: tuple[str, ...]
    tail: str  # empty: the word is no compound

    @property
    def is_known(self) -> bool:
        """Whether the dictionary had a basic form; else the only form is a stem."""
        return not self.forms[0].startswith(STEM)

    @property
    def terms(self) -> tuple[str, ...]:
        """Everything the word is found by, the part of a compound apart."""
        return tuple(dict.fromkeys((self.word, *self.forms)))


def tokens(text: str, language: str) -> list[Token]:
    """The words of a text in a language (`fi`, `sv`, `en`), in order, each as often as it stands there."""
    return [_token(word[:LONGEST], language) for word in _words(text)]


def telling(text: str, language: str) -> list[Token]:
    """As `tokens`, without words that tell nothing; where there are no others, with them."""
    found = tokens(text, language)
    empty = _EMPTY[language]
    return [token for token in found if token.word not in empty and len(token.word) > 1] or found


def parts(token: Token, language: str) -> tuple[str, ...]:
    """The words a compound is made of, in their basic form: vammaispalvelulaki has vammainen, palvelu, laki.

    A part that is a compound itself comes too. Empty for what is no compound.
    """
    if not token.tail:
        return ()
    return tuple(dict.fromkeys(each for form in token.forms for each in _parts(form, language)))


def words_of(text: str) -> Iterator[str]:
    """The words of a text as `tokens` cuts them, without looking any of them up."""
    return (word[:LONGEST] for word in _words(text))


def token_of(word: str, language: str) -> Token:
    """One word that `words_of` gave, looked up."""
    return _token(word, language)


def warm(languages: tuple[str, ...] = LANGUAGES) -> None:
    """Open the dictionaries, which takes seconds once in a process."""
    for language in languages:
        _token("a", language)


def _words(text: str) -> Iterator[str]:
    return (found[0] for found in _WORD.finditer(unicodedata.normalize("NFKC", text).casefold()))


@lru_cache(maxsize=50_000)
def _token(word: str, language: str) -> Token:
    if language not in _LOOKED_UP or not word.isalpha():
        return Token(word, (_stem(word, language),), "")
    _open(language)
    if _is_known(word, language):
        lemmas = _lemmas(word, language)
        cut = _cut(lemmas[-1], language)
        return Token(word, lemmas, _lemmas(lemmas[-1][cut:], language)[-1] if cut else "")
    if cuts := _cuts(word, language):  # what simplemma guesses of unknown words is often their head alone
        tails = [_lemmas(word[cut:], language)[-1] for cut in cuts]
        forms = [(word[:cut] + tail)[:LONGEST] for cut, tail in zip(cuts, tails, strict=True)]
        return Token(word, tuple(dict.fromkeys(forms)), tails[0])
    return Token(word, (_stem(word, language),), "")


def _lemmas(word: str, language: str) -> tuple[str, ...]:
    """The basic form, and what that is itself a form of: palveluista → palvelut, palvelu."""
    lemmas: list[str] = []
    for _step in range(3):
        word = _lemmatizer().lemmatize(word, lang=language).casefold()[:LONGEST]
        if word in lemmas:
            break
        lemmas.append(word)
    return tuple(lemmas)


@lru_cache(maxsize=20_000)
def _parts(word: str, language: str) -> tuple[str, ...]:
    cut = _cut(word, language)
    if not cut:
        return ()
    head, tail = word[:cut], _lemmas(word[cut:], language)[-1]
    if _is_known(head, language):
        head = _lemmas(head, language)[-1]
    elif _is_adjective(head, language):
        head = _adjective(head)
    found = (word[:cut], head, *_parts(head, language), tail, *_parts(tail, language))
    return tuple(dict.fromkeys(each[:LONGEST] for each in found))


def _cut(word: str, language: str) -> int:
    """Where a compound is cut: before the longest known word it ends with; 0: it is none."""
    return next(iter(_cuts(word, language)), 0)


@lru_cache(maxsize=20_000)
def _cuts(word: str, language: str) -> tuple[int, ...]:
    """Where a compound may be cut, the longest last part first: sosiaali|huolto|laki in two places.

    What stands before it must be made of words too, or the last part so long that it is no ending
    (sote|keskus).
    """
    sure: list[int] = []
    surest = 0
    for cut in range(_SHORTEST_HEAD, len(word) - _SHORTEST_TAIL + 1):
        if _is_known(word[cut:], language):
            if _is_made_of_words(word[:cut], language):
                sure.append(cut)
            elif not surest and len(word) - cut >= _SURE_TAIL:
                surest = cut
    return tuple(sure[:_MOST_CUTS]) or ((surest,) if surest else ())


def _is_made_of_words(head: str, language: str) -> bool:
    return _is_known(head, language) or _is_adjective(head, language) or bool(_cut(head, language))


def _is_adjective(head: str, language: str) -> bool:
    """Finnish adjectives stand before another word without their ending: vammaispalvelu, sosiaalihuolto."""
    return language == "fi" and _is_known(_adjective(head), language)


def _adjective(head: str) -> str:
    return f"{head.removesuffix('s')}nen"


def _stem(word: str, language: str) -> str:
    with _stemming:
        return f"{STEM}{_stemmer(language).stemWord(word)}"


#: A stemmer keeps the word it is at: one word at a time.
_stemming = Lock()


@cache
def _stemmer(language: str) -> Any:
    import snowballstemmer  # noqa: PLC0415 - only what searches needs it

    return snowballstemmer.stemmer(_STEMMERS[language])


def _open(language: str) -> None:
    """Wait until the dictionary is open: two threads must not open it twice."""
    if language not in _opened:
        with _opening:
            _is_known("a", language)
            _opened.add(language)


_opening = Lock()
_opened: set[str] = set()


@cache
def _lemmatizer() -> Any:
    import simplemma  # noqa: PLC0415 - only what searches needs it
    from simplemma.strategies import DefaultStrategy  # noqa: PLC0415 - as above

    return simplemma.Lemmatizer(
        cache_max_size=10_000, lemmatization_strategy=DefaultStrategy(low_memory=True)
    )


@lru_cache(maxsize=60_000)  # the parts of compounds come again and again
def _is_known(word: str, language: str) -> bool:
    import simplemma  # noqa: PLC0415 - as above

    known: bool = simplemma.is_known(word, language, low_memory=True)
    return known
