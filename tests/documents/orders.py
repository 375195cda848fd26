"""Orders for the tests: a small paper with everything that is read back."""

import hashlib
import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

from PIL import Image

from legation.documents.api import Order
from legation.documents.seals.mrz import Format, Mrz, encode
from legation.documents.seals.visa import Stay, VisaSeal
from tests.conftest import NOW

PAPER = """
#let d = json("data.json")
#set document(title: d.title, author: "Ministry", date: auto)
#set text(font: ("Legation Sans", "Legation Sans Arabic"), lang: "en")
= #d.title
Number #d.number, تأشيرة
#image("photo.svg", width: 35mm, alt: "Photograph")
#image("seal.svg", alt: "Seal")
#for line in d.mrz { block(text(font: "OCR B", size: 7.2pt / 0.723, line)) }
"""
NAME = "Eriksson"


def zone(number: str = "7K2M9QX4T", *, state: str = "UTO", **fields: str) -> tuple[str, ...]:
    """A visa's machine readable zone."""
    known = {
        "birth": "900806",
        "expiry": "270220",
        "sex": "F",
        "nationality": "FRA",
        "primary": NAME,
        "secondary": "Anna",
    }
    return encode(Mrz(format=Format.MRV_A, document_code="V", issuer=state, number=number, **(known | fields)))


def photo() -> bytes:
    """A small JPEG."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize((210, 270)).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def order(number: str = "7K2M9QX4T", *, case: str = "R-1", lines: Any = None, **changes: Any) -> Order:
    """An order that can be made; `changes` are fields of Order."""
    lines = lines or zone(number)
    whole = Order(
        kind="evisa", number=number, reference=case, decision=hashlib.sha256(case.encode()).hexdigest(), template=PAPER,
        data={"title": "Electronic visa", "number": number, "mrz": list(lines)}, pictures={"photo": photo()},
        seal=VisaSeal(mrz=lines, stay=Stay(days=30), passport="L898902C3", entries=1), languages=("en",),
        title="Electronic visa", author="Ministry", place="Utopia", issued=NOW.date(), valid_from=NOW.date(),
        valid_until=NOW.date() + timedelta(days=90), key=b"k" * 32, statement=(("entries", "single"),),
    )  # fmt: skip
    return replace(whole, **changes)
