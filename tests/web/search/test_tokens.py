"""Words are found whichever form they stand in."""

from __future__ import annotations

import pytest

from lupaus.web.search.tokens import parts, telling, tokens


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "written", "asked"),
    [
        ("fi", "sosiaalihuollossa", "sosiaalihuolto"),
        ("fi", "ikäihmisten", "ikäihminen"),
        ("fi", "palveluista", "palvelu"),
        ("fi", "palvelut", "palveluiden"),
        ("fi", "vammaispalveluista", "vammaispalvelu"),
        ("fi", "omaishoidontuen", "omaishoidontuki"),
        ("fi", "terveysasemalla", "terveysasema"),
        ("fi", "sosiaalihuoltolain", "sosiaalihuoltolaki"),
        ("sv", "socialvården", "socialvård"),
        ("sv", "tjänsterna", "tjänst"),
        ("sv", "äldreomsorgens", "äldreomsorg"),
        ("en", "services", "service"),
        ("en", "supported", "support"),
    ],
)
def test_forms_of_a_word_have_a_term_in_common(language: str, written: str, asked: str) -> None:
    (one,), (other,) = tokens(written, language), tokens(asked, language)
    assert set(one.terms) & set(other.terms)


def test_what_is_told_of_a_compound_is_its_last_part() -> None:
    assert [token.tail for token in tokens("Lastenneuvola", "fi")] == ["neuvola"]


def test_words_that_tell_nothing_are_left_out_unless_there_are_no_others() -> None:
    assert [token.word for token in telling("services for you", "en")] == ["services"]
    assert [token.word for token in telling("for you", "en")] == ["for", "you"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "compound", "made_of"),
    [
        ("fi", "vammaispalvelulaissa", {"vammainen", "palvelu", "laki"}),
        ("fi", "sosiaalihuolto", {"sosiaali", "huolto"}),
        ("sv", "socialvården", {"social", "vård"}),
        ("fi", "laki", set()),
    ],
)
def test_a_compound_has_the_basic_forms_of_its_parts(language: str, compound: str, made_of: set[str]) -> None:
    (token,) = tokens(compound, language)
    assert made_of <= set(parts(token, language))
