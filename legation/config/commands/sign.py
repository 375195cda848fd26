"""The signer: a process of its own that signs committed decisions only. --check-log verifies its log instead."""

import argparse
import sys

from django.conf import settings


def run(arguments: list[str]) -> int:
    """Serve the signer's socket until stopped, or verify its log; exit status 1 for findings."""
    parser = argparse.ArgumentParser(prog="legation sign")
    parser.add_argument("--check-log", action="store_true", help="verify the log of signatures and print its head")
    parser.add_argument("--holding", default="", metavar="HEAD", help="a head noted earlier that must still be in it")
    parser.add_argument("--register", action="store_true", help="hold the log against the register of documents")
    chosen = parser.parse_args(arguments)
    import django

    django.setup()
    if chosen.check_log:
        return check_log(chosen.holding, register=chosen.register)
    from legation.config.wiring import committed
    from legation.documents.signer import server

    server.serve(settings.LEGATION_SIGNER, committed)
    return 0


def check_log(holding: str, *, register: bool = False) -> int:
    """Print what the log holds; findings go to stderr."""
    from legation.documents.selectors import against_register
    from legation.documents.signer.local import log_path
    from legation.documents.signer.log_check import check

    if not log_path().exists():
        print(f"{log_path()} does not exist: nothing was ever signed, or it was taken away", file=sys.stderr)
        return 1
    found = check(log_path(), holding=holding)
    if register:
        unsigned, without = against_register(found.signed)
        found.findings += [f"document {number} is in the register, and was not signed here" for number in unsigned]
        print(f"{without} decision(s) signed without a document in the register")
    for finding in found.findings:
        print(finding, file=sys.stderr)
    counts = ", ".join(f"{count} {purpose}" for purpose, count in sorted(found.counts.items())) or "no signatures"
    print(f"{counts}; {found.torn} line(s) cut short by a crash; {len(found.findings)} finding(s)\nhead {found.head}")
    return 1 if found.findings else 0
