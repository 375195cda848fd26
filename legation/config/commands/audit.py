"""`legation audit verify`: walk every chain and say what is not as it was written."""

import sys


def run(arguments: list[str]) -> int:
    """Exit status 0 if every chain holds."""
    if arguments != ["verify"]:
        print("usage: legation audit verify", file=sys.stderr)
        return 2
    import django

    django.setup()
    from legation.ground.audit.api import verify

    chains, findings = verify()
    for finding in findings:
        print(f"{finding.chain} {finding.number} {finding.kind}: {finding.message}", file=sys.stderr)
    print(f"{chains} chains, {len(findings)} finding(s)")
    return 1 if findings else 0
