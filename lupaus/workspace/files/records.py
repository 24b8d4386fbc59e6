"""Records: mappings whose keys are declared once, as the fields of a dataclass.

    @record
    class Period(Located):
        start: int = key(Year())
        end: int = key(Year())

From this one declaration come the reading with its sentences, the JSON Schema and the writing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, ClassVar, TypeVar, dataclass_transform, overload

from django.utils.translation import gettext as _

from lupaus.workspace.files.kinds import Kind, Schema, entries, mapping_schema
from lupaus.workspace.files.nodes import Keyed, Node
from lupaus.workspace.files.report import Report, step

T = TypeVar("T")
D = TypeVar("D")


@overload
def key(kind: Kind[T], *, about: str = "") -> T: ...
@overload
def key(kind: Kind[T], *, default: D, always: bool = False, about: str = "") -> T | D: ...
def key(kind: Kind[Any], *, default: Any = MISSING, always: bool = False, about: str = "") -> Any:
    """Declare a key: due without a `default`, else left out where it is the default (unless `always`).

    `about` says in a sentence what the key means; the JSON Schema carries it to the planner's editor.
    """
    return field(default=default, metadata={"kind": kind, "always": always, "about": about})


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(key,))
def record(cls: type[T]) -> type[T]:
    return dataclass(frozen=True, kw_only=True)(cls)


@record
class Located:
    """What was read from a file knows its path there; two records are equal wherever they stood."""

    path: str = field(default="", compare=False, repr=False)

    #: Conditions of the JSON Schema that go beyond single keys.
    also: ClassVar[Schema] = {}

    def at(self, name: str) -> str:
        """The path of one of its keys."""
        return step(self.path, name)


R = TypeVar("R", bound=Located)


class Record(Kind[R]):
    """A mapping read into a dataclass made with `record`."""

    def __init__(self, cls: type[R]) -> None:
        self.cls = cls

    @property
    def blank(self) -> R:
        return self.cls(**{declared.name: blank_of(declared) for declared in keys(self.cls)})

    @property
    def expected(self) -> str:
        return _("keys with values (%(keys)s)") % {"keys": ", ".join(d.name for d in keys(self.cls))}

    def read(self, node: Node, path: str, report: Report) -> R:
        if not isinstance(node, Keyed):
            return self.refuse(node, path, report)
        report.lines.setdefault(path, node.line)
        declared = {each.name: each for each in keys(self.cls)}
        values: dict[str, Any] = {}
        for entry in entries(node, tuple(declared), path, report):
            values[entry.key] = kind_of(declared[entry.key]).read(entry.node, step(path, entry.key), report)
        for name, each in declared.items():
            if name not in values:
                if each.default is MISSING:
                    expected = kind_of(each).expected
                    report.refuse(
                        step(path, name), _("Missing: expected %(expected)s.") % {"expected": expected}
                    )
                values[name] = blank_of(each)
        return self.cls(path=path, **values)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        name = self.cls.__name__.lower()
        if name not in definitions:
            definitions[name] = {}  # keeps its place in the order
            properties = {each.name: _described(each, definitions) for each in keys(self.cls)}
            required = [each.name for each in keys(self.cls) if each.default is MISSING]
            definitions[name] = mapping_schema(properties, required) | self.cls.also
        return {"$ref": f"#/$defs/{name}"}

    def plain(self, value: R) -> Any:
        return {
            each.name: kind_of(each).plain(getattr(value, each.name))
            for each in keys(self.cls)
            if each.metadata["always"] or each.default is MISSING or getattr(value, each.name) != each.default
        }


def keys(cls: type[Any]) -> Iterator[Field[Any]]:
    """The declared keys of a record, in the order they are written."""
    return (each for each in fields(cls) if "kind" in each.metadata)


def kind_of(declared: Field[Any]) -> Kind[Any]:
    kind: Kind[Any] = declared.metadata["kind"]
    return kind


def blank_of(declared: Field[Any]) -> Any:
    return kind_of(declared).blank if declared.default is MISSING else declared.default


def _described(declared: Field[Any], definitions: dict[str, Schema]) -> Schema:
    schema = kind_of(declared).schema(definitions)
    about = declared.metadata["about"]
    return schema | {"description": about} if about else schema
