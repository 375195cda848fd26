"""From the unsigned description of a seal to a signed one and its picture, in the format that the order names."""

from dataclasses import replace
from datetime import date

from legation.documents.keys import KeyRing
from legation.documents.orders import Order
from legation.documents.seals import barcode, formats, portraits
from legation.documents.seals.errors import SealError
from legation.documents.seals.interface import AnySeal, Issuance
from legation.documents.seals.visa import Content
from legation.documents.signer.protocol import Purpose, Signer
from legation.ground.errors import Invalid

DOTS, DPI = 4, 300  # a module of 0.3386 mm, as Doc 9303-13 section 2.1 recommends
PORTRAIT = "photo"  # the name of the holder's picture among those of an order


def sign(order: Order, ring: KeyRing, signer: Signer, *, today: date) -> AnySeal | None:
    """The signed seal of an order, or None for an order without one.

    Raises:
        Invalid: the description breaks a limit of its profile, or there is no such format.
        NotAllowed, Unavailable: the signer does not sign.
    """
    if order.seal is None:
        return None
    issuance = Issuance(country=ring.state, certificate=ring.seal, issued=order.issued, signed=today)

    def approve(data: bytes) -> bytes:
        return signer.sign(
            purpose=Purpose.SEAL, reference=order.reference, decision=order.decision, data=data
        )  # fmt: skip

    try:
        return formats.named(order.seal_format).sign(_content(order, order.seal), issuance, approve)
    except SealError as error:
        raise Invalid(f"no seal can be made for {order.reference}: {error}") from error


def _content(order: Order, content: Content) -> Content:
    """With the holder's picture, made small, where the format carries one and the order has one."""
    room = formats.named(order.seal_format).room
    picture = order.pictures.get(PORTRAIT)
    return replace(content, portrait=portraits.shrink(picture, room)) if room and picture else content


def draw(seal: AnySeal, format_: str) -> bytes:
    """The seal as a PNG, four dots to a module, to be shown at 300 dots per inch."""
    return barcode.png(seal.encode(), symbol=formats.named(format_).symbol, module=DOTS, dpi=DPI)


def says(seal: AnySeal, order: Order) -> bool:
    """Whether a seal that was read says what was ordered, and shows a face where it should.

    Raises:
        SealError: it has no known profile, or breaks it.
    """
    if order.seal is None:
        return False
    content = formats.content_of(seal)
    wants_face = bool(formats.named(order.seal_format).room and PORTRAIT in order.pictures)
    shows_face = bool(content.portrait and portraits.is_readable(content.portrait))
    return content.features() == order.seal.features() and wants_face == shows_face
