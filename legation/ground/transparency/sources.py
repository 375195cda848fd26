"""Where the leaves come from: tables whose rows, once committed, belong into the log."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from legation.ground.transparency.models import Commitment


class Addition(NamedTuple):
    """One leaf to be: how the house names it, and what it says."""

    subject: str
    entry: bytes


class Read(NamedTuple):
    """What a source gave: the id of the last row it looked at, and what those rows add."""

    last: int
    additions: list[Addition]


@dataclass(frozen=True)
class Source:
    """A table of leaves to be.

    Args:
        table: Its name; it has an ascending `id`.
        prefix: How the subjects of its leaves begin.
        read: (after, upto, limit) -> what rows with after < id <= upto add, at most `limit` rows, in order.
        said: subjects -> what the rows behind them say now; those that are gone are left out.
        due: upto -> everything that must be in the log once rows up to this id are.
    """

    table: str
    prefix: str
    read: Callable[[int, int, int], Read]
    said: Callable[[Collection[str]], Mapping[str, bytes]]
    due: Callable[[int], Iterator[Addition]]


_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Let the log grow by what `source` holds."""
    _sources[name] = source


def registered() -> dict[str, Source]:
    """All sources by name, in the order of registration."""
    return _sources


def _read(after: int, upto: int, limit: int) -> Read:
    rows = Commitment.objects.filter(pk__gt=after, pk__lte=upto).order_by("pk")
    found = list(rows.values_list("pk", "subject", "entry")[:limit])
    return Read(found[-1][0] if found else upto, [Addition(subject, bytes(entry)) for _pk, subject, entry in found])


def _said(subjects: Collection[str]) -> Mapping[str, bytes]:
    rows = Commitment.objects.filter(subject__in=subjects).values_list("subject", "entry")
    return {subject: bytes(entry) for subject, entry in rows}


def _due(upto: int) -> Iterator[Addition]:
    rows = Commitment.objects.filter(pk__lte=upto).order_by("pk").values_list("subject", "entry")
    return (Addition(subject, bytes(entry)) for subject, entry in rows.iterator())


COMMITMENTS = Source("transparency_commitment", "document:", _read, _said, _due)
