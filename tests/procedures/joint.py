"""A family in which both parents must sign, for tests that begin somewhere along its way."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from legation.messaging import api as messaging
from legation.procedures.selectors import draft_of
from legation.procedures.services.ask_signature import ask_signature
from legation.procedures.services.save_page import save_page
from legation.procedures.services.start import start

APPLICANT, OTHER = "ada@example.org", "ben@example.org"
PROOF = "B7654321"
SIGNER = "other_parent"
Pages = dict[str, dict[str, str]]


def day(name: str, value: str) -> dict[str, str]:
    """A date as a form sends it."""
    return dict(zip((f"{name}-year", f"{name}-month", f"{name}-day"), value.split("-"), strict=True))


def pages(at: datetime) -> Pages:
    """What the applicant writes, by page."""
    leaves = at.date() + timedelta(days=20)
    return {
        "child": {"child_surname": "OKORO", "child_given_names": "CHI", "child_passport": "C1111111"}
        | day("child_born", f"{at.year - 9}-04-03"),
        "parent": {"surname": "OKORO", "given_names": "ADA", "sex": "female", "passport_number": "A1234567"}
        | day("birth_date", "1990-04-03") | day("passport_expiry", f"{at.year + 5}-05-01"),
        "custody": {"custody": "both"},
        "other_parent": {"other_surname": "OKORO", "other_given_names": "BEN", "other_document": PROOF,
                         "other_email": OTHER},
        "travel": {"companion": "Grandmother OKORO", "destination": "FRA", "reason": "holiday"}
        | day("leaves", leaves.isoformat()) | day("returns", (leaves + timedelta(days=9)).isoformat()),
        "contact": {"email": APPLICANT},
    }  # fmt: skip


def filled(at: datetime, language: str = "en") -> str:
    """A draft with every page saved; gives its token."""
    token = start(procedure="travel_consent", known={}, language=language, at=at)
    for page, data in pages(at).items():
        save_page(token=token, page=page, data=data, uploads={}, at=at)
    return token


def change(token: str, at: datetime, **answers: str) -> None:
    """Change something about the journey."""
    save_page(token=token, page="travel", data=pages(at)["travel"] | answers, uploads={}, at=at)


def link_in(letter: messaging.Captured) -> str:
    """The token of the signer's link in a letter."""
    return re.search(r"/sign/([\w-]+)/", letter.body)[1]  # type: ignore[index]


def letters_to(address: str) -> list[messaging.Captured]:
    """What was written to an address, oldest first."""
    return [each for each in messaging.captured()[::-1] if each.to == address]


def asked(token: str, at: datetime) -> str:
    """Ask the other parent; gives the token of their link."""
    ask_signature(token=token, signature=SIGNER, at=at)
    return link_in(letters_to(OTHER)[-1])


def read(link: str, proof: str = PROOF, language: str = "en") -> tuple[Client, str]:
    """The other parent shows who they are; gives their browser and where they read the application."""
    client = Client()
    answer = client.post(f"/{language}/sign/{link}/", {"other_document": proof})
    assert answer.status_code == 302, answer.status_code
    return client, str(answer.headers["Location"])


def answer(link: str, agrees: str = "yes", language: str = "en") -> Any:
    """The other parent reads and says yes or no, on the page; gives the page they see then."""
    client, address = read(link, language=language)
    return client.post(address, {"agrees": agrees, "declared": "yes"}, follow=True)


def signed(at: datetime) -> tuple[str, str]:
    """A draft that the other parent signed; gives its token and that of the signer's link."""
    token = filled(at)
    link = asked(token, at)
    assert answer(link).status_code == 200
    return token, link


def case_of(token: str) -> Any:
    """The case as the database has it now."""
    return draft_of(token)[0]
