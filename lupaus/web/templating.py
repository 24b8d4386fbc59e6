"""The Jinja environment all rooms share: what a template may call without being given it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import translation
from django_htmx.jinja import htmx_script
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from lupaus.web import dates, numbers
from lupaus.web import prose as marked_up
from lupaus.web.assets import asset
from lupaus.web.charts.glyphs import glyph
from lupaus.web.differences import difference
from lupaus.web.languages import NAMES
from lupaus.web.panels import panels
from lupaus.web.state_shapes import state_shape
from lupaus.web.texts import LANGUAGES, Text


def environment(**options: Any) -> Environment:
    env = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        loader=options["loader"],
        auto_reload=options.get("auto_reload", False),
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the i18n extension
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    env.globals.update(asset=asset, glyph=glyph, htmx_script=htmx_script, panels=panels, t=t, words=words)
    env.globals.update(
        LANGUAGES=LANGUAGES, LANGUAGE_NAMES=NAMES, state_shape=state_shape, difference=difference
    )
    env.filters.update(number=number, with_unit=with_unit, paragraphs=paragraphs, day=day, prose=prose)
    return env


def language() -> str:
    return translation.get_language() or LANGUAGES[0]


def t(text: Text) -> Markup:
    """The words for the reader; marked with their language when it is not the page's own."""
    shown = text.shown(language())
    if shown.language == language():
        return Markup.escape(shown.words)
    return Markup('<span lang="{}">{}</span>').format(shown.language, shown.words)


def words(text: Text) -> str:
    """The words alone, for attributes and titles."""
    return text.words(language())


def paragraphs(text: Text) -> Markup:
    """A longer text: an empty line parts paragraphs."""
    shown = text.shown(language())
    mark = Markup("") if shown.language == language() else Markup(' lang="{}"').format(shown.language)
    parts = (part.strip() for part in shown.words.split("\n\n"))
    return Markup("").join(Markup("<p{}>{}</p>").format(mark, part) for part in parts if part)


def prose(text: Text | str, level: int = 3) -> Markup:
    """A longer text with its markup; headings begin at `level`. A text in another language is marked so."""
    if isinstance(text, str):
        return marked_up.prose(text, level=level)
    shown = text.shown(language())
    return marked_up.prose(
        shown.words, level=level, language="" if shown.language == language() else shown.language
    )


def number(value: float | None, decimals: int = 0) -> str:
    return numbers.number(value, language(), decimals)


def with_unit(value: float | None, unit: Text, decimals: int = 0) -> str:
    return numbers.with_unit(value, words(unit), language(), decimals)


def day(moment: date | datetime) -> str:
    return dates.day(moment, language())
