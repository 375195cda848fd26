"""The door of the documents room: make, store, revoke, fetch and verify.

order = Order(kind="evisa", number="7K2M9QX4T", ...)
made = make(order, at=now)            # outside any transaction: it takes some 15 ms and asks the signer
number = store(made, at=now)          # inside the transaction that issues
verdict = verify_number(number, at=now)
"""

from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding

from legation.documents import keys, lasting
from legation.documents.auditing import connect_records, find_strays
from legation.documents.certificates import may_sign, signing_period
from legation.documents.check_codes import check_address, check_code
from legation.documents.fast_signing import IncrementalSigner
from legation.documents.glyphs import is_printable
from legation.documents.models import PublishedList
from legation.documents.orders import DocumentView, Fact, Made, Order, Verdict
from legation.documents.quantum import TwofoldSigner
from legation.documents.reasons import CORRECTED, REASONS, sentence_for
from legation.documents.selectors import expiries, fetch, log_proof, of_reference, of_references
from legation.documents.services import make as making
from legation.documents.services.check_batch import Mistake, check_batch
from legation.documents.services.check_travel import Asked, Told, check_travel
from legation.documents.services.prolong import prolong
from legation.documents.services.publish_lists import Publication, prepare_lists, store_lists
from legation.documents.services.read_back import NotRight
from legation.documents.services.read_passport import Passport, can_read_passports, read_passport
from legation.documents.services.record_crossing import Passage, record_crossing
from legation.documents.services.revoke import PUBLISH, revoke, revoke_numbers
from legation.documents.services.store import store
from legation.documents.services.verify import verify_number, verify_pdf, verify_picture
from legation.documents.signer.client import SocketSigner, socket_path
from legation.documents.signer.protocol import Purpose, Signer
from legation.documents.signing import PdfSigner
from legation.documents.typesetting import CannotTypeset
from legation.ground.errors import NotFound
from legation.ground.profile import profile

__all__ = [
    "CORRECTED", "PUBLISH", "REASONS", "Asked", "CannotTypeset", "DocumentView", "Fact", "Made", "Mistake",
    "NotRight", "Order", "Passage", "Passport", "Told", "Verdict", "can_read_passports", "certificate_revocations",
    "check_address", "check_batch", "check_code", "check_travel", "connect_records",
    "connect_signer", "expiries", "fetch", "find_strays",
    "is_printable", "issuing_state", "log_proof", "make", "of_reference", "of_references", "prepare_publication",
    "prolong", "publish_lists", "read_passport", "record_crossing", "revoke", "revoke_numbers",
    "sentence_for", "sign_list",
    "sign_tree_head", "store", "store_lists", "tree_head_keys", "verify_number", "verify_pdf", "verify_picture",
]  # fmt: skip

_connected: list[Signer] = []


def connect_signer(signer: Signer | None) -> None:
    """Sign with `signer` in this process from now on; None goes back to the signer process behind its socket."""
    _connected[:] = [signer] if signer else []


def make(order: Order, *, at: datetime) -> Made:
    """Make the document that `order` describes, read it back, and store nothing; see `services.make`.

    Raises:
        Invalid: the order cannot be sealed.
        CannotTypeset: the template and the data make no page.
        CannotSign: the page is no PDF of the shape that is signed (`cms.CannotSign`), a fault of ours.
        NotAllowed: the signer does not know the decision, or its signatures are used up.
        Unavailable: there are no keys, or the signer does not answer; try again.
        NotRight: what was made is not what was ordered.
    """
    pdf_signer: PdfSigner = IncrementalSigner()
    if profile().post_quantum:
        pdf_signer = _twofold(order)
    if order.lasting:
        pdf_signer = lasting.LastingSigner(keys.key_ring(), lasting.stamper(at=at))
    return making.make(order, signer=_signer(), pdf_signer=pdf_signer, at=at)


def _twofold(order: Order) -> PdfSigner:
    def approve(attributes: bytes) -> bytes:
        return _signer().sign(
            purpose=Purpose.QUANTUM, reference=order.reference, decision=order.decision, data=attributes
        )  # fmt: skip

    return TwofoldSigner(keys.key_ring().certificate(Purpose.QUANTUM), approve)


def sign_tree_head(body: bytes) -> bytes:
    """The Ed25519 signature (64 bytes) over the text of a checkpoint of the issuance log (C2SP tlog-checkpoint).

    `keys.key_ring().certificate(Purpose.TREE_HEAD)` verifies it.

    Raises:
        NotAllowed: it is none, or contradicts one that was signed (`signer.rules.read_tree_head`).
        Unavailable: the signer does not answer, or has signed too much of late.
    """
    return _signer().sign(purpose=Purpose.TREE_HEAD, data=body)


def tree_head_keys() -> list[tuple[bytes, datetime, datetime]]:
    """The public keys of tree heads (32 bytes) and when each may sign, from and until; first the one in force.

    Raises:
        Unavailable: there is none.
    """
    ring = keys.key_ring()
    earlier = [each for each in ring.trusted if may_sign(Purpose.TREE_HEAD, each)]
    return [
        (each.public_key().public_bytes_raw(), *signing_period(each))  # type: ignore[union-attr]
        for each in (ring.certificate(Purpose.TREE_HEAD), *earlier)
    ]


def sign_list(data: bytes) -> bytes:
    """The raw signature r||s on P-256 over the SHA-256 of a trust or revocation list in JSON.

    `keys.key_ring().certificate(Purpose.LIST)` verifies it.

    Raises:
        NotAllowed: it is none, or contradicts one that was signed (`signer.rules.read_list`).
        Unavailable: the signer does not answer, or has signed too much of late.
    """
    return _signer().sign(purpose=Purpose.LIST, data=data)


def _signer() -> Signer:
    return _connected[0] if _connected else SocketSigner(socket_path())


def certificate_revocations() -> bytes:
    """The root's revocation list of certificates, DER.

    Raises:
        NotFound: none was made yet.
    """
    crl = keys.key_ring().crl
    if crl is None:
        raise NotFound("there is no revocation list of certificates; `legation keys crl` makes one")
    return crl.public_bytes(Encoding.DER)


def prepare_publication(*, at: datetime) -> Publication | None:
    """The lists drawn up and signed, to be given to `store_lists`; None when there is nothing new to say.

    Raises:
        NotAllowed, Unavailable: the signer does not sign.
    """
    return prepare_lists(certificate=keys.key_ring().certificate(Purpose.LIST), approve=sign_list, at=at)


def publish_lists(*, at: datetime) -> int:
    """Publish the trust list and the revocation lists; gives the number that is in force then.

    Raises:
        NotAllowed, Unavailable: the signer does not sign.
        Conflict: somebody else published meanwhile.
    """
    return store_lists(prepare_publication(at=at), at=at)


def issuing_state() -> str:
    """The issuing State of documents made here, as in machine readable zones: UTO under development keys.

    Raises:
        Unavailable: there are no keys.
    """
    return keys.key_ring().state


def newest_list_at() -> datetime | None:
    """When the revocation list in force was published; None if none was yet."""
    return PublishedList.objects.order_by("-number").values_list("issued", flat=True).first()
