"""Keys in a token sign there, cannot be taken out, and make the same seals, papers, tree heads and lists."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from legation.documents import api, keys
from legation.documents.keeping.roots import open_root
from legation.documents.keeping.signers import Plan, rotate
from legation.documents.seals.issuing import issue_root
from legation.documents.signer import tokens
from legation.documents.signer.local import local_signer
from legation.documents.signer.protocol import Purpose
from legation.documents.signer.token_uri import TokenUri
from legation.ground.errors import Conflict, Invalid, Unavailable
from tests.conftest import NOW
from tests.documents.orders import order
from tests.documents.signer.softhsm import Token, shared
from tests.documents.signer.test_numbered import head, listed
from tests.documents.test_signatures import judged_by_pyhanko

ECDSA = ec.ECDSA(hashes.SHA256())
_numbers = count()


@pytest.fixture(scope="session")
def token(tmp_path_factory: pytest.TempPathFactory) -> Token:
    return shared(tmp_path_factory)


@pytest.fixture
def uri(token: Token) -> str:
    """The name of a key that is not there yet."""
    return token.uri(f"key-{next(_numbers)}")


@pytest.fixture
def in_token(ring: keys.KeyRing, token: Token) -> Iterator[dict[str, str]]:
    """An instance all of whose signers lie in the token."""
    places = {str(purpose): token.uri(f"{purpose}-{next(_numbers)}") for purpose in keys.purposes()}
    lines = "\n".join(f'  {name}: "{place}"' for name, place in places.items())
    (keys.folder() / "keys.yaml").write_text(f"keys:\n{lines}\n")
    root = open_root(at=NOW)
    for purpose in keys.purposes():
        rotate(Plan(purpose=purpose, at=NOW), root=root)
        (keys.folder() / f"{purpose}.key").unlink()
    yield places
    api.connect_signer(None)


def test_papers_seals_heads_and_lists_are_signed_in_the_token(in_token: dict[str, str], ring: keys.KeyRing) -> None:
    api.connect_signer(local_signer(lambda _r, _d: True, clock=lambda: NOW))
    made = api.make(order(), at=NOW)
    assert judged_by_pyhanko(made.pdf, ring.root) == "INTACT:TRUSTED,UNTOUCHED"
    assert made.seal and len(api.sign_list(listed())) == 64
    key = keys.key_ring().certificate(Purpose.TREE_HEAD).public_key()
    assert isinstance(key, ed25519.Ed25519PublicKey)
    key.verify(api.sign_tree_head(head(1)), head(1))


def test_a_root_in_the_token_signs_certificates(uri: str) -> None:
    key = tokens.create(TokenUri.parse(uri))
    life = {"not_before": NOW, "signs_until": NOW + timedelta(days=1), "not_after": NOW + timedelta(days=2)}
    root = issue_root(key, country="XY", state="XYZ", name="Root", crl_url="http://127.0.0.1/crl", **life)
    root.verify_directly_issued_by(root)


def test_a_key_cannot_be_taken_out(uri: str) -> None:
    key = tokens.create(TokenUri.parse(uri))
    for take in (key.private_numbers, lambda: key.private_bytes(serialization.Encoding.PEM, None, None)):
        with pytest.raises(Unavailable, match="stays in its token"):
            take()


def test_a_key_that_could_be_taken_out_is_refused(token: Token, uri: str) -> None:
    from pkcs11 import Attribute, KeyType
    from pkcs11.util.ec import encode_named_curve_parameters

    wanted = TokenUri.parse(uri)
    session = tokens._token(wanted, None).opened()
    curve = {Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}
    domain = session.create_domain_parameters(KeyType.EC, curve, local=True)
    domain.generate_keypair(label=wanted.object, store=True, private_template={Attribute.EXTRACTABLE: True})
    with pytest.raises(Unavailable, match="may be taken out"):
        tokens.load(wanted)


def test_a_name_is_given_once(in_token: dict[str, str]) -> None:
    with pytest.raises(Conflict, match="name the new key"):
        rotate(Plan(purpose=Purpose.LIST, at=NOW), root=open_root(at=NOW))


def test_the_certificate_of_another_key_is_found(in_token: dict[str, str], ring: keys.KeyRing) -> None:
    keys.write_secret(
        keys.folder() / "list.crt", ring.certificate(Purpose.LIST).public_bytes(serialization.Encoding.PEM)
    )
    with pytest.raises(Unavailable, match="not the key of its certificate"):
        local_signer(lambda _r, _d: True)


def test_what_is_not_there_is_unavailable(token: Token) -> None:
    (token.folder / "wrong").write_text("9999")
    for place in (token.uri("nothing"), token.uri("x", token="Other"), token.uri("x").replace("softhsm2", "missing")):
        with pytest.raises(Unavailable):
            tokens.load(TokenUri.parse(place))


def test_a_session_that_ended_is_opened_again(uri: str) -> None:
    key = tokens.create(TokenUri.parse(uri))
    key.public_key().verify(key.sign(b"1", ECDSA), b"1", ECDSA)
    tokens._token(TokenUri.parse(uri), None).session.close()
    key.public_key().verify(key.sign(b"2", ECDSA), b"2", ECDSA)


def test_many_threads_share_a_token(uri: str) -> None:
    key, wrong = tokens.create(TokenUri.parse(uri)), []

    def several() -> None:
        for number in range(50):
            data = str(number).encode()
            try:
                key.public_key().verify(key.sign(data, ECDSA), data, ECDSA)
            except (InvalidSignature, Unavailable) as error:
                wrong.append(error)

    threads = [threading.Thread(target=several) for _ in range(4)]
    [thread.start() for thread in threads]  # type: ignore[func-returns-value]
    [thread.join() for thread in threads]  # type: ignore[func-returns-value]
    assert not wrong


NO_URIS = [
    "", "seal.key", "pkcs11:", "pkcs11:token=M", "pkcs11:object=a", "pkcs11:token=M;object=a;type=cert",
    "pkcs11:token=M;token=N;object=a", "pkcs11:token=M;object=a?pin-value=1234", "pkcs11:token=M;object=a;x=y",
    "pkcs11:token=M;object=a b", "pkcs11:token=M;object=%zz", "pkcs11:token=M;object=a?pin-source=|cat",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_URIS)
def test_what_is_no_uri_of_a_key_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        TokenUri.parse(text)


def test_a_uri_is_read_as_the_standard_writes_it() -> None:
    text = (
        "pkcs11:token=The%20Software%20PKCS%2311%20Softtoken;manufacturer=Snake%20Oil,%20Inc.;object=my-sign-key;"
        "type=private;id=%69%95%3E?pin-source=file:/etc/token&module-path=/usr/lib/libmypkcs11.so.1"
    )  # after RFC 7512 section 3
    found = TokenUri.parse(text)
    assert (found.token, found.object) == ("The Software PKCS#11 Softtoken", "my-sign-key")
    assert (found.id, found.pin_file) == (b"\x69\x95\x3e", Path("/etc/token"))
    assert found.module == "/usr/lib/libmypkcs11.so.1"


@pytest.mark.parametrize(
    "text", ["keys: {visa: a.key}", "rates: {seal: {minute: -1, hour: 1}}", "other: 1", 'keys: {seal: "pkcs11:x"}']
)
def test_a_mistake_in_keys_yaml_is_told_with_its_line(ring: keys.KeyRing, text: str) -> None:
    from legation.ground.sources import Refused

    (keys.folder() / "keys.yaml").write_text(f"# keys of the ministry\n{text}\n")
    with pytest.raises(Refused) as caught:
        local_signer(lambda _r, _d: True)
    assert "keys.yaml:2" in caught.value.detail


def test_rates_are_chosen_in_keys_yaml(ring: keys.KeyRing) -> None:
    (keys.folder() / "keys.yaml").write_text("rates:\n  list: {minute: 1, hour: 5}\n")
    desk = local_signer(lambda _r, _d: True, clock=lambda: NOW)
    assert desk.sign(purpose=Purpose.LIST, data=listed(1))
    with pytest.raises(Unavailable, match="1 signatures of this minute"):
        desk.sign(purpose=Purpose.LIST, data=listed(2))


def test_certificates_are_read_without_the_extra(in_token: dict[str, str]) -> None:
    assert isinstance(keys.key_ring().seal, x509.Certificate)
