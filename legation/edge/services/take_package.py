import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from legation.appointments import api as appointments
from legation.edge.bookings import NAME as BOOKING
from legation.edge.bookings import take_bookings
from legation.edge.branches import Moved, put, register
from legation.edge.ledger import take_money
from legation.edge.letters import NAME as LETTER
from legation.edge.letters import post_letters
from legation.edge.models import Conflict, Edge, Taken
from legation.edge.rows import Loader, Row, in_order
from legation.edge.scope import CASES, MONEY
from legation.edge.sealing import centre_signer, head_of, key_for, pack, unpack
from legation.edge.stories import Branch, kept
from legation.edge.visits import NAME as VISIT
from legation.edge.visits import take_visits
from legation.edge.whose import Whose
from legation.ground.errors import NotAllowed, NotFound, Tampered
from legation.ground.files import api as files


def take_package(parcel: bytes, *, at: datetime) -> bytes:
    """Take a package of an edge node, whole or not at all; gives a signed receipt, the same one each time it is sent.

    Raises:
        NotFound: there is no such edge.
        NotAllowed: it has been ended.
        Tampered: it is not from that edge, does not follow the one before, or another of its number was taken.
    """
    head = head_of(parcel)
    edge = Edge.objects.filter(code=str(head.get("edge"))[:20]).first()
    if edge is None or head.get("kind") != "package":
        raise NotFound(f"no edge node {str(head.get('edge'))[:20]!r}")
    opened = unpack(parcel, key=key_for(edge), signed_by=bytes(edge.public))
    for digest, sealed in opened.content["files"].items():
        files.put_sealed(digest, base64.b64decode(sealed))
    with transaction.atomic():
        edge = Edge.objects.select_for_update(of=("self",)).select_related("post").get(pk=edge.pk)
        known = Taken.objects.filter(edge=edge, number=head["number"]).first()
        if known is not None and known.digest == opened.digest:
            return bytes(known.receipt)
        if edge.ended_at is not None:
            raise NotAllowed(f"{edge.code} was ended")
        if known is not None or (head["number"], head["previous"]) != (edge.taken + 1, edge.head):
            raise Tampered(f"package {head['number']} of {edge.code} does not follow {edge.taken}")
        return _take(edge, opened.content, head, opened.digest, at)


def _take(edge: Edge, content: Mapping[str, Any], head: Mapping[str, Any], digest: str, at: datetime) -> bytes:
    branches, rest = _split(content["rows"])
    loader, moved = Loader(), {}
    apart = (*MONEY, BOOKING, VISIT, LETTER)
    for table, row in in_order({name: rows for name, rows in rest.items() if name not in apart}):
        loader.load(table, row)
    for subject, branch in branches.items():
        try:
            with transaction.atomic():
                put(branch, loader)
        except (Moved, IntegrityError) as error:
            moved[subject] = str(error)[:40] if isinstance(error, Moved) else "taken"
            register(branch)
    take_money(rest, loader, at=at)
    refused = take_bookings(rest.get(BOOKING, ()), loader, at=at)
    take_visits(rest.get(VISIT, ()), loader)
    post_letters(rest.get(LETTER, ()), at=at)
    said = {"conflicts": sorted({*moved, *refused})}
    receipt = pack({"kind": "receipt", "edge": edge.code, "number": head["number"], "digest": digest}, said,
                   key=key_for(edge), signer=centre_signer())  # fmt: skip
    taken = Taken.objects.create(edge=edge, number=head["number"], digest=digest, receipt=receipt, at=at,
                                 record=content["record"])  # fmt: skip
    found = [("case", subject, why, branches[subject]) for subject, why in moved.items()]
    found += [("booking", number, why, {BOOKING: [row]}) for number, (row, why) in refused.items()]
    for kind, subject, why, branch in found:
        Conflict.objects.create(package=taken, kind=kind, subject=subject, why=why, post=edge.post, opened_at=at,
                                branch=kept(subject, branch))  # fmt: skip
    Edge.objects.filter(pk=edge.pk).update(taken=head["number"], head=digest, cut_at=content["since"])
    appointments.offer_freed(edge.post, at=at)
    return receipt


def _split(rows: Mapping[str, list[Row]]) -> tuple[dict[str, Branch], dict[str, list[Row]]]:
    """(application -> its rows by table, the rows of none by table)."""
    whose = Whose((name, row) for name, found in rows.items() for row in found)
    branches: dict[str, Branch] = {}
    rest: dict[str, list[Row]] = {}
    for name, found in rows.items():
        for row in found:
            subject = whose.of(name, row) if name in CASES else None
            into = rest if subject is None else branches.setdefault(subject, {})
            into.setdefault(name, []).append(row)
    return branches, rest
