"""What can be wrong with a provider: each fault bends one thing."""

from typing import Any

NAMES = ("nonce", "audience", "issuer", "expired", "early", "unsigned", "forged", "confused", "no_token",
         "other_client", "rotated", "down", "denied", "nobody", "redirected")  # fmt: skip


def bent(claims: dict[str, Any], faults: set[str], now: int) -> dict[str, Any]:
    """The claims of an ID token as these faults would have them."""
    changes: dict[str, dict[str, Any]] = {
        "nonce": {"nonce": "another"}, "audience": {"aud": "another-client"},
        "issuer": {"iss": "https://other.example"}, "expired": {"exp": now - 3600, "iat": now - 7200},
        "early": {"iat": now + 3600, "nbf": now + 3600}, "nobody": {"sub": ""},
        "other_client": {"aud": [claims["aud"], "another-client"], "azp": "another-client"},
    }  # fmt: skip
    for name in faults & changes.keys():
        claims |= changes[name]
    return claims
