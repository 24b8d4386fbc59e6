"""A ledger as its writers see it in a browser."""

from __future__ import annotations

from html.parser import HTMLParser

from django.test import Client

BOOK = "/en/workspace/book/1/"


class _Fields(HTMLParser):
    def __init__(self, form: int) -> None:
        super().__init__()
        self.form, self.wanted = -1, form
        self.fields: dict[str, str] = {}
        self._textarea = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method") == "post" and "data-unsaved" in given:
            self.form += 1
        if self.form != self.wanted:
            return
        ticked = given.get("type") not in ("checkbox", "radio") or "checked" in given
        if tag == "input" and given.get("name") and ticked:
            self.fields[given["name"]] = given.get("value", "")
        elif tag == "textarea":
            self._textarea = given["name"]
            self.fields[self._textarea] = ""
        elif tag == "select":
            self._select = given["name"]
            self.fields[self._select] = ""
        elif tag == "option" and "selected" in given and self._select:
            self.fields[self._select] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._textarea and self.form == self.wanted:
            self.fields[self._textarea] += data.lstrip("\n") if not self.fields[self._textarea] else data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form" and self.form == self.wanted:
            self.form = 10**6


def fields(html: str, form: int = 0) -> dict[str, str]:
    """What a browser would send of a form that is filled in."""
    parser = _Fields(form)
    parser.feed(html)
    parser.fields.pop("csrfmiddlewaretoken", None)
    return parser.fields


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    if status == 200:
        assert answer.headers["Cache-Control"] == "no-store"
    return answer.content.decode()


def send(client: Client, address: str, status: int = 302, **sent: str) -> str:
    """Post a form; returns the page, or where it leads."""
    answer = client.post(address, {name.replace("__", "."): value for name, value in sent.items()})
    assert answer.status_code == status, (address, answer.status_code, answer.content.decode()[-3000:])
    return answer.headers["Location"] if status == 302 else answer.content.decode()


def send_fields(client: Client, address: str, sent: dict[str, str], status: int = 302) -> str:
    answer = client.post(address, sent)
    assert answer.status_code == status, (address, answer.status_code, answer.content.decode()[-3000:])
    return answer.headers["Location"] if status == 302 else answer.content.decode()
