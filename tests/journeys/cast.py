"""Travellers at every stage of their way, made in a process of its own; prints who they are as JSON.

Run as `python -m tests.journeys.cast` beside a running house.
"""

import json
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import django

django.setup()

from django.conf import settings
from django.db import transaction

from legation.config.commands.demo import PASSWORD, STAFF, make_staff
from legation.config.commands.seed import apply_for
from legation.config.demo_tills import fill_tills
from legation.config.samples import Traveller, portrait, traveller
from legation.config.testcheckout import GOOD_CARD, pay
from legation.documents import api as documents
from legation.ground.people.api import Person, create_person
from legation.ground.posts.api import actor_of
from legation.ground.secrets import new_key
from legation.ground.tokens import api as tokens
from legation.messaging import api as messaging
from legation.payments import api as payments
from legation.payments.disputes import DisputeKind
from legation.payments.models import Attempt
from legation.payments.providers.base import DisputeNotice, Notice
from legation.payments.rules import Kind, Money
from legation.payments.services.apply_dispute_notice import apply_dispute_notice
from legation.payments.services.apply_notice import apply_notice
from legation.payments.till import api as till
from legation.payments.till.links import token_of
from legation.procedures.models import Case
from legation.procedures.selectors import draft_of
from legation.procedures.services.act import Said, act
from legation.procedures.services.answer_signature import answer_signature
from legation.procedures.services.prove_signer import prove_signer
from legation.procedures.services.save_page import save_page
from legation.procedures.services.start import start
from legation.procedures.services.submit import APPLICANT, submit
from legation.registers import api as registers
from legation.roll import api as roll
from tests.edge.planted import two_stories
from tests.procedures import certificates, joint, registering
from tests.production.planted import plant_blanks, plant_passport

STRANGER = "nobody@utopia.example"
POOR_CARD = "4000000000009995"
MOST_WAIT_SECONDS = 180
Json = dict[str, Any]


def mutual_help() -> None:
    """Two cards at the ministry's own post, in figures: what is written stands in its own language."""
    from legation.consular.mutual_help.services.judge_card import judge_card
    from legation.consular.mutual_help.services.write_card import write_card
    from legation.ground.people.models import Citizen

    now = datetime.now(UTC)
    who = Citizen.objects.create(data_key=b"", details=b"", created_at=now)
    given = {"citizen": who, "post": "HQ", "offers": True, "subject": "language", "language": "en", "at": now}
    shown = write_card(text="1 + 1 = 2", **given)
    write_card(text="2 + 2 = 4", **given)
    judge_card(card=shown.pk, reason="", by=Person.objects.get(email="head@utopia.example"), at=now)


def main() -> None:
    """Make them all, wait until the queue has done its part, and print them."""
    make_staff()
    mutual_help()
    create_person(email=STRANGER, name="Nobody, N.", password=PASSWORD)
    found: dict[str, Any] = {
        "beginner": unfinished(1, pages=0),
        "drafter": unfinished(2, pages=3),
        "unpaid": handed_in(3),
        "poor": handed_in(4, card=POOR_CARD),
        "withdrawn": withdrawn(5),
        "issued": handed_in(6, card=GOOD_CARD),
        "revoked": handed_in(7, card=GOOD_CARD),
        "spare": handed_in(9, card=GOOD_CARD),
        "corrected": handed_in(10, card=GOOD_CARD),
        "refused": handed_in(8, card=GOOD_CARD, by_rule=False),
        "queue": [handed_in(seed, card=GOOD_CARD, by_rule=False) for seed in range(20, 24)],
        "referred": handed_in(24, card=GOOD_CARD, by_rule=False),
    }
    tokens.create_token(name="Utopia Tours", scopes=["applications:read"], days=30, at=datetime.now(UTC))
    found |= two_parents()
    found["stop"] = {"token": messaging.stop_token(found["unpaid"]["reference"])}
    for name in ("issued", "revoked", "spare", "corrected"):
        wait_until(found[name], "issued")
        found[name]["document"] = documents.of_reference(found[name]["case"])[-1].number
    for one in [found["refused"], *found["queue"], found["referred"]]:
        wait_until(one, "referred")
    decide(found["refused"], "refuse", Said(reasons=["means_not_shown"], note="No account was shown."))
    decide(found["revoked"], "revoke", Said(reasons=["issued_in_error"]))
    plant_money(found["spare"])
    enter_nationals()
    found["voter"] = {"token": enter_voters()}
    found["printed"] = {"token": str(plant_blanks("HQ", "CAI", datetime.now(UTC)).pk)}
    found["asked"] = asked_again()
    put_into_a_bag()
    found["receipt"] = {"token": open_desk()}
    queued = Case.objects.everywhere("a test").get(reference=found["referred"]["case"])
    found["conflict"] = {"token": str(two_stories(queued, datetime.now(UTC)).pk)}
    decide(found["corrected"], "correct", Said(answers={"surname": "Corrected"}))
    wait_until(found["corrected"], "issued")
    json.dump(found, sys.stdout)


def asked_again() -> Json:
    """A certificate for which the consul in Paris wants the evidence once more."""
    at, consul = datetime.now(UTC), Person.objects.get(email="consul.paris@utopia.example")
    case, said = certificates.paid(at), Said(asked=["evidence"], note="?")
    act(reference=case.reference, verb="ask", by=actor_of(consul, "consular_officer"), at=at, said=said)
    return {"case": case.reference}


def put_into_a_bag() -> None:
    """Two passports that are made, for Paris: one is on its way, one lies at the centre still."""
    consul, centre = (
        actor_of(Person.objects.get(email=f"{name}@utopia.example"), role)
        for name, role in (("consul.paris", "consular_officer"), ("central", "central_officer"))
    )
    cases = [plant_passport("PAR", datetime.now(UTC), seed=seed).reference for seed in range(2)]
    for case in cases:
        act(reference=case, verb="pass_on", by=consul, at=datetime.now(UTC))
        act(reference=case, verb="grant", by=centre, at=datetime.now(UTC))
    for case in cases:
        wait_for(case, "in_production")
        act(reference=case, verb="made_by_hand", by=centre, at=datetime.now(UTC))
    act(reference=cases[0], verb="dispatch", by=centre, at=datetime.now(UTC))


def enter_nationals() -> None:
    """Nationals in Paris, as its consul enters them; one of them with a note in the margin."""
    at, consul = datetime.now(UTC), Person.objects.get(email="consul.paris@utopia.example")
    for surname in ("Müller", "Brandt"):
        case, _token = registering.handed_in(at, person=registering.PAGES["person"] | {"surname": surname})
        act(reference=case.reference, verb="enter", by=actor_of(consul, "consular_officer"), at=at)
    by = actor_of(Person.objects.get(email="registrar.paris@utopia.example"), "registrar")
    year = at.astimezone(ZoneInfo("Europe/Paris")).year
    registers.write_note(
        by, "PAR", "nationals", year=year, number=2, kind=registers.NOTED, text="Moved to Lyon, her letter of today.", at=at
    )  # fmt: skip


def enter_voters() -> str:
    """Two voters in Paris, on a roll that lies open with an objection to it, and on one that is frozen."""
    at, day = datetime.now(UTC), timedelta(days=1)
    by = actor_of(Person.objects.get(email="electoral@utopia.example"), roll.OFFICER)
    for number, (name, how) in enumerate((("Müller Anna", "at_post"), ("Brandt Carl", "by_post"))):
        with transaction.atomic():
            roll.enter(roll.Written(
                place="PAR", district=("FRA", "DEU")[number], polling=f"PAR/{how}", reference=f"PLANTED-V{number}",
                key=new_key(), content={"name": name},
            ), by="system", at=at - 9 * day)  # fmt: skip
    open_now, past = (at - day, at + 9 * day), (at - 8 * day, at - 2 * day)
    for vote, inspection in (("parliament-2027", open_now), ("senate-2026", past)):
        roll.open_roll(place="PAR", vote=vote, inspection=inspection, closes_at=inspection[1], by=by)
    roll.freeze(place="PAR", vote="senate-2026", by=by, at=at)
    roll.object_to(reference="PLANTED-V0", vote="parliament-2027", text="29.11.2026?", at=at)
    return f"{(at - 9 * day).astimezone(ZoneInfo('Europe/Paris')).year}/1"


def open_desk() -> str:
    """A cashier in Cairo with a drawer open, one fee taken in it and one to be taken; money and rates as a
    demonstration has them."""
    now = datetime.now(UTC)
    accountants = [email for email, _name, post, role in STAFF if (post, role) == ("HQ", "accountant")]
    fill_tills(first=accountants[0], second=accountants[1], at=now)
    cashier = actor_of(Person.objects.get(email="cashier.cairo@utopia.example"), "cashier")
    till.open_drawer(place="CAI", counts={"20000": 10}, by=cashier, at=now)
    for reference, amount in (("PLANTED-1", 5000), ("PLANTED-2", 3500)):
        payments.request_payment(
            reference=reference, amount=amount, currency="EUR", purpose="legalisation", at=now, place="CAI"
        )
    due = till.quote(Money(5000, "EUR"), place="CAI", at=now).cash.amount
    slip = till.take_cash(
        place="CAI", reference="PLANTED-1", tendered=due + 500, due=due, language="ar", by=cashier, at=now
    )  # fmt: skip
    till.consign(place="CAI", amount=100_000, way="bag", slip="B-17", by=cashier, at=now)
    return token_of(slip)


def plant_money(lost: Json) -> None:
    """Money for nothing we know, a day that does not agree because of it, and two disputes: an accountant sees it all."""
    now = datetime.now(UTC)
    attempt = Attempt.objects.get(payment__reference=lost["reference"])
    for kind, name, session in (
        (DisputeKind.OPENED, "dp_open", "cs_nobody"), (DisputeKind.LOST, "dp_lost", attempt.session),
    ):  # fmt: skip
        about = DisputeNotice(name, kind, name, session, Money(777, "EUR"), code="fraudulent", answer_by=now)
        apply_dispute_notice(provider="testbank", notice=about, at=now)
    notice = Notice("planted", Kind.CAPTURED, "nobody", "cs_nobody", Money(777, "EUR"))
    apply_notice(provider="testbank", notice=notice, at=now)
    payments.reconcile(provider="testbank", day=now.date(), at=now + timedelta(days=1))


def unfinished(seed: int, *, pages: int) -> Json:
    """Somebody who has filled in so many pages and not handed in."""
    person = _traveller(seed, by_rule=True)
    now = datetime.now(UTC)
    token = start(procedure="evisa", known=person.known, language="en", at=now)
    for page, data in list(person.pages.items())[:pages]:
        uploads = {"photo": portrait(person.photo_seed)} if page == "contact" else {}
        save_page(token=token, page=page, data=data, uploads=uploads, at=now)
    return {"token": token, "passport": person.passport}


def two_parents() -> dict[str, Json]:
    """A child's two parents: one draft that waits for the other's signature, one that was signed and handed in."""
    now = datetime.now(UTC)
    waiting, handed = joint.filled(now), joint.filled(now)
    link, given = (joint.asked(token, now) for token in (waiting, handed))
    told = {"other_document": joint.PROOF}
    reading, read = (prove_signer(token=each, data=told, at=now) for each in (link, given))
    answer_signature(token=given, digest=read, agrees=True, language="en", at=now)
    submit(token=handed, declared={"truth": "yes"}, at=now)
    tokens = {"joint": waiting, "signer": link, "reading": f"{link}/{reading}", "signed": f"{given}/{read}"}
    return {name: {"token": token} for name, token in tokens.items()}


def handed_in(seed: int, *, card: str = "", by_rule: bool = True) -> Json:
    """Somebody who has handed in, and shown a card if there is one."""
    person = _traveller(seed, by_rule=by_rule)
    token, reference = apply_for(person, language="en", at=datetime.now(UTC))
    if card:
        _pay(token, str(reference), card)
    case, _opened = draft_of(token)
    return {
        "token": token,
        "reference": reference,
        "case": case.reference,
        "passport": person.passport,
        "born": {name: value for name, value in person.pages["passport"].items() if name.startswith("birth_date")},
    }


def withdrawn(seed: int) -> Json:
    """Somebody who has thought better of it."""
    found = handed_in(seed)
    act(reference=found["case"], verb="withdraw", by=APPLICANT, at=datetime.now(UTC))
    return found


def decide(one: Json, verb: str, said: Said) -> None:
    """What an officer at the centre says to it."""
    officer = actor_of(Person.objects.get(email=STAFF[0][0]), "visa_officer")
    act(reference=one["case"], verb=verb, by=officer, at=datetime.now(UTC), said=said)


def wait_until(one: Json, status: str) -> None:
    """Until the queue has carried somebody that far."""
    wait_for(draft_of(one["token"])[0].reference, status)


def wait_for(reference: str, status: str) -> None:
    """The same, by the case's reference."""
    until, cases = time.monotonic() + MOST_WAIT_SECONDS, Case.objects.everywhere("a test waits")
    while (now := cases.values_list("status", flat=True).get(reference=reference)) != status:
        if time.monotonic() > until:
            raise TimeoutError(f"{reference} is {now}, not {status}")
        time.sleep(0.1)


def _traveller(seed: int, *, by_rule: bool) -> Traveller:
    return traveller(seed, today=datetime.now(UTC).date(), by_rule=by_rule)


def _pay(token: str, reference: str, card: str) -> None:
    payment = payments.find(reference=reference)
    if payment is None:
        return
    back = f"{settings.LEGATION_ADDRESS}/en/application/{token}/paid/"
    now = datetime.now(UTC)
    page = payments.start(payment=payment.payment, provider="testbank", return_url=back, language="en", at=now)
    pay(page, card=card)
    if card != GOOD_CARD:
        payments.refresh(payment=payment.payment, at=datetime.now(UTC))


if __name__ == "__main__":
    main()
