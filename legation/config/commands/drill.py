"""`legation drill`: back up a scratch house while travellers come, restore it elsewhere, and prove that all is there.

Prints one JSON line; see `legation.config.backup.drill` for what is counted.
"""

import argparse
import json
import random
import sys
from datetime import UTC, datetime

ZERO = ("missing", "doubled", "ledger_nonzero", "audit_broken", "unverified", "readable", "left_in_queue")


def run(arguments: list[str]) -> int:
    """Exit status 0 if nothing is missing, broken or readable."""
    parser = argparse.ArgumentParser(prog="legation drill", description=__doc__)
    parser.add_argument("--database", required=True, help="URL; two scratch databases are made beside what it names")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long travellers arrive (default 20)")
    parser.add_argument("--rate", type=float, default=2.0, help="travellers a second (default 2)")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="of travellers")  # noqa: S311
    chosen = parser.parse_args(arguments)
    from legation.config.backup.drill import drill

    try:
        found = drill(chosen)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(found))
    _remember({name: found[name] for name in ZERO})
    return 1 if any(found[name] for name in ZERO) else 0


def _remember(found: dict[str, int]) -> None:
    """Say on the administrators' screen that a restore was practised; a house without a database cannot."""
    import django
    from django.db import DatabaseError

    django.setup()
    from legation.ground.health.api import breathe

    try:
        breathe("drill", at=datetime.now(UTC), findings=sum(found.values()), **found)
    except DatabaseError:
        print("no database of this house keeps this result", file=sys.stderr)
