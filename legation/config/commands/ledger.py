"""`legation ledger --format csv|journal|income`: the books, for an auditor; `income` is counted by its labels, and less
what providers cost."""

import argparse
import csv
import sys
from datetime import UTC, date, datetime


def run(arguments: list[str]) -> int:
    """Write the export to the standard output."""
    parser = argparse.ArgumentParser(prog="legation ledger")
    parser.add_argument("--format", choices=["csv", "journal", "income"], default="csv")
    parser.add_argument("--since", type=date.fromisoformat, default=date(1970, 1, 1), help="for income, in UTC")
    parser.add_argument("--until", type=date.fromisoformat, default=datetime.now(UTC).date(), help="for income")
    chosen = parser.parse_args(arguments)
    import django

    django.setup()
    from legation.payments import api as payments

    if chosen.format == "income":
        _income(chosen.since, chosen.until)
        return 0
    sys.stdout.writelines(payments.export_ledger(form=chosen.format))
    return 0


def _income(since: date, until: date) -> None:
    from legation.ground.languages.api import to_major
    from legation.payments import api as payments

    spent = [cost.as_income() for cost in payments.costs(since=since, until=until)]
    rows = [*payments.labelled_income(since=since, until=until), *spent]
    names = sorted({name for row in rows for name in row.labels})
    out = csv.writer(sys.stdout)
    out.writerow(["day", "post", "purpose", *names, "currency", "amount"])
    for row in rows:
        labels = [row.labels.get(name, "") for name in names]
        out.writerow([row.day, row.place, row.purpose, *labels, row.currency, to_major(row.amount, row.currency)])
