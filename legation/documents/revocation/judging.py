"""What lists alone say of a seal: nothing is asked of the network or a database (Doc 9303-13 Appendix D).

The same steps, in the same order, are in static/verify/judge.js; tests hold both against the same seals.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from legation.documents.seals import mrz
from legation.documents.seals.errors import SealError
from legation.documents.seals.header import Header
from legation.documents.seals.interface import AnySeal
from legation.documents.seals.signatures import is_signed_by
from legation.documents.seals.vds import Seal, document_code
from legation.documents.seals.visa import VisaSeal

from .errors import ListError
from .handles import handle_of
from .head import SignerKey
from .lists import Lists

_DATE_LINE = timedelta(days=1)  # where a seal is made it may be tomorrow already


@dataclass(frozen=True)
class Judged:
    """A reason (a code of `legation.documents.reasons`) and what the seal says, where it may be believed."""

    reason: str
    visa: VisaSeal | None = None
    age: timedelta | None = None


def judge(seal: AnySeal, lists: Lists | None, *, now: datetime) -> Judged:
    """Judge a seal by the lists that are held, as of `now`; None for lists when there are none."""
    if lists is None:
        return Judged("no_list")
    if not isinstance(seal, Seal):  # the lists' keys are named by what a VDS header says
        return Judged("kind_unknown")
    age = lists.age(now)
    if lists.is_ahead(now):
        return Judged("clock_wrong", age=age)
    today = now.astimezone(UTC).date()
    doubt = _doubt_of_signature(seal, lists.head.signers, today)
    if doubt:
        return Judged(doubt, age=age)
    try:
        visa = VisaSeal.read(seal)
        until = mrz.expiry_day(mrz.decode(visa.mrz).fields.expiry, today=today)
    except SealError:
        return Judged("kind_unknown", age=age)
    return Judged(_state(seal, visa, until, lists, now), visa, age)


def _state(seal: Seal, visa: VisaSeal, until: date | None, lists: Lists, now: datetime) -> str:
    """What a genuine visa is now. A list that is overdue still knows what was revoked before it was made."""
    status, today = lists.status_of(handle_of(seal)), now.astimezone(UTC).date()
    if status in ("revoked", "replaced"):
        return status
    if until is None or until < today:
        return "expired"
    if status == "unknown":
        return "list_incomplete"
    if lists.is_overdue(now):
        return "list_overdue"
    return "not_yet" if visa.valid_from and today < visa.valid_from else "in_force"


def _doubt_of_signature(seal: Seal, signers: list[SignerKey], today: date) -> str:
    """Why the signature cannot be believed, as a reason; empty when it can."""
    named = [each for each in signers if _is_named(each, seal.header)]
    doubts = [_doubt(seal, each, today) for each in named]
    return "" if "" in doubts else (doubts[-1] if doubts else "unknown_issuer")


def _is_named(signer: SignerKey, header: Header) -> bool:
    return (signer.signer, int(signer.reference, 16), signer.state) == (header.signer, header.serial, header.country)


def _doubt(seal: Seal, signer: SignerKey, today: date) -> str:
    signed = seal.header.signed
    if signed > today + _DATE_LINE or not signer.begins <= signed <= signer.ends:
        return "signer_not_valid"
    code = document_code(seal.header, seal.features)
    if signer.types is not None and code is not None and code not in signer.types:
        return "signature_wrong"
    try:
        is_signed = is_signed_by(signer.key.key(), seal.signed_part, seal.signature)
    except ListError:
        return "unknown_issuer"
    if not is_signed:
        return "signature_wrong"
    return "expired" if today > signer.expires else ""
