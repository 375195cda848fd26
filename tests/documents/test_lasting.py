"""Papers that last: stamped, the revocation list inside, believed years later, prolonged; nothing else may be added."""

import asyncio
import io
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.generic import NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import ades
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv import ades_past, poe
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from legation.config.commands.prepare import refresh_development_crl
from legation.documents import api, keys, lasting
from legation.documents.models import Document
from legation.documents.timestamps.authority import Authority, Fault, make_authority
from legation.documents.timestamps.keeping import stored_authority
from legation.documents.timestamps.program import server
from legation.ground.errors import Unavailable
from tests.conftest import NOW
from tests.documents.orders import order
from tests.documents.support import DAY, Recorder, tool

PASSED = "AdESPassed.OK"
LASTING = replace(order(), lasting=True)


@contextmanager
def stamping(
    settings: Any, folder: Path, *, fault: Fault = Fault.NONE, at: datetime = NOW, of: Authority | None = None
) -> Iterator[Authority]:
    """An authority behind HTTP that the settings name: a new one, or an earlier one at another time."""
    authority = replace(of, clock=lambda: at) if of else make_authority(clock=lambda: at, fault=fault)
    serving = server(authority)
    thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    (folder / "tsa.crt").write_bytes(authority.root.public_bytes(Encoding.PEM))
    settings.LEGATION_TSA = f"http://127.0.0.1:{serving.server_address[1]}/"
    settings.LEGATION_TSA_CRL = f"{settings.LEGATION_TSA}tsa.crl"
    settings.LEGATION_TSA_ROOT = str(folder / "tsa.crt")
    try:
        yield authority
    finally:
        serving.shutdown()
        thread.join()
        serving.server_close()


@pytest.fixture
def crl(signer: Recorder) -> None:
    refresh_development_crl(at=NOW)


@pytest.fixture
def authority(settings: Any, tmp_path: Path, crl: None) -> Iterator[Authority]:
    with stamping(settings, tmp_path) as authority:
        yield authority


@pytest.fixture
def paper(authority: Authority) -> api.Made:
    return api.make(LASTING, at=NOW)


def loaded(certificate: Any) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))


def judged(pdf: bytes, *roots: Any, at: datetime) -> str:
    """pyHanko's word on the first signature by ETSI EN 319 102-1, 5.6.3, as of a later time; PASSED is a yes."""
    trust = SimpleTrustManager.build(trust_roots=[loaded(root) for root in roots])
    revocation = CertRevTrustPolicy(RevocationCheckingPolicy.from_legacy("soft-fail"))
    policy = CertValidationPolicySpec(trust_manager=trust, revinfo_policy=revocation)
    gathering = RevocationInfoGatheringSpec(online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY)
    spec = SignatureValidationSpec(cert_validation_policy=policy, revinfo_gathering_policy=gathering)
    timing = ValidationTimingInfo(validation_time=at, best_signature_time=at, point_in_time_validation=True)
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return at.astimezone(tz)

    with ExitStack() as turned:  # parts of the validator ask the clock, not the caller
        for module in (ades, ades_past, poe):
            turned.enter_context(mock.patch.object(module, "datetime", Later))
        found = asyncio.run(ades.ades_lta_validation(signature, PdfSignatureValidationSpec(spec), timing_info=timing))
    return str(found.ades_subindic)


def test_years_after_its_signer_ended_pyhanko_believes_it(paper: api.Made, authority: Authority) -> None:
    ring, late = keys.key_ring(), NOW + 7 * 365 * DAY
    assert ring.document.not_valid_after_utc < late < ring.root.not_valid_after_utc
    assert judged(paper.pdf, ring.root, authority.root, at=late) == PASSED
    assert judged(paper.pdf, authority.root, at=late) != PASSED


def test_the_chain_and_the_revocation_list_are_inside(paper: api.Made) -> None:
    from pyhanko.sign.validation.dss import DocumentSecurityStore

    store = DocumentSecurityStore.read_dss(PdfFileReader(io.BytesIO(paper.pdf)))
    ring = keys.key_ring()
    assert ring.crl is not None
    assert ring.crl.public_bytes(Encoding.DER) in [each.get_object().data for each in store.crls]
    assert {cert.dump() for cert in store.load_certs()} >= {loaded(ring.root).dump(), loaded(ring.document).dump()}


def test_poppler_finds_both_signatures(paper: api.Made, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(paper.pdf)
    said = tool("pdfsig", "-nocert", str(tmp_path / "a.pdf"))
    first, second = said.split("Signature #2")
    assert "Signature is Valid" in first and "Total document signed" in second


@pytest.mark.django_db
def test_it_is_stored_fetched_and_verified_like_any_other(paper: api.Made) -> None:
    api.store(paper, at=NOW)
    assert api.fetch(paper.order.number, key=paper.order.key) == paper.pdf
    assert api.verify_pdf(paper.pdf, at=NOW).word == "valid"
    Document.objects.all().delete()
    assert api.verify_pdf(paper.pdf, at=NOW).reason == "not_in_register"


@pytest.mark.django_db
def test_prolonged_it_is_still_the_same_paper(
    paper: api.Made, settings: Any, tmp_path: Path, authority: Authority
) -> None:
    api.store(paper, at=NOW)
    later = NOW + 9 * 365 * DAY
    # once more by the authority that is left, so that its newest revocation list is inside; then by the next
    with stamping(settings, tmp_path, at=later, of=authority):
        longer = lasting.prolong(paper.pdf, ring=keys.key_ring(), stamper=lasting.stamper(at=later))
    with stamping(settings, tmp_path, at=later + DAY) as second:
        longer = lasting.prolong(longer, ring=keys.key_ring(), stamper=lasting.stamper(at=later + DAY))
    assert longer.startswith(paper.pdf) and longer != paper.pdf
    assert api.verify_pdf(longer, at=later).reason == "expired"
    assert judged(longer, keys.key_ring().root, authority.root, second.root, at=later + 365 * DAY) == PASSED


@pytest.mark.django_db
def test_a_stored_paper_is_prolonged_where_it_lies(paper: api.Made) -> None:
    api.store(paper, at=NOW)
    longer = api.prolong(paper.order.number, key=paper.order.key, at=NOW)
    assert api.fetch(paper.order.number, key=paper.order.key) == longer != paper.pdf
    assert api.verify_pdf(longer, at=NOW).word == api.verify_pdf(paper.pdf, at=NOW).word == "valid"


def test_an_authority_started_again_has_the_same_keys(tmp_path: Path) -> None:
    first, second = (stored_authority(tmp_path / "tsa", clock=lambda: NOW) for _ in range(2))
    assert first.root == second.root and first.certificate == second.certificate
    assert first.key.private_numbers() == second.key.private_numbers()


def appended_page(pdf: bytes) -> bytes:
    writer, out = IncrementalPdfFileWriter(io.BytesIO(pdf)), io.BytesIO()
    page = writer.find_page_for_modification(0)[0].get_object()
    page["/Rotate"] = NumberObject(180)
    writer.update_container(page)
    writer.write(out)
    return out.getvalue()


ADDED: dict[str, Callable[[bytes], bytes]] = {
    "a turned page": appended_page,
    "nonsense": lambda pdf: pdf + b"hello",
    "another end": lambda pdf: pdf + b"\nstartxref\n0\n%%EOF\n",
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", ADDED)
def test_anything_else_that_is_added_is_found(paper: api.Made, what: str) -> None:
    api.store(paper, at=NOW)
    assert api.verify_pdf(ADDED[what](paper.pdf), at=NOW).reason == "altered"


@pytest.mark.parametrize("fault", [Fault.DOWN, Fault.WRONG_NONCE, Fault.EXPIRED])
def test_an_authority_with_a_fault_makes_no_paper(crl: None, settings: Any, tmp_path: Path, fault: Fault) -> None:
    with stamping(settings, tmp_path, fault=fault), pytest.raises(Unavailable):
        api.make(LASTING, at=NOW)


def test_another_authority_a_wrong_clock_and_none_make_no_paper(crl: None, settings: Any, tmp_path: Path) -> None:
    with stamping(settings, tmp_path) as authority:
        stranger = make_authority(clock=lambda: NOW)
        (tmp_path / "tsa.crt").write_bytes(stranger.root.public_bytes(Encoding.PEM))
        with pytest.raises(Unavailable, match="not good"):
            api.make(LASTING, at=NOW)
        (tmp_path / "tsa.crt").write_bytes(authority.root.public_bytes(Encoding.PEM))
        with pytest.raises(Unavailable, match="another time"):
            api.make(LASTING, at=NOW + timedelta(minutes=10))
    settings.LEGATION_TSA = ""
    with pytest.raises(Unavailable, match="LEGATION_TSA"):
        api.make(LASTING, at=NOW)


def test_without_a_revocation_list_no_paper_lasts(signer: Recorder, settings: Any, tmp_path: Path) -> None:
    with stamping(settings, tmp_path), pytest.raises(Unavailable, match="legation keys crl"):
        api.make(LASTING, at=NOW)


@pytest.mark.parametrize("request_", [b"", b"hello", b"\x30\x03\x02\x01\x01", b"\x30\x80" + b"\0" * 50])
def test_what_is_no_request_is_rejected(request_: bytes) -> None:
    from asn1crypto import tsp

    answer = tsp.PKIStatusInfo.load(make_authority(clock=lambda: NOW).answer(request_)[2:])
    assert answer["status"].native == "rejection"


def test_openssl_accepts_a_stamp(tmp_path: Path) -> None:
    import subprocess

    (tmp_path / "data").write_bytes(b"hello")
    tool(
        "openssl", "ts", "-query", "-data", str(tmp_path / "data"), "-sha256", "-cert", "-out", str(tmp_path / "query")
    )
    authority = make_authority(clock=lambda: datetime.now(NOW.tzinfo))
    (tmp_path / "reply").write_bytes(authority.answer((tmp_path / "query").read_bytes()))
    (tmp_path / "root").write_bytes(authority.root.public_bytes(Encoding.PEM))
    check = ["openssl", "ts", "-verify", "-in", "reply", "-queryfile", "query", "-CAfile", "root"]
    done = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True)
    assert "Verification: OK" in done.stdout + done.stderr
