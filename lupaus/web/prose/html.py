"""Blocks as HTML.

Put together as plain strings, once: what people wrote goes through `escape`, the tags are ours. Joining
`Markup` would escape every piece anew at every level, which was half of the time of a long page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from lupaus.web.prose.reading import Block, Item, Run, read, words_of

_LONGEST_LABEL = 120


def prose(text: str, *, level: int = 3, language: str = "") -> Markup:
    """A text as HTML. Its headings begin at `level`; `language` marks words in another than the page's."""
    mark = f' lang="{escape(language)}"' if language else ""
    html = "".join(_block(block, level, mark) for block in read(text))
    return Markup(html)  # noqa: S704 - the words in it were escaped, one by one


def _block(block: Block, level: int, mark: str = "") -> str:
    if block.kind == "paragraph":
        return f"<p{mark}>{_runs(block.runs)}</p>"
    if block.kind == "heading":
        tag = f"h{min(level + block.depth - 1, 6)}"
        return f"<{tag}{mark}>{_runs(block.runs)}</{tag}>"
    if block.kind == "table":
        return _table(block, mark)
    items = "".join(_item(item, level) for item in block.items)
    if block.start is None:
        return f"<ul{mark}>{items}</ul>"
    start = f' start="{block.start}"' if block.start != 1 else ""
    return f"<ol{mark}{start}>{items}</ol>"


def _item(item: Item, level: int) -> str:
    under = "".join(_block(block, level) for block in item.under)
    return f"<li>{_runs(item.runs)}{under}</li>"


def _table(block: Block, mark: str) -> str:
    """A table in the frame that scrolls on a narrow screen; its head names the frame."""
    named = ", ".join(filter(None, (words_of(cell).strip() for cell in block.rows[0])))[:_LONGEST_LABEL]
    label = escape(named or "–")
    head = _row(block.rows[0], block.numeric, is_head=True)
    body = "".join(_row(row, block.numeric) for row in block.rows[1:])
    return (
        f'<div class="frame" role="region" tabindex="0" aria-label="{label}"{mark}>'
        f"<table><thead>{head}</thead><tbody>{body}</tbody></table></div>"
    )


def _row(cells: Sequence[Sequence[Run]], numeric: Sequence[bool], *, is_head: bool = False) -> str:
    """A row. Its first cell is the name of the row where others follow it."""
    made = []
    for place, cell in enumerate(cells):
        names_row = not is_head and place == 0 and len(cells) > 1 and bool(cell)
        names_column = is_head and bool(cell)
        tag = "th" if names_column or names_row else "td"
        scope = ' scope="col"' if names_column else ' scope="row"' if names_row else ""
        figures = ' class="num"' if numeric[place] else ""
        rest = len(numeric) - len(cells) + 1 if place == len(cells) - 1 else 1
        reach = f' colspan="{rest}"' if rest > 1 else ""
        made.append(f"<{tag}{scope}{figures}{reach}>{_runs(cell)}</{tag}>")
    return f"<tr>{''.join(made)}</tr>"


def _runs(runs: Iterable[Run]) -> str:
    parts: list[str] = []
    for run in runs:
        words: str = escape(run.words)
        if run.address:
            words = f'<a href="{escape(run.address)}">{words}</a>'
        if run.emphasis:
            words = f"<em>{words}</em>"
        if run.strong:
            words = f"<strong>{words}</strong>"
        parts.append(words)
    return "".join(parts)
