from __future__ import annotations

from django.urls import URLPattern, path

from lupaus.decisions.desk.views import bodies, matters, meetings

_DESK = "workspace/decisions/"
_BODY = f"{_DESK}bodies/<slug:body>/"
_MEETING = f"{_DESK}meetings/<slug:work>/"

urlpatterns: list[URLPattern] = [
    path(_DESK, bodies.desk, name="desk"),
    path(f"{_DESK}new-body/", bodies.new_body, name="new-body"),
    path(_BODY, bodies.body, name="desk-body"),
    path(f"{_BODY}change/", bodies.change_body, name="change-body"),
    path(f"{_BODY}members/", bodies.members, name="desk-members"),
    path(f"{_BODY}new-meeting/", bodies.new_meeting, name="new-meeting"),
    path(f"{_DESK}matters/", matters.matters, name="desk-matters"),
    path(f"{_DESK}new-matter/", matters.new, name="new-matter"),
    path(f"{_DESK}matters/<slug:slug>/", matters.matter, name="desk-matter"),
    path(_MEETING, meetings.meeting, name="desk-meeting"),
    path(f"{_MEETING}matters/", meetings.choose, name="choose-matters"),
    path(f"{_MEETING}minutes/", meetings.minutes, name="begin-minutes"),
    path(f"{_MEETING}number/", meetings.number, name="number-sections"),
    path(f"{_MEETING}correct/", meetings.correct, name="correct-meeting"),
    path(f"{_MEETING}publish/", meetings.publish, name="publish-meeting"),
    path(f"{_MEETING}preview/<ordinal:number>/", meetings.preview_meeting, name="preview"),
    path(f"{_MEETING}preview/<ordinal:number>/<slug:item>/", meetings.preview_item, name="preview-item"),
]
