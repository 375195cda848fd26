"""`legation audit verify [PDF...]`: walk every chain, the log and the register, and say what is not as it was written.

PDFs named after it were found somewhere: one that our key signed and that is not in the log is a finding.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path


def run(arguments: list[str]) -> int:
    """Exit status 0 if everything holds."""
    if arguments[:1] != ["verify"]:
        print("usage: legation audit verify [PDF...]", file=sys.stderr)
        return 2
    import django

    django.setup()
    from legation.documents.api import find_strays
    from legation.ground.audit.api import verify
    from legation.ground.health.api import breathe

    chains, findings = verify()
    findings += find_strays((path, Path(path).read_bytes()) for path in arguments[1:])
    breathe("audit", at=datetime.now(UTC), chains=chains, findings=len(findings))
    for finding in findings:
        print(f"{finding.chain} {finding.number} {finding.kind}: {finding.message}", file=sys.stderr)
    print(f"{chains} chains, {len(findings)} finding(s)")
    return 1 if findings else 0
