"""Passports: what stands on the data page and in the zone of one, and what its printing does to its case.

Registered with the engine as `consular.passport`, and as `consular.child_passport` where the holder is a child of who
asks. Source: ICAO Doc 9303-4, sections 4.1 and 4.2; what is nobody's answer stands in definitions/passports.yaml.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict

from legation.documents import api as documents
from legation.documents.seals.errors import SealError
from legation.documents.seals.mrz import Format, Mrz, encode, yymmdd
from legation.ground import sources
from legation.ground.errors import Invalid
from legation.ground.files import api as files
from legation.ground.profile import profile
from legation.procedures.api import Granted, Issuer, carry_on, hinder, may_carry_on, printed, register_issuer
from legation.production import api as production

FILE = "passports.yaml"
OF_AGE = 18
_SEX = {"female": "F", "male": "M", "other": "X"}
_AFTER = {"produced": "made", "rejected": "unprintable"}
"""What a printing place says -> what happens to the case; of one that is stopped an officer of the centre decides."""
BY_HAND = "made_by_hand"
_AT_PLACE = _("This passport is at the printing place. You are told here as soon as it is made. "
              "If the order was lost there, the head of the centre gives it up.")  # fmt: skip


class _Numbers(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    first: str
    last: str


class Kind(BaseModel):
    """What stands on every passport: its code, from which block it is numbered, how many years it holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    code: str
    numbers: _Numbers
    years: dict[Literal["adult", "child"], int]


@dataclass(frozen=True)
class Page:
    """What was read from the answers, before there is a number."""

    fields: dict[str, str]
    photo: bytes
    signature: bytes
    born: date


def connect() -> None:
    """Register the issuers with the engine, and follow what the printing place says."""
    for name, before in (("consular.passport", ""), ("consular.child_passport", "child_")):
        register_issuer(name, Issuer(
            prepare=lambda granted, _at, before=before: page(granted, before=before),  # type: ignore[misc]
            apply=order, revoke=lambda _reference, _reason, _at: None, content=content, needs=needs(before),
            choices={f"{before}sex": frozenset(_SEX)}, may_lack=frozenset({f"{before}given_names"}),
            at_centre=True,
        ))  # fmt: skip
    production.follow(follow, wanted=lambda reference: may_carry_on(reference=reference, verb="made"))
    hinder(BY_HAND, lambda reference: _AT_PLACE if production.is_out(reference) else None)


def needs(before: str) -> dict[str, str]:
    """The fields that stand on a passport, by kind."""
    asked = {"surname": "name", "given_names": "name", "birth_place": "text", "sex": "choice"}
    born = {"child_born" if before else "birth_date": "date"}
    return {f"{before}{name}": kind for name, kind in asked.items()} | born | {"photo": "photo"}


def content() -> dict[str, Any]:
    """What belongs into the bundle: definitions/passports.yaml.

    Raises:
        legation.ground.sources.Refused: the file has mistakes.
    """
    path = Path(settings.LEGATION_DEFINITIONS) / FILE
    return sources.parse(sources.read(path, shown_as=FILE), Kind).model_dump()


def page(granted: Granted, *, before: str) -> Page:
    """The data page of a passport (Doc 9303-4, section 4.1), without its number and days."""
    answers = granted.answers

    def said(name: str) -> str:
        return str(answers.get(f"{before}{name}") or "")

    born, state = str(answers["child_born" if before else "birth_date"]), profile().ministry.state
    fields = {
        "state": documents.issuing_state(), "surname": printed(str(answers.get("new_surname") or said("surname"))),
        "given_names": printed(said("given_names")), "nationality": state["en"], "birth_date": born,
        "birth_place": printed(said("birth_place")), "sex": _SEX[said("sex")],
        "authority": profile().ministry.name["en"],
    }  # fmt: skip
    held = {name: files.fetch(answers[name]["file"], key=granted.key)
            for name in ("photo", "signature") if isinstance(answers.get(name), Mapping)}  # fmt: skip
    return Page(fields, held["photo"], held.get("signature", b""), date.fromisoformat(born))


def order(granted: Granted, made: Page, at: datetime) -> str:
    """Order it from the printing place; gives its number. Inside the transaction that moves the case on."""
    kind, issued = Kind.model_validate(_ours(granted)), at.date()
    until = holds_until(made.born, issued, kind.years)
    asked = production.Asked(
        reference=granted.reference, decision=granted.decision, place=profile().centre, key=granted.key, code=kind.code,
        fields=made.fields, photo=made.photo, signature=made.signature, issued=issued, until=until,
    )  # fmt: skip
    lines = partial(zone, made.fields, born=made.born, until=until, code=kind.code)
    return production.order(asked, block=(kind.numbers.first, kind.numbers.last), zone=lines, at=at)


def _ours(granted: Granted) -> Any:
    policy = granted.opened.policy
    return next(policy[name] for name in ("consular.passport", "consular.child_passport") if name in policy)


def holds_until(born: date, issued: date, years: Mapping[Any, int]) -> date:
    """The last day: so many years after the day of issue, less a day."""
    age = issued.year - born.year - ((issued.month, issued.day) < (born.month, born.day))
    year = issued.year + years["adult" if age >= OF_AGE else "child"]
    day = date(year, issued.month, min(issued.day, 28) if issued.month == 2 else issued.day)
    return date.fromordinal(day.toordinal() - 1)


def zone(fields: Mapping[str, str], number: str, *, born: date, until: date, code: str) -> tuple[str, str]:
    """The two lines of the machine readable zone (TD3, Doc 9303-4 section 4.2).

    Raises:
        Invalid: a field cannot be written; the message names it.
    """
    try:
        upper, lower = encode(Mrz(
            format=Format.TD3, document_code=code, issuer=fields["state"], number=number, nationality=fields["state"],
            birth=yymmdd(born), sex=fields["sex"], expiry=yymmdd(until), primary=fields["surname"],
            secondary=fields["given_names"],
        ))  # fmt: skip
    except SealError as error:
        raise Invalid(f"no machine readable zone: {error}") from error
    return upper, lower


def follow(reference: str, state: str, at: datetime) -> None:
    """What the printing place said moves the case on; a case that an officer has moved meanwhile stays where it is."""
    if state in _AFTER:
        carry_on(reference=reference, verb=_AFTER[state], at=at)
