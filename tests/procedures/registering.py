"""A way through the register of nationals abroad, for tests: what somebody writes into its form, by page."""

import io
from datetime import datetime

from PIL import Image

from legation.procedures.models import Case
from legation.procedures.selectors import draft_of
from legation.procedures.services.save_page import save_page
from legation.procedures.services.start import start
from legation.procedures.services.submit import submit

PROCEDURE = "registration_abroad"


def day(field: str, day: str, month: str, year: str) -> dict[str, str]:
    """A date as three inputs."""
    return {f"{field}-day": day, f"{field}-month": month, f"{field}-year": year}


def member(number: int, relation: str, name: str, born: str, *, nationality: str = "UTO") -> dict[str, str]:
    """A row of the family."""
    row = {"relation": relation, "surname": name, "born-year": born, "born-day": "", "born-month": "",
           "nationality": nationality, "lives_here": "yes", "given_names": ""}  # fmt: skip
    return {f"members-{number}-{name}": value for name, value in row.items()}


FAMILY = member(0, "spouse", "Brûlé", "1980", nationality="FRA") | member(1, "child", "Müller", "2015")
PAGES = {
    "person": {
        "surname": "Müller", "given_names": "Élise", "sex": "female", "passport_number": "L898902C3",
        "national_number": "L898902C36", **day("birth_date", "12", "8", "1984"), **day("passport_expiry", "1", "5", "2031"),
    },
    "parents": {"mother": "Anna Müller", **day("mother_born", "", "3", "1950"), "father": "", **day("father_born", "", "", "")},
    "abroad": {
        "home-line1": "12 rue d'Amaurote", "home-city": "Paris", "home-postal_code": "75011", "home-country": "FRA",
        **day("since", "", "", "2019"), "purposes-work": "yes", "purposes-family": "yes", "income-amount": "1 234,50",
        "income-currency": "EUR",
    },
    "family": FAMILY,
    "children": {"at_school": "1", "school_wish": ""},
    "emergency": {"call_name": "Jean Brûlé", "call_relation": "sibling", "call_phone": "01 44 55 66 77", "call_from": "8:30"},
    "contact": {"email": "elise@example.org", "phone": "+33 1 44 55 66 77", "sharing": "yes", "zone": ""},
}  # fmt: skip


def scan(pages: int = 2) -> bytes:
    """A scanned paper as a PDF."""
    out = io.BytesIO()
    picture = Image.new("RGB", (600, 800), (240, 240, 230))
    picture.save(out, "PDF", save_all=True, append_images=[picture] * (pages - 1))
    return out.getvalue()


def filled(at: datetime, **pages: dict[str, str]) -> str:
    """A draft with every page saved; gives its token."""
    token = start(procedure=PROCEDURE, known={}, language="en", at=at, post="PAR")
    for page, data in (PAGES | pages).items():
        uploads = {"proof": scan()} if page == "contact" else {}
        save_page(token=token, page=page, data=data, uploads=uploads, at=at)
    return token


def handed_in(at: datetime, **pages: dict[str, str]) -> tuple[Case, str]:
    """A registration with an officer, and its token."""
    token = filled(at, **pages)
    submit(token=token, declared={"truth": "yes"}, at=at)
    return draft_of(token)[0], token
