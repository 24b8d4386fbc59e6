"""Life situations in plain words, by the codes of the national code lists."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lupaus.web.texts import Text


def event(code: str, label: Text, language: str) -> str:
    """A life event as somebody would say it; the code list's own words for one that is not known here."""
    return {
        "KE1": _("We are having a child"),
        "KE1.1": _("We are adopting a child"),
        "KE2": _("I am going to do my military or civilian service"),
        "KE3": _("I am starting full-time studies"),
        "KE4": _("I am moving"),
        "KE4.1": _("I am moving away from my childhood home"),
        "KE4.2": _("I am moving within Finland"),
        "KE4.3": _("I am moving away from Finland"),
        "KE4.4": _("I am moving back to Finland"),
        "KE5": _("I am new in Finland"),
        "KE6": _("I am building a home"),
        "KE7": _("I am getting divorced"),
        "KE8": _("I have lost my job"),
        "KE9": _("I cannot pay my debts"),
        "KE10": _("I am retiring"),
        "KE11": _("I or somebody close to me is seriously ill"),
        "KE12": _("I need rehabilitation"),
        "KE13": _("I care for somebody close to me"),
        "KE14": _("Somebody close to me has died"),
    }.get(code, label.words(language) or code)


def group(code: str, label: Text, language: str) -> str:
    """Whom help is for; the code list's own words for a group that is not known here."""
    return {
        "KR1.1": _("an older person"),
        "KR1.2": _("a child or a family with children"),
        "KR1.3": _("a young person"),
        "KR1.4": _("a person with a long-term illness"),
        "KR1.5": _("a Finn who lives abroad"),
        "KR1.6": _("a person with a disability"),
    }.get(code, label.words(language) or code)
