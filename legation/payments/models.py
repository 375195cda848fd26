"""What the payments room keeps: what is owed, who tried to pay it, what providers said, and the ledger."""

import os
import uuid
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import F, Q

from legation.payments.rules import Attempt as AttemptState
from legation.payments.rules import State


def new_id(at: datetime) -> uuid.UUID:
    """A random key that sorts by `at` (UUID version 7), so that indexes grow at one end."""
    value = int(at.timestamp() * 1000) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 7 << 76
    return uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


@cache
def _insert(label: str, with_key: bool) -> tuple[list[Any], str]:
    model = apps.get_model(label)
    fields = [field for field in model._meta.local_concrete_fields if with_key or not field.primary_key]
    columns = ", ".join(field.column for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = model._meta.db_table
    return fields, f"INSERT INTO {table} ({columns}) VALUES ({places}) ON CONFLICT DO NOTHING RETURNING id"  # noqa: S608


def insert_once(row: models.Model) -> bool:
    """Insert a row unless its like is there already, in one statement that waits for no savepoint.

    Gives whether it was inserted; a key made by the database is put on `row`.
    """
    fields, statement = _insert(row._meta.label, row.pk is not None)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        inserted = cursor.fetchone()
    if inserted and row.pk is None:
        row.pk = inserted[0]
    return inserted is not None


class Payment(models.Model):
    """An amount somebody owes for a purpose, under the reference of whoever asked for it. Its money never changes."""

    id = models.UUIDField(primary_key=True)
    reference = models.CharField(max_length=120)
    amount = models.BigIntegerField(help_text="minor units")
    currency = models.CharField(max_length=3)
    purpose = models.CharField(max_length=60)
    state = models.CharField(max_length=12, default=State.REQUESTED.value)
    provider = models.CharField(max_length=30, default="", blank=True)
    last_refusal = models.CharField(max_length=60, default="", blank=True)
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
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["payment"], condition=Q(state=AttemptState.OPEN.value), name="attempt_open_once"
            )
        ]


class Event(models.Model):
    """Something a provider said, and what became of it. Rows are never changed; the provider's key counts once."""

    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="events")
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, db_index=False)
    provider = models.CharField(max_length=30)
    key = models.CharField(max_length=80, null=True, help_text="the provider's own; none when we asked")
    kind = models.CharField(max_length=20)
    verdict = models.CharField(max_length=12)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    code = models.CharField(max_length=60, default="", blank=True, help_text="the reason of a refusal")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "key"], name="event_once")]


class Account(models.Model):
    """A place money is counted at. Its balance is computed from transfers, never stored."""

    code = models.CharField(max_length=110)
    currency = models.CharField(max_length=3)
    kind = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code"], name="account_code_once")]


class Transfer(models.Model):
    """An amount that moved from the credited to the debited account; balanced by construction, written once."""

    kind = models.CharField(max_length=20)
    debit = models.ForeignKey(Account, models.PROTECT, related_name="debits")
    credit = models.ForeignKey(Account, models.PROTECT, related_name="credits")
    amount = models.BigIntegerField(help_text="minor units")
    currency = models.CharField(max_length=3)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="transfers")
    event = models.OneToOneField(Event, models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="transfer_amount_above_zero"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="transfer_between_two"),
            models.UniqueConstraint(fields=["payment"], condition=Q(kind="settlement"), name="transfer_settles_once"),
        ]
