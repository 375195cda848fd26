"""`legation tokens create|list|revoke`: access for carriers and border posts. A token is shown once, when made."""

import argparse
import sys
from datetime import UTC, datetime


def run(arguments: list[str]) -> int:
    """Make a token, list those there are, or take one back."""
    parser = argparse.ArgumentParser(prog="legation tokens", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    create = verbs.add_parser("create", help="make a token and print it; it is not kept and cannot be shown again")
    create.add_argument("name", help="whose it is, as 'Utopia Air, check-in'")
    create.add_argument("--scope", action="append", required=True, choices=["check", "crossings"])
    create.add_argument("--days", type=int, default=365, help="how long it holds")
    verbs.add_parser("list", help="number, holder, scopes and last day of those that hold")
    verbs.add_parser("revoke", help="take a token back").add_argument("number", type=int)
    chosen = parser.parse_args(arguments)
    import django

    django.setup()
    from legation.ground.errors import LegationError

    try:
        return _do(chosen, datetime.now(UTC))
    except LegationError as error:
        print(f"legation tokens: {error.detail}", file=sys.stderr)
        return 1


def _do(chosen: argparse.Namespace, now: datetime) -> int:
    from legation.documents import api as documents
    from legation.documents.selectors import tokens_in_force

    if chosen.verb == "create":
        number, token = documents.create_token(name=chosen.name, scopes=chosen.scope, days=chosen.days, at=now)
        print(f"token {number}, not to be shown again:\n{token}")
    elif chosen.verb == "revoke":
        documents.revoke_token(chosen.number, at=now)
    else:
        for number, name, scopes, ends in tokens_in_force(at=now):
            print(f"{number}\t{name}\t{','.join(scopes)}\tuntil {ends:%Y-%m-%d}")
    return 0
