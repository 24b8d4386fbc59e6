"""The catalogue as a tidy table: a row for each service and language, CSV in UTF-8."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import override

from lupaus.services.catalogue import queries
from lupaus.services.catalogue.hsds.export import batches
from lupaus.services.catalogue.queries import ServiceWhole
from lupaus.services.models import ChannelKind, ProvisionRole, Scheme
from lupaus.web.spreadsheets import csv_cell
from lupaus.web.texts import LANGUAGES

COLUMNS: Final = (
    "id",
    "language",
    "name",
    "summary",
    "description",
    "instructions",
    "type",
    "charge",
    "charge_note",
    "given_in",
    "area",
    "regions",
    "service_classes",
    "target_groups",
    "life_events",
    "organisers",
    "producers",
    "provision",
    "telephones",
    "web_addresses",
    "service_points",
    "promised_days",
    "wait_indicator",
    "organisation",
    "source",
    "source_id",
    "changed_at",
    "retired_at",
)
#: Stands between several values of one cell.
_BETWEEN: Final = ";"


def csv_of(*, organisation: str = "", retired: bool = False) -> Iterator[str]:
    """The lines of the file, its header first. Queries and memory go by batches of 500 services.

    A service has a row for each language that its name has; a text that lacks the language is empty there.
    """
    yield _line(COLUMNS)
    for batch in batches(organisation, retired=retired):
        for whole in queries.wholes(batch):
            for language in LANGUAGES:
                if getattr(whole.service.name, language):
                    with override(language):
                        yield _line([csv_cell(value) for value in _row(whole, language)])


def _row(whole: ServiceWhole, language: str) -> list[Any]:
    service = whole.service

    def text(name: str) -> str:
        words: str = getattr(getattr(service, name), language)
        return words

    def codes(scheme: str) -> str:
        return _BETWEEN.join(each.code for each in whole.of_scheme(scheme))

    def givers(role: str) -> str:
        names = (each.organisation.name.words(language) for each in whole.of_role(role))
        return _BETWEEN.join(dict.fromkeys(names))

    channels = [each.channel for each in whole.connections]
    return [
        service.pk,
        language,
        text("name"),
        text("summary"),
        text("description"),
        text("instructions"),
        service.type,
        service.charge,
        text("charge_note"),
        _BETWEEN.join(map(str, service.languages)),
        service.area,
        _BETWEEN.join(map(str, service.regions)),
        codes(Scheme.SERVICE_CLASS),
        codes(Scheme.TARGET_GROUP),
        codes(Scheme.LIFE_EVENT),
        givers(ProvisionRole.ORGANISER),
        givers(ProvisionRole.PRODUCER),
        _BETWEEN.join(dict.fromkeys(each.kind for each in whole.provisions if each.kind)),
        _BETWEEN.join(str(phone.get("number") or "") for each in channels for phone in each.phones),
        _BETWEEN.join(filter(None, (each.url.words(language) for each in channels))),
        _BETWEEN.join(each.pk for each in channels if each.kind == ChannelKind.PLACE),
        "" if service.promised_days is None else service.promised_days,
        service.wait_indicator_id or "",
        service.organisation,
        service.source,
        service.source_id,
        service.changed_at.isoformat(),
        service.retired_at.isoformat() if service.retired_at else "",
    ]


def _line(values: Any) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(values)
    return buffer.getvalue()
