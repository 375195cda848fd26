"""`legation sbom`: print the bill of materials as CycloneDX 1.6 JSON."""

import json
from datetime import UTC, datetime


def run(arguments: list[str]) -> int:
    """Print it; no database is asked."""
    from legation.config import sbom

    print(json.dumps(sbom.make(at=datetime.now(UTC)), indent=1, ensure_ascii=False))
    return 0
