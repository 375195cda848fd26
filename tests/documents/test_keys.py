"""Keys are made once, readable by their owner only, and say themselves that they make specimens."""

import itertools
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519

from legation.documents import api, keys
from legation.documents.certificates import USAGES, may_sign
from legation.documents.seals.certificates import states_of
from legation.documents.signer.protocol import Purpose
from legation.ground.errors import Unavailable
from tests.conftest import NOW
from tests.documents.support import chain, write_ring


def test_only_their_owner_may_read_keys(ring: keys.KeyRing) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in keys.folder().iterdir()}
    names = ("root", "seal", "document", "log", "list")
    assert modes == {f"{name}.{end}": 0o600 for name in names for end in ("crt", "key")}
    assert stat.S_IMODE(keys.folder().stat().st_mode) == 0o700


def test_keys_that_are_there_are_kept(ring: keys.KeyRing) -> None:
    assert not keys.create_development_keys(at=NOW)
    keys.forget_cached_keys()
    assert keys.key_ring() == ring


def test_an_older_instance_gets_the_signers_it_lacks_and_keeps_the_others(ring: keys.KeyRing) -> None:
    for name in ("log", "list"):
        (keys.folder() / f"{name}.crt").unlink()
    keys.forget_cached_keys()
    with pytest.raises(Unavailable, match="legation prepare"):
        keys.key_ring().certificate(Purpose.TREE_HEAD)
    assert keys.create_development_keys(at=NOW)
    again = keys.key_ring()
    assert (again.root, again.seal, again.document) == (ring.root, ring.seal, ring.document)
    again.certificate(Purpose.LIST).verify_directly_issued_by(ring.root)


def test_under_a_root_of_another_state_no_development_keys_are_made(ring: keys.KeyRing) -> None:
    other, _private, root_key = chain("XYZ", "XY")
    write_ring(other, keys.folder())
    (keys.folder() / "root.key").write_bytes(keys.pem(root_key))
    (keys.folder() / "log.crt").unlink()
    assert not keys.create_development_keys(at=NOW) and not (keys.folder() / "log.crt").exists()


def test_a_certificate_is_good_for_its_own_purpose_only(ring: keys.KeyRing) -> None:
    for purpose, usage in itertools.product(Purpose, USAGES):
        assert may_sign(usage, ring.certificate(purpose)) == (usage is purpose)
    assert isinstance(ring.certificate(Purpose.TREE_HEAD).public_key(), ed25519.Ed25519PublicKey)


def test_development_keys_name_utopia_and_say_specimen(ring: keys.KeyRing) -> None:
    assert states_of(ring.root) == {"UTO"} and ring.state == api.issuing_state() == "UTO" and ring.is_specimen
    assert "SPECIMEN" in ring.root.subject.rfc4514_string() and "C=UT" in ring.root.subject.rfc4514_string()


def test_all_signers_are_under_the_root_and_end_before_it(ring: keys.KeyRing) -> None:
    for signer in map(ring.certificate, Purpose):
        signer.verify_directly_issued_by(ring.root)
        assert signer.not_valid_after_utc < ring.root.not_valid_after_utc
        assert ring.root.not_valid_before_utc <= signer.not_valid_before_utc < NOW


def test_the_root_outlives_the_papers_of_its_last_signer(ring: keys.KeyRing) -> None:
    period = ring.root.extensions.get_extension_for_class(x509.PrivateKeyUsagePeriod).value
    assert period.not_after is not None
    assert ring.root.not_valid_after_utc - ring.seal.not_valid_after_utc > timedelta(days=5 * 365)


def test_without_keys_nothing_is_made_up(tmp_path: Path, settings: object) -> None:
    settings.LEGATION_KEYS = tmp_path  # type: ignore[attr-defined]
    with pytest.raises(Unavailable):
        keys.key_ring()
    with pytest.raises(Unavailable):
        api.verify_pdf(b"%PDF-1.7", at=NOW)
