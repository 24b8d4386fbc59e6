"""Reading a JSON-stat 2.0 dataset (https://json-stat.org/full/), however it writes its cells.

Tolerant where the format is (`index` as list or object, `value` as list or sparse object, `status` as one
word, list or object), and strict where a cell could land in another place than it was meant for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any, Final

import orjson
from django.utils.translation import gettext as _

from lupaus.indicators.files.jsonstat_cube import Cell, Cube, Dimension
from lupaus.web.refusals import Problem, Refused

__all__ = ["Cell", "Cube", "Dimension", "cube_of", "is_jsonstat", "read_json", "read_jsonstat"]

#: What is too much: cells that are told, categories of all dimensions, dimensions.
MOST_CELLS: Final = 5_000_000
MOST_CATEGORIES: Final = 200_000
MOST_DIMENSIONS: Final = 30

_ROLES: Final = ("time", "geo", "metric")
_LONGEST_WORD: Final = 2_000


def read_jsonstat(body: bytes, name: str) -> Cube:
    """The data set of a file or answer; `name` names it in problems. Raises `Refused` with sentences.

    Nothing of the cells is looked at yet; `Cube.cells` does, one by one.
    """
    return cube_of(read_json(body, name), name)


def read_json(body: bytes, name: str) -> Any:
    """What a file or answer of JSON holds. Raises `Refused` where it is none, or was cut short."""
    try:
        return orjson.loads(body.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as trouble:
        line = trouble.lineno if trouble.lineno > 0 else None
        raise Refused(
            Problem(_("This is not JSON, or it was cut short. Fetch it again."), file=name, line=line)
        ) from trouble


def cube_of(given: object, name: str) -> Cube:
    """The data set in JSON that was read. Raises `Refused`, as `read_jsonstat` does."""
    return _Reader(name).cube(given)


def is_jsonstat(given: object) -> bool:
    """Whether JSON that was read is JSON-stat of some kind, fit to be imported or not."""
    return isinstance(given, dict) and (
        given.get("class") in ("dataset", "collection", "dimension")
        or ("dimension" in given and "value" in given)
        or (isinstance(given.get("dataset"), dict) and "dimension" in given["dataset"])
    )


class _Reader:
    def __init__(self, name: str) -> None:
        self._name = name

    def cube(self, given: object) -> Cube:
        data = self._dataset(given)
        dimensions = self._dimensions(data)
        size = prod(len(each.categories) for each in dimensions)
        return Cube(
            name=self._name,
            label=_word(data.get("label")),
            source=_word(data.get("source")),
            updated=_word(data.get("updated")),
            dimensions=dimensions,
            extension=extension if isinstance(extension := data.get("extension"), dict) else {},
            values=self._values(data.get("value"), size),
            statuses=self._statuses(data.get("status"), size),
        )

    def _dataset(self, given: object) -> Mapping[str, Any]:
        if not isinstance(given, dict):
            raise self._refused(_("This is not JSON-stat: expected an object."))
        if isinstance(given.get("dataset"), dict) and "class" not in given:
            raise self._refused(_("This is JSON-stat 1.0. Take the figures as JSON-stat 2.0 (json-stat2)."))
        match given.get("class"):
            case "dataset":
                pass
            case "collection":
                raise self._refused(
                    _("This is a collection, a list of data sets without figures. Take one of its data sets.")
                )
            case "dimension":
                raise self._refused(
                    _("This is a dimension, a list of categories without figures. Take the data set.")
                )
            case _:
                raise self._refused(_("This is not JSON-stat 2.0: its class should be dataset."), "class")
        version = given.get("version", "2.0")
        if not (isinstance(version, str) and version.startswith("2.")):
            raise self._refused(_("Expected version 2.0 of JSON-stat."), "version")
        return given

    def _dimensions(self, data: Mapping[str, Any]) -> tuple[Dimension, ...]:
        names, sizes, told = data.get("id"), data.get("size"), data.get("dimension")
        if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
            raise self._refused(_("Expected a list of the names of the dimensions."), "id")
        if not names or len(names) > MOST_DIMENSIONS:
            sentence = _("Expected from 1 to %(most)s dimensions.") % {"most": MOST_DIMENSIONS}
            raise self._refused(sentence, "id")
        if len(set(names)) != len(names):
            raise self._refused(_("A dimension is named twice."), "id")
        if not isinstance(sizes, list) or not all(type(size) is int and size >= 0 for size in sizes):
            raise self._refused(_("Expected a list of whole numbers."), "size")
        if len(sizes) != len(names):
            raise self._refused(_("Expected as many numbers as there are dimensions."), "size")
        if sum(sizes) > MOST_CATEGORIES:
            raise self._refused(
                _("There are more than %(most)s categories.") % {"most": MOST_CATEGORIES}, "size"
            )
        if not isinstance(told, dict):
            raise self._refused(_("Expected what each dimension holds."), "dimension")
        roles = self._roles(data.get("role"))
        return tuple(
            self._dimension(name, size, told.get(name), roles.get(name, ""))
            for name, size in zip(names, sizes, strict=True)
        )

    def _roles(self, told: object) -> dict[str, str]:
        roles = told if isinstance(told, dict) else {}
        return {
            name: role
            for role in _ROLES
            if isinstance(roles.get(role), list)
            for name in roles[role]
            if isinstance(name, str)
        }

    def _dimension(self, name: str, size: int, told: object, role: str) -> Dimension:
        path = f"dimension.{name[:80]}"
        category = told.get("category") if isinstance(told, dict) else None
        if not isinstance(told, dict) or not isinstance(category, dict):
            raise self._refused(_("Expected a dimension with its categories."), path)
        labels = category.get("label")
        labels = {key: _word(label) for key, label in labels.items()} if isinstance(labels, dict) else {}
        categories = self._categories(category.get("index"), labels, f"{path}.category.index")
        if len(categories) != size:
            raise self._refused(
                _("The dimension has %(found)s categories, its size says %(size)s.")
                % {"found": len(categories), "size": size},
                f"{path}.category",
            )
        units = category.get("unit")
        return Dimension(
            id=name,
            label=_word(told.get("label")) or name,
            role=role,
            categories=categories,
            labels={code: labels.get(code) or code for code in categories},
            units={
                code: _word(unit.get("label") or unit.get("base"))
                for code, unit in (units.items() if isinstance(units, dict) else ())
                if isinstance(unit, dict)
            },
        )

    def _categories(self, index: object, labels: Mapping[str, str], path: str) -> tuple[str, ...]:
        """The ids of the categories in their order. A dimension of one category may leave the index out."""
        if index is None and len(labels) == 1:
            return tuple(labels)
        if isinstance(index, dict):
            if not all(type(place) is int for place in index.values()) or (
                sorted(index.values()) != list(range(len(index)))
            ):
                raise self._refused(_("Expected the places 0, 1, 2 … each once."), path)
            return tuple(sorted(index, key=index.__getitem__))
        if not isinstance(index, list) or not all(isinstance(code, str) for code in index):
            raise self._refused(_("Expected the categories, as a list or as an object of places."), path)
        if len(set(index)) != len(index):
            raise self._refused(_("A category is there twice."), path)
        return tuple(index)

    def _values(self, told: object, size: int) -> Sequence[object] | Mapping[int, object]:
        if isinstance(told, dict):
            return self._by_place(told, size, "value")
        if not isinstance(told, list):
            raise self._refused(_("Expected the values, as a list or as an object of places."), "value")
        if len(told) != size:
            raise self._refused(
                _("There are %(found)s values for %(size)s cells.") % {"found": len(told), "size": size},
                "value",
            )
        self._refuse_too_many(told)
        return told

    def _statuses(self, told: object, size: int) -> str | Sequence[object] | Mapping[int, object]:
        if told is None:
            return ""
        if isinstance(told, str):
            return told
        if isinstance(told, dict):
            return self._by_place(told, size, "status")
        if not isinstance(told, list) or len(told) not in (0, 1, size):
            raise self._refused(
                _("Expected one status for all cells, one for each, or an object of places."), "status"
            )
        return told

    def _by_place(self, told: Mapping[str, object], size: int, path: str) -> dict[int, object]:
        self._refuse_too_many(told)
        found: dict[int, object] = {}
        for key, value in told.items():
            if not (key.isascii() and key.isdigit() and len(key) <= 18 and int(key) < size):
                raise self._refused(
                    _("There is no cell %(place)s; the cube has %(size)s.")
                    % {"place": f"“{key[:40]}”", "size": size},
                    path,
                )
            if (place := int(key)) in found:
                raise self._refused(_("Cell %(place)s is there twice.") % {"place": place}, path)
            found[place] = value
        return found

    def _refuse_too_many(self, told: Sequence[object] | Mapping[str, object]) -> None:
        if len(told) > MOST_CELLS:
            raise self._refused(
                _("There are more than %(most)s cells. Take fewer at a time.") % {"most": MOST_CELLS}
            )

    def _refused(self, message: str, path: str = "") -> Refused:
        return Refused(Problem(message, file=self._name, path=path))


def _word(value: object) -> str:
    """A text of the file; empty for what is none. PxWeb writes a source now and then as a list."""
    if isinstance(value, list):
        return "; ".join(filter(None, map(_word, value)))[:_LONGEST_WORD]
    return value[:_LONGEST_WORD] if isinstance(value, str) else ""
