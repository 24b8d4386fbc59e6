"""What the pages of decisions show, put together; the templates only lay it out.

Each page is a function of its address, the content version and the day.
"""

from lupaus.decisions.reading.pages.body import BodyPage, body_page
from lupaus.decisions.reading.pages.front import FrontPage, front_page
from lupaus.decisions.reading.pages.item import ItemPage, StonePage, item_page, stone_page
from lupaus.decisions.reading.pages.matter import MatterPage, matter_page
from lupaus.decisions.reading.pages.meeting import MeetingPage, meeting_page

__all__ = [
    "BodyPage",
    "FrontPage",
    "ItemPage",
    "MatterPage",
    "MeetingPage",
    "StonePage",
    "body_page",
    "front_page",
    "item_page",
    "matter_page",
    "meeting_page",
    "stone_page",
]
