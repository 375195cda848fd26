"""What a case costs: lines that are due, counted or not paid, each said before and after paying."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from legation.payments import api as payments
from legation.procedures.answers import lines_of_case, open_answers, price_now
from legation.procedures.bundles import compose, opened_from
from legation.procedures.definitions.differences import APPLICANTS, differences
from legation.procedures.fees import Charge
from legation.procedures.models import Bundle
from legation.procedures.selectors import draft_of
from legation.procedures.services.settle import settle
from legation.procedures.services.submit import submit
from tests.procedures.support import filled

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
FEE = {
    "currency": "EUR", "purpose": "evisa",
    "lines": [
        {"line": "basic", "amount": 2000},
        {"line": "day", "amount": 150, "per": "days(answers.arrival, answers.departure)"},
        {"line": "several", "amount": 1000, "when": 'answers.entries == "multiple"'},
        {"line": "reciprocity", "amount": "policy.fee_minor", "when": "policy.fee_minor > 100"},
    ],
    "exempt": [
        {"exempt": "child", "when": "days(answers.birth_date, today) < 2192"},
        {"exempt": "old", "when": "days(answers.birth_date, today) > 23741", "lines": ["basic", "several"]},
    ],
}  # fmt: skip
WORDS = {
    "fee.basic": "The visa", "fee.day": "A day", "fee.several": "Several entries", "fee.reciprocity": "As we pay there",
    "exempt.child": "Children below six pay nothing.", "exempt.old": "Who is above 65 pays for days only.",
}  # fmt: skip
ANSWERS = {
    "nationality": "EGY", "purpose": "tourism", "document_kind": "ordinary", "birth_date": "1990-01-01",
    "arrival": "2026-12-01", "departure": "2026-12-05", "entries": "single", "passport_expiry": "2031-01-01",
}  # fmt: skip


def content(fee: dict[str, Any] = FEE) -> dict[str, Any]:
    """The e-visa with a fee of lines."""
    made = json.loads(compose("visa/evisa.v1")[1])
    made["definition"]["fee"] = fee
    for words in made["words"].values():
        words |= WORDS
    return dict(made)


def lines(**changed: str) -> dict[str, tuple[int, str]]:
    """line -> amount and the exemption, for answers that differ from the usual ones."""
    price = price_now(opened_from("x", content()), ANSWERS | changed, at=AT)
    return {charge.line: (charge.amount, charge.exempt) for charge in price.lines}


def test_a_line_is_due_where_its_condition_holds_and_costs_as_often_as_it_counts() -> None:
    assert lines() == {"basic": (2000, ""), "day": (600, ""), "reciprocity": (4000, "")}
    assert lines(entries="multiple")["several"] == (1000, "")
    assert "day" not in lines(departure="2026-12-01")


def test_a_child_pays_nothing() -> None:
    assert set(lines(birth_date="2021-06-01").values()) == {(0, "child")}


def test_an_exemption_of_some_lines_leaves_the_others_to_be_paid() -> None:
    found = lines(birth_date="1950-01-01", entries="multiple")
    assert (found["basic"], found["several"], found["day"]) == ((0, "old"), (0, "old"), (600, ""))


def test_a_fee_of_one_amount_has_no_lines_to_show() -> None:
    price = price_now(opened_from("x", content({"currency": "EUR", "amount": 700, "purpose": "p"})), ANSWERS, at=AT)
    assert (price.amount, price.lines, price.charges) == (700, (), (Charge("", 700),))


def test_every_change_of_a_line_is_said_to_applicants() -> None:
    before, after = content(), content()
    fee = after["definition"]["fee"] = json.loads(json.dumps(FEE))
    fee["lines"][0]["amount"], fee["exempt"][1]["lines"] = 2500, ["basic"]
    del fee["lines"][2]
    assert differences(before, after) == {APPLICANTS: [
        "They no longer pay for “Several entries”.",
        "They pay €25.00 for “The visa”, before €20.00.",
        "“Who is above 65 pays for days only.”: they do not pay basic if days(answers.birth_date, today) > 23741,"
        " before they do not pay basic and several if days(answers.birth_date, today) > 23741.",
    ]}  # fmt: skip
    assert (
        "They pay €1.50 for each of days(answers.arrival, answers.departure) for “A day”."
        in (differences(json.loads(compose("visa/evisa.v1")[1]), before)[APPLICANTS])
    )


@pytest.fixture
def priced(utopia: None) -> None:
    """The e-visa in force has the lines."""
    from legation.procedures.bundles import _in_force, _offered, canonical, sha256

    text = canonical(content()).decode()
    Bundle.objects.filter(procedure="evisa").update(in_force=False)
    Bundle.objects.create(digest=sha256(text.encode()).hexdigest(), procedure="evisa", version=1, edition="t",
                          content=text, published_at=AT, in_force=True)  # fmt: skip
    _in_force.cache_clear(), _offered.cache_clear()


@pytest.mark.django_db
@pytest.mark.usefixtures("priced")
def test_every_line_is_shown_before_paying_and_on_the_receipt_and_the_sum_is_asked(now: datetime) -> None:
    token, _person = filled(now)
    case, opened = draft_of(token)
    days = price_now(opened, open_answers(case), at=now).lines[1]
    client, address = Client(), f"/en/application/{token}/"
    assert f"{days.count} × €1.50" in client.get(f"{address}summary/").content.decode()
    submit(token=token, declared={"truth": "yes"}, at=now)
    payment = payments.find(reference=case.application.reference)
    case, opened = draft_of(token)
    price = lines_of_case(case, opened, open_answers(case))
    assert (
        payment is not None
        and price is not None
        and payment.amount == price.amount == sum(line.amount for line in price.lines) > 2000
    )
    assert "As we pay there" in client.get(f"{address}fee/").content.decode()
    settle(application=case.application.reference, at=now)
    page = client.get(address).content.decode()
    assert "The visa" in page and "Total" in page
