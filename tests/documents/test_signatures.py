"""Other implementations accept our signatures, and ours judges everybody's."""

import io
import re
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from legation.documents import api
from legation.documents.keys import KeyRing
from legation.documents.pdf_signatures import examine
from tests.conftest import NOW
from tests.documents.support import chain, tool


def place_of_signature(pdf: bytes) -> int:
    """Where the hexadecimal digits begin."""
    found = re.search(rb"/Contents\s*<(?=[0-9A-Fa-f]{4000})", pdf)
    assert found
    return found.end()


def judged_by_pyhanko(pdf: bytes, root: x509.Certificate) -> str:
    trusted = asn1.Certificate.load(root.public_bytes(Encoding.DER))
    context = ValidationContext(trust_roots=[trusted], moment=NOW, allow_fetching=False, revocation_mode="soft-fail")
    reader = PdfFileReader(io.BytesIO(pdf))
    return validate_pdf_signature(reader.embedded_signatures[0], context).summary()


def test_pyhanko_finds_it_intact_and_trusted(made: api.Made, ring: KeyRing) -> None:
    assert judged_by_pyhanko(made.pdf, ring.root) == "INTACT:TRUSTED,UNTOUCHED"


def test_pyhanko_does_not_trust_it_under_another_root(made: api.Made) -> None:
    assert "UNTRUSTED" in judged_by_pyhanko(made.pdf, chain()[0].root)


def test_poppler_finds_it_valid_over_the_total_document(made: api.Made, tmp_path: Path) -> None:
    (tmp_path / "visa.pdf").write_bytes(made.pdf)
    said = tool("pdfsig", "-nocert", str(tmp_path / "visa.pdf"))
    assert "Signature is Valid" in said and "Total document signed" in said
    assert "ETSI.CAdES.detached" in said and "SHA-256" in said


def test_the_signature_says_why_where_and_when(made: api.Made) -> None:
    signature = PdfFileReader(io.BytesIO(made.pdf)).embedded_signatures[0].sig_object
    assert (signature["/Reason"], signature["/Location"]) == ("Electronic visa 7K2M9QX4T", "Utopia")
    assert signature["/M"].startswith("D:20261122120000")


def test_the_whole_chain_is_embedded(made: api.Made, ring: KeyRing) -> None:
    signed = PdfFileReader(io.BytesIO(made.pdf)).embedded_signatures[0].signed_data
    found = {each.chosen.dump() for each in signed["certificates"]}
    assert found == {each.public_bytes(Encoding.DER) for each in (ring.root, ring.document)}


def test_ours_finds_it_intact(made: api.Made, ring: KeyRing) -> None:
    finding = examine(made.pdf, [ring.root])
    assert (finding.state, finding.certificate) == ("intact", ring.document)


def test_every_changed_byte_is_found(made: api.Made, ring: KeyRing) -> None:
    at = place_of_signature(made.pdf)
    for place in (100, len(made.pdf) // 2, at - 30, at + 8000, len(made.pdf) - 20):
        pdf = bytearray(made.pdf)
        pdf[place] ^= 1
        assert examine(bytes(pdf), [ring.root]).state == "altered"


@pytest.mark.parametrize("added", [b" ", b"\n%%EOF\n", b"1 0 obj\n<</Type/Catalog>>\nendobj\n"])
def test_whatever_is_added_after_signing_is_found(made: api.Made, ring: KeyRing, added: bytes) -> None:
    assert examine(made.pdf + added, [ring.root]).state == "altered"


def test_a_signature_moved_to_another_file_is_found(made: api.Made, ring: KeyRing) -> None:
    other = made.pdf[:200] + b"% another" + made.pdf[209:]
    assert examine(other, [ring.root]).state == "altered"


def test_a_signer_under_another_root_is_foreign(made: api.Made) -> None:
    assert examine(made.pdf, [chain()[0].root]).state == "foreign"


def test_a_seal_signer_must_not_sign_documents(made: api.Made, ring: KeyRing) -> None:
    from legation.documents.certificates import may_sign_documents

    assert may_sign_documents(ring.document)
    assert not may_sign_documents(ring.seal) and not may_sign_documents(ring.root)


def test_what_others_signed_is_never_taken_for_ours(ring: KeyRing, open_data: Path | None) -> None:
    files = sorted((open_data or Path()).glob("07_test_vectors/pdf_signatures/*.pdf"))
    if not files:
        pytest.skip("no published signatures here")
    states = {path.name: examine(path.read_bytes(), [ring.root]).state for path in files}
    assert set(states.values()) <= {"none", "foreign"}
    assert states["pades-with-old-style-signing-cert-attr.pdf"] == "foreign"


def test_broken_signatures_are_foreign_not_errors(made: api.Made, ring: KeyRing) -> None:
    at = place_of_signature(made.pdf)
    for hexed in (b"00" * 4, b"3080" * 2, b"30840fffffff", b"zz" * 6, b"ffffffffffff"):
        pdf = made.pdf[:at] + hexed + made.pdf[at + len(hexed) :]
        assert examine(pdf, [ring.root]).state == "foreign"


def test_a_file_full_of_signatures_is_answered_at_once(ring: KeyRing) -> None:
    import time

    begin = time.process_time()
    assert examine(b"%PDF-1.7 " + b"/ByteRange [0 1 2 3]" * 400_000, [ring.root]).state == "foreign"
    assert examine(b"/ByteRange [" + b"0 " * 4_000_000, [ring.root]).state == "none"
    assert time.process_time() - begin < 2
