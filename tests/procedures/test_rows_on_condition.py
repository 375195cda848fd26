"""A field of a row that is asked only on a condition on the row: in a form without script, as JSON, on the page."""

import json
from datetime import date, datetime
from random import Random
from typing import Any

import pytest
from django.test import Client

from legation.ground.errors import Invalid
from legation.procedures.answers import open_answers
from legation.procedures.bundles import compose
from legation.procedures.definitions.schema import FieldDefinition
from legation.procedures.kinds import from_json, json_schema, parse, sample
from legation.procedures.selectors import draft_of
from tests.procedures.decided import put_in_force
from tests.procedures.support import filled

TODAY = date(2026, 11, 22)
ASKED = {
    "field": "family", "kind": "group", "at_most": 3, "required": False, "fields": [
        {"field": "name", "kind": "name"}, {"field": "kind", "kind": "choice", "choices": ["child", "spouse"]},
        {"field": "born", "kind": "date", "past": True, "when": 'row.kind == "child"'},
        {"field": "school", "kind": "text", "when": "has(row.born) && row.kind == \"child\""},
    ],
}  # fmt: skip
FAMILY = FieldDefinition.model_validate(ASKED)
SPOUSE = {"family-0-name": "Ana", "family-0-kind": "spouse"}
CHILD = {"family-0-name": "Ben", "family-0-kind": "child"}
BORN = {"family-0-born-day": "1", "family-0-born-month": "2", "family-0-born-year": "2015"}


def read(data: dict[str, str]) -> Any:
    return parse(FAMILY, data, today=TODAY)


def test_a_row_is_asked_what_its_own_answers_call_for() -> None:
    assert read(SPOUSE) == [{"name": "Ana", "kind": "spouse"}]
    with pytest.raises(Invalid) as told:
        read(CHILD)
    assert set(told.value.fields) == {"family", "family-0-born"}
    with pytest.raises(Invalid) as told:
        read(CHILD | BORN)
    assert set(told.value.fields) == {"family", "family-0-school"}
    child = [{"name": "Ben", "kind": "child", "born": "2015-02-01", "school": "Anyder"}]
    assert read(CHILD | BORN | {"family-0-school": "Anyder"}) == child


def test_what_is_no_longer_asked_in_a_row_is_forgotten() -> None:
    assert read(SPOUSE | BORN | {"family-0-school": "Anyder"}) == [{"name": "Ana", "kind": "spouse"}]


def test_as_json_it_is_the_same_and_the_schema_does_not_demand_it() -> None:
    from jsonschema import Draft202012Validator  # here, since it takes seconds to load

    spouse = [{"name": "Ana", "kind": "spouse"}]
    Draft202012Validator(json_schema(FAMILY)).validate(spouse)
    assert from_json(FAMILY, spouse, today=TODAY) == spouse
    with pytest.raises(Invalid):
        from_json(FAMILY, [{"name": "Ben", "kind": "child"}], today=TODAY)


def test_samples_hold_what_is_asked_and_nothing_else() -> None:
    made = [row for seed in range(30) for row in sample(FAMILY, Random(seed), today=TODAY)]
    assert {row["kind"] for row in made} == {"child", "spouse"}
    assert all(("born" in row) == ("school" in row) == (row["kind"] == "child") for row in made)


@pytest.mark.django_db
@pytest.mark.usefixtures("utopia")
def test_it_appears_on_the_page_when_it_was_saved_and_goes_again(now: datetime) -> None:
    content = json.loads(compose("visa/evisa.v1")[1])
    page = next(each for each in content["definition"]["pages"] if each["page"] == "contact")
    page["fields"].append(ASKED)
    put_in_force(content, now)
    token, person = filled(now)
    client, address, typed = Client(), f"/en/application/{token}/contact/", person.pages["contact"]
    shown = client.post(address, typed | {"add": "family"}).content.decode()
    assert 'name="family-0-kind"' in shown and "family-0-born" not in shown
    saved = client.post(address, typed | CHILD)
    shown = saved.content.decode()
    assert saved.status_code == 422 and 'name="family-0-born-year"' in shown and 'value="Ben"' in shown
    assert client.post(address, typed | CHILD | BORN | {"family-0-school": "Anyder"}).status_code == 302
    shown = client.get(address).content.decode()
    assert 'name="family-0-born-year"' in shown and 'value="Anyder"' in shown
    assert client.post(address, typed | SPOUSE | BORN | {"family-0-school": "Anyder"}).status_code == 302
    assert open_answers(draft_of(token)[0])["family"] == [{"name": "Ana", "kind": "spouse"}]
    assert "family-0-born" not in client.get(address).content.decode()
