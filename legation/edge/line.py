"""The centre, reached over the line: the same parcels as on a stick go there, and its answers come back."""

import json
from datetime import datetime
from typing import Any

from legation.edge.models import Own
from legation.edge.sealing import ASK, STANDS, edge_signer, folder, own_key, pack
from legation.edge.services.accept import accept, waiting
from legation.edge.services.take_pack import take_pack
from legation.edge.services.write_outbox import write_package
from legation.ground import lines

PACKAGES, PACKS = "edge/packages/", "edge/packs/"
_SECONDS, _MOST_ANSWER = 120, 512 * 1024 * 1024
_PARCEL = {"Content-Type": "application/octet-stream"}


def send(*, at: datetime) -> list[tuple[int, list[str]]]:
    """Tell the centre everything it does not know; gives (number of a package, what is in conflict) for each.

    Stopped anywhere, it is begun again: what the centre has taken already gets the same receipt.

    Raises:
        Unavailable: the line is not there, or the centre refuses.
        Tampered: somebody else answers.
    """
    while write_package(at=at):
        pass
    return [accept(_asked(PACKAGES, bytes(row.body))) for row in waiting()]


def pull(*, at: datetime) -> Own:
    """Bring this edge up to date; it stands by afterwards, and the centre is told so.

    Raises:
        Unavailable: the line is not there, or the centre refuses.
        Conflict: the centre has not been told everything yet.
        Tampered: somebody else answers.
    """
    row = Own.objects.first()
    since = row.cut_at.isoformat() if row and row.cut_at else None
    taken = take_pack(_asked(PACKS, _parcel(ASK, at, since=since)), at=at)
    # only now: until a node has the newest times, it and the centre would both give them
    _asked(PACKS, _parcel(STANDS, at, pack=taken.pack))
    return taken


def _parcel(kind: str, at: datetime, **said: Any) -> bytes:
    head = {"kind": kind, "edge": _said()["code"]}
    return pack(head, {"at": at.isoformat(), **said}, key=own_key(), signer=edge_signer())


def _asked(path: str, parcel: bytes) -> bytes:
    return lines.fetch(f"{_said()['centre']}/{path}", parcel, _PARCEL, most=_MOST_ANSWER, seconds=_SECONDS)


def _said() -> dict[str, str]:
    return dict(json.loads((folder() / "edge.json").read_bytes()))
