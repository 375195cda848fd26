"""Speaking to a provider about a refund: the worker's part. Asked first, unless it cannot know of it yet."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from legation.ground.errors import Unavailable
from legation.payments.models import Refund
from legation.payments.providers.base import Refunding, RefundNotice, RefundOrder
from legation.payments.providers.registry import provider_named
from legation.payments.rules import Money
from legation.payments.rules import Refund as State
from legation.payments.services.apply_refund_notice import apply_refund_notice

UNFINISHED = (State.REQUESTED, State.PENDING)


def _said(row: Refund) -> Refunding:
    provider = provider_named(row.provider)
    order = RefundOrder(str(row.pk), row.session, Money(row.amount, row.currency), row.name)
    first = Refund.objects.filter(pk=row.pk, sent=False).update(sent=True)
    known = None if first else provider.find_refund(order)
    return known or provider.create_refund(order)


def ask_about_refund(*, refund: str) -> RefundNotice | None:
    """What the provider makes of a refund, having sent it if the provider knows nothing; None if it is over.

    Must be called outside any transaction.

    Raises:
        Unavailable: the provider does not answer, or does not take it just now; it is asked again later.
    """
    row = Refund.objects.get(pk=refund)
    if row.state not in UNFINISHED:
        return None
    said = _said(row)
    if said.kind is None:
        Refund.objects.filter(pk=row.pk, state=row.state).update(code=said.code)
        raise Unavailable(f"refund {row.pk} is not taken: {said.code}")
    return RefundNotice(None, said.kind, str(row.pk), said.name, said.money, code=said.code, at=said.at)


def prepare(body: dict[str, Any]) -> RefundNotice | None:
    """For the queue: speak to the provider."""
    return ask_about_refund(refund=body["refund"])


def apply(body: dict[str, Any], said: RefundNotice | None) -> None:
    """For the queue: write down what it said."""
    if said is not None:
        take_refund_answer(refund=body["refund"], said=said, at=timezone.now())


def take_refund_answer(*, refund: str, said: RefundNotice, at: datetime) -> None:
    """Write down what a provider answered about a refund of ours."""
    provider = Refund.objects.values_list("provider", flat=True).get(pk=refund)
    apply_refund_notice(provider=provider, notice=said, at=at)
