"""A version as a document to print: the same order and words as on its page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lupaus.web import dates
from lupaus.web.printing import Facts, Heading, Paragraph, Report, Section, Table
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace.content import Content
from lupaus.workspace.kinds import WorkKind
from lupaus.workspace.models import Attribute, State, Version
from lupaus.workspace.pages.document import Document, Group, ShownPart, document

#: Depth of a heading that `printing` can tell from the one above it.
_DEEPEST = 5


def draft_mark(version: Version) -> str:
    """What stands on every page of a version that is not before the public; empty for one that is."""
    if version.is_public:
        return ""
    words = {
        State.DRAFT: _("Draft – not reviewed, not approved"),
        State.IN_REVIEW: _("In review – not approved"),
        State.APPROVED: _("Approved – not published"),
    }
    return words[version.state_now]


def report(
    version: Version,
    kind: WorkKind,
    content: Content,
    attributes: Iterable[Attribute],
    *,
    address: str,
    made_at: datetime,
    author: str = "",
) -> Report:
    """The version in the active language, printed at a time."""
    language = get_language() or LANGUAGES[0]
    shown = document(kind, content, attributes)
    title = shown.title.words(language) or version.work_id
    return Report(
        title=title,
        subtitle=_("Version %(number)d, %(state)s")
        % {"number": version.number, "state": version.state_now.label},
        language=language,
        address=address,
        author=author or title,
        made_at=made_at,
        sections=tuple(_sections(version, shown, language)),
        mark=draft_mark(version),
    )


def _sections(version: Version, shown: Document, language: str) -> Iterator[Section]:
    facts = [(_("Version"), str(version.number))]
    if version.decision:
        facts.append((_("Approved by"), version.decision))
    if version.published_at:
        facts.append((_("Published"), dates.day(version.published_at, language)))
    if version.digest and not version.is_public:
        facts.append((_("Seal (SHA-256)"), version.digest))
    yield Facts(facts)
    yield from _fields(shown.head, language)
    for group in shown.groups:
        yield from _group(group, 1, language)


def _group(group: Group, depth: int, language: str) -> Iterator[Section]:
    if group.table is not None:
        yield Table(
            group.label,
            (_("Title"), *group.table.columns),
            [
                [row.title.shown(language), *(cell.shown(language) for cell in row.cells)]
                for row in group.table.rows
            ],
            widths=(2.0, *(1.0 for _column in group.table.columns)),
        )
        return
    yield Heading(group.label, min(depth, _DEEPEST))
    for part in group.parts:
        yield Heading(_titled(part).shown(language), min(depth + 1, _DEEPEST))
        yield from _fields(part, language)
        for under in part.groups:
            yield from _group(under, depth + 2, language)


def _titled(part: ShownPart) -> Text:
    if not part.number:
        return part.title
    return Text.of({name: f"{part.number} {words}" for name, words in part.title.as_dict().items()})


def _fields(part: ShownPart, language: str) -> Iterator[Section]:
    facts: list[tuple[str, str]] = list(part.attributes)
    for field in part.fields:
        if field.is_prose:
            yield Paragraph(field.text.shown(language))
        elif field.text:
            facts.append((field.label, field.text.words(language)))
        else:
            facts.append((field.label, field.value))
    if facts:
        yield Facts(facts)
