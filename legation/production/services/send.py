"""What the queue does with a job: sends its file as soon as there is a blank for it, and asks until it is answered."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from legation.ground.errors import Unavailable
from legation.ground.outbox import api as outbox
from legation.ground.secrets import unseal, unwrap
from legation.production.models import Job, Stock
from legation.production.providers.base import printer
from legation.production.rules import Said, State
from legation.production.services.order import CONTEXT, SEND
from legation.production.services.take_answer import is_wanted, take_answer

ASK = "production.ask"
PAUSE, LONGER = timedelta(seconds=20), timedelta(minutes=15)
_QUICK = 6
NOT_WANTED = "not_wanted"


@dataclass(frozen=True)
class Told:
    """How an attempt went: the file was sent; or why not, `no_blank`, `no_line` or `not_wanted`."""

    sent: bool
    why: str = ""


def prepare_send(body: outbox.Body) -> Told:
    """Hold a blank for it and send the file; the same file under the same name may be sent again."""
    job = Job.objects.get(order=body["order"])
    if job.state != State.WAITING:
        return Told(sent=False)
    # an officer has said that it is made, it was given up, or its person is forgotten
    if job.sealed is None or job.data_key is None or not is_wanted(job.reference):
        return Told(sent=False, why=NOT_WANTED)
    if not _has_blank(job):
        return Told(sent=False, why="no_blank")
    try:
        printer().submit(json.loads(unseal(unwrap(bytes(job.data_key)), bytes(job.sealed), context=CONTEXT)))
    except Unavailable:
        return Told(sent=False, why="no_line")
    return Told(sent=True)


@transaction.atomic
def _has_blank(job: Job) -> bool:
    """A blank that is not held for another file that is out."""
    Stock.objects.get_or_create(place=job.place)
    stock = Stock.objects.select_for_update().get(place=job.place)
    out = Job.objects.filter(place=job.place, state=State.SENT).count()
    return stock.balance > out


def apply_send(body: outbox.Body, told: Told) -> None:
    """It is out, and is asked after; or it waits for a blank, or for a printing place that answers."""
    now = timezone.now()
    if told.sent:
        Job.objects.filter(order=body["order"], state=State.WAITING).update(state=State.SENT, sent_at=now)
        _again(ASK, {"order": body["order"], "try": 0})
    elif told.why == NOT_WANTED:
        rows = Job.objects.filter(order=body["order"], state=State.WAITING)
        rows.update(state=State.WITHDRAWN, sealed=None, data_key=None, ended_at=now)
    elif told.why:
        _again(SEND, body)


def _again(kind: str, body: outbox.Body) -> None:
    now, number = timezone.now(), int(body["try"]) + 1
    pause = PAUSE if number <= _QUICK else LONGER
    outbox.enqueue(kind, key=f"{body['order']}:{number}", body=body | {"try": number}, at=now, due_at=now + pause)


def prepare_ask(body: outbox.Body) -> list[Said]:
    """What the printing place has said of a job; nothing if it does not answer."""
    try:
        return printer().messages(str(body["order"]))
    except Unavailable:
        return []


def apply_ask(body: outbox.Body, said: Any) -> None:
    """Take what was said; ask again later while nothing was."""
    for each in said:
        take_answer(each, at=timezone.now())
    if Job.objects.filter(order=body["order"], state=State.SENT).exists():
        _again(ASK, body)
