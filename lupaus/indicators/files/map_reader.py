"""Reading what a planner says in a mapping: keys, words, lists of words; a problem for what is none."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lupaus.workspace.files.nodes import Items, Keyed, Node, Scalar
from lupaus.workspace.files.report import Report, shown, step


class MapReader:
    """What every mapping is read with. Problems go to the report, with the line and path of what is wrong."""

    def __init__(self, report: Report) -> None:
        self._report = report

    def _keyed(self, node: Node | None, path: str, known: tuple[str, ...] = ()) -> dict[str, Node]:
        """The entries of a mapping; of other keys than those known, a problem each."""
        if node is None:
            return {}
        if not isinstance(node, Keyed):
            self._refuse(node, path, _("Expected keys with values."))
            return {}
        for entry in node.entries:
            if known and entry.key not in known:
                sentence = _("There is no key “%(key)s”; expected one of: %(known)s.")
                words = {"key": shown(entry.key), "known": ", ".join(known)}
                self._refuse(entry.node, step(path, entry.key), sentence % words)
        return {entry.key: entry.node for entry in node.entries if not known or entry.key in known}

    def _translation(self, node: Node | None, path: str, *, empty: bool = False) -> dict[str, str]:
        """Words by word, which may have one star; with `empty`, a word may mean nothing."""
        found = self._keyed(node, path)
        for each, inner in found.items():
            if each.count("*") > 1:
                self._refuse(inner, step(path, each), _("One star at most: it stands for any words."))
        return {each: self._word(inner, step(path, each), empty=empty) for each, inner in found.items()}

    def _words(self, node: Node | None, path: str) -> tuple[str, ...]:
        """A word, or a list of them; none where nothing is said."""
        if node is None:
            return ()
        if isinstance(node, Items):
            if not node.nodes:
                self._refuse(node, path, _("Expected a word."))
            return tuple(self._word(each, path) for each in node.nodes)
        return (self._word(node, path),)

    def _word(self, node: Node, path: str, *, empty: bool = False) -> str:
        if not isinstance(node, Scalar) or not (node.text or empty):
            self._refuse(node, path, _("Expected a word."))
            return ""
        return node.text

    def _refuse(self, node: Node | None, path: str, message: str) -> None:
        self._report.refuse(path, message, line=node.line if node else None)
