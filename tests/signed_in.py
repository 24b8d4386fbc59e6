"""Browsers of people who have signed in, for the tests of pages.

`client_of(EERO)` is one: the world must be settled (`tests.world.settle`), or `person` made otherwise.
"""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client

from lupaus.accounts import sign_ins
from lupaus.accounts.models import User
from lupaus.web.clock import real_clock
from tests.world import Person


def client_of(person: Person | str, *, second_factor: bool = True, checks_forms: bool = False) -> Client:
    """A browser in which the person has just signed in, with both factors unless said otherwise."""
    username = person if isinstance(person, str) else person.username
    user = User.objects.get(username=username)
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    request.user = AnonymousUser()
    sign_ins.begin(request, user, clock=real_clock, second_factor=second_factor)
    request.session.save()
    client = Client(enforce_csrf_checks=checks_forms)
    client.cookies[settings.SESSION_COOKIE_NAME] = str(request.session.session_key)
    return client
