"""`legation tokens create|list|revoke`: access for machines and people who ask by program. Shown once, when made."""

import argparse
import sys
from datetime import UTC, datetime


def run(arguments: list[str]) -> int:
    """Make a token, list those there are, or take one back."""
    from legation.ground.tokens.scopes import ALL

    parser = argparse.ArgumentParser(prog="legation tokens", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    create = verbs.add_parser("create", help="make a token and print it; it is not kept and cannot be shown again")
    create.add_argument("name", help="whose it is, as 'Utopia Air, check-in': a service account, made if there is none")
    create.add_argument("--scope", action="append", required=True, choices=ALL)
    create.add_argument("--days", type=int, default=365, help="how long it holds")
    create.add_argument("--person", default="", help="e-mail address of the member of staff whose it is instead")
    verbs.add_parser("list", help="number, name, scopes, last day and last use of those that hold")
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
    from legation.ground.errors import NotFound
    from legation.ground.people.api import Person
    from legation.ground.tokens import api as tokens

    if chosen.verb == "create":
        person = Person.objects.filter(email=chosen.person).first() if chosen.person else None
        if chosen.person and person is None:
            raise NotFound(f"nobody has the address {chosen.person}")
        number, token = tokens.create_token(
            name=chosen.name, scopes=chosen.scope, days=chosen.days, at=now, person=person
        )
        print(f"token {number}, not to be shown again:\n{token}")
    elif chosen.verb == "revoke":
        tokens.revoke_token(chosen.number, at=now)
    else:
        for row in tokens.in_force(at=now):
            used = f"used {row.used_at:%Y-%m-%d}" if row.used_at else "never used"
            print(f"{row.pk}\t{row.name}\t{','.join(row.scopes)}\tuntil {row.expires_at:%Y-%m-%d}\t{used}")
    return 0
