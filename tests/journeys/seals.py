"""Seals of every sort for a running house, in a process of its own: `python -m tests.journeys.seals NUMBER...`.

Prints JSON: the seals of the documents with these numbers, and, signed with the house's own key, some that it never issued.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import django

django.setup()

from legation.documents.keys import key_ring
from legation.documents.models import Document
from legation.documents.seals import vds
from legation.documents.seals.header import Header
from legation.documents.seals.issuing import header_for, new_key
from legation.documents.seals.mrz import Format, Mrz, encode, yymmdd
from legation.documents.seals.profiles import VISA
from legation.documents.seals.signatures import signer_for
from legation.documents.seals.visa import Stay, VisaSeal
from legation.documents.signer.private_keys import load

TODAY = datetime.now(UTC).date()


def visa(*, begins: int = 0) -> VisaSeal:
    """A visa of Anna Maria Eriksson, from so many days from today on."""
    lines = encode(
        Mrz(
            format=Format.MRV_A, document_code="V", issuer="UTO", number="7K2M9QX4T", nationality="FRA", birth="900806",
            sex="F", expiry=yymmdd(TODAY + timedelta(days=90)), primary="Eriksson", secondary="Anna Maria",
        )
    )  # fmt: skip
    return VisaSeal(
        mrz=(lines[0], lines[1]), stay=Stay(30), passport="L898902C3", entries=1,
        valid_from=TODAY + timedelta(days=begins),
    )  # fmt: skip


def made(described: VisaSeal, header: Header, key: Any) -> str:
    return vds.sign(header, described.features(), signer_for(key)).encode().hex()


def main(numbers: list[str]) -> None:
    ring, ours, strange = key_ring(), load("seal.key"), new_key()
    header = header_for(ring.seal, VISA, country=ring.state, issued=TODAY, signed=TODAY)
    stranger = Header(
        country="UTO", signer="UTS9", certificate="1", issued=TODAY, signed=TODAY, reference=0x5D, category=1
    )
    found = {number: bytes(Document.objects.get(number=number).seal).hex() for number in numbers}
    found |= {
        "valid": made(visa(), header, ours), "not_yet": made(visa(begins=7), header, ours),
        "forged": made(visa(), header, strange), "stranger": made(visa(), stranger, strange),
    }  # fmt: skip
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
