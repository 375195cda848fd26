"""A cashier finds what somebody has to pay by what they show: the open fees of the post, nothing else, each look on record."""

from datetime import datetime

import pytest
from django.test import Client

from legation.ground.audit.models import Access
from legation.ground.errors import NotAllowed, NotFound
from legation.payments.models import Payment
from legation.payments.till import api
from legation.procedures.models import Case
from tests.payments.till.support import ask, opened, rate, stock, take, worker
from tests.procedures.support import handed_in

pytestmark = pytest.mark.django_db


def client_at(post: str = "HQ") -> Client:
    """A cashier of a post with an open drawer."""
    stock(post)
    by = worker(post)
    opened(by, post)
    client = Client()
    client.force_login(by.person)
    return client


def found(typed: str, now: datetime, post: str = "HQ") -> list[str]:
    return [row.reference for row in api.find_open(place=post, typed=typed, by=worker(post), at=now)]


def test_a_fee_is_found_by_passport_case_and_application_and_by_nothing_of_another(now: datetime) -> None:
    case, person = handed_in(now)
    handed_in(now, seed=2)
    reference = case.application.reference
    for typed in (person.passport, f" {person.passport.lower()} ", case.reference, reference.lower(), reference):
        assert found(typed, now) == [reference], typed
    assert found("ZZ999999", now) == found("", now) == found(person.passport[:-1], now) == []


def test_what_is_another_posts_or_is_paid_is_not_found(now: datetime) -> None:
    case, person = handed_in(now)
    assert found(person.passport, now, post="CAI") == found(case.reference, now, post="CAI") == []
    assert not Access.objects.filter(verb="looked_at", subject=case.reference).exists()
    Payment.objects.filter(reference=case.application.reference).update(state="settled", settled_at=now)
    assert found(person.passport, now) == []


def test_an_earlier_receipt_leads_to_what_is_open_of_the_same_case(now: datetime) -> None:
    case, _person = handed_in(now)
    by = client_at() and worker("HQ")
    rate("USD", "1.1", day=now.date())
    slip = take(by, case.application.reference, "HQ", at=now)
    number = f"HQ-{slip.book.year}-{slip.number:06d}"
    assert found(number, now) == []
    ask(f"{case.reference}/1", place="HQ")
    assert found(number, now) == [f"{case.reference}/1"]
    for typed in ("HQ-2026", "HQ-x-1", "HQ--", "CAI-2026-000001", "HQ-2026-²"):
        assert found(typed, now) == []


def test_each_look_is_recorded_with_its_purpose_and_not_what_was_typed(now: datetime) -> None:
    case, person = handed_in(now)
    found(person.passport, now)
    look = Access.objects.get(verb="looked_at", subject=case.reference)
    assert look.body == {"role": "cashier", "post": "HQ", "purpose": "cash_desk"}
    searched = Access.objects.get(verb="searched")
    assert searched.body == {"found": 1, "purpose": "cash_desk", "post": "HQ"} and not searched.subject


def test_what_is_kept_apart_is_found_by_its_reference_alone(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    from legation.procedures import at_till

    case, person = handed_in(now)
    monkeypatch.setattr(at_till, "_is_apart", lambda _case: True)
    assert found(person.passport, now) == [] and found(case.reference, now) == [case.application.reference]


def test_nobody_but_a_cashier_of_the_post_finds_anything(now: datetime) -> None:
    _case, person = handed_in(now)
    for by, refused in ((worker("CAI"), NotFound), (worker("HQ", "accountant"), NotAllowed)):
        with pytest.raises(refused):
            api.find_open(place="HQ", typed=person.passport, by=by, at=now)


def test_the_desk_leads_to_the_one_fee_and_lists_several_without_a_name(now: datetime) -> None:
    case, person = handed_in(now)
    client, reference = client_at(), case.application.reference
    address = "/en/till/HQ/find/"
    assert client.post(address, {"shown": person.passport}).headers["Location"].endswith(f"reference={reference}")
    nothing = client.post(address, {"shown": "ZZ999999"})
    assert nothing.status_code == 422 and "Nothing is open to be paid" in nothing.content.decode()
    ask(f"{case.reference}/1", place="HQ")
    page = client.post(address, {"shown": person.passport}).content.decode()
    assert "Open to be paid" in page and f"{case.reference}/1" in page and reference in page
    surname = str(person.known["surname"]) if "surname" in person.known else person.passport
    assert surname not in page and person.passport not in page
    # who shows the reference of what is paid already reads that it is; a scanner types a whole address
    Payment.objects.update(state="settled", settled_at=now)
    shown = client.post(address, {"shown": f"https://utopia.example/en/pay/{reference}/"})
    assert shown.headers["Location"].endswith(f"reference={reference}")
    assert client.get(address).status_code == 405 and Case.objects.everywhere("a test").count() == 1
