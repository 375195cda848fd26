"""What is looked up of production: what is out, how the blanks of a place stand, and which are under way."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from legation.ground.errors import NotFound
from legation.ground.statements import execute
from legation.production.models import Job, Move, Stock
from legation.production.providers.base import is_connected
from legation.production.rules import LOST, RECEIVED, SENT_ON, State

PAGE = 50
OUT = (State.SENT, State.WAITING)


@dataclass(frozen=True)
class Held:
    """The blanks of a place: how many there are, for how many files that are out one is held, how many files wait."""

    balance: int
    out: int
    waiting: int


@dataclass(frozen=True)
class Sent:
    """Blanks under way from one place to another; `of` names them."""

    of: str
    place: str
    to: str
    count: int
    note: str
    at: datetime


@dataclass(frozen=True)
class Lost:
    """Blanks that were sent from one place to another and did not arrive, as somebody at either of them said."""

    of: str
    place: str
    to: str
    count: int
    sent: int
    why: str
    at: datetime


_LATEST = "SELECT state FROM production_job WHERE reference = %s ORDER BY id DESC LIMIT 1"


def is_out(reference: str) -> bool:
    """Whether the latest job of a reference is with the printing place, or will be as soon as there is a blank."""
    (state,) = execute(_LATEST, [reference]).fetchone() or ("",)
    return state == State.SENT or (state == State.WAITING and is_connected())


def held_at(place: str) -> Held:
    """How the blanks of a place stand."""
    balance = Stock.objects.filter(place=place).values_list("balance", flat=True).first() or 0
    rows = Job.objects.filter(place=place, state__in=OUT).values_list("state").annotate(Count("pk"))
    counted = dict(rows.order_by())
    return Held(balance, counted.get(State.SENT, 0), counted.get(State.WAITING, 0))


def moves_of(place: str, *, before: int = 0) -> list[Move]:
    """A page of a place's moves and one more where there are more, the newest first.

    Args:
        before: the number of the move above the page; 0 for the newest.
    """
    rows = Move.objects.filter(stock__place=place).order_by("-number")
    return list((rows.filter(number__lt=before) if before else rows)[: PAGE + 1])


def jobs_out(place: str, *, after: int = 0) -> list[Job]:
    """A page of what is with the printing place or waits, and one more where there are more, the oldest first."""
    rows = Job.objects.filter(place=place, state__in=OUT, pk__gt=after).defer("sealed", "data_key")
    return list(rows.order_by("pk")[: PAGE + 1])


def job_at(place: str, key: int) -> Job:
    """One job for which a blank of a place is used.

    Raises:
        NotFound: there is none, or it is another place's.
    """
    found = Job.objects.filter(place=place, pk=key).defer("sealed", "data_key").first()
    if found is None:
        raise NotFound(f"no job {key} at {place}")
    return found


def under_way(place: str) -> list[Sent]:
    """What was sent from a place or to it, and nobody has confirmed yet, the oldest first."""
    rows = Move.objects.filter(verb=SENT_ON, body__has_key="to").select_related("stock").order_by("pk")
    sent = {_name(each): each for each in rows.filter(Q(stock__place=place) | Q(body__to=place))}
    ended = Move.objects.filter(verb__in=[RECEIVED, LOST], body__has_key="of")
    arrived = set(ended.values_list("body__of", flat=True))
    return [Sent(name, each.stock.place, each.body["to"], -each.change, each.body["note"], each.at)
            for name, each in sent.items() if name not in arrived]  # fmt: skip


def lost(place: str = "") -> list[Lost]:
    """What did not arrive of all that was sent from a place or to it, or of all that was sent; the newest first."""
    rows = Move.objects.filter(verb=LOST).order_by("-pk")
    found = rows.filter(Q(body__from=place) | Q(body__to=place)) if place else rows
    said = [(each.body, each.at) for each in found]
    return [Lost(of=body["of"], place=body["from"], to=body["to"], count=body["lost"], sent=body["sent"],
                 why=body["note"], at=at) for body, at in said]  # fmt: skip


def _name(move: Move) -> str:
    return f"{move.stock.place}:{move.number}"
