"""The address that a browser asks what a paste becomes."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.signed_in import client_of
from tests.world import OLLI

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("cast")]

PASTED = "/fi/workspace/pasted/"


def test_html_comes_back_as_prose_and_is_kept_nowhere() -> None:
    answer = client_of(OLLI).post(PASTED, {"html": "<h1>Otsikko</h1><p>a <b>b</b></p><script>x</script>"})
    assert answer.content.decode() == "# Otsikko\n\na **b**"
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert client_of(OLLI).post(PASTED).content == b""


def test_only_somebody_who_signed_in_may_ask_and_only_by_posting() -> None:
    assert Client().post(PASTED, {"html": "<p>a</p>"}).status_code == 302
    assert client_of(OLLI).get(PASTED).status_code == 405
