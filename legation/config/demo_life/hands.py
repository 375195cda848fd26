"""What people and staff of a demonstration do, through the services that real ones use."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from legation.config.demo_life.people import National

CONSUL, CENTRAL, CASHIER = "consular_officer", "central_officer", "cashier"
Clock = Callable[[], datetime]
Wait = Callable[[str, str], None]
"""(reference of a case, status): until the queue has carried it there."""


@dataclass(frozen=True)
class Hands:
    """Everybody's hands; `clock` gives the time of each act."""

    clock: Clock
    wait: Wait

    def ask(self, who: National, procedure: str, post: str, **more: Any) -> str:
        """Have somebody fill in a form and hand it in; gives the reference of the case.

        Args:
            more: what they answer besides what `National.answers` says, as stored.
        """
        from legation.config.filling import written
        from legation.procedures.api import in_force, start
        from legation.procedures.selectors import draft_of
        from legation.procedures.services.save_page import save_page
        from legation.procedures.services.submit import submit

        at = self.clock()
        opened = in_force(procedure, at=at)
        token = start(procedure=procedure, known={}, language=who.language, at=at, post=post)
        for page, data in written(procedure, who.answers(at.date()) | more, at=at).items():
            save_page(token=token, page=page, data=data, uploads=_files(opened, page, who, at), at=at)
        submit(token=token, declared={each.field: "yes" for each in opened.definition.declarations()}, at=at)
        return draft_of(token)[0].reference

    def do(self, reference: str, verb: str, email: str, role: str, **said: Any) -> None:
        """Have somebody of the staff do something with a case."""
        from legation.procedures.services.act import Said, act

        act(reference=reference, verb=verb, by=actor(email, role), at=self.clock(), said=Said(**said))

    def pay(self, reference: str, place: str, email: str) -> None:
        """Have a cashier, whose drawer is open, take a case's fee to the cent."""
        from legation.payments import api as payments
        from legation.payments.rules import Money
        from legation.payments.till import api as till

        asked = payments.find(reference=case_of(reference).application.reference)
        if asked is None:
            raise LookupError(f"nothing is asked for {reference}")
        due = till.quote(Money(asked.amount, asked.currency), place=place, at=self.clock()).cash.amount
        till.take_cash(
            place=place, reference=asked.reference, tendered=due, due=due, language="en", by=actor(email, CASHIER),
            at=self.clock(),
        )  # fmt: skip
        self.wait(reference, "in_hand")

    def book(self, reference: str) -> None:
        """Have somebody take the first free time of the post that has their case: today, or when it opens next."""
        from legation.appointments import api as appointments
        from legation.procedures.bundles import open_bundle
        from legation.procedures.visit_views import wanted_by

        case, at = case_of(reference), self.clock()
        opened = open_bundle(case.bundle_id)
        visit = opened.definition.visit
        days = appointments.free_days(case.post, case.procedure, visit.minutes, at=at, most=1) if visit else []
        for day in days[:1]:
            appointments.book(wanted_by(case, opened), starts_at=day.times[-1], at=at)

    def day(self, away: int) -> str:
        """A day before or after today, as stored."""
        return (self.clock().date() + timedelta(days=away)).isoformat()


def actor(email: str, role: str) -> Any:
    """Somebody of the demonstration's staff in a role."""
    from legation.ground.people.api import Person
    from legation.ground.posts.api import actor_of

    return actor_of(Person.objects.get(email=f"{email}@utopia.example"), role)


def case_of(reference: str) -> Any:
    """A case as it is now."""
    from legation.procedures.models import Case

    rows = Case.objects.everywhere("the demonstration goes on with what it began")
    return rows.select_related("application", "post").get(reference=reference)


def _files(opened: Any, page: str, who: National, at: datetime) -> dict[str, bytes]:
    """A portrait where one is asked for, and a sheet where a scan must be."""
    from legation.config.samples import portrait
    from legation.procedures.kinds import FILE_KINDS, sample

    asked = next(each for each in opened.definition.pages if each.page == page).fields
    return {
        each.field: portrait(int(who.number[1:]), long_hair=who.sex == "female") if each.kind == "photo"
        else sample(each, Random(who.number), today=at.date())  # noqa: S311 — a sheet of one colour
        for each in asked if each.kind in FILE_KINDS and each.required
    }  # fmt: skip
