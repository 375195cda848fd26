"""The centre, reached over the line: the same parcels as on a stick go there, and its answers come back."""

import json
from datetime import datetime

from legation.edge.models import Own
from legation.edge.sealing import ASK, edge_signer, folder, own_key, pack
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
    """Bring this edge up to date; it stands by afterwards.

    Raises:
        Unavailable: the line is not there, or the centre refuses.
        Conflict: the centre has not been told everything yet.
        Tampered: somebody else answers.
    """
    head = {"kind": ASK, "edge": _said()["code"]}
    asked = pack(head, {"at": at.isoformat()}, key=own_key(), signer=edge_signer())
    return take_pack(_asked(PACKS, asked), at=at)


def _asked(path: str, parcel: bytes) -> bytes:
    return lines.fetch(f"{_said()['centre']}/{path}", parcel, _PARCEL, most=_MOST_ANSWER, seconds=_SECONDS)


def _said() -> dict[str, str]:
    return dict(json.loads((folder() / "edge.json").read_bytes()))
