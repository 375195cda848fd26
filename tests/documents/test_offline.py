"""A file is judged by the lists at hand alone: the same words as online, and honest about what the lists do not say."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from legation.config.commands import verify as command
from legation.config.commands.publish_lists import write_lists
from legation.documents import api, keys
from legation.documents.keeping.revocation import retire
from legation.documents.keeping.roots import Root
from legation.documents.models import PublishedFile
from legation.documents.offline import open_lists, verify_file
from legation.documents.orders import Verdict
from legation.documents.seals import formats, mrz, portraits
from legation.documents.seals.certificates import SEAL_SIGNER, VDS_NC_SIGNER
from legation.documents.seals.issuing import issue_seal_signer, new_key
from legation.documents.seals.visa import EmergencySeal, Stay, VisaSeal
from legation.documents.signer.local import local_signer
from legation.documents.signer.private_keys import load
from tests.conftest import NOW
from tests.documents.orders import NAME, order, zone
from tests.documents.revocation.support import ORDER
from tests.documents.support import DAY, EVERY_FORMAT, PASSAGE, SHEET, chain, photo_of, seal_of

pytestmark = pytest.mark.django_db
Check = Callable[..., Verdict]

PDF: Check = lambda made: made.pdf  # noqa: E731
PICTURE: Check = lambda made: photo_of(made.seal, symbol=formats.named(made.order.seal_format).symbol)  # noqa: E731
BYTES: Check = lambda made: made.seal  # noqa: E731
WAYS = pytest.mark.parametrize("shown", [PDF, PICTURE, BYTES], ids=["pdf", "picture", "bytes"])
FORMATS = pytest.mark.parametrize("issued", [each.name for each in formats.FORMATS], indirect=True)
VISA = VisaSeal(mrz=zone(), stay=Stay(30), passport="L898902C3")  # type: ignore[arg-type]


@pytest.fixture
def signer(ring: keys.KeyRing) -> Iterator[None]:
    """A signer at the tests' own time."""
    api.connect_signer(local_signer(lambda _reference, _decision: True, clock=lambda: NOW))
    yield
    api.connect_signer(None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the lists are kept."""
    return tmp_path / "lists"


@pytest.fixture
def check(signer: None, ring: keys.KeyRing, folder: Path) -> Check:
    """Judges bytes by the lists that are published at the first call."""

    def judged(data: bytes, *, now: datetime = NOW) -> Verdict:
        if not folder.exists():
            api.publish_lists(at=NOW)
            write_lists(folder)
        return verify_file(data, open_lists(folder, [ring.root]), roots=[ring.root], now=now)

    return judged


@pytest.fixture
def issued(request: Any, signer: None) -> api.Made:
    """A document in the register, sealed in the format that the test names."""
    made = api.make(order(seal_format=getattr(request, "param", "vds")), at=NOW)
    api.store(made, at=NOW)
    return made


def said(verdict: Verdict) -> tuple[str, str]:
    return verdict.word, verdict.reason


@WAYS
@FORMATS
def test_an_issued_document_is_valid(issued: api.Made, check: Check, shown: Any) -> None:
    verdict = check(shown(issued))
    assert said(verdict) == ("valid", "in_force") and verdict.list_age == timedelta(0)
    assert dict(verdict.statement)["number"] == "7K2M9QX4T"
    assert NAME.upper() not in str(verdict).upper() and "L898902C3" not in str(verdict)


@WAYS
@FORMATS
def test_a_revoked_one_is_revoked_and_a_corrected_one_says_so(issued: api.Made, check: Check, shown: Any) -> None:
    api.revoke(reference="R-1", kind="evisa", reason=api.CORRECTED, at=NOW)
    assert said(check(shown(issued))) == ("revoked", "replaced")


def test_of_a_corrected_visa_the_old_is_replaced_and_the_new_one_valid(issued: api.Made, check: Check) -> None:
    api.revoke(reference="R-1", kind="evisa", reason=api.CORRECTED, at=NOW)
    new = api.make(order("0A0A0A0A0", lines=zone("0A0A0A0A0"), decision="0" * 64), at=NOW)
    api.store(new, at=NOW)
    assert said(check(issued.pdf)) == ("revoked", "replaced")
    assert said(check(new.pdf)) == ("valid", "in_force")
    online = api.verify_number("7K2M9QX4T", at=NOW)
    assert said(online) == ("revoked", "replaced") and dict(online.statement)["replaced_by"] == "0A0A0A0A0"


@FORMATS
def test_a_revoked_paper_gets_no_new_life_from_its_signatures_other_form(issued: api.Made, check: Check) -> None:
    api.revoke(reference="R-1", kind="evisa", reason="x", at=NOW)
    seal: Any = formats.parse(issued.seal)
    s = int.from_bytes(seal.signature[32:], "big")
    turned = replace(seal, signature=seal.signature[:32] + (ORDER - s).to_bytes(32, "big"))
    assert turned.encode() != issued.seal and said(check(turned.encode())) == ("revoked", "revoked")


@EVERY_FORMAT
def test_a_forged_seal_is_invalid_and_one_of_a_stranger_cannot_be_told(
    check: Check, ring: keys.KeyRing, format_: str
) -> None:
    stranger, held, _root_key = chain("UTO", "XX")
    assert said(check(seal_of(VISA, ring.seal, format_=format_))) == ("invalid", "signature_wrong")
    assert said(check(seal_of(VISA, stranger.seal, held.seal, format_=format_))) == ("cannot_tell", "unknown_issuer")
    abroad = seal_of(VISA, ring.seal, ours(), format_=format_, country="XOM")
    assert said(check(abroad)) == ("cannot_tell", "unknown_issuer")


@EVERY_FORMAT
def test_only_what_was_signed_is_believed(check: Check, ring: keys.KeyRing, format_: str) -> None:
    """The same signature under other words."""
    good: Any = formats.parse(seal_of(VISA, ring.seal, ours(), format_=format_))
    other: Any = formats.parse(seal_of(replace(VISA, stay=Stay(31)), ring.seal, format_=format_))
    assert said(check(good.encode())) == ("valid", "in_force")
    assert said(check(replace(other, signature=good.signature).encode())) == ("invalid", "signature_wrong")


@EVERY_FORMAT
def test_a_signer_seals_only_the_kinds_of_documents_that_it_may(check: Check, ring: keys.KeyRing, format_: str) -> None:
    certificate, key = trusted(ring, VDS_NC_SIGNER if format_ == "vds-nc" else SEAL_SIGNER, ["V"])
    assert said(check(seal_of(PASSAGE, certificate, key, format_=format_))) == ("invalid", "signature_wrong")


@EVERY_FORMAT
@pytest.mark.parametrize("fit", [True, False])
def test_a_signer_seals_only_in_the_formats_that_it_may(
    check: Check, ring: keys.KeyRing, format_: str, fit: bool
) -> None:
    purpose = VDS_NC_SIGNER if fit == (format_ == "vds-nc") else SEAL_SIGNER
    certificate, key = trusted(ring, purpose)
    wanted = ("valid", "in_force") if fit else ("cannot_tell", "unknown_issuer")
    assert said(check(seal_of(SHEET, certificate, key, format_=format_))) == wanted


@WAYS
@EVERY_FORMAT
def test_an_emergency_document_is_judged_as_what_it_is(signer: None, check: Check, format_: str, shown: Any) -> None:
    gone, kept = (sheet(number, format_) for number in ("0A0A0A0A0", "0E1E2E3E4"))
    api.revoke(reference="0A0A0A0A0", kind="emergency", reason="x", at=NOW)
    verdict = check(shown(kept))
    assert said(verdict) == ("valid", "in_force")
    assert dict(verdict.statement) == {"kind": "emergency", "number": "0E1E2E3E4", "valid_until": "2027-02-20"}
    assert said(check(shown(gone))) == ("revoked", "revoked")
    assert said(check(kept.seal, now=NOW + timedelta(hours=25))) == ("cannot_tell", "list_overdue")
    assert said(check(gone.seal, now=NOW + timedelta(hours=25))) == ("revoked", "revoked")


def sheet(number: str, format_: str) -> api.Made:
    """An emergency document in the register, for a case of the same name."""
    upper, lower = SHEET.mrz
    read = mrz.decode(SHEET.mrz).fields
    lines = mrz.encode(replace(read, number=number))
    assert number != read.number or lines == (upper, lower)
    made = api.make(
        order(number, case=number, kind="emergency", lines=lines, seal=EmergencySeal((lines[0], lines[1])),
              seal_format=format_), at=NOW,
    )  # fmt: skip
    api.store(made, at=NOW)
    return made


@EVERY_FORMAT
def test_a_forged_emergency_document_and_an_old_one_are_invalid(check: Check, ring: keys.KeyRing, format_: str) -> None:
    assert said(check(seal_of(SHEET, ring.seal, format_=format_))) == ("invalid", "signature_wrong")
    assert said(check(seal_of(PASSAGE, ring.seal, ours(), format_=format_))) == ("invalid", "expired")


@EVERY_FORMAT
def test_a_signer_that_was_taken_back_is_on_no_list(ring: keys.KeyRing, check: Check, format_: str) -> None:
    data = seal_of(VISA, ring.seal, ours(), format_=format_)
    root = Root(ring.root, keys.read_root_key(keys.folder() / "root.key"))
    retire("seal", reason="keyCompromise", root=root, at=NOW)
    assert said(check(data)) == ("cannot_tell", "unknown_issuer")


def ours() -> Any:
    """The key of our own signer of seals."""
    return load("seal.key")


def trusted(ring: keys.KeyRing, purpose: Any, kinds: list[str] | None = None) -> tuple[Any, Any]:
    """One more signer under our root, with its key, for seals of this purpose and these kinds of documents, or any."""
    key, root_key = new_key(), keys.read_root_key(keys.folder() / "root.key")
    certificate = issue_seal_signer(
        key.public_key(), root=ring.root, root_key=root_key, name="S2", reference=7, not_before=NOW - DAY / 2,
        not_after=NOW + 300 * DAY, purposes=(purpose,), document_types=kinds,
    )  # fmt: skip
    (keys.folder() / keys.TRUSTED).mkdir()
    (keys.folder() / keys.TRUSTED / "s2.crt").write_bytes(certificate.public_bytes(Encoding.PEM))
    keys.forget_cached_keys()
    return certificate, key


def test_the_days_are_kept(check: Check) -> None:
    made = api.make(
        order(seal=VisaSeal(mrz=zone(), stay=Stay(30), passport="L1", valid_from=NOW.date() + 9 * DAY)), at=NOW
    )
    assert said(check(made.seal)) == ("valid", "not_yet")


def test_an_overdue_list_cannot_tell_but_still_knows_what_was_revoked(issued: api.Made, check: Check) -> None:
    gone = api.make(order("0A0A0A0A0", case="R-2", lines=zone("0A0A0A0A0")), at=NOW)
    api.store(gone, at=NOW)
    api.revoke(reference="R-2", kind="evisa", reason="x", at=NOW)
    late = NOW + timedelta(hours=25)
    verdict = check(issued.seal, now=late)
    assert said(verdict) == ("cannot_tell", "list_overdue") and verdict.list_age == timedelta(hours=25)
    assert said(check(gone.seal, now=late)) == ("revoked", "revoked")


def test_without_a_list_or_a_part_of_it_nothing_is_called_valid(
    issued: api.Made, check: Check, ring: keys.KeyRing, folder: Path
) -> None:
    nothing = verify_file(issued.seal, None, roots=[ring.root], now=NOW)
    assert said(nothing) == ("cannot_tell", "no_list") and nothing.statement == ()
    assert said(check(issued.seal)) == ("valid", "in_force")
    for file in PublishedFile.objects.all():
        (folder / file.name).write_bytes(b"another")
    assert said(check(issued.seal)) == ("cannot_tell", "list_incomplete")


def test_a_clock_before_the_list_cannot_tell(issued: api.Made, check: Check) -> None:
    assert said(check(issued.seal, now=NOW - DAY)) == ("cannot_tell", "clock_wrong")


def test_a_file_that_was_altered_or_shows_nothing_is_told_so(
    issued: api.Made, check: Check, ring: keys.KeyRing
) -> None:
    assert said(check(issued.pdf.replace(b"Typst", b"Tvpst"))) == ("invalid", "altered")
    assert said(check(b"%PDF-1.7 nothing")) == ("cannot_tell", "no_signature")
    assert said(check(photo_of())) == ("cannot_tell", "no_seal")
    assert said(check(photo_of(issued.seal, seal_of(VISA, ring.seal)))) == ("cannot_tell", "several_seals")
    for junk in (b"\xdc\x03junk", b"{}", b"RDB1DJUNK", b"NDB1"):
        assert said(check(junk)) == ("cannot_tell", "no_seal")


@pytest.mark.parametrize(("reason", "status"), [("", 0), ("x", 3), (api.CORRECTED, 3)])
def test_the_command_says_it_with_its_status(
    issued: api.Made,
    signer: None,
    folder: Path,
    tmp_path: Path,
    capsys: Any,
    monkeypatch: Any,
    reason: str,
    status: int,
) -> None:
    if reason:
        api.revoke(reference="R-1", kind="evisa", reason=reason, at=NOW)
    api.publish_lists(at=NOW)
    write_lists(folder)
    monkeypatch.setattr(command, "datetime", type("At", (), {"now": staticmethod(lambda _zone: NOW)}))
    (tmp_path / "visa.pdf").write_bytes(issued.pdf)
    (tmp_path / "empty").write_bytes(b"")
    assert command.run([str(tmp_path / "visa.pdf"), "--lists", str(folder), "--json"]) == status
    assert json.loads(capsys.readouterr().out)["word"] == ("revoked" if reason else "valid")
    assert command.run([str(tmp_path / "visa.pdf"), str(tmp_path / "empty"), "--lists", str(folder)]) == (status or 4)
    assert command.run([str(tmp_path / "visa.pdf")]) == 4
    assert command.run([str(tmp_path / "missing")]) == 2


@pytest.mark.parametrize("issued", ["vds", "idb-portrait"], indirect=True)
def test_the_command_puts_the_picture_of_a_seal_where_it_is_told(
    issued: api.Made, signer: None, folder: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    api.publish_lists(at=NOW)
    write_lists(folder)
    monkeypatch.setattr(command, "datetime", type("At", (), {"now": staticmethod(lambda _zone: NOW)}))
    (tmp_path / "visa.pdf").write_bytes(issued.pdf)
    (faces := tmp_path / "faces").mkdir()
    assert command.run([str(tmp_path / "visa.pdf"), "--lists", str(folder), "--portraits", str(faces)]) == 0
    found = {face.name: portraits.is_readable(face.read_bytes()) for face in faces.iterdir()}
    assert found == ({"visa.pdf.portrait.webp": True} if issued.order.seal_format == "idb-portrait" else {})
