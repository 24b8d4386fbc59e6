"""Drawings for paper: the colours of the style sheets written into the drawing itself.

A drawing of the web is coloured by style sheets, and those by the tokens. On paper there is neither, so the
simple rules of the sheets (classes and elements, no states and no conditions) go into the drawing, each token
replaced by its light value. So the tokens stay the only place that holds a colour.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders

_TOKENS: Final = "web/tokens.css"
_RULE: Final = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_TOKEN: Final = re.compile(r"var\((--[a-z0-9-]+)(?:,\s*([^()]+|var\([^()]*\)))?\)")
_SIMPLE: Final = re.compile(
    r"\.chart (?:[a-z]*(?:\.[a-z0-9-]+)+|[a-z]+)(?: (?:[a-z]*(?:\.[a-z0-9-]+)+|[a-z]+))*"
)
_UNDERSTOOD: Final = re.compile(r"fill|opacity|font-weight|stroke(?:-[a-z]+)?")
#: The typeface of `base.typ`: paper has no other.
_LETTERS: Final = 'text { font-family: "Libertinus Serif"; fill: %s; } .strong { font-weight: 700; }'
_OPENING: Final = re.compile(r"<svg[^>]*>")


def for_paper(svg: str, *sheets: str) -> str:
    """A drawing with the rules of some style sheets (by their static names) inside it."""
    rules = "".join(map(_rules, sheets))
    style = f"<style>{_LETTERS % _tokens()['--ink']}{rules}</style>"
    opening = _OPENING.match(svg)
    if opening is None:
        raise ValueError("not a drawing")
    head = opening.group().replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return f"{head}{style}{svg[opening.end() :]}"


def proportion(svg: str) -> float:
    """How many times higher than wide a drawing is."""
    found = re.search(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"', svg)
    if found is None:
        raise ValueError("a drawing without a size")
    return float(found[2]) / float(found[1])


@cache
def _rules(sheet: str) -> str:
    written = []
    for selectors, declarations in _RULE.findall(_plain_part(_text(sheet))):
        simple = [each for each in map(str.strip, selectors.split(",")) if _SIMPLE.fullmatch(each)]
        values = _coloured(declarations)
        if simple and values:
            short = ",".join(each.removeprefix(".chart").strip() for each in simple)
            written.append(f"{short}{{{values}}}")
    return "".join(written)


def _plain_part(text: str) -> str:
    """The sheet without comments and without what holds only under a condition (`@…`)."""
    text = _COMMENT.sub("", text)
    kept, depth, at_rule = [], 0, False
    for part in re.split(r"([{}])", text):
        if part == "{":
            depth += 1
        elif part == "}":
            depth -= 1
        if depth == 0 and part.strip().startswith("@"):
            at_rule = True
        elif not at_rule:
            kept.append(part)
        if part == "}" and depth == 0:
            at_rule = False
    return "".join(kept)


def _coloured(declarations: str) -> str:
    """The declarations that concern a drawing on paper, tokens replaced."""
    pairs = (each.partition(":") for each in declarations.split(";"))
    written = [
        f"{name.strip()}:{_value(value.strip())}"
        for name, _colon, value in pairs
        if _UNDERSTOOD.fullmatch(name.strip())
    ]
    return ";".join(each for each in written if "var(" not in each)


def _value(value: str) -> str:
    tokens = _tokens()
    return _TOKEN.sub(lambda found: tokens.get(found[1]) or found[2] or found[0], value)


@cache
def _tokens() -> dict[str, str]:
    """The light values: the first block of the tokens. A drawing stands on white, so does its ground."""
    found = _RULE.search(_COMMENT.sub("", _text(_TOKENS)))
    if found is None:
        raise ValueError("no tokens")
    pairs = (each.partition(":") for each in found[2].split(";"))
    known = {name.strip(): value.strip() for name, _colon, value in pairs if name.strip().startswith("--")}
    return known | {"--chart-ground": known["--paper"]}


def _text(sheet: str) -> str:
    found = finders.find(sheet)
    if not found:
        raise LookupError(f"There is no style sheet {sheet}.")
    return Path(str(found)).read_text()
