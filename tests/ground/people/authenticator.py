"""A passkey's device in software (WebAuthn Level 3), every part of whose answer can be bent."""

import base64
import json
import secrets
import struct
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

UP, UV, AT = 0x01, 0x04, 0x40


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Authenticator:
    """One device with one credential; `origin` is where its browser believes to be."""

    origin: str = "http://localhost:8000"
    rp_id: str = "localhost"
    flags: int = UP | UV
    count: int = 1
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    handle: bytes = b""

    def create(self, options: str, **bent: Any) -> str:
        """The answer to `navigator.credentials.create`, as the page's script sends it."""
        asked = json.loads(options)
        self.handle = base64.urlsafe_b64decode(asked["user"]["id"] + "==")
        numbers = self.key.public_key().public_numbers()
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        attested = b"\0" * 16 + struct.pack(">H", len(self.credential)) + self.credential + cose
        data = self._data(bent, AT) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._sent(
            {"clientDataJSON": self._client("webauthn.create", asked, bent), "attestationObject": attestation}
        )

    def get(self, options: str, **bent: Any) -> str:
        """The answer to `navigator.credentials.get`."""
        asked = json.loads(options)
        self.count = bent.get("count", self.count + 1)
        data, client = self._data(bent, 0), self._client("webauthn.get", asked, bent)
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._sent(
            {"clientDataJSON": client, "authenticatorData": data, "signature": bent.get("signature", signature),
             "userHandle": bent.get("handle", self.handle)}
        )  # fmt: skip

    def _data(self, bent: dict[str, Any], more: int) -> bytes:
        rp_id = bent.get("rp_id", self.rp_id)
        return (
            sha256(rp_id.encode()).digest()
            + bytes([bent.get("flags", self.flags) | more])
            + struct.pack(">I", self.count)
        )

    def _client(self, kind: str, asked: dict[str, Any], bent: dict[str, Any]) -> bytes:
        said = {"type": bent.get("type", kind), "challenge": bent.get("challenge", asked["challenge"]),
                "origin": bent.get("origin", self.origin), "crossOrigin": False}  # fmt: skip
        return json.dumps(said).encode()

    def _sent(self, response: dict[str, bytes]) -> str:
        return json.dumps(
            {"id": b64(self.credential), "rawId": b64(self.credential), "type": "public-key",
             "response": {name: b64(value) for name, value in response.items()}, "clientExtensionResults": {}}
        )  # fmt: skip
