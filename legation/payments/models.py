"""What the payments room keeps: what is owed, who tried to pay it, what providers said, and the ledger."""

import os
import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q

from legation.payments.disputes import Dispute as DisputeState
from legation.payments.rules import ASSIGNMENT, SETTLEMENT, State, Verdict
from legation.payments.rules import Attempt as AttemptState
from legation.payments.rules import Refund as RefundState


def new_id(at: datetime) -> uuid.UUID:
    """A random key that sorts by `at` (UUID version 7), so that indexes grow at one end."""
    value = int(at.timestamp() * 1000) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 7 << 76
    return uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


class Payment(models.Model):
    """An amount somebody owes for a purpose, under the reference of whoever asked for it.

    Its money never changes, but for shares that are not asked for any more, while nobody can be paying.
    """

    id = models.UUIDField(primary_key=True)
    reference = models.CharField(max_length=120)
    amount = models.BigIntegerField(help_text="minor units")
    currency = models.CharField(max_length=3)
    purpose = models.CharField(max_length=60)
    state = models.CharField(max_length=12, default=State.REQUESTED.value)
    provider = models.CharField(max_length=30, default="", blank=True)
    last_refusal = models.CharField(max_length=60, default="", blank=True)
    taken = models.BigIntegerField(default=0, help_text="how much of what settled it was promised back")
    place = models.CharField(max_length=12, default="", blank=True, help_text="post whose accountant sees it")
    labels = models.CharField(max_length=120, default="", blank=True, help_text="what income is counted by")
    requested_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="payment_reference_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount_above_zero"),
            models.CheckConstraint(
                condition=Q(state=State.SETTLED.value, settled_at__isnull=False)
                | (~Q(state=State.SETTLED.value) & Q(settled_at=None)),
                name="payment_settled_has_time",
            ),
            models.CheckConstraint(
                condition=Q(taken=0) | Q(state=State.SETTLED.value, taken__gt=0, taken__lte=F("amount")),
                name="payment_gives_back_what_it_has",
            ),
        ]


class Attempt(models.Model):
    """One try to pay with one provider: written before the provider is called, so that nothing paid is ever unknown."""

    id = models.UUIDField(primary_key=True)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="attempts")
    provider = models.CharField(max_length=30)
    state = models.CharField(max_length=12, default=AttemptState.OPEN.value)
    session = models.CharField(max_length=80, default="", blank=True, help_text="the provider's own name for it")
    page = models.CharField(max_length=500, default="", blank=True)
    return_url = models.CharField(max_length=500)
    language = models.CharField(max_length=10)
    key = models.CharField(max_length=80, default="", blank=True, help_text="the caller's idempotency key")
    digest = models.CharField(max_length=64, default="", blank=True, help_text="of the request under that key")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["payment"], condition=Q(state=AttemptState.OPEN.value), name="attempt_open_once"
            ),
            models.UniqueConstraint(fields=["payment", "key"], condition=~Q(key=""), name="attempt_key_once"),
        ]
        indexes = [
            models.Index(fields=["started_at"], condition=Q(state=AttemptState.OPEN.value), name="attempt_to_chase")
        ]


class Event(models.Model):
    """Something a provider said or an accountant did, and what became of it. Never changed; a key counts once."""

    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="events")
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, db_index=False)
    refund = models.ForeignKey("Refund", models.PROTECT, null=True, db_index=False)
    dispute = models.ForeignKey("Dispute", models.PROTECT, null=True, db_index=False)
    provider = models.CharField(max_length=30)
    key = models.CharField(max_length=80, null=True, help_text="the provider's own; none when we asked")
    kind = models.CharField(max_length=20)
    verdict = models.CharField(max_length=12)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    code = models.CharField(max_length=60, default="", blank=True, help_text="the reason of a refusal")
    session = models.CharField(max_length=80, default="", blank=True, help_text="the provider's name of where it was")
    happened_at = models.DateTimeField(null=True, help_text="by the provider's clock")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "key"], name="event_once")]
        indexes = [
            models.Index(
                fields=["at"],
                condition=Q(verdict__in=[Verdict.UNEXPECTED, Verdict.MISMATCH, Verdict.UNKNOWN]),
                name="event_to_look_at",
            ),
            models.Index(fields=["dispute"], condition=Q(dispute__isnull=False), name="event_of_dispute"),
        ]


class Share(models.Model):
    """What one of several persons owes in a payment, whose amount is then the sum of its shares."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="shares", db_index=False)
    name = models.CharField(max_length=120, help_text="the caller's, such as a case's reference")
    amount = models.BigIntegerField(help_text="minor units")
    labels = models.CharField(max_length=120, default="", blank=True, help_text="what its income is counted by")
    dropped_at = models.DateTimeField(null=True, help_text="since when it is not asked for any more")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "name"], name="share_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="share_amount_above_zero"),
        ]


class Account(models.Model):
    """A place money is counted at. Its balance is computed from transfers, never stored."""

    code = models.CharField(max_length=110)
    currency = models.CharField(max_length=3)
    kind = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code"], name="account_code_once")]


class Transfer(models.Model):
    """An amount that moved from the credited to the debited account; balanced by construction, written once.

    An event moves its whole amount at once, or by shares where it is income of several persons.
    """

    kind = models.CharField(max_length=20)
    debit = models.ForeignKey(Account, models.PROTECT, related_name="debits")
    credit = models.ForeignKey(Account, models.PROTECT, related_name="credits")
    amount = models.BigIntegerField(help_text="minor units")
    currency = models.CharField(max_length=3)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="transfers")
    share = models.ForeignKey(Share, models.PROTECT, null=True, related_name="transfers", db_index=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="transfers")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="transfer_amount_above_zero"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="transfer_between_two"),
            models.UniqueConstraint(
                fields=["payment"],
                condition=Q(kind__in=[SETTLEMENT.kind, ASSIGNMENT.kind], share=None),
                name="transfer_settles_once",
            ),
            models.UniqueConstraint(
                fields=["share"],
                condition=Q(kind__in=[SETTLEMENT.kind, ASSIGNMENT.kind], share__isnull=False),
                name="transfer_settles_share_once",
            ),
            models.UniqueConstraint(fields=["event"], condition=Q(share=None), name="transfer_of_event_once"),
            models.UniqueConstraint(
                fields=["share", "event"], condition=Q(share__isnull=False), name="transfer_of_share_once"
            ),
        ]


class Unmatched(models.Model):
    """Money that came and settled nothing. An accountant moves it to a payment or sends it back, whole or in parts."""

    event = models.OneToOneField(Event, models.PROTECT)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, help_text="what it came for, if we know")
    refund = models.ForeignKey("Refund", models.PROTECT, null=True, related_name="+", help_text="the one that failed")
    provider = models.CharField(max_length=30)
    session = models.CharField(max_length=80)
    amount = models.BigIntegerField(help_text="minor units")
    currency = models.CharField(max_length=3)
    taken = models.BigIntegerField(default=0, help_text="how much was moved or sent back")
    why = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken__gte=0, taken__lte=F("amount"), amount__gt=0), name="unmatched_gives_what_it_has"
            ),
            models.UniqueConstraint(
                fields=["provider", "session"], condition=Q(refund=None), name="unmatched_session_once"
            ),
        ]
        indexes = [models.Index(fields=["at"], condition=Q(taken__lt=F("amount")), name="unmatched_open")]


class Refund(models.Model):
    """Money promised back, of a settled payment or of unmatched money: written before the provider is asked.

    `key` and `digest` are the caller's idempotency key and what was asked under it; the row itself is the answer.
    """

    id = models.UUIDField(primary_key=True)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="refunds")
    unmatched = models.ForeignKey(Unmatched, models.PROTECT, null=True, related_name="refunds")
    provider = models.CharField(max_length=30)
    session = models.CharField(max_length=80, help_text="what is paid back, as the provider calls it")
    amount = models.BigIntegerField(help_text="minor units")
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=12, default=RefundState.REQUESTED.value)
    reason = models.CharField(max_length=40)
    asked_by = models.CharField(max_length=60)
    key = models.CharField(max_length=80, unique=True)
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=80, default="", blank=True, help_text="the provider's own")
    code = models.CharField(max_length=60, default="", blank=True, help_text="why it waits or failed")
    sent = models.BooleanField(default=False, help_text="the provider may know of it")
    requested_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_amount_above_zero"),
            models.CheckConstraint(
                condition=Q(payment=None, unmatched__isnull=False) | Q(payment__isnull=False, unmatched=None),
                name="refund_of_one_thing",
            ),
        ]
        indexes = [
            models.Index(
                fields=["requested_at"],
                condition=Q(state__in=[RefundState.REQUESTED, RefundState.PENDING]),
                name="refund_in_progress",
            )
        ]


class Dispute(models.Model):
    """Money that a payer's bank has taken back and that may come again; `held`: set aside from what it had brought.

    Its money lies in `unmatched` if that is given, else in `payment`; without `held` in neither any more.
    """

    id = models.UUIDField(primary_key=True)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="disputes")
    unmatched = models.ForeignKey(Unmatched, models.PROTECT, null=True, related_name="disputes")
    provider = models.CharField(max_length=30)
    name = models.CharField(max_length=80, help_text="the provider's own")
    session = models.CharField(max_length=80, blank=True, help_text="what is disputed, as the provider calls it")
    amount = models.BigIntegerField(help_text="minor units")
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=12, default=DisputeState.OPEN.value)
    code = models.CharField(max_length=60, default="", blank=True, help_text="why, as the provider says")
    held = models.BooleanField(default=False)
    answer_by = models.DateTimeField(null=True, help_text="until when the provider takes our side of it")
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True, help_text="an accountant has done what was to be done")
    seen_by = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="dispute_amount_above_zero"),
            models.CheckConstraint(
                condition=Q(held=False) | Q(payment__isnull=False) | Q(unmatched__isnull=False),
                name="dispute_held_somewhere",
            ),
            models.UniqueConstraint(fields=["provider", "name"], name="dispute_name_once"),
        ]
        indexes = [
            models.Index(
                fields=["opened_at"],
                condition=Q(state__in=[DisputeState.OPEN, DisputeState.LOST], seen_at=None),
                name="dispute_to_look_at",
            )
        ]


class Reconciliation(models.Model):
    """One comparison of a provider's day with ours. Written once; the latest of a day counts."""

    provider = models.CharField(max_length=30)
    day = models.DateField()
    digest = models.CharField(max_length=64, help_text="SHA-256 over the rows the provider gave")
    theirs = models.PositiveIntegerField(help_text="rows of the provider")
    ours = models.PositiveIntegerField(help_text="rows of ours")
    differing = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["provider", "day", "at"], name="reconciliation_of_day")]


class Difference(models.Model):
    """Where a provider's day and ours do not agree. An amount is empty on the side that lacks the row."""

    reconciliation = models.ForeignKey(Reconciliation, models.PROTECT, related_name="differences")
    kind = models.CharField(max_length=20)
    line = models.CharField(max_length=10)
    name = models.CharField(max_length=80)
    ours = models.BigIntegerField(null=True)
    theirs = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
