"""Ten people at the window in Paris, each with a certificate of life to be paid for, and the officer who sees to them.

Run as `python -m tests.journeys.waiting` beside a running house; prints the lines of their passports as JSON.
"""

import json
import sys
from datetime import UTC, datetime

import django

django.setup()

from legation.config.commands.demo import PASSWORD
from legation.documents.seals.mrz import Format, Mrz, encode
from legation.ground.people.api import create_person
from legation.ground.posts.api import actor_of, assign
from legation.payments.till import api as till
from legation.procedures.services.save_page import save_page
from legation.procedures.services.start import start
from legation.procedures.services.submit import submit

OFFICER = "window.paris@utopia.example"
PEOPLE = ("Ada", "Bea", "Cleo", "Dana", "Elif", "Farid", "Günay", "Hedda", "Ivan", "Joud")


def main() -> None:
    """Make them all, and print what the reader at the window will type."""
    officer = create_person(email=OFFICER, name="Amaurota, W.", password=PASSWORD)
    for role in ("consular_officer", "cashier"):
        assign(person=officer, post="PAR", role=role)
    till.open_drawer(place="PAR", counts={"1000": 10}, by=actor_of(officer, "cashier"), at=datetime.now(UTC))
    json.dump([_comes(number, name) for number, name in enumerate(PEOPLE)], sys.stdout)


def _comes(number: int, name: str) -> str:
    at, passport = datetime.now(UTC), f"W{number:08}"
    token = start(procedure="life_certificate", known={}, language="en", at=at, post="PAR")
    pages = {
        "person": {
            "surname": "Hythlo", "given_names": name, "birth_date-day": "12", "birth_date-month": "8",
            "birth_date-year": "1984", "birth_place": "Amaurot", "sex": "female", "identity_number": passport,
        },
        "pension": {"pension_office": "Pensions of Utopia", "pension_number": "", "seen_how": "at_post"},
        "home": {
            "home-line1": "12 rue d'Amaurote", "home-city": "Paris", "home-postal_code": "75011", "home-country": "FRA",
            "home_since-day": "", "home_since-month": "", "home_since-year": "2019",
        },
        "contact": {"email": f"window{number}@example.org", "phone": ""},
    }  # fmt: skip
    for page, data in pages.items():
        save_page(token=token, page=page, data=data, uploads={}, at=at)
    submit(token=token, declared={"truth": "yes"}, at=at)
    return "\n".join(encode(Mrz(
        format=Format.TD3, document_code="P", issuer="UTO", number=passport, nationality="UTO", birth="840812", sex="F",
        expiry="310501", primary="Hythlo", secondary=name, optional="",
    )))  # fmt: skip


if __name__ == "__main__":
    main()
