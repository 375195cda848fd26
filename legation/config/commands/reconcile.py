"""`legation reconcile [--day 2026-11-21] [--provider stripe]`: a provider's day beside ours, row by row.

First asks providers about whatever should have ended by now, so that only true differences are left.
"""

import argparse
import sys
from datetime import UTC, date, datetime, timedelta


def run(arguments: list[str]) -> int:
    """Exit status 0 if provider and ledger agree and the ledger's own check holds."""
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    import django

    django.setup()
    from legation.payments import api as payments

    parser = argparse.ArgumentParser(prog="legation reconcile")
    parser.add_argument("--day", type=date.fromisoformat, default=yesterday, help="in UTC; yesterday if not given")
    parser.add_argument("--provider", default=payments.usual_provider())
    chosen = parser.parse_args(arguments)
    from legation.ground.errors import LegationError

    try:
        chased = payments.chase(at=datetime.now(UTC))
        report = payments.reconcile(provider=chosen.provider, day=chosen.day, at=datetime.now(UTC))
    except LegationError as error:
        print(f"{error.code}: {error.detail}", file=sys.stderr)
        return 2
    for one in report.differences:
        print(f"{one.kind} {one.line} {one.name}: here {one.ours}, there {one.theirs} {one.currency}", file=sys.stderr)
    check = payments.ledger_check()
    print(
        f"{report.provider} {report.day}: {report.theirs} rows there, {report.ours} here,"
        f" {len(report.differences)} difference(s); {chased.unanswered} unanswered;"
        f" ledger {'in order' if check.ok else check}"
    )
    return 1 if report.differences or not check.ok else 0
