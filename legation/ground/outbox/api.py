"""The outbox: what must follow a change is written with the change, and done by a worker, retried, once per key.

A handler runs inside the transaction that marks its effects done, so what it writes happens exactly once. Slow work
that needs no lock (typesetting, signing) goes into `prepare`, which runs before that transaction and may run again.
Effects of one kind that are due together share a transaction; when that fails, each is tried alone, so that one bad
effect holds nobody up.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction

from legation.ground import metrics, statements
from legation.ground.errors import Unavailable, told
from legation.ground.outbox import holders
from legation.ground.outbox.models import Effect

log = logging.getLogger("legation.outbox")

LEASE = timedelta(seconds=60)
WAIT = timedelta(seconds=2)
MAX_ATTEMPTS = 8

Body = dict[str, Any]
Prepared = tuple[Body, Any]

# one statement takes and tells: a worker asks ten times a second, and for every few effects
_CLAIM = """
UPDATE outbox_effect SET due_at = %s, holder = %s WHERE id IN (
  SELECT id FROM outbox_effect WHERE done_at IS NULL AND failed_at IS NULL AND due_at <= %s {held}
  ORDER BY due_at LIMIT %s {lock}
) RETURNING {columns}
"""
_DONE = """
UPDATE outbox_effect SET done_at = %s, attempts = attempts + 1 WHERE done_at IS NULL AND id IN ({places}) RETURNING id
"""


@dataclass(frozen=True)
class Handler:
    """What does effects of one kind: `apply` many inside the transaction, `prepare` many before it."""

    apply: Callable[[list[Prepared]], None]
    prepare: Callable[[list[Body]], Sequence[Any]]


_handlers: dict[str, Handler] = {}
_held: tuple[str, ...] = ()


def hold(*kinds: str) -> None:
    """Let effects of these kinds wait in this process: at an edge node they are the centre's to do."""
    global _held  # noqa: PLW0603 — said once, when the apps are ready
    _held = kinds


def register(
    kind: str, apply: Callable[[Body, Any], None], *, prepare: Callable[[Body], Any] | None = None
) -> None:  # fmt: skip
    """Say what does effects of `kind`, one after the other: `apply(body, prepared)`, and `prepare(body)` before."""

    def each(found: list[Prepared]) -> None:
        for body, prepared in found:
            apply(body, prepared)

    register_together(kind, each, prepare=lambda bodies: [prepare(body) if prepare else None for body in bodies])


def register_together(
    kind: str,
    apply: Callable[[list[Prepared]], None],
    *,
    prepare: Callable[[list[Body]], Sequence[Any]] | None = None,
) -> None:
    """Say what does many effects of `kind` at once: `apply([(body, prepared), ...])`, and `prepare(bodies)` before."""
    _handlers[kind] = Handler(apply, prepare or (lambda bodies: [None] * len(bodies)))


def enqueue(kind: str, *, key: str, body: Body, at: datetime, due_at: datetime | None = None) -> None:
    """Write down that an effect must follow; a second call with the same key changes nothing.

    Must be called inside the transaction of the change it follows.
    """
    enqueue_all([effect(kind, key=key, body=body, at=at, due_at=due_at)])


def effect(kind: str, *, key: str, body: Body, at: datetime, due_at: datetime | None = None) -> Effect:
    """An effect that is not written down yet; see `enqueue`."""
    return Effect(kind=kind, key=f"{kind}:{key}", body=body, created_at=at, due_at=due_at or at)


def enqueue_all(effects: list[Effect]) -> None:
    """Write several effects down in one statement; see `enqueue`."""
    statements.insert(*effects, once=True)


def waiting() -> int:
    """How many effects are neither done nor given up. Walks the partial index only."""
    return Effect.objects.filter(done_at=None, failed_at=None).count()


def claim(*, at: datetime, limit: int, holder: int | None = None) -> list[Effect]:
    """Take up to `limit` due effects for this worker, by moving their due time a lease ahead; oldest first.

    Args:
        holder: the worker, as `holders.mine` numbers it; without one only the end of the lease frees them.
    """
    lock = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    held = f"AND kind NOT IN ({', '.join(['%s'] * len(_held))})" if _held else ""
    text = _CLAIM.format(lock=lock, columns=statements.columns(Effect), held=held)
    values = [statements.adapted(at + LEASE), holder, statements.adapted(at), *_held, limit]
    taken = statements.execute(text, values).fetchall()
    return sorted(statements.loaded(Effect, taken), key=lambda each: each.pk)


def take_over(*, at: datetime, also: int | None = None) -> int:
    """Make due what dead workers hold; gives how much that was.

    Args:
        also: the number of a worker that begins: what is held under it is its predecessor's.
    """
    held = Effect.objects.filter(done_at=None, failed_at=None, due_at__gt=at, due_at__lte=at + LEASE)
    numbers = set(held.filter(holder__isnull=False).values_list("holder", flat=True).distinct())
    gone = {number for number in numbers if number == also} | holders.dead(numbers - {also})
    return held.filter(holder__in=gone).update(due_at=at, holder=None) if gone else 0


def run(effect: Effect, *, at: datetime) -> bool:
    """Do one claimed effect; gives whether it is done now. A failure is kept with its error and tried again later."""
    return run_all([effect], at=at) == 1


def run_all(effects: list[Effect], *, at: datetime) -> int:
    """Do claimed effects, those of one kind together; gives how many are done now."""
    kinds = dict.fromkeys(effect.kind for effect in effects)
    return sum(_run([effect for effect in effects if effect.kind == kind], at=at) for kind in kinds)


def _run(effects: list[Effect], *, at: datetime) -> int:
    try:
        _do(effects, at=at)
    except (OperationalError, InterfaceError) as error:
        # a busy database says nothing about an effect: counted as a failure, a busy minute would have it given up
        _put_back(effects, error, at=at)
        return 0
    except Exception as error:  # whatever a handler raises must not stop the others
        if len(effects) > 1:
            return sum(_run([effect], at=at) for effect in effects)
        _note_failure(effects[0], error, at=at)
        return 0
    metrics.JOBS.labels(effects[0].kind, "done").inc(len(effects))
    return len(effects)


def _do(effects: list[Effect], *, at: datetime) -> None:
    handler = _handlers.get(effects[0].kind)
    if handler is None:
        raise LookupError(f"no handler for effects of kind {effects[0].kind}")
    prepared = handler.prepare([effect.body for effect in effects])
    with transaction.atomic():
        ours = _marked_done(effects, at=at)
        found = zip(effects, prepared, strict=True)
        handler.apply([(effect.body, made) for effect, made in found if effect.pk in ours])


def _marked_done(effects: list[Effect], *, at: datetime) -> set[int]:
    """Those of `effects` that nobody has done before; they are held until the transaction ends."""
    text = _DONE.format(places=", ".join(["%s"] * len(effects)))
    marked = statements.execute(text, [statements.adapted(at), *(effect.pk for effect in effects)]).fetchall()
    return {key for (key,) in marked}


def _put_back(effects: list[Effect], error: Exception, *, at: datetime) -> None:
    """Let effects wait a moment for the database. If it is away, this fails too, and the worker keeps them in hand."""
    log.warning("%d effects wait for the database: %s", len(effects), told(error))
    rows = Effect.objects.filter(pk__in=[effect.pk for effect in effects], done_at=None)
    rows.update(holder=None, error=told(error), due_at=at + WAIT)


def _note_failure(effect: Effect, error: Exception, *, at: datetime) -> None:
    attempts = effect.attempts + 1
    # whatever does not answer just now is no fault of ours to be traced
    traced = None if isinstance(error, Unavailable) else error
    log.warning("effect %s failed, attempt %d: %s", effect.key, attempts, told(error), exc_info=traced)
    metrics.JOBS.labels(effect.kind, "failed").inc()
    given_up = attempts >= MAX_ATTEMPTS
    # another worker may have done it when our lease ran out
    Effect.objects.filter(pk=effect.pk, done_at=None).update(
        holder=None,
        attempts=attempts,
        error=told(error),
        due_at=at + timedelta(seconds=min(2**attempts, 600)),
        failed_at=at if given_up else None,
    )


def drain(*, clock: Callable[[], datetime], limit: int = 50) -> int:
    """Do everything that is due, including what that brings about; gives how many effects were done."""
    done = 0
    while effects := claim(at=clock(), limit=limit):
        done += run_all(effects, at=clock())
    return done


def forget_done(*, before: datetime) -> int:
    """Delete effects that were done before a moment; gives how many. Their keys may then be used again."""
    return Effect.objects.filter(done_at__lt=before).delete()[0]
