"""The e-Register: number and day together say whether an apostille was issued, and nothing of who asked for it."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from legation.documents import api as documents
from legation.procedures.answers import key_of
from legation.procedures.selectors import answers_now
from legation.registers import api
from tests.contract.walking import Walk
from tests.registers.test_extracts import House, house, shown, signing, walked

__all__ = ["house", "signing"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia", "signing")]
ADDRESS = "/en/e-register/"


@pytest.fixture
def apostille(house: House, now: datetime) -> Walk:
    return walked("apostille_certificate", ("granted", "issue"), house, now, surname={"surname": "Plantedname"})


def asked(number: str, day: str, client: Client | None = None) -> Any:
    year, month, day = day.split("-")
    parts = {"issued-year": year, "issued-month": month, "issued-day": day}
    return (client or Client()).post(ADDRESS, {"number": number, **parts})


def test_number_and_day_say_that_it_was_issued_by_whom_and_for_what(apostille: Walk) -> None:
    (found,) = api.of_reference(apostille.case.reference)
    assert found.number == "HQ/A/2026/1"
    page = asked("hq a 2026 1", "2026-11-22").content.decode()
    answers = answers_now(apostille.case)
    assert "is-valid" in page and all(answers[name] in page for name in ("signed_by", "signed_as", "seal_of"))
    assert "Plantedname" not in page and answers["email"] not in page and apostille.case.reference not in page


@pytest.mark.parametrize(("number", "day"), [("HQ/A/2026/1", "2026-11-21"), ("HQ/A/2026/2", "2026-11-22")])
def test_what_is_wrong_in_either_is_not_found_and_tells_nothing(apostille: Walk, number: str, day: str) -> None:
    page = asked(number, day).content.decode()
    assert "is-unknown" in page and answers_now(apostille.case)["signed_by"] not in page


def test_other_registers_are_not_there(house: House, now: datetime) -> None:
    walk = walked("power_of_attorney", ("signed", "issue"), house, now)
    (found,) = api.of_reference(walk.case.reference)
    assert "is-unknown" in asked(found.number, "2026-11-22").content.decode()


def test_one_that_was_revoked_says_so(house: House, now: datetime) -> None:
    walked("apostille_certificate", ("issued", "revoke"), house, now)
    assert "is-revoked" in asked("HQ/A/2026/1", "2026-11-22").content.decode()


def test_both_are_asked_for_and_whoever_guesses_is_slowed_down() -> None:
    client = Client()
    wrong = client.post(ADDRESS, {"number": "7"})
    assert wrong.status_code == 422 and wrong.content.decode().count('class="error"') == 2
    answers = [asked("HQ/A/2026/1", "2026-11-22", client).status_code for _time in range(61)]
    assert answers[-1] == 429


def test_the_paper_has_the_ten_items_of_the_convention_with_number_and_address(apostille: Walk) -> None:
    (view,) = documents.of_reference(apostille.case.reference)
    said = shown(documents.fetch(view.number, key=key_of(apostille.case)))
    assert all(f"{number}." in said for number in range(1, 11))
    assert "(Convention de La Haye du 5 octobre 1961)" in said and "HQ/A/2026/1" in said and "/e-register" in said
