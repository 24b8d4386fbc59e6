"""What a secretary does to meetings, in one step each; everything else of a meeting the workspace does."""

from lupaus.decisions.desk.operations.agenda import add_matters
from lupaus.decisions.desk.operations.asking import DeskRefused
from lupaus.decisions.desk.operations.bringing import bring_meeting_file
from lupaus.decisions.desk.operations.minutes import begin_minutes, number_sections
from lupaus.decisions.desk.operations.opening import new_meeting
from lupaus.decisions.desk.operations.publishing import publish_meeting

__all__ = [
    "DeskRefused",
    "add_matters",
    "begin_minutes",
    "bring_meeting_file",
    "new_meeting",
    "number_sections",
    "publish_meeting",
]
