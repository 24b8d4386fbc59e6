"""Writes the table of rights from the table itself: docs/reference/rights.md."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "rights.md"
HEAD = """\
# Who may do what

Made from `lupaus/workspace/rights.py` by `python3 dev.py docs`; do not edit it by hand.
A test tries every cell against the operation itself.

Roles are those held in the organisation of the work. The *outsider* is signed in and holds no role, the
*stranger* is an editor, approver, publisher and administrator of another organisation. Whoever may not read
a work is told that there is nothing there.

**yes** it is done · **own** only the parts the person answers for · **–** it is refused.
"""
NOBODY = ("nobody signed in", "outsider", "stranger")
NOT_WHILE_ONE_IS_ON_ITS_WAY = ("begin_draft", "put_in_force")
SAYINGS = {
    "read": "In the workspace, with history and remarks. What is published, everybody reads on its page.",
    "begin_draft": "A work has at most one version on its way.",
    "put_in_force": "Needs editor, approver and publisher held by one person: it does what all three do.",
    "publish": "The version that was published before is superseded by the same deed.",
    "change_part": "A responsible person changes the parts they answer for, and no other.",
}


def page() -> str:
    """The whole page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lupaus.config.settings")
    import django  # noqa: PLC0415 - after the settings are named

    django.setup()
    from lupaus.accounts.actors import Actor  # noqa: PLC0415 - after django.setup()
    from lupaus.accounts.models import Role  # noqa: PLC0415
    from lupaus.workspace.models import ON_ITS_WAY, State  # noqa: PLC0415
    from lupaus.workspace.rights import OWN_PARTS, RIGHTS, may  # noqa: PLC0415

    def cell(verb: str, role: Role, state: State) -> str:
        """What one person with that role alone may do. A verb of the whole work asks for no state."""
        somebody = Actor(name="somebody", channel="page", grants=frozenset({(role, "here")}))
        is_late = verb in NOT_WHILE_ONE_IS_ON_ITS_WAY and state in ON_ITS_WAY
        if is_late or not may(somebody, verb, "here", None if None in RIGHTS[verb] else state):
            return "–"
        return "own" if role is Role.RESPONSIBLE and verb in OWN_PARTS else "yes"

    def section(verb: str) -> Iterator[str]:
        yield f"## `{verb}`\n"
        if verb in SAYINGS:
            yield f"{SAYINGS[verb]}\n"
        yield f"| | {' | '.join(state.value.replace('_', ' ') for state in State)} |"
        yield f"|---|{'---|' * len(State)}"
        for role in Role:
            yield f"| {role.value} | {' | '.join(cell(verb, role, state) for state in State)} |"
        for who in NOBODY:
            yield f"| {who} | {' | '.join('–' for _state in State)} |"
        yield ""

    return "\n".join([HEAD, *(line for verb in RIGHTS for line in section(verb))])


def main() -> None:
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE}: written")


if __name__ == "__main__":
    main()
