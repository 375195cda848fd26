"""Anybody may ask whether a paper is ours: the answer is a word, a reason, and nothing about a person."""

import io
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import translation
from PIL import Image

from legation.documents import api
from legation.documents.keys import KeyRing
from legation.documents.models import Document
from legation.documents.seals import vds
from legation.documents.seals.issuing import header_for
from legation.documents.seals.profiles import VISA
from legation.documents.seals.signatures import signer_for
from legation.documents.seals.visa import Stay, VisaSeal
from legation.documents.services import verify as verifying
from legation.documents.signer.private_keys import private_keys
from legation.documents.signer.protocol import Purpose
from legation.ground.errors import Invalid
from tests.conftest import NOW
from tests.documents.orders import NAME, order, zone
from tests.documents.support import DAY, Recorder, chain, photo_of, write_ring

pytestmark = pytest.mark.django_db
Check = Callable[[api.Made], api.Verdict]

BY_NUMBER: Check = lambda made: api.verify_number(made.order.number, at=NOW)  # noqa: E731
BY_FILE: Check = lambda made: api.verify_pdf(made.pdf, at=NOW)  # noqa: E731
BY_PICTURE: Check = lambda made: api.verify_picture(photo_of(made.seal), at=NOW)  # noqa: E731
WAYS = pytest.mark.parametrize("check", [BY_NUMBER, BY_FILE, BY_PICTURE], ids=["number", "file", "picture"])


@pytest.fixture
def issued(made: api.Made) -> api.Made:
    """A document in the register."""
    api.store(made, at=NOW)
    return made


@WAYS
def test_an_issued_document_is_valid_in_every_way(issued: api.Made, check: Check) -> None:
    verdict = check(issued)
    assert (verdict.word, verdict.reason) == ("valid", "in_force")
    assert (verdict.checked_at, verdict.list_age) == (NOW, timedelta(0))


@WAYS
def test_a_verdict_tells_what_was_granted_and_nobodys_name(issued: api.Made, check: Check) -> None:
    verdict = check(issued)
    assert dict(verdict.statement) == {
        "number": "7K2M9QX4T", "kind": "evisa", "entries": "single", "valid_from": "2026-11-22", "valid_until": "2027-02-20",
    }  # fmt: skip
    assert NAME.lower() not in str(verdict).lower() and "L898902C3" not in str(verdict)


@WAYS
def test_a_revoked_document_is_revoked_in_every_way(issued: api.Made, check: Check) -> None:
    api.revoke(reference="R-1", kind="evisa", reason="public_order", at=NOW)
    verdict = check(issued)
    assert (verdict.word, verdict.reason) == ("revoked", "revoked")
    assert "public_order" not in str(verdict)


@WAYS
@pytest.mark.parametrize(("begins", "ends", "said"), [(-9, -1, ("invalid", "expired")), (1, 9, ("valid", "not_yet"))])
def test_the_days_are_kept_in_every_way(
    issued: api.Made, check: Check, begins: int, ends: int, said: tuple[str, str]
) -> None:
    today = NOW.date()
    Document.objects.update(valid_from=today + begins * DAY, valid_until=today + ends * DAY)
    verdict = check(issued)
    assert (verdict.word, verdict.reason) == said


@WAYS
def test_a_document_that_was_never_entered_is_not_valid(made: api.Made, check: Check) -> None:
    said = {BY_NUMBER: ("cannot_tell", "unknown_number")}.get(check, ("invalid", "not_in_register"))
    verdict = check(made)
    assert (verdict.word, verdict.reason, verdict.statement) == (*said, ())


@pytest.mark.parametrize("typed", ["7k2m9qx4t", " 7K2M 9QX4 T ", "7K2M-9QX4-T"])
def test_a_number_is_found_however_it_is_typed(issued: api.Made, typed: str) -> None:
    assert api.verify_number(typed, at=NOW).word == "valid"


def test_letters_that_look_like_digits_are_taken_for_them(signer: Recorder) -> None:
    api.store(api.make(order("10A10A10A", lines=zone("10A10A10A")), at=NOW), at=NOW)
    assert api.verify_number("IOALOAioa", at=NOW).word == "valid"


@pytest.mark.parametrize("typed", ["", "   ", "—", "9" * 41, "٣٤٥"])
def test_what_is_no_number_gets_a_sentence(db: None, typed: str) -> None:
    with pytest.raises(Invalid) as caught:
        api.verify_number(typed, at=NOW)
    assert "Enter the number" in str(caught.value.reader)


def test_a_file_changed_after_signing_is_told_so(issued: api.Made) -> None:
    for pdf in (issued.pdf.replace(b"Typst", b"Tvpst"), issued.pdf + b"\n%%EOF\n"):
        verdict = api.verify_pdf(pdf, at=NOW)
        assert (verdict.word, verdict.reason) == ("invalid", "altered")


def test_somebody_elses_root_cannot_be_judged(issued: api.Made, tmp_path: Path) -> None:
    write_ring(chain("XYZ", "XY")[0], tmp_path / "keys" / "documents")
    assert api.verify_picture(photo_of(issued.seal), at=NOW).reason == "unknown_issuer"
    assert api.verify_pdf(issued.pdf + b" ", at=NOW).reason == "unknown_issuer"


def test_a_signer_that_had_expired_is_not_believed(ring: KeyRing, made: api.Made, tmp_path: Path) -> None:
    old, private, _root = chain(signer_ends=-10)
    write_ring(old, tmp_path / "keys" / "documents")
    header = header_for(old.seal, VISA, country="UTO", issued=NOW.date(), signed=NOW.date())
    description = VisaSeal(mrz=zone(), stay=Stay(30), passport="L1")  # type: ignore[arg-type]
    seal = vds.sign(header, description.features(), signer_for(private.seal))
    verdict = api.verify_picture(photo_of(seal.encode()), at=NOW)
    assert (verdict.word, verdict.reason) == ("invalid", "signer_not_valid")


def test_a_document_outlives_its_signer_in_the_register(issued: api.Made) -> None:
    Document.objects.update(valid_until=NOW.date() + 4000 * DAY)
    late = NOW + 3000 * DAY
    assert api.verify_picture(photo_of(issued.seal), at=late).word == "valid"
    assert api.verify_pdf(issued.pdf, at=late).word == "valid"


def test_a_forged_seal_is_invalid(issued: api.Made) -> None:
    seal = vds.Seal.parse(issued.seal)
    forged = seal.signed_part.replace(b"\x04\x03\x1e", b"\x04\x03\x5a") + issued.seal[len(seal.signed_part) :]
    assert forged != issued.seal
    verdict = api.verify_picture(photo_of(forged), at=NOW)
    assert (verdict.word, verdict.reason) == ("invalid", "signature_wrong")


def test_a_seal_made_with_our_key_behind_our_back_is_invalid(issued: api.Made, ring: KeyRing) -> None:
    header = header_for(ring.seal, VISA, country="UTO", issued=NOW.date(), signed=NOW.date())
    other = VisaSeal(mrz=zone(primary="Somebody"), stay=Stay(30), passport="L1")  # type: ignore[arg-type]
    seal = vds.sign(header, other.features(), private_keys()[Purpose.SEAL].sign)
    verdict = api.verify_picture(photo_of(seal.encode()), at=NOW)
    assert (verdict.word, verdict.reason) == ("invalid", "not_in_register")


@pytest.mark.parametrize("turn", [0, 7, 90, 180, 201])
def test_a_picture_may_be_turned(issued: api.Made, turn: int) -> None:
    assert api.verify_picture(photo_of(issued.seal, turn=turn), at=NOW).word == "valid"


def test_two_seals_in_one_picture_are_not_chosen_from(signer: Recorder) -> None:
    seals = [api.make(order(number, lines=zone(number)), at=NOW).seal for number in ("7K2M9QX4T", "8A8A8A8A8")]
    assert api.verify_picture(photo_of(*seals), at=NOW).reason == "several_seals"
    assert api.verify_picture(photo_of(seals[0], seals[0]), at=NOW).reason == "not_in_register"


def test_other_barcodes_beside_the_seal_do_not_matter(issued: api.Made) -> None:
    assert api.verify_picture(photo_of(issued.seal, b"hello"), at=NOW).word == "valid"
    assert api.verify_picture(photo_of(b"hello"), at=NOW).reason == "no_seal"


def test_seals_of_other_states_cannot_be_judged(ring: KeyRing, open_data: Path | None) -> None:
    import json

    path = (open_data or Path()) / "07_test_vectors" / "vds" / "vds_seals.json"
    if not path.exists():
        pytest.skip("no published seals here")
    found = [value for value in _hexes(json.loads(path.read_text())) if value.startswith("dc")]
    reasons = {api.verify_picture(photo_of(bytes.fromhex(each)), at=NOW).reason for each in found}
    assert found and reasons <= {"unknown_issuer", "no_seal"}


def _hexes(value: object) -> list[str]:
    if isinstance(value, str):
        return [value.lower()] if len(value) % 2 == 0 and all(c in "0123456789abcdefABCDEF" for c in value) else []
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [each for child in children for each in _hexes(child)]


def test_an_empty_picture_has_no_seal(ring: KeyRing) -> None:
    verdict = api.verify_picture(photo_of(), at=NOW)
    assert (verdict.word, verdict.reason, verdict.list_age) == ("cannot_tell", "no_seal", None)


def test_pictures_that_are_none_or_bombs_get_a_sentence(ring: KeyRing) -> None:
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    cut = photo_of(b"x")[:700]
    for data in (b"", b"GIF89a" + b"\0" * 50, bomb.getvalue(), b"\xff\xd8" * 9, cut, b"\x89PNG\r\n\x1a\n" + b"\0" * 99):
        with pytest.raises(Invalid) as caught:
            api.verify_picture(data, at=NOW)
        assert "picture" in str(caught.value.reader)


def test_files_that_are_no_pdf_or_too_large_get_a_sentence(ring: KeyRing) -> None:
    for data in (b"", b"PK\x03\x04", b"%PDF-1.7" + b"\0" * verifying.MOST_PDF_BYTES):
        with pytest.raises(Invalid) as caught:
            api.verify_pdf(data, at=NOW)
        assert "8 MB" in str(caught.value.reader) or "not a PDF" in str(caught.value.reader)


def test_hostile_pdfs_cannot_be_judged_and_harm_nobody(ring: KeyRing, open_data: Path | None) -> None:
    files = sorted((open_data or Path()).glob("07_test_vectors/pdf_signatures/*.pdf"))
    hostile = [path.read_bytes() for path in files] + [b"%PDF-1.7\n", b"%PDF-1.4" + b"/ByteRange [0 1 2 3]" * 400_000]
    begin = time.process_time()
    verdicts = [api.verify_pdf(pdf, at=NOW) for pdf in hostile]
    assert {(verdict.word, verdict.statement) for verdict in verdicts} == {("cannot_tell", ())}
    assert {verdict.reason for verdict in verdicts} <= {"unknown_issuer", "no_signature"}
    assert time.process_time() - begin < 3


def test_every_reason_has_a_word_and_a_sentence_in_the_readers_language() -> None:
    for reason, (word, sentence) in api.REASONS.items():
        assert word in {"valid", "invalid", "revoked", "cannot_tell"}
        with translation.override("en"):
            assert str(api.sentence_for(reason)) == str(sentence) and str(sentence).endswith(".")


def test_a_verifier_needs_no_private_key(issued: api.Made, tmp_path: Path) -> None:
    for path in (tmp_path / "keys" / "documents").glob("*.key"):
        path.unlink()
    assert [check(issued).word for check in (BY_NUMBER, BY_FILE, BY_PICTURE)] == ["valid"] * 3
