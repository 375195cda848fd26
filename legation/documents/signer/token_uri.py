"""Naming a key in a token by its PKCS#11 URI (RFC 7512)."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes

from legation.ground.errors import Invalid

SCHEME = "pkcs11:"
_PATH = {"token", "object", "id", "type", "serial", "manufacturer", "model"}
_QUERY = {"pin-source", "module-path"}
_PAIR = re.compile(r"([a-z0-9-]+)=((?:[A-Za-z0-9._~\[\]:!$'()*+,=&/?@-]|%[0-9A-Fa-f]{2})*)")


@dataclass(frozen=True)
class TokenUri:
    """A private key in a token: the token's label, the key's label or id, the library, and the file with the PIN."""

    token: str
    object: str = ""
    id: bytes = b""
    serial: str = ""
    module: str = ""
    pin_file: Path | None = None

    @classmethod
    def parse(cls, text: str) -> "TokenUri":
        """Read a URI such as `pkcs11:token=Ministry;object=seal-1?module-path=/usr/lib/x.so&pin-source=file:/etc/pin`.

        Raises:
            Invalid: it is none, names no token and key, has a part that is not understood, or holds the PIN itself.
        """
        if not text.startswith(SCHEME):
            raise Invalid(f"{text!r} is no PKCS#11 URI")
        path, _mark, query = text.removeprefix(SCHEME).partition("?")
        named, asked = _pairs(path, ";", _PATH), _pairs(query, "&", _QUERY)
        if named.get("type", b"private") != b"private":
            raise Invalid("a key that signs is of type=private")
        if "token" not in named or not ("object" in named or "id" in named):
            raise Invalid("a PKCS#11 URI names the token, and the key by object or id")
        pin = asked.get("pin-source", b"").decode()
        if pin and not pin.startswith(("file:", "/")):
            raise Invalid("pin-source names a file")
        words = {name: named.get(name, b"").decode() for name in ("token", "object", "serial")}
        return cls(
            **words, id=named.get("id", b""), module=asked.get("module-path", b"").decode(),
            pin_file=Path(pin.removeprefix("file://").removeprefix("file:")) if pin else None,
        )  # fmt: skip


def _pairs(text: str, mark: str, known: set[str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for part in text.split(mark) if text else ():
        pair = _PAIR.fullmatch(part)
        if pair is None:
            raise Invalid(f"{part!r} is no part of a PKCS#11 URI")
        if pair[1] == "pin-value":
            raise Invalid("the PIN does not stand in the URI; name a file by pin-source")
        if pair[1] not in known or pair[1] in found:
            raise Invalid(f"{pair[1]} stands twice in a PKCS#11 URI, or is not understood")
        found[pair[1]] = unquote_to_bytes(pair[2])
    return found
