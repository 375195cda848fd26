"""A program that asks the JSON API, for tests."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from legation.config.samples import Traveller, traveller
from legation.ground.people.api import Person
from legation.ground.tokens import api as tokens
from legation.ground.tokens.scopes import APPLICATIONS_READ, APPLICATIONS_WRITE, OF_PERSONS
from tests.procedures import joint
from tests.procedures.support import FACE

BASE = "/api/v1"


class Program:
    """Asks with one token, in one language."""

    def __init__(self, token: str, language: str = "en") -> None:
        self.client, self.language = Client(), language
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The answer to a request; a body is sent as JSON."""
        known = self.headers | {"Accept-Language": self.language} | headers
        more = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(self.client, method)(f"{BASE}{path}", headers=known, **more)

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("get", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("post", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self.ask("patch", path, body, **headers)

    def upload(self, path: str, data: bytes) -> Any:
        file = SimpleUploadedFile("picture.jpg", data, "image/jpeg")
        return self.client.post(f"{BASE}{path}", {"file": file}, headers=self.headers)


def agency(*scopes: str, name: str = "Utopia Tours") -> Program:
    """The program of a travel agency, with a token for these scopes, or for all about applications."""
    asked = list(scopes) or [APPLICATIONS_READ, APPLICATIONS_WRITE]
    return Program(tokens.create_token(name=name, scopes=asked, days=9, at=datetime.now(UTC))[1])


def of_person(person: Person, *scopes: str) -> Program:
    """The program of a member of staff."""
    asked = list(scopes) or list(OF_PERSONS)
    return Program(tokens.create_token(name="mine", scopes=asked, days=9, at=datetime.now(UTC), person=person)[1])


def json_of(data: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What a traveller types, as a program sends it."""
    for name, value in data.items():
        if name.endswith("-day"):
            field = name.removesuffix("-day")
            yield field, f"{data[f'{field}-year']}-{int(data[f'{field}-month']):02}-{int(value):02}"
        elif not name.endswith(("-month", "-year")):
            yield name, value


def somebody(*, by_rule: bool = True, seed: int = 1) -> Traveller:
    """A traveller of today."""
    return traveller(seed, today=datetime.now(UTC).date(), by_rule=by_rule)


def started(program: Program, person: Traveller) -> tuple[str, str]:
    """The references of a fresh application and its case."""
    answer = program.post("/applications", {"procedure": "evisa", "answers": person.known})
    assert answer.status_code == 201, answer.content
    told = answer.json()
    return told["reference"], told["cases"][0]["reference"]


def filled(program: Program, person: Traveller) -> tuple[str, str]:
    """The same, with every answer and the picture."""
    reference, case = started(program, person)
    answers = {name: value for page in person.pages.values() for name, value in json_of(page)}
    assert program.patch(f"/applications/{reference}/cases/{case}/answers", {"answers": answers}).status_code == 200
    assert program.upload(f"/applications/{reference}/cases/{case}/files/photo", FACE).status_code == 200
    return reference, case


def handed_in(program: Program, person: Traveller) -> tuple[str, str]:
    """The same, waiting for its fee."""
    reference, case = filled(program, person)
    answer = program.post(f"/applications/{reference}/submit", {"declarations": {"truth": True}})
    assert answer.status_code == 200, answer.content
    return reference, case


def both_parents(program: Program) -> str:
    """A draft that the other parent must sign, with every answer; gives its reference."""
    pages = joint.pages(datetime.now(UTC)).values()
    answers = {name: value for page in pages for name, value in json_of(page)}
    told = program.post("/applications", {"procedure": "travel_consent", "answers": answers})
    assert told.status_code == 201, told.json()
    return str(told.json()["reference"])
