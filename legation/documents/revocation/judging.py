"""What lists alone say of a seal: nothing is asked of the network or a database (Doc 9303-13 Appendix D).

The same steps, in the same order, are in static/verify/judge.js; tests hold both against the same seals.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from legation.documents.seals import formats, mrz
from legation.documents.seals.errors import SealError
from legation.documents.seals.interface import AnySeal
from legation.documents.seals.visa import ZONES_OF, Content, VisaSeal

from .errors import ListError
from .handles import handle_of
from .head import SignerKey
from .lists import Lists
from .names import name_in

_DATE_LINE = timedelta(days=1)  # where a seal is made it may be tomorrow already


@dataclass(frozen=True)
class Judged:
    """A reason (a code of `legation.documents.reasons`) and what the seal says, where it may be believed."""

    reason: str
    said: Content | None = None
    age: timedelta | None = None


def judge(seal: AnySeal, lists: Lists | None, *, now: datetime) -> Judged:
    """Judge a seal of any format by the lists that are held, as of `now`; None for lists when there are none."""
    if lists is None:
        return Judged("no_list")
    age = lists.age(now)
    if lists.is_ahead(now):
        return Judged("clock_wrong", age=age)
    today = now.astimezone(UTC).date()
    doubt = _doubt_of_signature(seal, lists.head.signers, today)
    if doubt:
        return Judged(doubt, age=age)
    try:
        said = formats.content_of(seal)
        fields = mrz.decode(said.mrz).fields
        until = mrz.expiry_day(fields.expiry, today=today)
    except SealError:
        return Judged("kind_unknown", age=age)
    if fields.format not in ZONES_OF[type(said)]:
        return Judged("kind_unknown", age=age)
    return Judged(_state(seal, said, until, lists, now), said, age)


def _state(seal: AnySeal, said: Content, until: date | None, lists: Lists, now: datetime) -> str:
    """What a genuine document is now. A list that is overdue still knows what was revoked before it was made."""
    status, today = lists.status_of(handle_of(seal)), now.astimezone(UTC).date()
    if status in ("revoked", "replaced"):
        return status
    if until is None or until < today:
        return "expired"
    if status == "unknown":
        return "list_incomplete"
    if lists.is_overdue(now):
        return "list_overdue"
    first = said.valid_from if isinstance(said, VisaSeal) else None
    return "not_yet" if first and today < first else "in_force"


def _doubt_of_signature(seal: AnySeal, signers: list[SignerKey], today: date) -> str:
    """Why the signature cannot be believed, as a reason; empty when it can."""
    name = name_in(seal)
    doubts = [_doubt(seal, each, today) for each in signers if each.state == seal.country and name in each.names]
    return "" if "" in doubts else (doubts[-1] if doubts else "unknown_issuer")


def _doubt(seal: AnySeal, signer: SignerKey, today: date) -> str:
    # a seal that does not say when it was signed is held against today, as if it had been (docs/adr/0012)
    signed = seal.signed or today
    if signed > today + _DATE_LINE or not signer.begins <= signed <= signer.ends:
        return "signer_not_valid" if seal.signed or today < signer.begins else "expired"
    if signer.types is not None and seal.code is not None and seal.code not in signer.types:
        return "signature_wrong"
    try:
        is_signed = seal.verify(signer.key.key())
    except ListError:
        return "unknown_issuer"
    if not is_signed:
        return "signature_wrong"
    return "expired" if today > signer.expires else ""
