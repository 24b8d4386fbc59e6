"""An organisation's own attributes: made, changed, put in order and retired on their pages."""

from __future__ import annotations

import pytest
from django.test import Client

from lupaus.workspace.models import Attribute, Part
from tests.signed_in import client_of
from tests.workspace.pages import BOOK, fields, page, send, send_fields
from tests.world import PIRKKO, RIITTA

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("cast", "draft")]

HERE = "/en/workspace/attributes/kaava/"
NOTE = f"{BOOK}note/x/"


@pytest.fixture
def writer() -> Client:
    return client_of(PIRKKO)


def add(writer: Client, title: str, form: str = "text", **also: str) -> str:
    sent = {"kind": "note", "form": form, "title.en": title} | also
    return send_fields(writer, f"{HERE}new/", sent)


def slugs() -> list[str]:
    rows = Attribute.objects.filter(retired_at=None).order_by("position")
    return list(rows.values_list("slug", flat=True))


def test_attributes_of_every_form_are_made_and_then_asked_of_the_parts(writer: Client) -> None:
    add(writer, "Priority", "choice", **{"choice-0.en": "High", "choice-1.en": "Low", "public": "yes"})
    add(writer, "Cost", "number")
    add(writer, "Owner")
    add(writer, "Due day", "date")
    assert slugs() == ["priority", "cost", "owner", "due-day"]
    html = page(writer, NOTE)
    assert "Public: everybody sees this." in html
    assert "Internal: stays in here." in html
    form = fields(html) | {
        "attributes.priority": "high",
        "attributes.cost": "12,5",
        "attributes.owner": "Somebody",
        "attributes.due-day": "2027-01-31",
    }
    send_fields(writer, NOTE, form)
    assert Part.objects.get(slug="x").content["attributes"] == {
        "priority": "high",
        "cost": 12.5,
        "owner": "Somebody",
        "due-day": "2027-01-31",
    }
    assert "Somebody" in page(client_of(RIITTA), NOTE)
    html = send_fields(writer, NOTE, fields(page(writer, NOTE)) | {"attributes.cost": "much"}, status=422)
    assert 'id="f-attributes.cost-problem"' in html


def test_an_attribute_is_changed_and_keeps_the_ids_of_its_choices(writer: Client) -> None:
    add(writer, "Priority", "choice", **{"choice-0.en": "High", "choice-1.en": "Low"})
    address = f"{HERE}note/priority/"
    form = fields(page(writer, address))
    assert form["choice-0.id"] == "high"
    send_fields(writer, address, form | {"choice-0.en": "Very high", "choice-2.fi": "Keski"})
    kept = Attribute.objects.get()
    assert [each["id"] for each in kept.choices] == ["high", "low", "keski"]
    assert kept.choices[0]["title"]["en"] == "Very high"
    send_fields(writer, address, form | {"choice-0.en": "", "choice-1.en": ""}, status=422)


def test_what_is_wrong_with_an_attribute_is_told(writer: Client) -> None:
    html = send(writer, f"{HERE}new/", 422, kind="note", form="choice", title__en="Empty")
    assert "Give from 1 to 50 choices" in html
    assert "has to be filled in" in send(writer, f"{HERE}new/", 422, kind="note", form="text")
    add(writer, "Owner")
    again = send(writer, f"{HERE}new/", 422, kind="note", form="text", title__en="Owner")
    assert "There is already an attribute with the id owner" in again


def test_attributes_are_put_in_order_and_retired(writer: Client) -> None:
    for title in ("One", "Two", "Three"):
        add(writer, title)
    send(writer, HERE, kind="note", part="three", to="1")
    assert slugs() == ["three", "one", "two"]
    send_fields(writer, NOTE, fields(page(writer, NOTE)) | {"attributes.one": "kept"})
    assert "Retire “One”?" in page(writer, f"{HERE}note/one/retire/")
    assert send(writer, f"{HERE}note/one/retire/") == f"{HERE}?done=retired"
    assert slugs() == ["three", "two"]
    assert "attributes.one" not in page(writer, NOTE)
    send_fields(writer, NOTE, fields(page(writer, NOTE)) | {"title.en": "new", "attributes.two": "2"})
    assert Part.objects.get(slug="x").content["attributes"] == {"one": "kept", "two": "2"}
    address = f"{HERE}note/one/"
    assert "Saving takes it up again" in page(writer, address)
    send_fields(writer, address, fields(page(writer, address)))
    assert "one" in slugs()


def test_a_reader_sees_the_list_and_no_door(writer: Client) -> None:
    add(writer, "Owner")
    html = page(client_of(RIITTA), HERE)
    assert "Owner" in html
    assert "Add an attribute" not in html
    page(client_of(RIITTA), f"{HERE}note/none/", 403)
    page(writer, f"{HERE}note/none/", 404)
