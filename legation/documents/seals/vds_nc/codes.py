"""What a VDS-NC data type seals, as the document code that its signer must be allowed to seal."""

from collections.abc import Mapping
from typing import Any

HEALTH_CODE = "NV"
"""In the document type list of signers of `icao.test` and `icao.vacc` (the report's example certificate)."""
ZONE = "mrz"


def code_of(type_: str, message: Mapping[str, Any]) -> str | None:
    """The code: that of the zone in the message, `NV` for proofs of health, None when neither is there."""
    if type_.startswith("icao."):
        return HEALTH_CODE
    if ZONE not in message:
        return None
    lines = message[ZONE]
    first = lines[0] if isinstance(lines, list) and lines and isinstance(lines[0], str) else ""
    return first[:2].rstrip("<")
