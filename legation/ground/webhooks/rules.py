"""Standard Webhooks (standardwebhooks.com, version 1): names, signatures, when to try again, where not to send."""

import base64
import hmac
import ipaddress
import os
import re
import socket
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlsplit

EVENTS = (
    "case.submitted", "case.paid", "case.referred", "case.decided", "case.changed", "document.issued",
    "document.revoked",
)  # fmt: skip
RETRIES = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000))
"""How long after each attempt that failed the next one is made: three days in all, as the specification proposes."""
_SECRET_BYTES = 32
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")


class Refused(ValueError):
    """An address that nothing is sent to; the message is a code."""


def new_secret() -> bytes:
    """A fresh signing secret."""
    return os.urandom(_SECRET_BYTES)


def shown(secret: bytes) -> str:
    """A secret as it is told to its owner, once."""
    return f"whsec_{base64.b64encode(secret).decode()}"


def headers(secret: bytes, *, message: str, moment: int, body: bytes) -> dict[str, str]:
    """The headers of a message: id, time in seconds since 1970, and signature."""
    signed = hmac.new(secret, f"{message}.{moment}.".encode() + body, sha256).digest()
    return {
        "webhook-id": message, "webhook-timestamp": str(moment),
        "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
    }  # fmt: skip


def check_address(url: str, *, demonstration: bool) -> tuple[str, str, int, str]:
    """(scheme, host, port, path with query) of an address that may be sent to.

    Args:
        demonstration: whether http to 127.0.0.1 is allowed.

    Raises:
        Refused: it is not https to a named host without a user, or names an address that is not public.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused("no_address") from error
    host = parts.hostname or ""
    here = demonstration and host == "127.0.0.1" and parts.scheme in ("http", "https")
    if not here and parts.scheme != "https":
        raise Refused("not_https")
    if parts.username or parts.password or parts.fragment or not _HOST.fullmatch(host):
        raise Refused("no_address")
    if not here and _is_literal(host) and not ipaddress.ip_address(host).is_global:
        raise Refused("not_public")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, host, port or (443 if parts.scheme == "https" else 80), path


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def resolve(host: str, port: int, *, demonstration: bool) -> str:
    """The one address to connect to. It is connected to by number, so that a name cannot mean another one meanwhile.

    Raises:
        Refused: the name has no address, or one that is not public.
    """
    if demonstration and host == "127.0.0.1":
        return host
    try:
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise Refused("no_such_host") from error
    if not found or not all(_is_public(each) for each in found):
        raise Refused("not_public")
    return found[0]


def _is_public(address: str) -> bool:
    """Whether an address is one of the public internet, and not one of ours in another dress."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None or found in ipaddress.ip_network("64:ff9b::/96"):
            return inner is not None and inner.is_global and not inner.is_multicast
    return found.is_global and not found.is_multicast
