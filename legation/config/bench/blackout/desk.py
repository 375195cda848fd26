"""A morning at a post's desk: a service begun for who stands there, its fee taken in cash, decided, issued."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from legation.appointments import api as appointments
from legation.appointments.free import free_days
from legation.ground.outbox import api as outbox
from legation.ground.people.api import Actor
from legation.payments import api as payments
from legation.payments.rules import Money
from legation.payments.till import api as till
from legation.procedures.kinds import FILE_KINDS, sample, typed
from legation.procedures.models import Case
from legation.procedures.selectors import draft_of
from legation.procedures.services.act import act
from legation.procedures.services.save_page import save_page
from legation.procedures.services.start_for import start_for
from legation.procedures.services.submit import submit

WAYS = {"emergency_document": ("grant",), "life_certificate": ("grant",)}
"""What officers do with a case of a service, in order, once it is paid."""
VISIT = "registration_abroad"
"""For what people book a time."""


@dataclass(frozen=True)
class Desk:
    """Who works at a post."""

    post: str
    officer: Actor
    cashier: Actor


def begin(desk: Desk, procedure: str, *, seed: int, at: datetime) -> str:
    """Begin a service, fill in its form with something, hand it in; gives the case's reference."""
    rng = random.Random(seed)  # noqa: S311 — invented people, no secret
    assert desk.officer.person is not None  # noqa: S101 — a clerk is somebody
    token = start_for(procedure=procedure, details={}, by=desk.officer.person, language="en", at=at)
    case, opened = draft_of(token)
    for page in opened.definition.pages:
        if page.when:
            continue
        data: dict[str, str] = {}
        uploads: dict[str, bytes] = {}
        for field in page.fields:
            if field.kind in FILE_KINDS:
                uploads[field.field] = sample(field, rng, today=at.date())
            elif field.kind != "declaration":
                data |= typed(field, _fitting(field, rng, at))
        if data or uploads:
            save_page(token=token, page=page.page, data=data, uploads=uploads, at=at)
    submit(token=token, declared={each.field: "yes" for each in opened.definition.declarations()}, at=at)
    return case.reference


def _fitting(field: Any, rng: random.Random, at: datetime) -> Any:
    """Something that a field takes and the rules of these services allow."""
    fixed = {"without_passport": "expired", "identity_proof": "copy", "seen_how": "at_post",
             "journey_on": (at + timedelta(days=rng.randint(2, 20))).date().isoformat(),
             "birth_date": f"{rng.randint(1950, 2004)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"}  # fmt: skip
    return fixed.get(field.field) or sample(field, rng, today=at.date())


def pay(desk: Desk, case: str, *, at: datetime) -> till.Slip:
    """Take what a case's application owes, in cash."""
    reference = application_of(case)
    view = payments.find(reference=reference)
    assert view is not None  # noqa: S101 — it was handed in, and costs something
    due = till.quote(Money(view.amount, view.currency), place=desk.post, at=at).cash.amount
    return till.take_cash(
        place=desk.post, reference=reference, tendered=due, due=due, language="en", by=desk.cashier, at=at
    )


def book(post: str, name: str, *, at: datetime) -> str:
    """Book the first time that is free at a post for somebody; gives the booking's number."""
    place = appointments.Post.objects.get(code=post)
    minutes = appointments.services("en")[VISIT].minutes
    day = free_days(place, VISIT, minutes, at=at, most=1)[0]
    wanted = appointments.Wanted(place, VISIT, appointments.Visitor(name, name.title(), f"{name}@example.org"), "en")
    return appointments.book(wanted, starts_at=day.times[0], at=at).number


def application_of(case: str) -> str:
    """The reference of the application that a case belongs to."""
    rows = Case.objects.everywhere("a bench works at every post").filter(reference=case)
    return str(rows.values_list("application__reference", flat=True).get())


def serve(desk: Desk, procedure: str, *, seed: int, at: datetime) -> str:
    """From the first question to what is handed over; gives the case's reference."""
    reference = begin(desk, procedure, seed=seed, at=at)
    pay(desk, reference, at=at)
    outbox.drain(clock=lambda: at)
    for verb in WAYS[procedure]:
        act(reference=reference, verb=verb, by=desk.officer, at=at)
        outbox.drain(clock=lambda: at)
    return reference
