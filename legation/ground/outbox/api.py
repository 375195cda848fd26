"""The outbox: what must follow a change is written with the change, and done by a worker, retried, once per key.

A handler runs inside the transaction that marks its effect done, so what it writes happens exactly once. Slow work
that needs no lock (typesetting, signing) goes into `prepare`, which runs before that transaction and may run again.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from legation.ground.outbox.models import Effect

log = logging.getLogger("legation.outbox")

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 8


@dataclass(frozen=True)
class Handler:
    """What does effects of one kind: `apply(body, prepared)` inside the transaction, `prepare(body)` before it."""

    apply: Callable[[dict[str, Any], Any], None]
    prepare: Callable[[dict[str, Any]], Any] | None = None


_handlers: dict[str, Handler] = {}


def register(
    kind: str,
    apply: Callable[[dict[str, Any], Any], None],
    *,
    prepare: Callable[[dict[str, Any]], Any] | None = None,
) -> None:
    """Say what does effects of `kind`."""
    _handlers[kind] = Handler(apply, prepare)


def enqueue(kind: str, *, key: str, body: dict[str, Any], at: datetime, due_at: datetime | None = None) -> None:
    """Write down that an effect must follow; a second call with the same key changes nothing.

    Must be called inside the transaction of the change it follows.
    """
    effect = Effect(kind=kind, key=f"{kind}:{key}", body=body, created_at=at, due_at=due_at or at)
    Effect.objects.bulk_create([effect], ignore_conflicts=True)


def waiting() -> int:
    """How many effects are neither done nor given up. Walks the partial index only."""
    return Effect.objects.filter(done_at=None, failed_at=None).count()


def claim(*, at: datetime, limit: int) -> list[Effect]:
    """Take up to `limit` due effects for this worker, by moving their due time a lease ahead."""
    with transaction.atomic():
        due = Effect.objects.filter(done_at=None, failed_at=None, due_at__lte=at).order_by("due_at")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        effects = list(due[:limit])
        Effect.objects.filter(pk__in=[effect.pk for effect in effects]).update(due_at=at + LEASE)
    return effects


def run(effect: Effect, *, at: datetime) -> bool:
    """Do one claimed effect; gives whether it is done now. A failure is kept with its error and tried again later."""
    handler = _handlers.get(effect.kind)
    try:
        if handler is None:
            raise LookupError(f"no handler for effects of kind {effect.kind}")
        prepared = handler.prepare(effect.body) if handler.prepare else None
        with transaction.atomic():
            fresh = Effect.objects.select_for_update().get(pk=effect.pk)
            if fresh.done_at is None:
                handler.apply(fresh.body, prepared)
                Effect.objects.filter(pk=effect.pk).update(done_at=at, attempts=fresh.attempts + 1)
    except Exception as error:  # whatever a handler raises must not stop the others
        _note_failure(effect, error, at=at)
        return False
    return True


def _note_failure(effect: Effect, error: Exception, *, at: datetime) -> None:
    attempts = effect.attempts + 1
    log.warning("effect %s failed, attempt %d", effect.key, attempts, exc_info=error)
    given_up = attempts >= MAX_ATTEMPTS
    Effect.objects.filter(pk=effect.pk).update(
        attempts=attempts,
        error=f"{type(error).__name__}: {error}"[:500],
        due_at=at + timedelta(seconds=min(2**attempts, 600)),
        failed_at=at if given_up else None,
    )


def drain(*, clock: Callable[[], datetime], limit: int = 50) -> int:
    """Do everything that is due, including what that brings about; gives how many effects were done."""
    done = 0
    while effects := claim(at=clock(), limit=limit):
        done += sum(run(effect, at=clock()) for effect in effects)
    return done


def forget_done(*, before: datetime) -> int:
    """Delete effects that were done before a moment; gives how many. Their keys may then be used again."""
    return Effect.objects.filter(done_at__lt=before).delete()[0]
