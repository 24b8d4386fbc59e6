"""On the page of a version of a meeting: the ways to its files and to what will be removed."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.urls import reverse
from markupsafe import Markup

from lupaus.decisions.meeting.declared import NAME
from lupaus.web.address import Address


def files_of_version(_address: Address, subject: str) -> Markup | None:
    """`subject` is `meeting/<work>/<version>`; nothing on the pages of other kinds of work."""
    kind, _slash, rest = subject.partition("/")
    if kind != NAME:
        return None
    work = rest.partition("/")[0]
    ways = {"files": reverse("decisions:files", args=[work]), "going": reverse("decisions:going")}
    return Markup(render_to_string("decisions/files/panel.html", ways))  # noqa: S704 - our own template
