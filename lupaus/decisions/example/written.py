"""The example as it is written in its files, and what it becomes: parts of works, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from lupaus.decisions.example.calendar import Counter, day_in, terms_begin, working_day
from lupaus.decisions.meeting.declared import ATTACHMENT, DISSENT, ITEM, NAME, OPTION, TEXTS, VOTE
from lupaus.decisions.models import BodyKind, MemberRole, Stage
from lupaus.decisions.operations import Member
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace.content import PartValue, Values

FOLDER: Final = Path(__file__).resolve().parent
#: An agenda goes out this many days before its meeting; the minutes are checked and published after it.
AGENDA_DAYS, CHECKED_DAYS, MINUTES_DAYS, CORRECTION_DAYS = 6, 2, 3, 12

#: What one may choose in a vote, in the three languages at once: a choice has one label.
_CHOICES: Final = {"yes": "JAA – JA – YES", "no": "EI – NEJ – NO", "blank": "TYHJÄ – BLANK – EMPTY"}
_OUTCOMES: Final = {
    "fi": "JAA {yes}, EI {no}, tyhjiä {blank}.",
    "sv": "JA {yes}, NEJ {no}, blanka {blank}.",
    "en": "YES {yes}, NO {no}, blank {blank}.",
}
_VOTERS: Final = (MemberRole.CHAIR, MemberRole.VICE_CHAIR, MemberRole.MEMBER)
#: Only minutes have these.
_OF_MINUTES: Final = ("decision", "handling", "implementation")


@cache
def documents() -> dict[str, Any]:
    """The files: bodies, groups, routine items, matters, and the meetings of each body."""
    whole: dict[str, Any] = yaml.safe_load((FOLDER / "bodies.yaml").read_text(encoding="utf-8"))
    whole["meetings"] = {
        body["id"]: yaml.safe_load((FOLDER / f"meetings/{body['id']}.yaml").read_text(encoding="utf-8"))
        for body in whole["bodies"]
    }
    return whole


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file of an attachment: its lines where they are given, else made of what it is about."""

    name: str  # “hintavertailu.csv”
    title: Text
    about: Text
    lines: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A version of a meeting to publish on a day."""

    body: str
    held_on: date
    on: date
    parts: tuple[PartValue, ...]
    #: What is said of items that are stones by now, by item.
    stones: Mapping[str, Text]
    #: The files of attachments, by attachment.
    files: Mapping[str, OwnFile]

    @property
    def work(self) -> str:
        return f"{self.body}-{self.held_on.isoformat()}"


def matter_numbers(today: date) -> dict[str, tuple[str, Text]]:
    """Diary number and title of each matter: the year is that in which it was opened."""
    return {
        name: (f"{each['number']}/{day_in(each['week'], 'monday', today).year}", Text.of(each["title"]))
        for name, each in documents()["matters"].items()
    }


def members_of(body: Mapping[str, Any], today: date) -> list[Member]:
    """Everybody who has sat in a body, those of the last term and those who came later too."""
    begins = _term(today)
    change = day_in(-19, "tuesday", today)
    terms = {
        None: (begins, None),
        "before": (begins.replace(year=begins.year - 4), begins - timedelta(days=1)),
        "left": (begins, change),
        "came": (change + timedelta(days=1), None),
    }
    groups = documents()["groups"]
    return [
        Member(
            each["person"],
            each.get("role", MemberRole.MEMBER),
            each.get("deputy_of", ""),
            Text.of(groups.get(each.get("group"))),
            *terms[each.get("term")],
        )
        for each in body["members"]
    ]


def versions(today: date) -> list[Written]:
    """Every version of every meeting, in the order they are published."""
    numbers = matter_numbers(today)
    made = [
        version
        for body in documents()["bodies"]
        for version in _of_body(body, documents()["meetings"][body["id"]], numbers, today)
    ]
    return sorted(made, key=lambda each: (each.on, each.held_on, each.body))


def _term(today: date) -> date:
    weeks = [each["week"] for meetings in documents()["meetings"].values() for each in meetings]
    return terms_begin([day_in(min(weeks), "monday", today)])


def _of_body(
    body: Mapping[str, Any],
    meetings: Sequence[Mapping[str, Any]],
    numbers: Mapping[str, tuple[str, Text]],
    today: date,
) -> Iterator[Written]:
    sections, ordinals = Counter(body["first"]["section"]), Counter(body["first"]["number"])
    members = members_of(body, today)
    for meeting in meetings:
        held_on = day_in(meeting["week"], body["weekday"], today)
        setting = _Setting(
            body=body,
            meeting=meeting,
            held_on=held_on,
            today=today,
            ordinal=ordinals.take(held_on),
            members=[each for each in members if _sits(each, held_on)],
            diary=numbers,
        )
        agenda_on = held_on - timedelta(days=AGENDA_DAYS)
        if body["kind"] != BodyKind.OFFICE_HOLDER:
            yield setting.written(agenda_on, Stage.AGENDA)
        if meeting.get("cancelled") or held_on >= today:
            continue
        given = [sections.take(held_on) for _item in setting.items]
        minutes_on = working_day(held_on + timedelta(days=MINUTES_DAYS))
        corrected = meeting.get("correct", {})
        yield setting.written(minutes_on, Stage.MINUTES, given)
        if corrected:
            yield setting.written(
                minutes_on + timedelta(days=CORRECTION_DAYS), Stage.MINUTES, given, corrected
            )


@dataclass(frozen=True, slots=True)
class _Setting:
    """One meeting, from which its agenda and its minutes are written."""

    body: Mapping[str, Any]
    meeting: Mapping[str, Any]
    held_on: date
    today: date
    ordinal: int  # 14 of “14/2026”
    members: Sequence[Member]  # who sit in the body on the day
    diary: Mapping[str, tuple[str, Text]]

    @property
    def items(self) -> list[Mapping[str, Any]]:
        if self.meeting.get("cancelled"):
            return []
        routine = documents()["routine"] if self.body["kind"] != BodyKind.OFFICE_HOLDER else []
        return [*routine, *self.meeting["items"]]

    def written(
        self,
        on: date,
        stage: Stage,
        sections: Sequence[int] = (),
        corrected: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> Written:
        items = [{**each, **(corrected or {}).get(each["id"], {})} for each in self.items]
        parts = [self._head(stage)]
        for place, item in enumerate(items):
            parts.append(self._item(item, place, sections[place] if sections else None))
            parts.extend(self._below(item, is_minutes=bool(sections)))
        stones = {each["id"]: Text.of(each["stone"]) for each in items if "stone" in each}
        return Written(self.body["id"], self.held_on, on, tuple(parts), stones, self._files(items))

    def _files(self, items: Sequence[Mapping[str, Any]]) -> dict[str, OwnFile]:
        return {
            each["id"]: OwnFile(
                each["file"],
                Text.of(each["title"]),
                Text.of(self._text(item.get("account") or item["title"])),
                each.get("lines", ""),
            )
            for item in items
            for each in item.get("attachments", ())
            if "file" in each
        }

    def _head(self, stage: Stage) -> PartValue:
        content: dict[str, Any] = {
            "body": self.body["id"],
            "held_on": self.held_on.isoformat(),
            "stage": stage.value,
            "number": f"{self.ordinal}/{self.held_on.year}",
            "cancelled": "yes" if self.meeting.get("cancelled") else "no",
        }
        if "place" in self.body:
            content |= {"starts": self.body["starts"], "place": self.body["place"]}
        if stage == Stage.MINUTES:
            checked_on = working_day(self.held_on + timedelta(days=CHECKED_DAYS))
            content["checked_on"] = min(checked_on, self.today).isoformat()
            if "place" in self.body:
                content |= {"ends": self.body["ends"], "attendance": list(self._attendance())}
        return PartValue(NAME, f"{self.body['id']}-{self.held_on.isoformat()}", "", content)

    def _attendance(self) -> Iterator[Values]:
        absent, late = self.meeting.get("absent", ()), self.meeting.get("late", {})
        deputies = {each.deputy_of: each for each in self.members if each.role == MemberRole.DEPUTY}
        for each in self.members:
            if each.role == MemberRole.DEPUTY:
                continue
            row: dict[str, Any] = {"person": each.person, "role": str(each.role)}
            if each.person in late:
                row["came"], row["note"] = late[each.person]
            if each.person not in absent:
                yield row
                continue
            yield row | {"present": "no"}
            if each.person in deputies:
                yield {"person": deputies[each.person].person, "role": MemberRole.DEPUTY.value}

    def _item(self, item: Mapping[str, Any], place: int, section: int | None) -> PartValue:
        is_minutes = section is not None
        content: dict[str, Any] = {
            "title": self._text(item["title"]),
            "concerns": list(item.get("concerns", ())),
            "preparers": item.get("preparers", ""),
            "presenter": self.body["presenter"],
        }
        if "matter" in item:
            content["diary_number"] = self.diary[item["matter"]][0]
        said = {"decision": item.get("proposal"), **item}
        for kind in TEXTS:
            if said.get(kind) and (is_minutes or kind not in _OF_MINUTES):
                content[kind] = self._text(said[kind])
        if is_minutes:
            content |= {"section": section, "appeal": item["appeal"]}
        return PartValue(ITEM, item["id"], "", content, place)

    def _text(self, words: Mapping[str, str]) -> Values:
        years = {"@YEAR@": str(self.held_on.year), "@NEXT@": str(self.held_on.year + 1)}
        found = {}
        for language in LANGUAGES:
            text = words[language]
            for sign, year in years.items():
                text = text.replace(sign, year)
            found[language] = text
        return found

    def _below(self, item: Mapping[str, Any], *, is_minutes: bool) -> Iterator[PartValue]:
        for place, each in enumerate(item.get("attachments", ())):
            content = {name: each[name] for name in ("title", "public", "personal") if name in each}
            yield PartValue(ATTACHMENT, each["id"], item["id"], content, place)
        for place, each in enumerate(item.get("options", ())):
            content = {"title": each["title"], "effects": [_effect(*row) for row in each["effects"].items()]}
            yield PartValue(OPTION, each["id"], item["id"], content, place)
        if is_minutes and "vote" in item:
            yield PartValue(VOTE, item["vote"]["id"], item["id"], self._vote(item["vote"]))
        if is_minutes and "dissent" in item:
            dissent = item["dissent"]
            content = {"person": dissent["person"], "text": self._text(dissent["text"])}
            yield PartValue(DISSENT, dissent["id"], item["id"], content)

    def _vote(self, vote: Mapping[str, Any]) -> Values:
        absent = self.meeting.get("absent", ())
        voters = [each.person for each in self.members if each.role in _VOTERS and each.person not in absent]
        chosen = {
            person: "no"
            if person in vote["against"]
            else "blank"
            if person in vote.get("blank", ())
            else "yes"
            for person in voters
        }
        counts = {choice: list(chosen.values()).count(choice) for choice in _CHOICES}
        return {
            "question": vote["question"],
            "outcome": {language: words.format(**counts) for language, words in _OUTCOMES.items()},
            "choices": [
                {"id": choice, "label": label, "count": counts[choice]} for choice, label in _CHOICES.items()
            ],
            "ballots": [{"person": person, "choice": choice} for person, choice in chosen.items()],
        }


def _sits(member: Member, on: date) -> bool:
    return (member.since is None or member.since <= on) and (member.until is None or on <= member.until)


def _effect(subject: str, row: Sequence[str]) -> Values:
    effect, *words = row
    return {"on": subject, "effect": effect} | dict(zip(LANGUAGES, words, strict=True))
