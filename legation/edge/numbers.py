"""How many numbers of the nodes' blocks are left, as far as the centre has been told which were given.

Numbers are drawn at random: where half of a block is given, every other draw meets a number that is somebody's.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max
from django.db.models.functions import Substr

from legation.appointments.models import Booking
from legation.appointments.services import make
from legation.documents.models import Document
from legation.edge.models import Edge, Grant
from legation.ground import node
from legation.procedures.references import ALPHABET

PAPER = 9
"""Letters of the shortest numbers of papers: a machine readable zone has room for no more (ICAO Doc 9303)."""
_SOON, _SOON_BLOCKS = 0.5, 0.9


@dataclass(frozen=True)
class Left:
    """Numbers that are left in the block of a node; `soon` says that they will run out."""

    appointments: int
    papers: int
    soon: bool


def left() -> dict[str, Left]:
    """The code of each node in force -> what is left of the block that it was given last; none where it has none."""
    blocks = dict(Edge.objects.filter(ended_at=None).annotate(block=Max("grants__pk")).values_list("code", "block"))
    booked, issued = _given(Booking, make.ALPHABET), _given(Document, ALPHABET)
    return {
        code: _left(booked.get(node.opening(make.ALPHABET, block), 0), issued.get(node.opening(ALPHABET, block), 0))
        for code, block in blocks.items() if block is not None and block < node.BLOCKS
    }  # fmt: skip


def blocks_left() -> tuple[int, bool]:
    """How many blocks the house has still to give to its nodes, and whether they will run out soon."""
    given = Grant.objects.aggregate(last=Max("pk"))["last"] or 0
    return max(node.BLOCKS - 1 - given, 0), given >= (node.BLOCKS - 1) * _SOON_BLOCKS


def _left(booked: int, issued: int) -> Left:
    rooms = node.room(make.LENGTH), node.room(PAPER)
    soon = booked >= rooms[0] * _SOON or issued >= rooms[1] * _SOON
    return Left(max(rooms[0] - booked, 0), max(rooms[1] - issued, 0), soon)


def _given(model: Any, alphabet: str) -> dict[str, int]:
    """The first letters of numbers that nodes drew -> how many there are."""
    rows = model.objects.filter(number__startswith=alphabet[-1]).annotate(begins=Substr("number", 1, 4))
    return dict(rows.order_by().values_list("begins").annotate(Count("pk")))
