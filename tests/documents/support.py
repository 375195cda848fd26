"""Help for the tests of the documents room."""

import io
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image

from legation.documents.certificates import issue_document_signer
from legation.documents.keys import KeyRing
from legation.documents.seals import barcode, formats
from legation.documents.seals.interface import Issuance
from legation.documents.seals.issuing import issue_root, issue_seal_signer, new_key
from legation.documents.seals.signatures import signer_for
from legation.documents.seals.visa import Content, EmergencySeal
from legation.documents.signer.private_keys import Key, PrivateKeys, in_form
from legation.documents.signer.protocol import Purpose, Signer
from tests.conftest import NOW

DAY = timedelta(days=1)
EVERY_FORMAT = pytest.mark.parametrize("format_", [each.name for each in formats.FORMATS])
PASSAGE = EmergencySeal(("PUUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L898902C36UTO7408122F1204159<<<<<<<8"))
SHEET = EmergencySeal(("PUUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "0E1E2E3E48UTO7408122F2702205<<<<<<<6"))
"""One that holds at the tests' own time; the other is that of Doc 9303-6 appendix B, and has expired."""


class Recorder:
    """A signer that counts what it is asked for."""

    def __init__(self, signer: Signer) -> None:
        self.asked, self._signer = Counter[Purpose](), signer

    def sign(self, *, purpose: Purpose, data: bytes, reference: str = "", decision: str = "") -> bytes:
        self.asked[purpose] += 1
        return self._signer.sign(purpose=purpose, reference=reference, decision=decision, data=data)


@dataclass(frozen=True)
class Pair:
    """The private keys of a seal's and a document's signer."""

    seal: ec.EllipticCurvePrivateKey
    document: ec.EllipticCurvePrivateKey

    def held(self, ring: KeyRing) -> PrivateKeys:
        """As the desk holds them."""
        return {
            Purpose.SEAL: Key(ring.seal, in_form(Purpose.SEAL, self.seal)),
            Purpose.DOCUMENT: Key(ring.document, in_form(Purpose.DOCUMENT, self.document)),
        }


def chain(
    state: str = "UTO", country: str = "UT", *, begins: int = -400, signer_ends: int = 1000
) -> tuple[KeyRing, Pair, ec.EllipticCurvePrivateKey]:
    """Keys of some State; times in days from NOW. Gives the certificates, the signers' keys, the root's key."""
    root_key, seal_key, document_key = new_key(), new_key(), new_key()
    begin, ends = NOW + begins * DAY, NOW + signer_ends * DAY
    root = issue_root(
        root_key, country=country, state=state, name="Some root", crl_url="http://127.0.0.1/crl", not_before=begin,
        signs_until=ends, not_after=NOW + 4000 * DAY,
    )  # fmt: skip
    seal = issue_seal_signer(
        seal_key.public_key(), root=root, root_key=root_key, name="S1", reference=1, not_before=begin, not_after=ends,
    )  # fmt: skip
    document = issue_document_signer(
        document_key.public_key(), root=root, root_key=root_key, name="Some signer", not_before=begin, not_after=ends,
    )  # fmt: skip
    return KeyRing(root, seal, document), Pair(seal_key, document_key), root_key


def write_ring(ring: KeyRing, folder: Path) -> None:
    """Put the certificates of `ring` in force."""
    from cryptography.hazmat.primitives.serialization import Encoding

    from legation.documents import keys

    for name in ("root", "seal", "document"):
        certificate: x509.Certificate = getattr(ring, name)
        keys.write_secret(folder / f"{name}.crt", certificate.public_bytes(Encoding.PEM))
    keys.forget_cached_keys()


def photo_of(*seals: bytes, turn: float = 0, symbol: barcode.Symbol = barcode.Symbol.DATA_MATRIX) -> bytes:
    """A grey JPEG as a phone takes it: the barcodes of `seals` side by side, perhaps turned."""
    drawn = [Image.open(io.BytesIO(barcode.png(data, module=5, symbol=symbol))).convert("L") for data in seals]
    room = max([420, *(picture.width + 40 for picture in drawn)])
    paper = Image.new("L", (120 + room * max(len(drawn), 1), 140 + room), 225)
    for place, picture in enumerate(drawn):
        paper.paste(picture, (80 + room * place, 120))
    out = io.BytesIO()
    paper.rotate(turn, expand=True, fillcolor=225).save(out, "JPEG", quality=70)
    return out.getvalue()


def seal_of(
    content: Content,
    certificate: x509.Certificate,
    key: ec.EllipticCurvePrivateKey | None = None,
    *,
    format_: str = "vds",
    country: str = "UTO",
) -> bytes:
    """A seal that names `certificate`, signed today with `key`; without one with some other, so it is a forgery."""
    issuance = Issuance(country=country, certificate=certificate, issued=NOW.date(), signed=NOW.date())
    return formats.named(format_).encode(content, issuance, signer_for(key or new_key()))


def tool(name: str, *arguments: str) -> str:
    """What a program of poppler prints; the test is skipped where it is not installed."""
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    return subprocess.run([name, *arguments], capture_output=True, text=True, timeout=30, check=False).stdout
