"""The door of the audit room: record an access, register a chain, verify all chains."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from legation.ground.audit.models import Access, AccessHead, Entry
from legation.ground.audit.rules import GENESIS, Finding, Row, canonical, inspect, link
from legation.ground.node import own_chain
from legation.ground.statements import Select, insert
from legation.ground.together import Together

__all__ = ["GENESIS", "Chain", "Entry", "Finding", "Row", "accesses", "accesses_to", "bodies_about", "canonical",
           "inspect", "latest_about", "link", "looks_since", "no_chains", "record_access", "record_accesses",
           "register", "verify"]  # fmt: skip

Chain = tuple[str, Iterable[Row], int, bytes]
Source = Callable[[], Iterator[Chain]]
Look = Callable[[], Iterator[Finding]]
_sources: dict[str, tuple[Source, Look]] = {}


def _nothing_more() -> Iterator[Finding]:
    return iter(())


def no_chains() -> Iterator[Chain]:
    """For those who have something to find and no chains of their own."""
    return iter(())


def register(name: str, source: Source, look: Look = _nothing_more) -> None:
    """Let `legation audit verify` walk the chains that `source` yields as (chain, rows, count, head).

    Args:
        look: finds what the chains' owners say that their chains do not, such as a status painted over.
    """
    _sources[name] = (source, look)


def record_access(
    *, actor: str, verb: str, at: datetime, subject: str = "", body: dict[str, Any] | None = None
) -> None:
    """Append to the actor's chain that they did `verb` (sign_in, looked_at ...) to `subject` (a reference)."""
    record_accesses(actor=actor, verb=verb, at=at, to=[(subject, body or {})])


_HEAD = Select(AccessHead, "actor = %s")


def record_accesses(*, actor: str, verb: str, at: datetime, to: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """Append to the actor's chain that they did `verb` to each (subject, body), in order, however many at once."""
    told, actor = list(to), own_chain(actor)
    # whoever else appended since the chain's end was read decides that it is read once more
    while told and not _appended(actor, [Access(actor=actor, verb=verb, at=at, subject=s, body=b) for s, b in told]):
        pass


def _appended(actor: str, entries: list[Access]) -> bool:
    head = _HEAD.first(actor)
    if head is None:
        insert(AccessHead(actor=actor), once=True)
        (head,) = _HEAD.all(actor)
    end = head.count
    for entry in entries:
        entry.chained(chain=f"access:{actor}", number=head.count + 1, previous=bytes(head.digest))
        head.count, head.digest = entry.number, entry.digest
    writes = Together(guarded=True)
    writes.update(head, "count", "digest", where="count = %s", values=[end])
    writes.insert(*entries)
    return writes.write()


def bodies_about(subject: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(verb, actor, body) of what was recorded about a subject, in order."""
    yield from Access.objects.filter(subject=subject).order_by("pk").values_list("verb", "actor", "body").iterator()


def latest_about(subject: str, *, most: int) -> list[Access]:
    """The latest that was recorded about a subject, newest first."""
    return list(Access.objects.filter(subject=subject).order_by("-at", "-pk")[:most])


def latest_of(subjects: Iterable[str], *, most: int) -> list[Access]:
    """The latest that was recorded about any of several subjects, newest first."""
    return list(Access.objects.filter(subject__in=list(subjects)).order_by("-at", "-pk")[:most])


def accesses(since: datetime, until: datetime) -> Iterator[tuple[datetime, str, str, str]]:
    """(when, actor, verb, subject) of every recorded access in a stretch of time, in the order of writing."""
    rows = Access.objects.filter(at__gte=since, at__lt=until).order_by("pk")
    yield from rows.values_list("at", "actor", "verb", "subject").iterator()


def _access_chains() -> Iterator[Chain]:
    for head in AccessHead.objects.order_by("actor").iterator():
        rows = (entry.row() for entry in Access.objects.filter(actor=head.actor).order_by("number", "pk").iterator())
        yield f"access:{head.actor}", rows, head.count, bytes(head.digest)
    known = AccessHead.objects.values("actor")
    for actor in Access.objects.exclude(actor__in=known).values_list("actor", flat=True).distinct():
        rows = (entry.row() for entry in Access.objects.filter(actor=actor).order_by("number"))
        yield f"access:{actor}", rows, 0, GENESIS


register("access", _access_chains)


def verify() -> tuple[int, list[Finding]]:
    """Walk every registered chain; gives how many chains were walked and everything that is wrong."""
    chains = 0
    findings: list[Finding] = []
    for source, look in _sources.values():
        findings += look()
        for chain, rows, count, head in source():
            chains += 1
            findings += inspect(chain=chain, rows=rows, count=count, head=head)
    return chains, findings


_SINCE = Select(Access, "subject IN %l AND verb = %s AND at >= %s")
_LATEST = Select(Access, "subject IN %l AND verb = %s", order="at DESC, id DESC LIMIT %s")


def looks_since(subjects: Iterable[str], since: datetime) -> list[tuple[str, str]]:
    """(actor, subject) of whoever looked at these things, by their references, from a moment on."""
    return [(row.actor, row.subject) for row in _SINCE.all(list(subjects), "looked_at", since)]


def accesses_to(subjects: Iterable[str], *, verb: str, most: int) -> list[Access]:
    """The latest accesses of a kind to things, by their references; newest first."""
    return _LATEST.all(list(subjects), verb, most)
