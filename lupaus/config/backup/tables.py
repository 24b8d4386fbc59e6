"""Which tables a backup holds, column by column, and which migrations made them."""

from __future__ import annotations

from typing import Any, NamedTuple, Self

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import AutoField, BigAutoField, Model
from django.utils.translation import gettext as _

from lupaus.config.backup.values import Kind, kind_of
from lupaus.web.refusals import Refused


class TableShape(NamedTuple):
    """One table: the names and kinds of its columns, its key, and whether the database numbers its rows."""

    name: str
    columns: tuple[tuple[str, Kind], ...]
    key: str
    numbered: bool

    @property
    def names(self) -> list[str]:
        return [name for name, _kind in self.columns]

    @property
    def kinds(self) -> list[Kind]:
        return [kind for _name, kind in self.columns]

    @classmethod
    def of(cls, model: type[Model]) -> Self:
        """The table of a model, as it is now or as a migration left it."""
        key = model._meta.pk
        return cls(
            name=model._meta.db_table,
            columns=tuple(sorted((field.column, kind_of(field)) for field in model._meta.concrete_fields)),
            key=key.column,
            numbered=isinstance(key, AutoField | BigAutoField),
        )


def tables_of(registry: Any) -> dict[str, TableShape]:
    """The tables of the models in a registry of Django's, by name."""
    models = [*registry.get_models(include_auto_created=True), MigrationRecorder.Migration]
    shapes = (TableShape.of(model) for model in models if model._meta.managed and not model._meta.proxy)
    return {shape.name: shape for shape in sorted(shapes)}


def tables_today() -> dict[str, TableShape]:
    """The tables of this program. Its database is up to date, as every command makes sure."""
    return tables_of(apps)


def migrations_today() -> list[tuple[str, str]]:
    """The migrations the database of the settings has had."""
    return sorted(MigrationRecorder(connection).applied_migrations())


def leaves_of(applied: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """The last of some migrations in each room. Raises `Refused` when this program does not know one."""
    graph = MigrationLoader(None, replace_migrations=False).graph
    unknown = sorted(each for each in applied if each not in graph.nodes)
    if unknown:
        raise Refused(
            _("The backup was made by a newer Lupaus (it knows %(migration)s). Install that version first.")
            % {"migration": ".".join(unknown[0])}
        )
    return sorted(
        each
        for each in applied
        if not any(
            child.key in applied and child.key[0] == each[0] for child in graph.node_map[each].children
        )
    )
