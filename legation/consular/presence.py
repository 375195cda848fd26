"""Who stands before an officer: read from their document, kept sealed in the officer's session while served."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.utils.translation import gettext as _

from legation.documents.seals.errors import MrzError
from legation.documents.seals.mrz import birth_day, decode, expiry_day
from legation.ground.errors import Invalid
from legation.ground.languages.casing import capitals
from legation.ground.secrets import instance_key, seal, unseal
from legation.web.serving import SERVED

SERVED_FOR = timedelta(minutes=30)
_PLACE, _KEY = SERVED, "counter"
_SEX = {"F": "female", "M": "male", "X": "other"}


@dataclass(frozen=True)
class Present:
    """What a travel document says of whoever shows it; all but the first two may be empty.

    Args:
        number: of the document, capitals and digits.
        born, expires: ISO 8601 days.
        nationality: ISO 3166 alpha-3 or a code of Doc 9303-3.
    """

    number: str
    born: str
    surname: str = ""
    given_names: str = ""
    sex: str = ""
    nationality: str = ""
    expires: str = ""

    @property
    def name(self) -> str:
        return ", ".join(part for part in (self.surname, self.given_names) if part)

    def details(self) -> dict[str, str]:
        """What forms ask by the same names."""
        known = asdict(self) | {
            "passport_number": self.number, "identity_number": self.number, "birth_date": self.born,
            "passport_expiry": self.expires,
        }  # fmt: skip
        return {name: value for name, value in known.items() if value}


def read(typed: Mapping[str, str], *, today: date) -> Present:
    """Who it is, from the lines that a reader types (`lines`), or from number and day of birth as a person types them.

    Raises:
        Invalid: `fields` says which of `lines`, `number`, `birth_date` cannot be read.
    """
    if lines := typed.get("lines", "").strip():
        return _of_zone(lines, today=today)
    number, wrong = "".join(capitals(typed.get("number", "")).split()), dict[str, str]()
    if not (number.isascii() and number.isalnum() and len(number) <= 20):
        wrong["number"] = _("Type the number as the document shows it: letters and digits.")
    born = None
    with suppress(ValueError):
        born = date(*(int(typed.get(f"birth_date-{part}", "")) for part in ("year", "month", "day")))
    if born is None or born > today:
        wrong["birth_date"] = _("Type the day of birth, for example 27 March 1990.")
    if wrong or born is None:
        raise Invalid("nobody can be found by this", fields=wrong)
    return Present(number=number, born=born.isoformat())


def _of_zone(lines: str, *, today: date) -> Present:
    try:
        found = decode([line.strip().upper() for line in lines.splitlines() if line.strip()])
    except MrzError as error:
        raise Invalid(str(error), fields={"lines": _("These are not the lines of a passport or card.")}) from error
    zone = found.fields
    born, expires = birth_day(zone.birth, today=today), expiry_day(zone.expiry, today=today)
    if not found.is_consistent or not isinstance(born, date):
        raise Invalid("check digits", fields={"lines": _("A letter was misread: read the document once more.")})
    return Present(
        number=zone.number, born=born.isoformat(), surname=zone.primary, given_names=zone.secondary,
        sex=_SEX[zone.sex], nationality=zone.nationality, expires=expires.isoformat() if expires else "",
    )  # fmt: skip


def keep(session: SessionBase, who: Present, *, at: datetime) -> None:
    """Serve somebody from now on, instead of whoever was served before."""
    said = json.dumps({"who": asdict(who), "until": (at + SERVED_FOR).isoformat()}).encode()
    session[_PLACE] = b64encode(seal(instance_key(_KEY), said, context=_KEY)).decode()


def served(session: SessionBase, *, at: datetime) -> Present | None:
    """Who is being served; None for nobody, or if it was half an hour ago."""
    if _PLACE not in session:
        return None
    said = json.loads(unseal(instance_key(_KEY), b64decode(session[_PLACE]), context=_KEY))
    return Present(**said["who"]) if at < datetime.fromisoformat(said["until"]) else None


def forget(session: SessionBase) -> None:
    """Nobody is served any more."""
    session.pop(_PLACE, None)
