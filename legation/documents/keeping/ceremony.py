"""The ceremony in which a State's root is made: by two persons, offline, with a record that the root itself signs.

What is made lies in one folder: `root.key` or a token stays with the two; `instance/` is carried to the server as the
documents' folder of keys; `record/` is for the archive: JSON, its signature, and the same on paper.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from legation.documents import keys
from legation.documents.development import new_private_key
from legation.documents.keeping.revocation import build_crl
from legation.documents.keeping.roots import Root, check_state
from legation.documents.keeping.signers import HOLDS, SIGNS, Plan, issue
from legation.documents.seals.issuing import issue_root
from legation.documents.signer import tokens
from legation.documents.signer.protocol import Purpose
from legation.documents.signer.token_uri import TokenUri
from legation.documents.typesetting import typeset
from legation.ground.errors import Invalid

ROOT_SIGNS, ROOT_HOLDS = timedelta(days=5 * 365), timedelta(days=12 * 365)
SHORTEST_PASSWORD = 12
TEMPLATE = Path(__file__).with_name("ceremony.typ")


@dataclass(frozen=True, kw_only=True)
class Ceremony:
    """What is to be made, where, before whom. `place` is where the two are, in words."""

    state: str
    country: str
    name: str
    crl_url: str
    persons: tuple[str, str]
    place: str
    at: datetime
    document_types: tuple[str, ...] = ("V", "PU")

    def check(self) -> None:
        """Raises `Invalid` for the specimen State, and unless two persons are named in full."""
        check_state(self.state, is_development=False)
        first, second = (" ".join(name.split()) for name in self.persons)
        if first.casefold() == second.casefold() or min(len(first.split()), len(second.split())) < 2:
            raise Invalid("two persons are present, each with given name and surname")
        if not self.place.strip():
            raise Invalid("the record says where the ceremony took place")


def hold(ceremony: Ceremony, out: Path, *, secret: str, token: str = "") -> dict[str, Any]:
    """Make the root, a signer for each purpose and the first revocation list, and write the record.

    Args:
        out: A folder that does not exist yet, on the medium that stays offline.
        secret: The password of the root key's file, or the PIN of the token.
        token: PKCS#11 URI of the root key; without one it is a file.

    Returns:
        The record, as it was signed.

    Raises:
        Invalid: the ceremony is not as it must be, the folder exists, or the password is too short.
        Unavailable: the token does not answer.
    """
    ceremony.check()
    if out.exists():
        raise Invalid(f"{out} exists already")
    if not token and len(secret) < SHORTEST_PASSWORD:
        raise Invalid(f"the password of a root key has at least {SHORTEST_PASSWORD} letters")
    root = _root(ceremony, out, secret, token)
    _write_instance(ceremony, root, out / "instance" / "documents")
    record = _record(ceremony, root, out, token)
    data = json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n"
    keys.write_secret(out / "record" / "ceremony.json", data)
    keys.write_secret(out / "record" / "ceremony.json.sig", root.key.sign(data, ec.ECDSA(hashes.SHA256())))
    shown = {**record, "digest": sha256(data).hexdigest()}
    paper = typeset(TEMPLATE.read_text(), shown, {}, at=ceremony.at, is_specimen=False)
    keys.write_secret(out / "record" / "ceremony.pdf", paper)
    return record


def _root(ceremony: Ceremony, out: Path, secret: str, token: str) -> Root:
    key: Any
    if token:
        key = tokens.create(TokenUri.parse(token), pin=lambda: secret)
    else:
        key = ec.generate_private_key(ec.SECP256R1())
        locked = BestAvailableEncryption(secret.encode())
        keys.write_secret(out / "root.key", key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked))
    begin = ceremony.at.replace(microsecond=0) - timedelta(minutes=10)
    certificate = issue_root(
        key, country=ceremony.country, state=ceremony.state, name=ceremony.name, crl_url=ceremony.crl_url,
        not_before=begin, signs_until=begin + ROOT_SIGNS, not_after=begin + ROOT_HOLDS,
    )  # fmt: skip
    return Root(certificate, key)


def _write_instance(ceremony: Ceremony, root: Root, folder: Path) -> None:
    ends = {}
    for purpose in keys.purposes():
        key = new_private_key(purpose)
        plan = Plan(purpose=purpose, at=ceremony.at, signs=SIGNS, holds=HOLDS)
        plan = replace(plan, document_types=ceremony.document_types)
        certificate = issue(plan, key, root=root, earlier=[])
        keys.write_secret(folder / f"{purpose}.key", keys.pem(key))
        keys.write_secret(folder / f"{purpose}.crt", certificate.public_bytes(Encoding.PEM))
        if purpose is Purpose.SEAL:
            ends[keys.fingerprint(certificate)] = (plan.begin + plan.signs).isoformat()
    keys.write_secret(folder / keys.PERIODS, json.dumps(ends, indent=1).encode())
    keys.write_secret(folder / keys.CRL, build_crl(root, None, at=ceremony.at))
    keys.write_secret(folder / "root.crt", root.certificate.public_bytes(Encoding.PEM))


def _record(ceremony: Ceremony, root: Root, out: Path, token: str) -> dict[str, Any]:
    certificates = sorted((out / "instance" / "documents").glob("*.crt"))
    return {
        "type": "key-ceremony",
        "at": ceremony.at.isoformat(),
        "place": ceremony.place,
        "persons": list(ceremony.persons),
        "state": ceremony.state,
        "root": root.certificate.subject.rfc4514_string(),
        "root_key": token.split("?", maxsplit=1)[0] or "root.key, encrypted under a password",
        "certificates": [_described(path) for path in certificates],
        "files": dict(_digests(out)),
    }


def _described(path: Path) -> dict[str, str]:
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    return {
        "name": path.stem,
        "subject": certificate.subject.rfc4514_string(),
        "serial": f"{certificate.serial_number:X}",
        "fingerprint": keys.fingerprint(certificate),
        "valid_until": certificate.not_valid_after_utc.isoformat(),
    }


def _digests(out: Path) -> Iterator[tuple[str, str]]:
    """SHA-256 of everything made so far, by its path."""
    for path in sorted(out.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(out)), sha256(path.read_bytes()).hexdigest()
