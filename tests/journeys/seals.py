"""Seals of every sort for a running house, in a process of its own: `python -m tests.journeys.seals NUMBER...`.

Prints JSON: the seals of the documents with these numbers, and, by format, some that it never issued: signed with its
own key (one of these revoked in its register), by a forger, and by a stranger; and PDFs, unsigned, that show them.
"""

import hashlib
import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import django

django.setup()

from legation.documents import sealing
from legation.documents.keys import key_ring
from legation.documents.models import Document, Handle
from legation.documents.revocation.handles import handle_of
from legation.documents.seals import formats, portraits
from legation.documents.seals.interface import Issuance
from legation.documents.seals.issuing import new_key
from legation.documents.seals.mrz import Format, Mrz, encode, yymmdd
from legation.documents.seals.signatures import signer_for
from legation.documents.seals.visa import Stay, VisaSeal
from legation.documents.signer.private_keys import load
from legation.documents.typesetting import typeset
from tests.documents.orders import PAPER, photo
from tests.documents.support import chain

NOW = datetime.now(UTC)
TODAY = NOW.date()


def visa(*, begins: int = 0, number: str = "7K2M9QX4T", room: int = 0) -> VisaSeal:
    """A visa of Anna Maria Eriksson, from so many days from today on, with a picture where there is room for one."""
    lines = encode(
        Mrz(
            format=Format.MRV_A, document_code="V", issuer="UTO", number=number, nationality="FRA", birth="900806",
            sex="F", expiry=yymmdd(TODAY + timedelta(days=90)), primary="Eriksson", secondary="Anna Maria",
        )
    )  # fmt: skip
    return VisaSeal(
        mrz=(lines[0], lines[1]), stay=Stay(30), passport="L898902C3", entries=1,
        valid_from=TODAY + timedelta(days=begins), portrait=portraits.shrink(photo(), room) if room else b"",
    )  # fmt: skip


def of_format(format_: formats.SealFormat, place: int) -> dict[str, str]:
    """Seals of one format by what is to be said of them."""
    ring, ours, strange, (stranger, held, _root_key) = key_ring(), load("seal.key"), new_key(), chain("UTO", "XX")

    def made(described: VisaSeal, key: Any, certificate: Any = ring.seal) -> bytes:
        issuance = Issuance(country=ring.state, certificate=certificate, issued=TODAY, signed=TODAY)
        return format_.encode(described, issuance, signer_for(key))

    good, number = visa(room=format_.room), f"0JRN{place:05}"
    taken = made(visa(number=number, room=format_.room), ours)
    revoke(number, taken)
    found = {
        "valid": made(good, ours), "not_yet": made(visa(begins=7, room=format_.room), ours), "revoked": taken,
        "forged": made(good, strange), "stranger": made(good, held.seal, stranger.seal),
    }  # fmt: skip
    return {name: seal.hex() for name, seal in found.items()}


def paper(seal: bytes, format_: str) -> bytes:
    """A PDF that shows a seal beside a photo, as our compiler writes it."""
    pictures = {"photo": photo(), "seal": sealing.draw(formats.parse(seal), format_)}
    data = {"title": "Electronic visa", "number": "7K2M9QX4T", "mrz": []}
    return typeset(PAPER, data, pictures, at=NOW, is_specimen=True)


def revoke(number: str, seal: bytes) -> None:
    """A document in the register that was revoked."""
    document = Document.objects.create(
        number=number, kind="evisa", reference=number, decision="0" * 64, seal=seal, signer="", issued_at=NOW,
        digest=hashlib.sha256(seal).hexdigest(), valid_from=TODAY, valid_until=TODAY + timedelta(days=90),
        revoked_at=NOW, revocation_reason="issued_in_error",
    )  # fmt: skip
    Handle.objects.create(document=document, value=handle_of(formats.parse(seal)))


def main(numbers: list[str]) -> None:
    found: dict[str, Any] = {number: bytes(Document.objects.get(number=number).seal).hex() for number in numbers}
    found |= {each.name: of_format(each, place) for place, each in enumerate(formats.FORMATS)}
    found["pdf"] = {
        name: {word: paper(bytes.fromhex(found[name][word]), name).hex() for word in ("valid", "revoked", "forged")}
        for name in (each.name for each in formats.FORMATS)
    }  # fmt: skip
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
