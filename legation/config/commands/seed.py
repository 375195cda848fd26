"""`legation seed`: travellers apply, pay at the test bank over HTTP, and an officer decides, as in life."""

import random
import time
from datetime import UTC, datetime, timedelta
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings

MOST_WAIT_SECONDS = 60
TRAVELLERS = 260


def run(arguments: list[str]) -> int:
    """Seed once; an instance that has applications is left alone.

    A number of travellers, as benches give it, brings them alone: no consular life.
    """
    import django

    django.setup()
    from legation.config import demo_visits
    from legation.config.demo_life.fill import begin, finish
    from legation.config.demo_life.hands import Hands
    from legation.procedures.models import Application

    if Application.objects.exists():
        return 0
    _wait_for(f"{settings.LEGATION_ADDRESS}/healthz")
    demo_visits.fill(at=datetime.now(UTC))
    hands = Hands(clock=lambda: datetime.now(UTC), wait=_wait_until)
    renewals = {} if arguments else begin(hands)
    count = int(arguments[0]) if arguments else TRAVELLERS
    for seed in range(count):
        _one(seed)
    _officer_decides()
    finish(hands, renewals)
    return 0


def _wait_until(reference: str, status: str) -> None:
    """Until the queue has carried a case that far."""
    from legation.config.demo_life.hands import case_of

    until = time.monotonic() + MOST_WAIT_SECONDS
    while (found := case_of(reference).status) != status:
        if time.monotonic() > until:
            raise TimeoutError(f"{reference} is {found}, not {status}")
        time.sleep(0.1)


def _wait_for(address: str) -> None:
    until = time.monotonic() + MOST_WAIT_SECONDS
    while time.monotonic() < until:
        try:
            with urlopen(address, timeout=2):  # noqa: S310 — our own address
                return
        except (URLError, OSError):
            time.sleep(0.2)


def _one(seed: int) -> None:
    """One traveller: most pay, some leave their application unfinished or unpaid; some need no e-visa here."""
    from legation.config.samples import traveller
    from legation.config.testcheckout import GOOD_CARD, pay
    from legation.ground.errors import Invalid
    from legation.ground.profile import profile

    rng = random.Random(seed)  # noqa: S311
    at = datetime.now(UTC) - timedelta(minutes=rng.randint(1, 3 * 24 * 60))
    person = traveller(seed, today=at.date())
    language, finish = rng.choice(profile().languages), rng.random() > 0.06
    try:
        token, reference = apply_for(person, language=language, at=at, finish=finish)
    except Invalid:
        return
    if reference is None or rng.random() < 0.05:
        return
    from legation.payments import api as payments

    payment = payments.find(reference=reference)
    if payment is not None:
        back = f"{settings.LEGATION_ADDRESS}/en/application/{token}/paid/"
        page = payments.start(
            payment=payment.payment, provider="testbank", return_url=back, language="en", at=datetime.now(UTC)
        )
        pay(page, card=GOOD_CARD)


def apply_for(person, *, language: str, at: datetime, finish: bool = True) -> tuple[str, str | None]:  # type: ignore[no-untyped-def]
    """Fill in the form for an invented traveller; gives the token, and the reference if it was handed in."""
    from legation.procedures.services.save_page import save_page
    from legation.procedures.services.start import start
    from legation.procedures.services.submit import submit

    token = start(procedure="evisa", known=person.known, language=language, at=at)
    for page, data in person.pages.items():
        uploads = {"photo": person.photo} if page == "contact" else {}
        save_page(token=token, page=page, data=data, uploads=uploads, at=at)
        if not finish:
            return token, None
    return token, submit(token=token, declared={"truth": "yes"}, at=at)


def _officer_decides() -> None:
    """An officer works off part of the queue, and takes one visa back."""
    from legation.config.commands.demo import staff
    from legation.ground.people.api import Person
    from legation.ground.posts.api import actor_of
    from legation.procedures.queues import queue
    from legation.procedures.services.act import Said, act

    email = next(email for email, _name, _post, role in staff() if role == "visa_officer")
    officer = actor_of(Person.objects.get(email=email), "visa_officer")
    time.sleep(8)
    for number, case in enumerate(queue(officer, procedure="evisa", status="referred")[:12]):
        verb, said = ("grant", Said())
        if number % 4 == 3:
            verb, said = (
                "refuse",
                Said(reasons=["purpose_not_shown"], note="The invitation you mention was not attached."),
            )
        act(reference=case.reference, verb=verb, by=officer, at=datetime.now(UTC), said=said)
    for case in queue(officer, procedure="evisa", status="issued")[:1]:
        act(
            reference=case.reference,
            verb="revoke",
            by=officer,
            at=datetime.now(UTC),
            said=Said(reasons=["issued_in_error"]),
        )
