"""The payer's side of the stand-in: the bank's pages, and a refused card that leaves them open."""

import re
from pathlib import Path

import pytest

from legation.payments.testbank.texts import TEXTS


def state(visitor, path):
    said = visitor.named(path.rpartition("/")[2])
    return said["status"], (said["payment_intent"] or {}).get("status")


def test_the_accepted_card_pays_and_leads_back(visitor):
    path = visitor.open()
    assert visitor.pay(path).headers["Location"] == "https://ministry.example/back?of=1"
    assert state(visitor, path) == ("complete", "succeeded")
    assert visitor.events() == ["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"]


@pytest.mark.parametrize(
    ("number", "code"),
    [("4000000000009995", "insufficient_funds"), ("4000000000000341", "generic_decline"),
     ("4000000000009979", "stolen_card"), ("4000000000000069", "expired_card")],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_refused_card_leaves_the_page_open_and_says_why(visitor, number, code, language):
    path = visitor.open()
    answer = visitor.pay(path, number=number, query=f"language={language}")
    assert (answer.status, f'<html lang="{language}"' in answer.text) == (422, True)
    said = TEXTS[language][f"card_{'declined' if code == 'generic_decline' else code}"]
    assert answer.text.count(f"{said}</a>") == 1
    assert re.search(r'id="number"[^>]*aria-invalid="true"', answer.text)
    intent = visitor.named(path.rpartition("/")[2])["payment_intent"]
    assert (intent["status"], intent["last_payment_error"]["decline_code"]) == ("requires_payment_method", code)
    assert visitor.pay(path).status == 303
    assert state(visitor, path) == ("complete", "succeeded")


def test_a_challenge_waits_and_is_refused_and_passed(visitor):
    path = visitor.open()
    where = visitor.pay(path, number="4000002500003155").headers["Location"]
    assert where == f"{path}/challenge?language=en"
    assert state(visitor, path) == ("open", "requires_action")
    refused = visitor.pay(f"{path}/challenge", answer="no")
    assert (refused.status, state(visitor, path)) == (422, ("open", "requires_payment_method"))
    visitor.pay(path, number="4000002500003155")
    assert visitor.ask("GET", f"{path}/challenge").status == 200
    assert visitor.pay(f"{path}/challenge", answer="yes").status == 303
    assert state(visitor, path) == ("complete", "succeeded")


def test_the_page_speaks_the_browsers_language(visitor):
    path = visitor.open()
    assert '<html lang="ar" dir="rtl">' in visitor.ask("GET", path, HTTP_ACCEPT_LANGUAGE="ar-EG,ar").text
    assert '<html lang="en" dir="ltr">' in visitor.ask("GET", path, HTTP_ACCEPT_LANGUAGE="ja").text
    assert '<html lang="en" dir="ltr">' in visitor.ask("GET", path, query="language=en", HTTP_ACCEPT_LANGUAGE="ar").text


def test_a_real_card_is_refused_and_kept_nowhere(visitor, config):
    answer = visitor.pay(visitor.open(), number="4111 1111 1111 1111")
    assert (answer.status, "1111" in answer.text) == (422, False)
    visitor.pay(visitor.open())
    files = [file.read_bytes() for file in Path(config.database).parent.glob("*")]
    assert not any(number in data for data in files for number in (b"41111111", b"4111 1111", b"42424242"))


def test_a_page_of_nobody_is_not_there(visitor):
    assert visitor.ask("GET", "/pay/cs_nobody").status == 404
    assert visitor.ask("GET", "/pay/cs_nobody/challenge").status == 404
