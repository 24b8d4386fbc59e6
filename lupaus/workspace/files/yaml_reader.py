"""YAML to nodes, event by event: nothing is built that the file does not spell out."""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from django.utils.translation import gettext as _

from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.files.nodes import Entry, Items, Keyed, Node, Scalar
from lupaus.workspace.files.report import Report, shown

# libyaml's reader is some twenty times faster; the one in Python reads the same language.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str, report: Report) -> Node:
    """Read the one YAML document of `text`. Raises `Refused` where it is not YAML or goes beyond plain data.

    Anchors, aliases and tags are no part of the format: aliases can make a short file enormous, and tags ask
    a program to make something else of the words than they say.
    """
    events = _events(text, report)
    try:
        root = _document(events, report)
    except (yaml.YAMLError, ValueError, OverflowError) as trouble:
        raise Refused(_not_yaml(trouble, report)) from trouble
    report.raise_problems()
    return root


def _not_yaml(trouble: Exception, report: Report) -> Problem:
    mark = getattr(trouble, "problem_mark", None) or getattr(trouble, "context_mark", None)
    why = getattr(trouble, "problem", None) or str(trouble)
    return Problem(
        _("This is not valid YAML: %(why)s.") % {"why": shown(why)},
        report.file,
        mark.line + 1 if mark else None,
    )


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _events(text: str, report: Report) -> Iterator[yaml.Event]:
    """The events of the content, without those that only frame it; refuses what the format leaves out."""
    documents = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                report.refuse(
                    "",
                    _("A second document begins here. One file holds one strategy."),
                    line=_line(event),
                )
                report.raise_problems()
        if isinstance(event, yaml.NodeEvent):
            _refuse_beyond_data(event, report)
        if isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
            yield event


def _refuse_beyond_data(event: yaml.NodeEvent, report: Report) -> None:
    line = _line(event)
    if isinstance(event, yaml.AliasEvent):
        report.refuse(
            "",
            _("An alias (*%(name)s) is not allowed here. Write the words out.")
            % {"name": shown(event.anchor or "")},
            line=line,
        )
    elif event.anchor is not None:
        report.refuse(
            "",
            _("An anchor (&%(name)s) is not allowed here. Leave it out.")
            % {"name": shown(event.anchor or "")},
            line=line,
        )
    tag = getattr(event, "tag", None)
    if tag is not None:
        report.refuse(
            "", _("A tag (%(tag)s) is not allowed here. Leave it out.") % {"tag": shown(tag)}, line=line
        )


def _document(events: Iterator[yaml.Event], report: Report) -> Node:
    first = next(events, None)
    if first is None:
        raise Refused(Problem(_("The file is empty."), report.file))
    root = _node(first, events, report, 0)
    for _rest in events:  # a second document is noticed on the way
        pass
    return root


def _node(event: yaml.Event, events: Iterator[yaml.Event], report: Report, depth: int) -> Node:
    line = _line(event)
    report.count_value(line, depth)
    if isinstance(event, yaml.SequenceStartEvent):
        return Items(line, tuple(_children(events, report, depth)))
    if isinstance(event, yaml.MappingStartEvent):
        return Keyed(line, tuple(_entries(_children(events, report, depth), report)))
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(line, event.value, plain=event.style in (None, ""))
    return Scalar(line, "", plain=True)  # an alias, refused already


def _children(events: Iterator[yaml.Event], report: Report, depth: int) -> Iterator[Node]:
    for event in events:
        if isinstance(event, yaml.CollectionEndEvent):
            return
        yield _node(event, events, report, depth + 1)


def _entries(nodes: Iterator[Node], report: Report) -> Iterator[Entry]:
    seen: dict[str, int] = {}
    for key in nodes:
        node = next(nodes)  # the events of a mapping come in pairs
        if not isinstance(key, Scalar):
            report.refuse("", _("A key must be a word."), line=key.line)
        elif key.text in seen:
            report.refuse(
                "",
                _("The key “%(key)s” is here twice; the first is on line %(line)d.")
                % {"key": shown(key.text), "line": seen[key.text]},
                line=key.line,
            )
        else:
            seen[key.text] = key.line
            yield Entry(key.line, key.text, node)
