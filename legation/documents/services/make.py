"""Making a document: seal, typeset, sign, and read what was made before anybody else does."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from hashlib import sha256
from time import perf_counter
from typing import TypeVar

from legation.documents import sealing, typesetting
from legation.documents.keys import fingerprint, key_ring
from legation.documents.orders import Made, Order
from legation.documents.pdf_signatures import examine
from legation.documents.services.read_back import check
from legation.documents.signer.protocol import Purpose, Signer
from legation.documents.signing import PdfSigner, Signature

Result = TypeVar("Result")


class _Watch:
    """Wall time by part."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def timed(self, part: str, work: Callable[[], Result]) -> Result:
        begin = perf_counter()
        try:
            return work()
        finally:
            self.seconds[part] = perf_counter() - begin


def make(order: Order, *, signer: Signer, pdf_signer: PdfSigner, at: datetime) -> Made:
    """Make the document that `order` describes; nothing is stored.

    Raises:
        Invalid: the order cannot be sealed or typeset.
        NotAllowed: the signer does not know the decision, or its signatures are used up.
        Unavailable: there are no keys, or the signer does not answer; try again.
        NotRight: what was made does not read back as ordered; it must not leave the house.
    """
    ring, watch = key_ring(), _Watch()
    seal = watch.timed("seal", partial(sealing.sign, order, ring, signer, today=at.date()))
    pictures = dict(order.pictures)
    if seal:
        pictures["seal"] = watch.timed("draw", partial(sealing.draw, seal, order.seal_format))
    data = {**order.data, "specimen": ring.is_specimen}
    typeset = partial(
        typesetting.typeset, order.template, data, pictures, words=order.words, at=at, is_specimen=ring.is_specimen
    )
    unsigned = watch.timed("typeset", typeset)
    signature = Signature(reason=f"{order.title} {order.number}", place=order.place, at=at)
    chain, approve = (ring.document, ring.root), partial(_approve, order, signer)
    pdf = watch.timed("sign", partial(pdf_signer.sign, unsigned, signature, chain=chain, approve=approve))
    encoded = seal.encode() if seal else b""
    signed = pdf[: examine(pdf, [ring.root]).end or None] if order.lasting else pdf
    watch.timed("read back", partial(check, pdf, order, encoded, ring=ring, today=at.date()))
    return Made(
        order=order, pdf=pdf, digest=sha256(signed).hexdigest(), seal=encoded, signer=fingerprint(ring.document),
        timings=watch.seconds,
    )  # fmt: skip


def _approve(order: Order, signer: Signer, digest: bytes) -> bytes:
    return signer.sign(purpose=Purpose.DOCUMENT, reference=order.reference, decision=order.decision, data=digest)
