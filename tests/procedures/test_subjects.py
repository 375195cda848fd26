"""A family hands in one application; each of them is decided, issued, refunded and forgotten alone."""

from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings as Settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.languages.api import format_money
from legation.ground.outbox import api as outbox
from legation.messaging.models import Message
from legation.payments import api as payments
from legation.payments.models import Payment, Refund
from legation.payments.rules import Kind
from legation.procedures.answers import open_answers
from legation.procedures.models import Application, Case, CaseAction, Party
from legation.procedures.selectors import cases_with, draft_of, link_to
from legation.procedures.services.act import Said, act
from legation.procedures.services.add_subject import add_subject
from legation.procedures.services.erase import forget
from legation.procedures.services.handing_in import party_details
from legation.procedures.services.purge import purge
from legation.procedures.services.remove_subject import remove_subject
from legation.procedures.services.save_page import save_page
from legation.procedures.services.settle import settle
from legation.procedures.services.submit import submit
from legation.procedures.services.withdraw import withdraw
from tests.payments.support import MemoryBank
from tests.procedures import paying
from tests.procedures.support import FACE, family, filled, fresh, joined, officer, traveller

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def handed_in_family(now: datetime, **how: int | bool) -> tuple[str, list[Case]]:
    token, _links, _people = family(now, **how)  # type: ignore[arg-type]
    submit(token=token, declared={"truth": "yes"}, at=now)
    return token, cases_with(draft_of(token)[0])


def amount_of(case: Case) -> int:
    return int(CaseAction.objects.get(case=case, number=1).body["amount"])


# -- a draft -----------------------------------------------------------------------------------------------------------


def test_another_traveller_shares_the_trip_and_has_a_nationality_of_their_own(now: datetime) -> None:
    token, first = filled(now)
    link, second = joined(token, now, by_rule=False, seed=5)
    one, two = (open_answers(case) for case in cases_with(draft_of(token)[0]))
    assert [one[name] for name in ("arrival", "departure", "email")] == [
        two[n] for n in ("arrival", "departure", "email")
    ]
    assert two["nationality"] == second.known["nationality"] != one["nationality"] == first.known["nationality"]
    assert two["surname"] == second.pages["passport"]["surname"]
    assert draft_of(link)[0].pk == cases_with(draft_of(token)[0])[1].pk


def test_what_is_shared_is_changed_once_for_all(now: datetime) -> None:
    token, _links, people = family(now)
    save_page(token=token, page="trip", data=people[0].pages["trip"] | {"address": "Elsewhere 7"}, uploads={}, at=now)
    assert {open_answers(case)["address"] for case in cases_with(draft_of(token)[0])} == {"Elsewhere 7"}


def test_the_others_cannot_change_what_is_shared(now: datetime) -> None:
    token, links, people = family(now, size=2)
    save_page(token=links[0], page="trip", data=people[1].pages["trip"] | {"address": "Mine"}, uploads={}, at=now)
    assert "Mine" not in {open_answers(case)["address"] for case in cases_with(draft_of(token)[0])}


def test_who_would_need_no_visa_cannot_be_added(now: datetime) -> None:
    token, first = filled(now)
    with pytest.raises(Invalid, match="not offered"):
        add_subject(token=token, known=first.known | {"nationality": "UTO"}, at=now)
    assert len(cases_with(draft_of(token)[0])) == 1


def test_a_traveller_is_asked_for_their_nationality(now: datetime) -> None:
    token, _first = filled(now)
    with pytest.raises(Invalid) as refused:
        add_subject(token=token, known={}, at=now)
    assert {"nationality", "purpose"} <= set(refused.value.fields)


def test_no_more_are_added_than_the_definition_allows(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    token, first = filled(now)
    for _number in range(19):
        add_subject(token=token, known=first.known, at=now)
    with pytest.raises(Invalid, match="21 persons"):
        add_subject(token=token, known=first.known, at=now)


def test_a_traveller_is_taken_out_and_the_others_stay(now: datetime) -> None:
    token, links, people = family(now)
    remove_subject(token=link_to(token, cases_with(draft_of(token)[0])[0]))
    names = [open_answers(case)["surname"] for case in cases_with(draft_of(token)[0])]
    assert names == [person.pages["passport"]["surname"] for person in people[1:]]
    assert Application.objects.get().size == 2
    with pytest.raises(NotFound):
        draft_of(link_to(token, Case(reference="UTO-gone")))
    remove_subject(token=links[0])
    with pytest.raises(Conflict):
        remove_subject(token=links[1])


def test_a_link_of_one_application_opens_no_traveller_of_another(now: datetime) -> None:
    token, _first = filled(now)
    stranger, _person = filled(now, seed=9)
    with pytest.raises(NotFound):
        draft_of(link_to(stranger, cases_with(draft_of(token)[0])[0]))


def test_a_draft_of_several_goes_whole_when_nobody_comes_back(now: datetime) -> None:
    family(now, size=2)
    assert purge(at=now + timedelta(days=60)) == (2, 0)
    assert not Application.objects.exists()


# -- its pages ---------------------------------------------------------------------------------------------------------


def test_the_list_says_what_is_missing_of_each_and_asks_the_database_no_more_for_more(now: datetime) -> None:
    token, first = filled(now)
    add_subject(token=token, known=first.known, at=now)
    client = Client()
    client.get(f"/en/application/{token}/persons/")
    with CaptureQueriesContext(connection) as few:
        page = client.get(f"/en/application/{token}/persons/").content.decode()
    assert "Traveller 2" in page and "Passport number" in page and "Add another traveller" in page
    for seed in range(3, 9):
        joined(token, now, seed=seed)
    with CaptureQueriesContext(connection) as many:
        client.get(f"/en/application/{token}/persons/")
    assert len(many) == len(few)


def test_the_pages_of_another_traveller_skip_what_is_shared(now: datetime) -> None:
    token, _first = filled(now)
    link, _second = joined(token, now)
    page = Client().get(f"/en/application/{link}/trip/").content.decode()
    assert 'name="entries"' in page and 'name="address"' not in page and 'name="arrival-day"' not in page


def test_a_family_walks_through_the_pages_without_script(now: datetime) -> None:
    token, _first = filled(now)
    client, second = Client(), traveller(4, today=now.date(), by_rule=True)
    assert "Add another traveller" in client.get(f"/en/application/{token}/summary/").content.decode()
    bad = client.post(f"/en/application/{token}/persons/add/", {"purpose": "tourism"})
    assert bad.status_code == 422 and "Choose a country" in bad.content.decode()
    place = client.post(f"/en/application/{token}/persons/add/", second.known).headers["Location"]
    for page in ("passport", "trip", "contact"):
        assert place.endswith(f"/{page}/")
        files = {"photo": _file()} if page == "contact" else {}
        place = client.post(place, second.pages[page] | files).headers["Location"]
    assert place.endswith("/persons/")
    page = client.get(f"/en/application/{token}/summary/").content.decode()
    assert second.passport in page and page.count("<dt>Passport number</dt>") == 2
    done = client.post(f"/en/application/{token}/summary/", {"truth": "yes"}, follow=True).content.decode()
    assert "What it is made of" in done
    assert "Pay the fee" in client.get(f"/en/application/{token}/").content.decode()


def _file():  # type: ignore[no-untyped-def]
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("me.jpg", FACE, "image/jpeg")


# -- handing in --------------------------------------------------------------------------------------------------------


def test_all_are_handed_in_for_one_payment_of_the_sum(now: datetime) -> None:
    token, cases = handed_in_family(now)
    assert [case.status for case in cases] == ["awaiting_payment"] * 3
    assert Payment.objects.get().amount == sum(map(amount_of, cases)) > amount_of(cases[0])
    assert Message.objects.count() == 0
    outbox.drain(clock=timezone.now)
    assert Message.objects.count() == 1, "one letter says that the application came"
    with pytest.raises(Conflict):
        submit(token=token, declared={"truth": "yes"}, at=now)


def test_where_one_lacks_something_nobody_is_handed_in(now: datetime) -> None:
    token, first = filled(now)
    add_subject(token=token, known=first.known, at=now)
    with pytest.raises(Invalid) as refused:
        submit(token=token, declared={"truth": "yes"}, at=now)
    lacking = cases_with(draft_of(token)[0])[1].reference
    assert set(refused.value.fields) >= {f"{lacking}.surname", f"{lacking}.photo"}
    assert {case.status for case in cases_with(draft_of(token)[0])} == {"draft"} and not Payment.objects.exists()
    page = Client().post(f"/en/application/{token}/summary/", {"truth": "yes"})
    assert page.status_code == 422 and "Traveller 2: Surname" in page.content.decode()


def test_each_is_decided_alone(now: datetime) -> None:
    token, _first = filled(now)
    joined(token, now, by_rule=False, seed=5)
    submit(token=token, declared={"truth": "yes"}, at=now)
    settle(application=Application.objects.get().reference, at=now)
    assert [case.status for case in cases_with(draft_of(token)[0])] == ["granted", "referred"]
    page = Client().get(f"/en/application/{token}/").content.decode()
    assert page.count('class="panel"') == 2


def test_each_has_their_own_status_by_their_own_passport(now: datetime) -> None:
    token, _links, people = family(now, size=2)
    submit(token=token, declared={"truth": "yes"}, at=now)
    reference = Application.objects.get().reference
    page = Client().post("/en/status/", {"reference": reference, "passport": people[1].passport}).content.decode()
    case = cases_with(draft_of(token)[0])[1]
    assert people[0].passport not in page and case.status == "awaiting_payment"
    assert people[0].pages["passport"]["surname"] not in page


def test_a_corrected_name_stands_on_the_page_of_all_and_on_their_own(now: datetime) -> None:
    token, cases = handed_in_family(now)
    settle(application=Application.objects.get().reference, at=now)
    Case.objects.everywhere("the papers are made").update(status="issued")
    said = Said(answers={"surname": "Sforza"})
    act(reference=cases[1].reference, verb="correct", by=officer(), at=now, said=said)
    for link in (token, link_to(token, cases[1])):
        assert "Sforza" in Client().get(f"/en/application/{link}/").content.decode(), link
    assert "Sforza" not in Client().get(f"/en/application/{link_to(token, cases[0])}/").content.decode()


# -- money -------------------------------------------------------------------------------------------------------------


def test_one_withdraws_while_a_page_is_open_and_their_fee_alone_goes_back(now: datetime, bank: MemoryBank) -> None:
    token, cases = handed_in_family(now)
    attempt = paying.begin(cases[0], now)
    withdraw(token=link_to(token, cases[1]), at=now)
    assert [case.status for case in cases_with(draft_of(token)[0])] == [
        "awaiting_payment",
        "withdrawn",
        "awaiting_payment",
    ]
    assert "goes back by itself" in Client().get(f"/en/application/{token}/fee/").content.decode()
    paying.pay(bank, attempt, now)
    outbox.drain(clock=timezone.now)
    assert Refund.objects.get().amount == amount_of(cases[1])
    assert [case.status for case in cases_with(draft_of(token)[0])][1] == "withdrawn"
    assert fresh(cases[0]).status != "awaiting_payment" != fresh(cases[2]).status
    assert payments.ledger_check().ok


def test_who_withdraws_before_anybody_is_at_the_bank_is_not_paid_for(now: datetime, bank: MemoryBank) -> None:
    token, cases = handed_in_family(now)
    withdraw(token=link_to(token, cases[1]), at=now)
    assert Payment.objects.get().amount == amount_of(cases[0]) + amount_of(cases[2])
    assert "goes back by itself" not in Client().get(f"/en/application/{token}/fee/").content.decode()
    paying.pay(bank, paying.begin(cases[0], now), now)
    outbox.drain(clock=timezone.now)
    assert not Refund.objects.exists()
    assert fresh(cases[0]).status != "awaiting_payment" != fresh(cases[2]).status
    assert payments.ledger_check().ok


def test_who_comes_back_to_pay_after_one_withdrew_is_shown_and_asked_for_less(
    now: datetime, bank: MemoryBank, settings: Settings
) -> None:
    settings.LEGATION_PROVIDER = "memory"
    token, cases = handed_in_family(now)
    old = paying.begin(cases[0], now)
    withdraw(token=link_to(token, cases[1]), at=now)
    left = amount_of(cases[0]) + amount_of(cases[2])
    assert format_money(left, "EUR", "en") in Client().get(f"/en/application/{token}/fee/").content.decode()
    answer = Client().post(f"/en/application/{token}/fee/")
    assert bank.sessions[str(old.pk)].ended == Kind.EXPIRED
    assert answer["Location"].startswith("https://bank.example/") and bank.orders[-1].money.amount == left


def test_who_pays_nothing_goes_on_when_all_who_pay_have_withdrawn(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = iter([(5000, "EUR"), (0, "EUR")])
    monkeypatch.setattr("legation.procedures.services.submit_all.fee_of", lambda *_: next(free))
    token, _links, _people = family(now, size=2)
    submit(token=token, declared={"truth": "yes"}, at=now)
    paying_one, free_one = cases_with(draft_of(token)[0])
    withdraw(token=link_to(token, paying_one), at=now)
    outbox.drain(clock=timezone.now)
    assert (fresh(paying_one).status, Payment.objects.get().state) == ("withdrawn", "expired")
    assert fresh(free_one).status != "awaiting_payment"


def test_each_person_of_a_family_is_income_of_their_own_nationality(now: datetime, bank: MemoryBank) -> None:
    token, _first = filled(now)
    joined(token, now, by_rule=False, seed=5)
    submit(token=token, declared={"truth": "yes"}, at=now)
    cases = cases_with(draft_of(token)[0])
    paying.pay(bank, paying.begin(cases[0], now), now)
    rows = payments.labelled_income(since=now.date(), until=now.date())
    assert {row.labels["nationality"]: row.amount for row in rows} == {
        str(open_answers(case)["nationality"]): amount_of(case) for case in cases
    }
    assert len(rows) == 2 and {row.place for row in rows} == {cases[0].post.code}


def test_all_withdraw_at_once_and_no_money_is_asked_for_any_more(now: datetime) -> None:
    token, _cases = handed_in_family(now)
    Client().post(f"/en/application/{token}/withdraw/")
    assert {case.status for case in cases_with(draft_of(token)[0])} == {"withdrawn"}
    assert Payment.objects.get().state == "expired"


# -- data --------------------------------------------------------------------------------------------------------------


def test_who_is_forgotten_leaves_the_others(now: datetime) -> None:
    token, cases = handed_in_family(now)
    forget(cases[0], by="system", at=now)
    left = [case for case in cases_with(cases[0]) if case.data_key is not None]
    assert len(left) == 2 and open_answers(left[0])["surname"]
    assert open_answers(left[0])["surname"] in party_details(Party.objects.get())["name"]
    page = Client().get(f"/en/application/{token}/").content.decode()
    assert "Erased" in page and draft_of(token)[0].pk == left[0].pk
    for case in left:
        forget(case, by="system", at=now)
    assert bytes(Party.objects.get().details) == b""


def test_retention_ends_for_each_alone(now: datetime) -> None:
    _token, cases = handed_in_family(now)
    withdraw(token=link_to(_token, cases[0]), at=now - timedelta(days=800))
    assert purge(at=now) == (0, 1)
    assert [case.data_key is None for case in cases_with(cases[0])] == [True, False, False]


def test_each_asks_about_their_own_data(now: datetime) -> None:
    token, cases = handed_in_family(now)
    whole = Client().get(f"/en/application/{token}/data/").content.decode()
    assert "Each person has a page of their own" in whole and "Have it corrected" not in whole
    one = Client().get(f"/en/application/{link_to(token, cases[1])}/data/").content.decode()
    assert "Have it corrected" in one
    Client().post(
        f"/en/application/{link_to(token, cases[1])}/data/", {"kind": "correction", "correction": "The name."}
    )
    assert [case.data_requests.count() for case in cases] == [0, 1, 0]


def test_a_draft_is_erased_whole_or_one_by_one(now: datetime) -> None:
    token, links, _people = family(now)
    Client().post(f"/en/application/{links[0]}/data/", {"kind": "erasure"})
    assert len(cases_with(draft_of(token)[0])) == 2 == Application.objects.get().size
    Client().post(f"/en/application/{token}/data/", {"kind": "erasure"})
    assert not Case.objects.everywhere("a test looks").exists()


# -- the desk ----------------------------------------------------------------------------------------------------------


def test_the_officer_sees_whom_a_case_came_with(now: datetime) -> None:
    token, _links, _people = family(now, size=3, by_rule=False)
    submit(token=token, declared={"truth": "yes"}, at=now)
    settle(application=Application.objects.get().reference, at=now)
    cases, person = cases_with(draft_of(token)[0]), officer()
    act(
        reference=cases[0].reference,
        verb="refuse",
        by=person,
        at=now,
        said=Said(reasons=["means_not_shown"], note="No."),
    )
    client = Client()
    from legation.ground.people.models import Person

    client.force_login(Person.objects.get())
    page = client.get(f"/en/desk/{cases[1].reference}/").content.decode()
    assert "Person 2 of 3 in application" in page and f"/en/desk/{cases[2].reference}/" in page
    assert [case.status for case in cases_with(draft_of(token)[0])] == ["refused", "referred", "referred"]
