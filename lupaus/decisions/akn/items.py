"""One item as a section of the document: texts, votes, dissents, attachments; or the stone it left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from lxml import etree

from lupaus.decisions.akn.blocks import blocks, line
from lupaus.decisions.akn.elements import address, element
from lupaus.decisions.akn.persons import Cast, label_of, vote_id
from lupaus.decisions.api.whole import heading_of
from lupaus.decisions.api.words import file_page
from lupaus.decisions.models import Appeal, Attachment, Item, Vote
from lupaus.decisions.words import appeal
from lupaus.web.marks import without_marks

#: What a section shows beside its item: a query each.
INSIDE: Final = (
    *("texts", Prefetch("votes", Vote.objects.select_related("item")), "dissents"),
    *(Prefetch("attachments", Attachment.objects.select_related("file")), "concerns"),
)


def section(item: Item, cast: Cast, language: str, site: str) -> etree._Element:
    """The item with what `INSIDE` fetches, its meeting and its matter."""
    id_ = f"dbsect_{item.slug}"
    made = element(
        "debateSection",
        element("num", f"§ {item.section}" if item.section is not None else item.number or item.slug),
        line("heading", item.title, language),
        eId=id_,
        name="item",
    )
    if item.is_gone:
        made.set("class", "gone")
        made.append(line("p", item.gone_why, language))
        return made
    for part in _parts(item, cast, language, site):
        made.append(part)
    return made


def _parts(item: Item, cast: Cast, language: str, site: str) -> Iterator[etree._Element]:
    """Everything below the heading, in its order."""
    yield from _facts(item)
    seen: dict[str, int] = {}
    for text in item.texts.all():
        seen[text.kind] = seen.get(text.kind, 0) + 1
        again = f"_{seen[text.kind]}" if seen[text.kind] > 1 else ""
        part = element(
            "debateSection",
            line("heading", heading_of(text), language),
            eId=f"dbsect_{item.slug}__{text.kind}{again}",
            name=text.kind,
        )
        for block in blocks(text.text, language):
            part.append(block)
        yield part
    for vote in item.votes.all():
        yield _vote(vote, cast, language)
    for dissent in item.dissents.all():
        person = element("person", without_marks(dissent.person), refersTo=cast.person(dissent.person))
        part = element(
            "debateSection",
            element("heading", _("Dissenting opinion")),
            element("p", person),
            eId=f"dbsect_{item.slug}__dissent_{dissent.position}",
            name="dissent",
        )
        for block in blocks(dissent.text, language):
            part.append(block)
        yield part
    yield from _appeal(item, language)
    yield from _attachments(item, language, site)


def _facts(item: Item) -> Iterator[etree._Element]:
    """Diary number, presenter and preparers: a line each."""
    if item.matter is not None:
        page = reverse("decisions:matter", args=[item.matter.slug])
        number = element("ref", item.matter.diary_number, href=page)
        yield element("p", f"{_('Diary number')}: ", number)
    for label, told in ((_("Presenter"), item.presenter), (_("Prepared by"), item.preparers)):
        if told:
            yield element("p", f"{label}: {without_marks(told)}")


def _vote(vote: Vote, cast: Cast, language: str) -> etree._Element:
    """The question, how many chose what, who chose what, and the outcome."""
    made = element("debateSection", line("heading", vote.question, language), eId=vote_id(vote), name="vote")
    labels = {choice["id"]: label_of(choice, language) for choice in vote.choices}
    counted = element("ul", class_="counts")
    for choice in vote.choices:
        refers = cast.choice(vote, choice["id"])
        count = choice.get("count")
        told = element("quantity", "–" if count is None else str(count), refersTo=refers)
        if count is not None:
            told.set("normalized", str(count))
        counted.append(element("li", f"{labels[choice['id']]}: ", told))
    cast_by = element("ul", class_="ballots")
    for ballot in vote.ballots:
        person = cast.person(ballot["person"])
        chosen = element(
            "vote",
            labels.get(ballot["choice"], ballot["choice"]),
            by=person,
            choice=cast.choice(vote, ballot["choice"]),
        )
        cast_by.append(
            element("li", element("person", without_marks(ballot["person"]), refersTo=person), ": ", chosen)
        )
    for listed in (counted, cast_by):
        if len(listed):
            made.append(listed)
    if vote.outcome:
        made.append(element("p", line("outcome", vote.outcome, language)))
    if len(made) == 1:
        made.append(element("p"))
    return made


def _appeal(item: Item, language: str) -> Iterator[etree._Element]:
    """How to appeal: the organiser's own words, else the kind."""
    if item.appeal == Appeal.UNKNOWN and not item.appeal_note:
        return
    part = element(
        "debateSection",
        element("heading", _("How to appeal")),
        eId=f"dbsect_{item.slug}__appeal",
        name="appeal",
    )
    if item.appeal_note:
        for block in blocks(item.appeal_note, language):
            part.append(block)
    else:
        part.append(element("p", appeal(item.appeal)))
    yield part


def _attachments(item: Item, language: str, site: str) -> Iterator[etree._Element]:
    """What is attached: with a link where the public may have it, else by its title alone."""
    listed = element("ul")
    for each in item.attachments.all():
        if each.removed_at is not None:
            continue
        own = file_page(each)
        href = address(f"{site}{own}" if own else each.source_url if each.public else "")
        if href:
            link = line("ref", each.title, language)
            link.set("href", href)
            listed.append(element("li", link))
        else:
            listed.append(line("li", each.title, language))
    if len(listed):
        yield element(
            "debateSection",
            element("heading", _("Attachments")),
            listed,
            eId=f"dbsect_{item.slug}__attachments",
            name="attachments",
        )
