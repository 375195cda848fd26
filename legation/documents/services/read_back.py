"""The last look at a finished document: everything is decoded again from the bytes that would leave the house."""

from datetime import date

from legation.documents.keys import KeyRing
from legation.documents.lasting import examine_lasting
from legation.documents.orders import Order
from legation.documents.pdf_signatures import examine
from legation.documents.quantum import examine_second
from legation.documents.reading import NotOurs, Shown, read_back
from legation.documents.sealing import says
from legation.documents.seals import barcode, formats, mrz
from legation.documents.seals.errors import SealError
from legation.ground.errors import LegationError
from legation.ground.profile import profile

ZONE_FONT = "OCRB"
_MARKS = (b"pdfaid:part", b"pdfuaid:part")


class NotRight(LegationError):
    """A finished document does not say what was ordered; `detail` names the part."""

    code = "document_not_right"


def check(pdf: bytes, order: Order, seal: bytes, *, ring: KeyRing, today: date) -> None:
    """Hold a finished PDF against its order.

    Raises:
        NotRight: the signature, the seal in the picture, the machine readable zone, the number, the word SPECIMEN
            under a specimen root, or the marks of PDF/A and PDF/UA are not as they must be.
    """
    finding = (examine_lasting if order.lasting else examine)(pdf, [ring.root])
    if finding.state != "intact" or finding.certificate != ring.document:
        raise NotRight(f"the signature is {finding.state}")
    if profile().post_quantum and not order.lasting and examine_second(pdf, [ring.root]) != "intact":
        raise NotRight("the second signature is not good")
    if not all(mark in pdf for mark in _MARKS):
        raise NotRight("the PDF does not say that it is PDF/A and PDF/UA")
    try:
        shown = read_back(pdf)
    except NotOurs as error:
        raise NotRight(str(error)) from error
    if ring.is_specimen and not shown.holds("SPECIMEN"):
        raise NotRight("a specimen does not say SPECIMEN")
    if not shown.holds(order.number, besides=ZONE_FONT):
        raise NotRight("the number is not on the page")
    if order.seal:
        _check_seal(shown, order, seal, ring, today)


def _check_seal(shown: Shown, order: Order, expected: bytes, ring: KeyRing, today: date) -> None:
    found = [data for picture in shown.pictures for data in barcode.read_drawn(picture)]
    if found != [expected]:
        raise NotRight(f"{len(found)} barcodes were read, none or not only the seal")
    try:
        seal = formats.parse(found[0])
        verdict = ring.trust_list.judge(seal, today=today)
        is_ordered = says(seal, order)
    except SealError as error:
        raise NotRight(f"the seal cannot be read: {error}") from error
    if not verdict.is_ok:
        raise NotRight(f"the seal does not verify: {verdict.reason}")
    if not is_ordered:
        raise NotRight("the seal does not say what was ordered")
    _check_zone(shown, order, ring)


def _check_zone(shown: Shown, order: Order, ring: KeyRing) -> None:
    """The zone as printed is the one ordered (and so sealed), its digits fit, it names the State of the keys."""
    ordered = order.seal.mrz if order.seal else ()
    if shown.in_font(ZONE_FONT) != "".join(ordered):
        raise NotRight("the machine readable zone on the page is not the one ordered")
    read = mrz.decode(ordered)
    if not read.is_consistent or read.fields.issuer != ring.state:
        raise NotRight("the machine readable zone has wrong digits or another issuing State")
