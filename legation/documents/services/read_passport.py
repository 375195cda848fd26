"""Read a passport's machine readable zone from a picture somebody took; nothing of the picture is kept."""

import io
from dataclasses import dataclass
from datetime import date
from threading import BoundedSemaphore

from PIL import Image

from legation.documents.scanning import tesseract
from legation.documents.scanning.reading import read_zone
from legation.documents.seals.mrz import birth_day, expiry_day
from legation.ground.errors import Unavailable
from legation.ground.files.rules import redraw
from legation.ground.states.codes import canonical_nationality

_ONE_AT_A_TIME = BoundedSemaphore(1)  # it keeps a core busy for half a second
_PATIENCE_SECONDS = 4


@dataclass(frozen=True, slots=True)
class Passport:
    """What a zone says. Names are in its letters; `birth` is None where the passport does not know the day."""

    surname: str
    given_names: str
    nationality: str
    number: str
    birth: date | None
    sex: str
    expiry: date


def can_read_passports() -> bool:
    """Whether this machine can."""
    return tesseract.is_present()


def read_passport(picture: bytes, *, today: date) -> Passport | None:
    """The passport whose data page is in the picture, or None where its zone cannot be read for certain.

    Raises:
        Invalid: too large, too small, or no picture.
        Unavailable: others are being read; try again in a moment.
    """
    page = Image.open(io.BytesIO(redraw(picture, kind="zone")))
    if not _ONE_AT_A_TIME.acquire(timeout=_PATIENCE_SECONDS):
        raise Unavailable("passports are being read")
    try:
        found = read_zone(page, today=today)
    finally:
        _ONE_AT_A_TIME.release()
    expiry = expiry_day(found.fields.expiry, today=today) if found else None
    if found is None or expiry is None:
        return None
    said = found.fields
    return Passport(
        surname=said.primary, given_names=said.secondary, nationality=canonical_nationality(said.nationality) or "",
        number=said.number, birth=birth_day(said.birth, today=today), sex=said.sex, expiry=expiry,
    )  # fmt: skip
