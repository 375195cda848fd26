"""A new signer for an old one: papers made before and after both verify, and what was taken back is told."""

import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from django.test import Client

from legation.config.commands import keys as command
from legation.config.commands.prepare import refresh_development_crl
from legation.documents import api, keys
from legation.documents.certificates import signing_period
from legation.documents.keeping import status
from legation.documents.keeping.revocation import make_crl, retire
from legation.documents.keeping.roots import Root, open_root
from legation.documents.keeping.signers import Plan, rotate
from legation.documents.models import Document
from legation.documents.signer.client import SocketSigner
from legation.documents.signer.local import FreshSigner, local_signer, log_path
from legation.documents.signer.log import SignatureLog
from legation.documents.signer.protocol import Purpose
from legation.documents.signer.server import Server
from legation.ground.errors import Invalid, NotAllowed, Unavailable
from tests.conftest import NOW
from tests.documents.orders import order, zone
from tests.documents.support import DAY, photo_of
from tests.documents.test_signatures import judged_by_pyhanko

LATER = NOW + timedelta(minutes=1)
SECOND = "8A8A8A8A8"


@pytest.fixture
def root(ring: keys.KeyRing) -> Root:
    return open_root(at=NOW)


def connect(at: datetime = NOW) -> None:
    api.connect_signer(local_signer(lambda _r, _d: True, clock=lambda: at))


@pytest.fixture
def before(ring: keys.KeyRing, db: None) -> Iterator[api.Made]:
    """A visa of the first signers, in the register."""
    connect()
    made = api.make(order(), at=NOW)
    api.store(made, at=NOW)
    yield made
    api.connect_signer(None)


def rotated(root: Root, *, at: datetime = LATER) -> None:
    for purpose in keys.purposes():
        rotate(Plan(purpose=purpose, at=at), root=root)
    connect(at)


def test_papers_made_before_and_after_a_rotation_both_verify(before: api.Made, root: Root, ring: keys.KeyRing) -> None:
    rotated(root)
    after = api.make(order(SECOND, case="R-2", lines=zone(SECOND)), at=LATER)
    api.store(after, at=LATER)
    assert (after.signer, before.signer) == (
        keys.fingerprint(keys.key_ring().document),
        keys.fingerprint(ring.document),
    )
    assert after.signer != before.signer
    for made in (before, after):
        assert api.verify_pdf(made.pdf, at=LATER).word == "valid"
        assert api.verify_picture(photo_of(made.seal), at=LATER).word == "valid"
        assert judged_by_pyhanko(made.pdf, ring.root) == "INTACT:TRUSTED,UNTOUCHED"


def test_without_the_register_both_are_known_for_ours(before: api.Made, root: Root) -> None:
    rotated(root)
    after = api.make(order(SECOND, case="R-2", lines=zone(SECOND)), at=LATER)
    Document.objects.all().delete()
    for made in (before, after):
        assert api.verify_pdf(made.pdf, at=LATER).reason == "not_in_register"
        assert api.verify_picture(photo_of(made.seal), at=LATER).reason == "not_in_register"


def test_a_seals_reference_is_never_used_twice(root: Root) -> None:
    serials = []
    for number in range(3):
        rotate(Plan(purpose=Purpose.SEAL, at=NOW + number * DAY), root=root)
        serials.append(keys.key_ring().seal.serial_number)
    assert serials == [2, 3, 4] and len(keys.key_ring().trusted) == 3


def test_the_old_key_is_gone(root: Root) -> None:
    old = (keys.folder() / "document.key").read_bytes()
    rotated(root)
    assert old not in [path.read_bytes() for path in keys.folder().rglob("*") if path.is_file()]


def test_a_running_signer_takes_up_the_new_keys_by_itself(before: api.Made, root: Root, tmp_path: Path) -> None:
    server = Server(tmp_path / "s.sock", FreshSigner(lambda _r, _d: True, log=SignatureLog(log_path())))
    server.start()
    api.connect_signer(SocketSigner(tmp_path / "s.sock"))
    api.make(order(), at=NOW)
    rotate(Plan(purpose=Purpose.DOCUMENT, at=NOW), root=root)
    made = api.make(order(), at=NOW)
    server.stop()
    assert made.signer == keys.fingerprint(keys.key_ring().document) != before.signer


def test_while_keys_rotate_no_wrong_document_leaves_the_house(before: api.Made, root: Root, tmp_path: Path) -> None:
    server = Server(tmp_path / "s.sock", FreshSigner(lambda _r, _d: True, log=SignatureLog(log_path())))
    server.start()
    api.connect_signer(SocketSigner(tmp_path / "s.sock"))
    rotating = threading.Thread(
        target=lambda: [rotate(Plan(purpose=Purpose.DOCUMENT, at=NOW), root=root) for _ in range(5)]
    )
    rotating.start()
    made = []
    for number in range(8):
        try:
            made.append(api.make(order(case=f"R-{number}"), at=NOW))
        except (api.NotRight, NotAllowed):
            continue  # the queue tries again
    rotating.join()
    server.stop()
    assert {api.verify_pdf(each.pdf, at=NOW).reason for each in made} <= {"not_in_register"} and made


def test_a_key_signs_no_longer_than_it_may(root: Root) -> None:
    rotate(Plan(purpose=Purpose.SEAL, at=NOW, signs=10 * DAY), root=root)
    ends = keys.periods()[keys.fingerprint(keys.key_ring().seal)]
    connect(ends + timedelta(seconds=1))
    with pytest.raises(NotAllowed, match="seal key signs from 2026-11-22 to 2026-12-02"):
        api.make(order(), at=NOW)
    api.connect_signer(None)


def test_a_paper_that_says_it_was_signed_after_the_keys_end_is_not_believed(before: api.Made, root: Root) -> None:
    """Whoever kept the key: the desk, whose clock was turned back, signs; the paper says when it was made."""
    _begin, ends = signing_period(keys.key_ring().document)
    late = ends + DAY
    made = api.make(order(SECOND, case="R-2", lines=zone(SECOND)), at=late)
    assert keys.key_ring().document.not_valid_after_utc > late
    assert api.verify_pdf(made.pdf, at=late).reason == "signer_not_valid"


def test_a_revoked_signer_is_believed_by_the_register_only(before: api.Made, root: Root) -> None:
    rotated(root)
    for certificate in keys.key_ring().trusted:
        if certificate.not_valid_before_utc < NOW - timedelta(hours=1):
            retire(keys.fingerprint(certificate)[:12], reason="keyCompromise", root=root, at=LATER)
    assert api.verify_pdf(before.pdf, at=LATER).word == "valid"
    assert api.verify_picture(photo_of(before.seal), at=LATER).word == "valid"
    Document.objects.all().delete()
    assert api.verify_pdf(before.pdf, at=LATER).reason == "signer_not_valid"
    assert api.verify_picture(photo_of(before.seal), at=LATER).reason == "signer_not_valid"


def test_with_a_revoked_certificate_nothing_is_signed(root: Root) -> None:
    retire("document", reason="superseded", root=root, at=NOW)
    with pytest.raises(Unavailable, match="revoked"):
        connect()
    rotate(Plan(purpose=Purpose.DOCUMENT, at=NOW), root=root)
    connect()
    api.connect_signer(None)


@pytest.mark.parametrize(("which", "reason"), [("nothing", "superseded"), ("ab", "superseded"), ("seal", "tired")])
def test_what_cannot_be_retired_is_told(root: Root, which: str, reason: str) -> None:
    with pytest.raises(Invalid):
        retire(which, reason=reason, root=root, at=NOW)


def test_a_signer_does_not_outlive_its_root(root: Root) -> None:
    with pytest.raises(Invalid, match="beyond its root"):
        rotate(Plan(purpose=Purpose.LIST, at=NOW, holds=5000 * DAY), root=root)
    with pytest.raises(Invalid, match="at least as long"):
        rotate(Plan(purpose=Purpose.LIST, at=NOW, signs=9 * DAY, holds=DAY), root=root)
    with pytest.raises(NotAllowed, match="a new root takes a ceremony"):
        open_root(at=NOW + 6 * 365 * DAY)


def test_the_revocation_list_is_the_roots_and_numbered(root: Root) -> None:
    make_crl(root, at=NOW)
    retire("list", reason="superseded", root=root, at=LATER)
    crl = keys.key_ring().crl
    assert crl is not None and crl.is_signature_valid(root.key.public_key())  # type: ignore[arg-type]
    assert crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number == 2
    (entry,) = crl
    assert entry.serial_number == keys.key_ring().certificate(Purpose.LIST).serial_number
    assert crl.next_update_utc == LATER.replace(microsecond=0) + 90 * DAY


def test_a_list_that_another_signed_is_refused(root: Root) -> None:
    from tests.documents.support import chain

    other, _pair, other_key = chain("XYZ", "XY")
    stranger = make_crl(Root(other.root, other_key), at=NOW, holds=DAY)
    assert stranger
    with pytest.raises(Unavailable, match="not signed by the root"):
        keys.key_ring()


@pytest.mark.django_db
def test_the_list_is_served_where_the_root_certificate_says(ring: keys.KeyRing, client: Client) -> None:
    points = ring.root.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    path = "/" + points[0].full_name[0].value.split("/", 3)[3]
    assert client.get(path).status_code == 404
    refresh_development_crl(at=NOW)
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pkix-crl")
    assert x509.load_der_x509_crl(answer.content) == keys.key_ring().crl
    assert client.post(path).status_code == 405


def test_preparing_again_makes_a_list_only_when_it_is_due(ring: keys.KeyRing) -> None:
    found = []
    for days in (0, 44, 46):
        refresh_development_crl(at=NOW + days * DAY)
        crl = keys.key_ring().crl
        assert crl is not None
        found.append(crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number)
    assert found == [1, 1, 2]


def test_the_status_says_what_is_to_be_done(root: Root) -> None:
    assert status.crl_remark(at=NOW).startswith("there is no revocation list")
    make_crl(root, at=NOW)
    assert not status.crl_remark(at=NOW) and "out of date" in status.crl_remark(at=NOW + 91 * DAY)
    assert not any(line.remark for line in status.status(at=NOW))
    late = {line.name: line.remark for line in status.status(at=NOW + 3 * 365 * DAY)}
    assert (late["document"], late["log"], late["root"]) == ("signs no longer", "signs no longer", "")
    rotate(Plan(purpose=Purpose.SEAL, at=NOW), root=root)
    assert [line.name for line in status.status(at=NOW)] == ["root", "seal", "document", "log", "list", "trusted"]


def test_the_command_rotates_retires_and_shows(ring: keys.KeyRing, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run(["status"]) == 1
    assert command.run(["crl", "--days", "30"]) == 0
    assert command.run(["rotate", "list", "--signs", "100", "--holds", "200"]) == 0
    assert command.run(["retire", "list", "--reason", "superseded"]) == 0
    assert command.run(["create", "list"]) == 2
    assert command.run(["retire", "list", "--reason", "superseded"]) == 2
    assert command.run(["status"]) == 1
    said = capsys.readouterr()
    assert "revoked already" in said.err and said.out.rstrip().splitlines()[-2].endswith("list.key  revoked")


def test_a_key_of_another_root_opens_nothing(ring: keys.KeyRing, tmp_path: Path) -> None:
    from tests.documents.support import chain

    keys.write_secret(tmp_path / "other.key", keys.pem(chain()[2]))
    with pytest.raises(NotAllowed, match="not the private key of the root"):
        open_root(str(tmp_path / "other.key"), at=NOW)
    with pytest.raises(Unavailable):
        open_root(str(tmp_path / "missing.key"), at=NOW)


def test_periods_of_seals_keys_stand_beside_them(root: Root) -> None:
    rotate(Plan(purpose=Purpose.SEAL, at=NOW), root=root)
    assert list(json.loads((keys.folder() / keys.PERIODS).read_text())) == [keys.fingerprint(keys.key_ring().seal)]
