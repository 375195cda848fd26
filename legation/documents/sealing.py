"""From the unsigned description of a seal to a signed one and its picture."""

from datetime import date

from legation.documents.keys import KeyRing
from legation.documents.orders import Order
from legation.documents.seals import barcode, vds
from legation.documents.seals.errors import SealError
from legation.documents.seals.issuing import header_for
from legation.documents.seals.profiles import EMERGENCY, VISA, Profile
from legation.documents.seals.vds import Seal
from legation.documents.seals.visa import EmergencySeal, VisaSeal
from legation.documents.signer.protocol import Purpose, Signer
from legation.ground.errors import Invalid

DOTS, DPI = 4, 300  # a module of 0.3386 mm, as Doc 9303-13 section 2.1 recommends
_PROFILES: dict[type, Profile] = {VisaSeal: VISA, EmergencySeal: EMERGENCY}


def sign(order: Order, ring: KeyRing, signer: Signer, *, today: date) -> Seal | None:
    """The signed seal of an order, or None for an order without one.

    Raises:
        Invalid: the description breaks a limit of its profile.
        NotAllowed, Unavailable: the signer does not sign.
    """
    if order.seal is None:
        return None
    profile = _PROFILES[type(order.seal)]
    header = header_for(ring.seal, profile, country=ring.state, issued=order.issued, signed=today)

    def approve(data: bytes) -> bytes:
        return signer.sign(
            purpose=Purpose.SEAL, reference=order.reference, decision=order.decision, data=data
        )  # fmt: skip

    try:
        return vds.sign(header, order.seal.features(), approve)
    except SealError as error:
        raise Invalid(f"no seal can be made for {order.reference}: {error}") from error


def draw(seal: Seal) -> bytes:
    """The seal as a PNG, four dots to a module, to be shown at 300 dots per inch."""
    return barcode.png(seal.encode(), module=DOTS, dpi=DPI)


def description(seal: Seal) -> VisaSeal | EmergencySeal:
    """What a seal says, typed. Raises `SealError` when it has no known profile, or breaks it."""
    kind = EmergencySeal if seal.header.reference == EMERGENCY.reference else VisaSeal
    return kind.read(seal)
