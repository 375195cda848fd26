"""A certificate of nationality, for tests of what goes from a post to the centre and back."""

from datetime import datetime

from legation.procedures.models import Case
from legation.procedures.selectors import draft_of
from legation.procedures.services.save_page import save_page
from legation.procedures.services.settle import settle
from legation.procedures.services.start import start
from legation.procedures.services.submit import submit
from tests.procedures.registering import day
from tests.procedures.support import fresh
from tests.procedures.test_legalisation import a_scan

PROCEDURE = "nationality_certificate"
PAGES = {
    "person": {
        "surname": "Plantedname", "given_names": "Ada", "sex": "female", "passport_number": "L898902C3",
        **day("birth_date", "12", "8", "1984"), **day("passport_expiry", "1", "5", "2031"),
    },
    "nationality": {"ground": "birth", "used_in": "FRA"},
    "contact": {"email": "ada@example.org", "phone": ""},
}  # fmt: skip


def filled(at: datetime, *, post: str = "PAR", ground: str = "birth") -> str:
    """A draft at a post with every page saved; gives its token."""
    token = start(procedure=PROCEDURE, known={}, language="en", at=at, post=post)
    for page, data in PAGES.items():
        data = data | ({"ground": ground} if page == "nationality" else {})
        save_page(
            token=token, page=page, data=data, uploads={"evidence": a_scan()} if page == "nationality" else {}, at=at
        )
    return token


def handed_in(at: datetime, *, post: str = "PAR", ground: str = "birth") -> Case:
    """One that waits for its fee."""
    token = filled(at, post=post, ground=ground)
    submit(token=token, declared={"truth": "yes"}, at=at)
    return draft_of(token)[0]


def paid(at: datetime, *, post: str = "PAR") -> Case:
    """One that the post has in hand."""
    case = handed_in(at, post=post)
    settle(application=case.application.reference, at=at)
    return fresh(case)
