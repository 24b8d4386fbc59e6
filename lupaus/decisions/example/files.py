"""The files of the example's attachments: made on the spot, and marked as an example in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Final

from lupaus.accounts.actors import Actor
from lupaus.accounts.audit import record
from lupaus.decisions.example.written import OwnFile, Written
from lupaus.decisions.files import store
from lupaus.decisions.meeting.declared import ATTACHMENT
from lupaus.decisions.models import StoredFile, Upload
from lupaus.web.clock import Clock
from lupaus.web.printing import Heading, Paragraph, Report, pdf
from lupaus.web.texts import LANGUAGES, Shown
from lupaus.workspace.content import PartValue

_EXAMPLE: Final = {
    "fi": "Tämä liite on keksitty esimerkki.",
    "sv": "Denna bilaga är ett påhittat exempel.",
    "en": "This attachment is an invented example.",
}
_TYPES: Final = {".pdf": "application/pdf", ".csv": "text/csv"}


def with_files(actor: Actor, clock: Clock, written: Written, at: datetime) -> tuple[PartValue, ...]:
    """The parts of a version, each attachment naming its file, which lies in the store by then.

    Call it inside the transaction that publishes the version; whoever calls has asked who may.
    """
    checksums = {
        attachment: _kept(actor, clock, written.work, file, at) for attachment, file in written.files.items()
    }
    return tuple(_naming(part, checksums) for part in written.parts)


def _naming(part: PartValue, checksums: Mapping[str, str]) -> PartValue:
    if part.kind != ATTACHMENT or part.slug not in checksums:
        return part
    return replace(part, content={**part.content, "file": checksums[part.slug]})


def _kept(actor: Actor, clock: Clock, work: str, file: OwnFile, at: datetime) -> str:
    """The SHA-256 of a file. One that the meeting has already is not made again: its name is once in it."""
    known = Upload.objects.filter(work=work, name=file.name).first()
    if known is not None:
        return known.file_id
    content = file.lines.encode() if file.lines else own_pdf(file, at)
    checksum = sha256(content).hexdigest()
    incoming = store.new_incoming()
    incoming.write_bytes(content)
    store.keep(incoming, checksum)
    state = {"size": len(content), "media_type": _TYPES[file.name[-4:]], "deleted_at": None}
    stored, _is_new = StoredFile.objects.update_or_create(
        checksum=checksum, defaults={**state, "stored_at": clock()}
    )
    Upload.objects.create(work=work, file=stored, name=file.name, by=actor.name, at=clock())
    record(
        actor=actor,
        clock=clock,
        verb="upload_file",
        kind="meeting-file",
        object_id=f"{work}/{checksum}",
        after={"name": file.name, "file": checksum, "size": len(content)},
        public=False,
    )
    return checksum


def own_pdf(file: OwnFile, at: datetime) -> bytes:
    """What the attachment is about, in the three languages; the same for the same day."""
    sections: list[Heading | Paragraph] = []
    for language in LANGUAGES:
        sections += [
            Heading(Shown(getattr(file.title, language), language)),
            Paragraph(Shown(_EXAMPLE[language], language)),
            Paragraph(Shown(getattr(file.about, language), language)),
        ]
    return pdf(
        Report(
            title=file.title.fi,
            subtitle="Esimerkki – exempel – example",
            language="fi",
            address="https://paatokset.example/",
            author="Lupaus",
            made_at=at.replace(hour=0, minute=0, second=0, microsecond=0),
            sections=sections,
        )
    )
