"""`legation rates FILE [--source ECB] [--days 10] [--since 2026-11-01]`: load day rates for somebody to approve.

FILE is a CSV in the shape of the European Central Bank's reference rates (eurofxref.csv, eurofxref-hist.csv), perhaps
with .gz: a row a day, a column a currency, how much of it one euro is. Nothing is in force before an accountant of the
centre has approved it on the page of the rates; what was approved stays as it is.
"""

import argparse
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path


def run(arguments: list[str]) -> int:
    """Exit status 1 if an approved rate is contradicted, 2 if the file cannot be read."""
    parser = argparse.ArgumentParser(prog="legation rates", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--source", default="ECB")
    parser.add_argument("--days", type=int, default=10, help="how far back from today, if --since is not given")
    parser.add_argument("--since", type=date.fromisoformat)
    chosen = parser.parse_args(arguments)
    import django

    django.setup()
    from legation.ground.errors import Invalid
    from legation.payments.till.ratefile import read_rates
    from legation.payments.till.services.enter_rates import enter_rates

    now = datetime.now(UTC)
    since = chosen.since or now.date() - timedelta(days=chosen.days)
    try:
        found = enter_rates(read_rates(chosen.file, since=since), source=chosen.source, by="command", at=now)
    except (Invalid, OSError, UnicodeDecodeError) as error:
        print(f"{chosen.file}: {error}", file=sys.stderr)
        return 2
    print(f"{found.new} rate(s) to approve, {found.known} known already")
    for one in found.contradicted:
        print(f"{one.day} {one.currency}: {one.value} is not what was approved", file=sys.stderr)
    return 1 if found.contradicted else 0
