"""With the profile's word every PDF has a second signature by ML-DSA-65; the first one is as good as without it."""

import io
from collections.abc import Iterator
from hashlib import sha512
from pathlib import Path

import pytest
from asn1crypto import cms as asn1_cms
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import mldsa
from pyhanko.pdf_utils.reader import PdfFileReader

from legation.documents import api, keys
from legation.documents.pdf_signatures import examine
from legation.documents.quantum import ATTRIBUTE, examine_second
from legation.documents.signer.local import local_signer
from legation.documents.signer.private_keys import private_keys
from legation.documents.signer.protocol import Purpose
from legation.ground.errors import NotAllowed
from legation.ground.profile import profile
from tests.conftest import NOW
from tests.documents.orders import order
from tests.documents.support import chain, tool
from tests.documents.test_signatures import judged_by_pyhanko


@pytest.fixture
def twofold(ring: keys.KeyRing, monkeypatch: pytest.MonkeyPatch) -> Iterator[keys.KeyRing]:
    """An instance whose profile turns second signatures on; it gets the key that it lacks."""
    monkeypatch.setattr(profile(), "post_quantum", True)
    assert keys.create_development_keys(at=NOW)
    api.connect_signer(local_signer(lambda _r, _d: True, clock=lambda: NOW))
    yield keys.key_ring()
    api.connect_signer(None)


@pytest.fixture
def pdf(twofold: keys.KeyRing) -> bytes:
    return api.make(order(), at=NOW).pdf


def test_it_is_off_unless_the_profile_says_so(ring: keys.KeyRing) -> None:
    assert not profile().post_quantum and Purpose.QUANTUM not in keys.purposes()
    assert not (keys.folder() / "quantum.key").exists()


def test_the_first_signature_is_good_for_everybody(pdf: bytes, twofold: keys.KeyRing, tmp_path: Path) -> None:
    assert judged_by_pyhanko(pdf, twofold.root) == "INTACT:TRUSTED,UNTOUCHED"
    assert examine(pdf, [twofold.root]).state == "intact"
    (tmp_path / "a.pdf").write_bytes(pdf)
    said = tool("pdfsig", "-nocert", str(tmp_path / "a.pdf"))
    assert "Signature is Valid" in said and "Total document signed" in said


def test_the_second_verifies_when_another_reader_takes_it_apart(pdf: bytes, twofold: keys.KeyRing) -> None:
    embedded = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    name = x509.ObjectIdentifier("2.25.147617894220125315565293422060764787686").dotted_string
    (attribute,) = embedded.signed_data["signer_infos"][0]["unsigned_attrs"]
    assert attribute["type"].dotted == name
    second = asn1_cms.ContentInfo.load(attribute["values"][0].dump())["content"]
    (info,) = second["signer_infos"]
    assert info["signature_algorithm"]["algorithm"].dotted == "2.16.840.1.101.3.4.3.18"  # id-ml-dsa-65, RFC 9882
    said = {each["type"].native: each["values"][0].native for each in info["signed_attrs"]}
    begin, length, rest, tail = embedded.byte_range
    assert said["message_digest"] == sha512(pdf[begin : begin + length] + pdf[rest : rest + tail]).digest()
    certificate = x509.load_der_x509_certificate(second["certificates"][0].chosen.dump())
    certificate.verify_directly_issued_by(twofold.root)
    key = certificate.public_key()
    assert isinstance(key, mldsa.MLDSA65PublicKey)
    key.verify(info["signature"].native, info["signed_attrs"].untag().dump())


def test_ours_finds_the_second_and_every_change_of_it(pdf: bytes, twofold: keys.KeyRing) -> None:
    assert examine_second(pdf, [twofold.root]) == "intact"
    assert examine_second(pdf, [chain()[0].root]) == "wrong"
    at = pdf.lower().index(ATTRIBUTE.hex().encode())
    for offset in (1600, 9000, 11000):
        digit = b"0" if pdf[at + offset : at + offset + 1] != b"0" else b"1"
        assert examine_second(pdf[: at + offset] + digit + pdf[at + offset + 1 :], [twofold.root]) != "intact"
    for at in (12, 400, len(pdf) - 9):
        assert examine_second(pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :], [twofold.root]) == "wrong"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"/ByteRange[0 1 2 3]<zz>", b"\x30\x80"])
def test_without_a_second_signature_there_is_none(data: bytes) -> None:
    assert examine_second(data, []) == "none"


def test_the_desk_signs_the_two_attributes_of_a_document_only(twofold: keys.KeyRing) -> None:
    desk = local_signer(lambda _r, _d: True, clock=lambda: NOW)
    for data in (b"", b"x" * 109, bytes.fromhex("31") + bytes(108)):
        with pytest.raises(NotAllowed, match="two attributes"):
            desk.sign(purpose=Purpose.QUANTUM, reference="R", decision="ab" * 32, data=data)
    assert Purpose.QUANTUM in private_keys()


def test_its_cost_is_known(pdf: bytes, twofold: keys.KeyRing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profile(), "post_quantum", False)
    plain = api.make(order(), at=NOW).pdf
    assert 10_000 < len(pdf) - len(plain) < 20_000
