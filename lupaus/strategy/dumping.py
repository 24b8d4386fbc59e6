"""A strategy as the file that would make it: what is published, and what of it the asker may see."""

from __future__ import annotations

from lupaus.accounts.actors import Actor, nobody
from lupaus.strategy import queries
from lupaus.strategy.files import Document, write_json, write_yaml
from lupaus.strategy.files.stored import stored_document
from lupaus.strategy.writing.mapping import document_of
from lupaus.workspace.models import State, Version
from lupaus.workspace.queries import content, public_content
from lupaus.workspace.rights import may_read


def dump(strategy_id: str, file_format: str = "yaml", reader: Actor | None = None) -> str:
    """A strategy in force as a file (`yaml`, `json`), byte-stable. Raises `NotFound`.

    What its organisation keeps to itself is in it only for a `reader` who may read its drafts.
    """
    write = write_json if file_format == "json" else write_yaml
    return write(_document(strategy_id, reader or nobody("command")))


def _document(strategy_id: str, reader: Actor) -> Document:
    """A fixed number of queries."""
    chosen = queries.strategy(strategy_id)
    published = Version.objects.filter(work=chosen.pk, state=State.PUBLISHED).select_related("work").first()
    if published is None:  # loaded before there were versions
        return stored_document(chosen.pk)
    owner = published.work.organisation
    seen = content(published) if may_read(reader, owner) else public_content(published)
    return document_of(seen, owner)
