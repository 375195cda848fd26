"""Help for the tests of the log: commitments of invented documents, and a filled log."""

from datetime import datetime
from hashlib import sha256

from legation.ground.transparency import api
from legation.ground.transparency.models import Leaf

KEY = b"k" * 32
DAY = 86_400


def commit(count: int, *, first: int = 0) -> None:
    """Commit documents D<n> of references R<n>."""
    for n in range(first, first + count):
        digest = sha256(f"pdf {n}".encode()).digest()
        api.commit(number=f"D{n}", reference=f"R{n}", digest=digest, seal=f"seal {n}".encode(), key=KEY)


def writer_for(name: str) -> api.Writer:
    """A writer of another process."""
    return api.Writer(holder=name)


def filled(count: int, at: datetime, *, first: int = 0, limit: int = 1000) -> api.Writer:
    """A log that has taken `count` more documents."""
    commit(count, first=first)
    writer = writer_for("first")
    while writer.append(at=at, limit=limit):
        pass
    return writer


def entries() -> list[bytes]:
    """What the leaves say, in order."""
    return [bytes(each) for each in Leaf.objects.order_by("position").values_list("entry", flat=True)]
