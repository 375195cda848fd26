"""What is open to an applicant after handing in: answer, correct, appeal, withdraw, pay a difference."""

from dataclasses import dataclass
from datetime import datetime

from legation.payments import api as payments
from legation.procedures.bundles import Opened
from legation.procedures.definitions.schema import Transition
from legation.procedures.models import Case, CaseAction
from legation.procedures.selectors import note_of
from legation.procedures.services.balance import difference_reference, gives_back
from legation.procedures.services.permit import ends_at
from legation.procedures.services.set_right import way_of


@dataclass(frozen=True)
class Asked:
    """What an officer asked for: their words, the fields by code, and until when it is to be answered."""

    message: str
    fields: list[str]
    until: datetime | None


@dataclass(frozen=True)
class Recourse:
    """What is open to the applicant, and until when. `refunded`: whether a withdrawal pays the fee back;
    `owed_until`: until when a correction waits for what it costs more.
    """

    asked: Asked | None
    correct_until: datetime | None
    appeal_until: datetime | None
    withdraws: bool
    refunded: bool
    owed: list[payments.PaymentView]
    owed_until: datetime | None


def recourse_of(case: Case, opened: Opened, actions: list[CaseAction], *, at: datetime) -> Recourse:
    """What is open to the applicant of a case at a moment."""
    withdrawal = way_of(case, opened, "withdraw")
    settle = opened.transitions["settle"].from_
    return Recourse(
        asked=asked_in(case, opened, actions),
        correct_until=_open_until(case, way_of(case, opened, "correct"), at),
        appeal_until=_open_until(case, way_of(case, opened, "appeal"), at),
        # before the fee is paid the fee's own page has the way out
        withdraws=withdrawal is not None and case.status not in settle,
        refunded=withdrawal is not None and gives_back(case, withdrawal),
        owed=owed_of(case, actions),
        owed_until=case.deadline if case.status in opened.definition.owing() else None,
    )


def asked_in(case: Case, opened: Opened, actions: list[CaseAction]) -> Asked | None:
    """What the last action asked for, while it can be answered."""
    last = actions[-1] if actions else None
    if last is None or not last.body.get("asked") or way_of(case, opened, "answer") is None:
        return None
    return Asked(note_of(case, last), list(last.body["asked"]), case.deadline)


def _open_until(case: Case, way: Transition | None, at: datetime) -> datetime | None:
    end = ends_at(case, way) if way else None
    return end if end and at <= end else None


def owed_of(case: Case, actions: list[CaseAction]) -> list[payments.PaymentView]:
    """What corrections made dearer and is not paid yet."""
    corrections = [action.number for action in actions if action.actor == "applicant" and action.body.get("corrected")]
    found = (payments.find(reference=difference_reference(case, number)) for number in corrections)
    return [payment for payment in found if payment and payment.settled_at is None and payment.state != "expired"]
