import json
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from legation.ground.errors import Conflict, Invalid
from legation.ground.outbox import api as outbox
from legation.ground.secrets import seal, unseal, unwrap
from legation.production.envelope import written
from legation.production.models import Answer, Job
from legation.production.rules import LATE, MOST_ATTEMPTS, SPOILED, UNCOUNTED, USED, Result, Said, State
from legation.production.services.move_blanks import move_blanks
from legation.production.services.order import CONTEXT, SEND

BY = "system:production"
Follower = Callable[[str, str, datetime], None]
Wanted = Callable[[str], bool]
_followers: list[tuple[Follower, Wanted]] = []


def follow(follower: Follower, *, wanted: Wanted) -> None:
    """Be told, inside the transaction, when a job ends: (reference, produced | rejected | stopped, at).

    Args:
        wanted: (reference) -> whether what was ordered is still waited for; no file leaves for what nobody waits for.
    """
    _followers.append((follower, wanted))


def is_wanted(reference: str) -> bool:
    """Whether somebody still waits for what was ordered under this reference."""
    return all(wanted(reference) for _follower, wanted in _followers)


@transaction.atomic
def take_answer(said: Said, *, at: datetime) -> bool:
    """Take what a printing place says of a job; gives whether it was new.

    A blank is written off with it, used or spoiled; a misprint, or a zone that does not read as it was ordered, asks
    for another blank; what was given up before, and is made after all, is spoiled. Once it is produced, or cannot be,
    the personal data of the file are gone from here.

    Raises:
        Invalid: nothing was ordered under that name.
        Conflict: another message has ended the job otherwise, or the blank was used before.
    """
    job = Job.objects.select_for_update().filter(order=said.order).first()
    if job is None:
        raise Invalid(f"no order {said.order}")
    if Answer.objects.filter(message=said.message).exists():
        return False
    if _is_given_up(job):
        return _late(job, said, at=at)
    if job.state not in (State.SENT, State.WAITING):
        raise Conflict(f"{said.order} is {job.state}; {said.message} says {said.result}")
    if said.blank and Job.objects.filter(blank=said.blank).exists():
        raise Conflict(f"{said.message}: blank {said.blank} was used before")
    result, file = said.result, file_of(job)
    if result == Result.PASSED and list(said.lines) != file["mrz"]:
        result = Result.MISPRINT
    body = {"blank": said.blank, "chip": said.chip, "said": said.result}
    Answer.objects.create(job=job, message=said.message, result=result, body=body, at=at)
    job.blank, job.chip, job.ended_at = said.blank, said.chip, at
    job.state = {Result.PASSED: State.PRODUCED, Result.MISPRINT: State.SPOILED, Result.PICTURE: State.REJECTED}[result]
    if said.blank:
        verb = SPOILED if result == Result.MISPRINT else USED
        _gone(job, verb, f"{said.blank} {said.order}", at=at)
    if job.state == State.SPOILED and job.attempt >= MOST_ATTEMPTS:
        job.state = State.STOPPED
    if job.state == State.SPOILED:
        anew(job, file, at=at)
    job.sealed = job.data_key = None
    job.save(update_fields=["blank", "chip", "ended_at", "state", "sealed", "data_key"])
    if job.state != State.SPOILED:
        for each, _wanted in _followers:
            each(job.reference, job.state, at)
    return True


def _is_given_up(job: Job) -> bool:
    """Whether a person has ended it, not the printing place."""
    return job.state == State.WITHDRAWN or (job.state == State.SPOILED and not job.answers.exists())


def _late(job: Job, said: Said, *, at: datetime) -> bool:
    """What was given up was printed after all: the blank is gone, and what stands on it is nobody's passport."""
    body = {"blank": said.blank, "chip": said.chip, "said": said.result}
    Answer.objects.create(job=job, message=said.message, result=LATE, body=body, at=at)
    if said.blank and said.blank != job.blank:
        _gone(job, SPOILED, f"{said.blank} {said.order} {LATE}", at=at)
    if not job.blank:
        job.blank = said.blank
        job.save(update_fields=["blank"])
    return True


def _gone(job: Job, verb: str, note: str, *, at: datetime) -> None:
    """A blank was used or spoiled; also where none is left by the count, which then was wrong: the passport is made."""
    try:
        move_blanks(place=job.place, verb=verb, count=1, by=BY, at=at, note=note)
    except Conflict:
        move_blanks(place=job.place, verb=UNCOUNTED, count=1, by=BY, at=at, note=note, more={"instead": verb})


def file_of(job: Job) -> dict[str, object]:
    """What was sealed to be printed; without its zone where its person was forgotten meanwhile."""
    if job.sealed is None or job.data_key is None:
        return {"mrz": []}
    found: dict[str, object] = json.loads(unseal(unwrap(bytes(job.data_key)), bytes(job.sealed), context=CONTEXT))
    return found


def anew(job: Job, file: dict[str, object], *, at: datetime) -> None:
    """The same document on another blank."""
    if job.data_key is None:
        return
    name = f"{job.reference}/{job.number}/{job.attempt + 1}"
    content = written(file | {"order": name})
    Job.objects.create(
        order=name, reference=job.reference, decision=job.decision, place=job.place, number=job.number,
        attempt=job.attempt + 1, data_key=bytes(job.data_key), created_at=at, digest=sha256(content).hexdigest(),
        sealed=seal(unwrap(bytes(job.data_key)), content, context=CONTEXT),
    )  # fmt: skip
    outbox.enqueue(SEND, key=name, body={"order": name, "try": 0}, at=at)
