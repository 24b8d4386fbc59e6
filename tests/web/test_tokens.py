"""The design tokens: contrasts in light and dark, verdicts told apart without seeing red and green."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "lupaus" / "web" / "static" / "web"
TOKENS = (STATIC / "tokens.css").read_text(encoding="utf-8")
SCHEMES = ("light", "dark")
VERDICTS = ("achieved", "on-track", "at-risk", "off-track", "reversing", "missed", "unknown")
#: Verdicts whose confusion would mislead: a good one taken for a bad one or for none.
GOOD, BAD = ("achieved", "on-track"), ("at-risk", "off-track", "missed")

Colour = tuple[float, float, float]


def tokens(scheme: str) -> dict[str, str]:
    light, _, rest = TOKENS.partition("@media screen and (prefers-color-scheme: dark)")
    dark = rest.partition("@media")[0]
    found = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", light))
    return found | dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", dark)) if scheme == "dark" else found


def linear(colour: str) -> Colour:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))

    def straight(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return straight(red), straight(green), straight(blue)


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance contrast ratio."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


#: Machado, Oliveira and Fernandes (2009), severity 1.0, for linear RGB.
SIGHTS = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}


def seen(colour: str, sight: str) -> Colour:
    """CIE L*a*b* of a colour as somebody with that sight sees it."""
    parts = linear(colour)
    red, green, blue = (
        min(max(sum(weight * part for weight, part in zip(row, parts, strict=True)), 0), 1)
        for row in SIGHTS[sight]
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883

    def curve(value: float) -> float:
        return value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116

    fx, fy, fz = curve(x), curve(y), curve(z)
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_is_readable_on_every_ground(scheme: str) -> None:
    found = tokens(scheme)
    words = ("ink", "ink-soft", "link", "brand", "accent")
    grounds = ("paper", "surface")
    pairs = [(word, ground) for word in words for ground in grounds] + [
        ("on-brand", "brand"),
        ("on-accent", "accent"),
        ("on-accent", "accent-deep"),
        ("on-deep", "brand-deep"),
        ("on-deep-soft", "brand-deep"),
        ("ink", "notice"),
        ("ink", "sunken"),
        ("link", "notice"),
    ]
    low = {pair: ratio for pair in pairs if (ratio := contrast(found[pair[0]], found[pair[1]])) < 4.5}
    assert low == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_verdicts_are_readable_on_paper_and_on_their_own_ground(scheme: str) -> None:
    found = tokens(scheme)
    low = {
        (verdict, ground): ratio
        for verdict in VERDICTS
        for ground in ("paper", "surface", f"{verdict}-soft")
        if (ratio := contrast(found[verdict], found[ground])) < 4.5
    }
    assert low == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_borders_of_fields_lines_of_charts_and_the_focus_are_visible(scheme: str) -> None:
    found = tokens(scheme)
    drawn = ("line-strong", "focus", "chart-path", *(f"chart-{number}" for number in range(1, 9)))
    low = {name: ratio for name in drawn if (ratio := contrast(found[name], found["paper"])) < 3}
    assert low == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_words_on_the_map_are_readable(scheme: str) -> None:
    found = tokens(scheme)
    for number in range(1, 6):
        best = max(
            contrast(found[ink], found[f"class-{number}"]) for ink in ("on-class-light", "on-class-dark")
        )
        assert best >= 4.5, number


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_good_verdicts_look_unlike_bad_ones_to_the_colour_blind(scheme: str, sight: str) -> None:
    found = tokens(scheme)
    near = {}
    for good in GOOD:
        for bad in BAD:
            one, other = seen(found[good], sight), seen(found[bad], sight)
            distance = sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5
            if distance < 20:
                near[good, bad] = distance
    assert near == {}


def test_only_the_tokens_hold_a_colour() -> None:
    named = r"\b(white|black|red|green|blue|gray|grey|orange|yellow|purple|teal|navy)\b"
    for path in sorted(STATIC.glob("*.css")):
        if path.name == "tokens.css":
            continue
        css = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        values = " ".join(re.findall(r":\s*([^;{}]+);", css))
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(|oklch\(", values), path.name
        assert not re.search(named, values), path.name


def test_every_colour_a_style_sheet_asks_for_is_a_token() -> None:
    defined = set(re.findall(r"(--[\w-]+):", TOKENS))
    for path in sorted(STATIC.glob("*.css")):
        css = path.read_text(encoding="utf-8")
        own = set(re.findall(r"(--[\w-]+):", css))
        assert set(re.findall(r"var\((--[\w-]+)\)", css)) <= defined | own, path.name


def test_forced_colours_leave_no_colour_of_ours() -> None:
    light, _, rest = TOKENS.partition("@media screen and (prefers-color-scheme: dark)")
    forced = rest.partition("@media (forced-colors: active)")[2].partition("@media")[0]
    ours = set(re.findall(r"--([\w-]+):\s*#[0-9a-f]{6};", light))
    assert ours - set(re.findall(r"--([\w-]+):", forced)) == set()
    assert "#" not in forced


@pytest.mark.parametrize(("ink", "paper"), [("#000000", "#ffffff"), ("#ffffff", "#000000")])
def test_words_on_the_map_are_readable_in_forced_colours(ink: str, paper: str) -> None:
    shares = [int(share) for share in re.findall(r"color-mix\(in srgb, CanvasText (\d+)%, Canvas\)", TOKENS)]
    assert shares == sorted(set(shares))
    for share in shares:
        mixed = [
            round((share * int(ink[at : at + 2], 16) + (100 - share) * int(paper[at : at + 2], 16)) / 100)
            for at in (1, 3, 5)
        ]
        assert contrast(ink, "#{:02x}{:02x}{:02x}".format(*mixed)) >= 4.5


def test_the_verdict_colours_differ_from_one_another() -> None:
    for scheme in SCHEMES:
        found = tokens(scheme)
        assert all(found[one] != found[other] for one, other in combinations(VERDICTS, 2))
