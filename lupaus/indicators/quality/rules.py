"""The rules of integrity, read from `rules.yaml`, and those that a service adds of its own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from lupaus.web.texts import LANGUAGES, Text

Severity = Literal["error", "warning", "note"]
#: The worst first.
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "note")
#: How a figure of a finding is written: see the head of `rules.yaml`.
FORMS: Final = frozenset({"figure", "fine", "count", "people", "text"})
FILE: Final = Path(__file__).with_name("rules.yaml")
#: The severity by which a service's own file switches a shipped rule off; YAML reads the bare word as false.
OFF: Final = ("off", False)


@dataclass(frozen=True, slots=True)
class Rule:
    """What makes a figure doubtful. `query` asks the inputs that the head of `rules.yaml` describes."""

    id: str
    severity: Severity
    title: Text
    words: Text
    todo: Text
    shows: Mapping[str, str]
    query: str
    #: Whether it compares the touched indicators with all others.
    over_bank: bool = False

    @property
    def needs_before(self) -> bool:
        """Whether it looks at what the release before said."""
        return "FROM before" in self.query


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule in force, the worst first: those shipped, as the service's own file changes them.

    Raises `ImproperlyConfigured` saying what is wrong with that file; `lupaus` asks before it starts.
    """
    found = {rule.id: rule for rule in read(FILE.read_text(encoding="utf-8"))}
    if own_file():
        own = _read_own(own_file())
        off = {name for name, rule in own.items() if rule is None}
        if strange := off - found.keys():
            raise _wrong(f"there is no rule {', '.join(sorted(strange))} to be switched off")
        found |= {name: rule for name, rule in own.items() if rule}
        found = {name: rule for name, rule in found.items() if name not in off}
    return tuple(sorted(found.values(), key=lambda rule: SEVERITIES.index(rule.severity)))


@cache
def rules_by_id() -> Mapping[str, Rule]:
    return {rule.id: rule for rule in rules()}


@cache
def checksum() -> str:
    """SHA-256 of the files of rules, hexadecimal."""
    files = [FILE, *([Path(own_file())] if own_file() else [])]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def forget() -> None:
    """Read the files anew when they are next needed."""
    for each in (rules, rules_by_id, checksum):
        each.cache_clear()


def own_file() -> str:
    """The file of the service's own rules; empty where it has none."""
    return str(getattr(settings, "LUPAUS_QUALITY_RULES", ""))


def read(text: str) -> tuple[Rule, ...]:
    """Rules from YAML. Raises `ValueError` naming what is wrong."""
    return tuple(_rule(entry) for entry in _entries(text))


def _read_own(path: str) -> dict[str, Rule | None]:
    """The service's own rules by id; None for one that is switched off."""
    try:
        entries = _entries(Path(path).read_text(encoding="utf-8"))
        return {each["id"]: None if each.get("severity") in OFF else _rule(each) for each in entries}
    except (OSError, ValueError, yaml.YAMLError) as trouble:
        raise _wrong(" ".join(str(trouble).split())) from trouble


def _wrong(what: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"LUPAUS_QUALITY_RULES: {what}")


def _entries(text: str) -> list[Mapping[str, Any]]:
    entries = yaml.safe_load(text)
    if not isinstance(entries, list):
        raise ValueError("the file is no list of rules")  # noqa: TRY004 - of what somebody wrote
    for place, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict) or not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", str(entry.get("id"))):
            raise ValueError(f"the rule at place {place} has no id of small letters, digits and hyphens")
    names = [entry["id"] for entry in entries]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"rules given twice: {', '.join(twice)}")
    return entries


def _rule(entry: Mapping[str, Any]) -> Rule:
    name = entry["id"]
    if absent := [
        part for part in ("severity", "title", "words", "todo", "shows", "query") if part not in entry
    ]:
        raise ValueError(f"rule {name} lacks {', '.join(absent)}")
    texts = {part: Text.of(entry[part]) for part in ("title", "words", "todo")}
    missing = [f"{part} ({language})" for part, text in texts.items() for language in text.missing]
    if missing:
        raise ValueError(f"rule {name} lacks {', '.join(missing)} of {', '.join(LANGUAGES)}")
    if entry["severity"] not in SEVERITIES:
        raise ValueError(f"rule {name} has the severity {entry['severity']}")
    shows = dict(entry["shows"])
    if not FORMS.issuperset(shows.values()):
        raise ValueError(f"rule {name} shows figures in a form nobody knows")
    for language in LANGUAGES:
        _check_words(name, texts["words"].words(language), shows)
    return Rule(
        id=name,
        severity=entry["severity"],
        shows=shows,
        query=entry["query"],
        over_bank=entry.get("over") == "bank",
        **texts,
    )


def _check_words(name: str, words: str, shows: Mapping[str, str]) -> None:
    try:
        words.format(**dict.fromkeys(("place", "period", *shows), ""))
    except (LookupError, ValueError) as trouble:
        raise ValueError(f"the words of rule {name} cannot be filled in: {trouble}") from trouble
