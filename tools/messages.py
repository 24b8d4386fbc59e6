"""Keeps the Finnish and Swedish translations of every room in step with its code.

python -m tools.messages update [ROOM …]  extract from code and templates into the `.po` files, compile
python -m tools.messages check            say what is missing or wrong; exit status 1 if anything is
python -m tools.messages compile          write the `.mo` files that are out of date

A room's words live in `lupaus/<room>/locale/<language>/LC_MESSAGES/django.po`. The files carry no dates and
no line numbers, so that they change only when the words do.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import PoFileError, read_po, write_po

from hatch_build import compile_messages

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("fi", "sv")
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
OPTIONS = {
    "**.html": {
        "extensions": "jinja2.ext.i18n",
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "newstyle_gettext": "true",
        "silent": "false",
    }
}
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
#: What a translation is kept under: context and the English words (singular and plural).
Key = tuple[str | None, tuple[str, ...]]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}|</?\w+")


def rooms() -> list[Path]:
    return sorted(path.parent for path in (ROOT / "lupaus").glob("*/__init__.py"))


def po_file(room: Path, language: str) -> Path:
    return room / "locale" / language / "LC_MESSAGES" / "django.po"


def extracted(room: Path) -> Catalog:
    """Every message of a room's code and templates."""
    found = Catalog(charset="utf-8")
    for name, line, words, comments, context in extract_from_dir(
        room, METHODS, OPTIONS, KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    ):
        place = str((room / name).relative_to(ROOT))
        found.add(words, locations=[(place, line)], auto_comments=comments, context=context)
    return found


def translated(room: Path, language: str) -> Catalog:
    """The room's `.po` file; empty where there is none yet."""
    path = po_file(room, language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def messages(catalogue: Catalog) -> Iterator[Message]:
    """All messages but the header."""
    return (message for message in catalogue if message.id)


def update(chosen: list[str]) -> None:
    """Write the `.po` files of the chosen rooms (none: all) anew, keeping translations of what is still said.

    A sentence that moved from one room to another takes its translation along.
    """
    for language in LANGUAGES:
        known = {
            key(message): strings(message)
            for room in rooms()
            for message in messages(translated(room, language))
            if "fuzzy" not in message.flags and all(strings(message))
        }
        for room in rooms():
            if not chosen or room.name in chosen:
                write(room, language, known)


def write(room: Path, language: str, known: dict[Key, tuple[str, ...]]) -> None:
    wanted = extracted(room)
    catalogue = translated(room, language)
    catalogue.update(wanted, no_fuzzy_matching=True)
    path = po_file(room, language)
    if not len(wanted):
        if path.exists():
            path.unlink()
        return
    for message in messages(catalogue):
        message.flags.discard("fuzzy")
        if not all(strings(message)):
            found = known.get(key(message), strings(message))
            message.string = found if message.pluralizable else found[0]
    body = BytesIO()
    write_po(
        body, catalogue, width=100, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True
    )
    text = HEADER.format(language=language) + body.getvalue().decode().strip() + "\n"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(f"{path.relative_to(ROOT)}: written")


def strings(message: Message) -> tuple[str, ...]:
    """The translation, one entry per plural form."""
    words = message.string or ""
    return (words,) if isinstance(words, str) else tuple(words)


def sources(message: Message) -> tuple[str, ...]:
    """The English words: one entry, or singular and plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def key(message: Message) -> Key:
    return message.context, sources(message)


def wrong(message: Message) -> str:
    """What is wrong with one translation, or an empty string."""
    if "fuzzy" in message.flags:
        return "is marked fuzzy"
    if not all(strings(message)):
        return "is not translated"
    # A plural form may leave out a placeholder (“one region”), but never invent one.
    asked = [set(PLACEHOLDER.findall(text)) for text in sources(message)]
    for text in strings(message):
        used = set(PLACEHOLDER.findall(text))
        if used not in asked:
            return f"has the placeholders {sorted(used)} instead of {sorted(asked[-1])}"
    return ""


def problems() -> Iterator[str]:
    """Every reason why the translations are not complete, each naming file and message."""
    for room in rooms():
        wanted = {key(message): message for message in messages(extracted(room))}
        for language in LANGUAGES:
            place = po_file(room, language).relative_to(ROOT)
            have = {key(message): message for message in messages(translated(room, language))}
            for each in wanted.keys() - have.keys():
                where, line = wanted[each].locations[0]
                yield f"{place}: lacks {each[1][0]!r} ({where}:{line})"
            for each in have.keys() - wanted.keys():
                yield f"{place}: {each[1][0]!r} is no longer said anywhere"
            for each in wanted.keys() & have.keys():
                if fault := wrong(have[each]):
                    yield f"{place}: {each[1][0]!r} {fault}"


def check() -> None:
    found = sorted(problems())
    if found:
        print("\n".join(found))
        sys.exit(
            f"{len(found)} translations need work: run `dev.py messages`, then fill in what it left empty."
        )


def main(verb: str, *chosen: str) -> None:
    try:
        if verb == "check":
            check()
        elif verb in {"update", "compile"}:
            if verb == "update":
                update(list(chosen))
            for path in compile_messages(ROOT):
                print(f"{path.relative_to(ROOT)}: compiled")
        else:
            sys.exit(__doc__)
    except PoFileError as trouble:
        sys.exit(f"A .po file cannot be read: {trouble}")


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["check"]))
