"""What a planner says of a file whose columns, codes or areas are called otherwise than ours.

columns:
  region: region_code            # which column (or dimension) is which; of several, the first that is filled
  indicator: [id, title]
  value: primary.value
constants:
  gender: total                  # what is the same everywhere
values:
  indicator: {"181": unemployment-rate, "*": "sotkanet-*"}
  year: {"*M12": "*"}            # what the file says: what it means
regions:
  category: municipality         # bare numbers and names are of this kind of area
only:
  age: [SSS]                     # rows of these, and no others
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext as _

from lupaus.indicators.files.map_reader import MapReader
from lupaus.indicators.rows import Row
from lupaus.regions.models import Category
from lupaus.workspace.files.nodes import Node
from lupaus.workspace.files.reading import bytes_of, nodes_of
from lupaus.workspace.files.report import shown, step

#: What an observation is made of, and a mapping speaks of.
FIELDS: Final = Row._fields[1:]
_KEYS: Final = ("columns", "constants", "values", "regions", "decimal", "only", "leave_out", "sheet")
_REGION_KEYS: Final = ("category", "category_column", "categories", "sotkanet")
_LARGEST: Final = 1_000_000
_NONE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Translation:
    """What words of a file mean: whole words first, then patterns with one `*`, in their order."""

    words: Mapping[str, str]
    patterns: tuple[tuple[str, str, str], ...] = ()  # before the star, after it, what it means

    def __call__(self, given: str) -> str | None:
        """What it means; `None` where nothing says so."""
        found = self.words.get(given)
        if found is not None:
            return found
        for before, after, meant in self.patterns:
            if len(given) >= len(before) + len(after) and given.startswith(before) and given.endswith(after):
                return meant.replace("*", given[len(before) : len(given) - len(after)])
        return None

    @classmethod
    def of(cls, words: Mapping[str, str]) -> Translation:
        patterns = [
            (*given.partition("*")[::2], meant) for given, meant in words.items() if given.count("*") == 1
        ]
        plain = {given: meant for given, meant in words.items() if given.count("*") != 1}
        return cls(plain, tuple(patterns))


@dataclass(frozen=True, slots=True)
class RegionWords:
    """How a file names areas: bare numbers and names are of `category`, or of what `category_column` says."""

    category: str = ""
    category_column: str = ""
    categories: Mapping[str, str] = field(default_factory=dict)
    sotkanet: bool = False  # by Sotkanet's internal ids


@dataclass(frozen=True, slots=True)
class FileMap:
    """What is known of a file's words. `name` names the mapping in problems; empty for one of our own."""

    name: str = ""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Translation] = field(default_factory=dict)
    regions: RegionWords = RegionWords()
    decimal: str = ""  # "," or "."; empty: whichever the file's separator leaves certain
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    leave_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sheet: str = ""

    def over(self, usual: FileMap) -> FileMap:
        """This mapping, with what it leaves unsaid taken from the usual one of the file's format."""
        return replace(
            self,
            columns={name: columns for name, columns in usual.columns.items() if name not in self.constants}
            | dict(self.columns),
            constants={name: said for name, said in usual.constants.items() if name not in self.columns}
            | dict(self.constants),
            values={**usual.values, **self.values},
            only={**usual.only, **self.only},
        )


def read_map(path: Path) -> FileMap:
    """The mapping in a YAML file. Raises `Refused` with every fault and its line."""
    return map_of(bytes_of(path, largest=_LARGEST), path.name)


def map_of(content: bytes, name: str) -> FileMap:
    """The mapping in the bytes of a file of that name. Raises `Refused`."""
    node, report = nodes_of(content, name, largest=_LARGEST)
    reader = _Reader(report)
    read = reader.map(node, name)
    report.raise_problems()
    return read


class _Reader(MapReader):
    def map(self, node: Node, name: str) -> FileMap:
        said = self._keyed(node, "", _KEYS)
        columns = {
            each: self._words(node, f"columns.{each}")
            for each, node in self._keyed(said.get("columns"), "columns", FIELDS).items()
        }
        constants = {
            each: self._word(node, f"constants.{each}")
            for each, node in self._keyed(said.get("constants"), "constants", FIELDS).items()
        }
        for each in sorted(columns.keys() & constants.keys()):
            self._refuse(
                said.get("constants"), f"constants.{each}", _("This is said under columns too. Say it once.")
            )
        decimal = self._word(said["decimal"], "decimal") if "decimal" in said else ""
        if decimal not in ("", ",", "."):
            self._refuse(said["decimal"], "decimal", _("Expected a comma or a point, in quotes."))
        return FileMap(
            name=name,
            columns=columns,
            constants=constants,
            values={
                each: Translation.of(self._translation(node, f"values.{each}", empty=True))
                for each, node in self._keyed(said.get("values"), "values", FIELDS).items()
            },
            regions=self._regions(said.get("regions")),
            decimal=decimal,
            only=self._choices(said.get("only"), "only"),
            leave_out=self._choices(said.get("leave_out"), "leave_out"),
            sheet=self._word(said["sheet"], "sheet") if "sheet" in said else "",
        )

    def _regions(self, node: Node | None) -> RegionWords:
        said = self._keyed(node, "regions", _REGION_KEYS)
        category = self._word(said["category"], "regions.category") if "category" in said else ""
        column = said.get("category_column")
        categories = self._translation(said.get("categories"), "regions.categories", empty=True)
        for word in filter(None, (category, *categories.values())):
            if word not in Category.values:
                self._refuse(
                    node,
                    "regions",
                    _("“%(word)s” is no kind of area; expected one of: %(known)s.")
                    % {"word": shown(word), "known": ", ".join(Category.values)},
                )
        if (column is None) != (not categories):
            self._refuse(node, "regions", _("category_column and categories go together."))
        sotkanet = self._word(said["sotkanet"], "regions.sotkanet") if "sotkanet" in said else "false"
        if sotkanet not in ("true", "false"):
            self._refuse(said["sotkanet"], "regions.sotkanet", _("Expected true or false."))
        return RegionWords(
            category,
            self._word(column, "regions.category_column") if column else "",
            categories,
            sotkanet == "true",
        )

    def _choices(self, node: Node | None, path: str) -> Mapping[str, tuple[str, ...]]:
        if node is None:
            return _NONE
        return {each: self._words(inner, step(path, each)) for each, inner in self._keyed(node, path).items()}
