"""`legation invite EMAIL`: make a person with a role at a post, and print where they set their password.

For the first administrators of a new house; whoever runs this holds the machine. It stands on the operator's chain.
"""

import argparse
import sys
from datetime import UTC, datetime


def run(arguments: list[str]) -> int:
    """Exit status 1 if it cannot be done."""
    parser = argparse.ArgumentParser(prog="legation invite", description=__doc__)
    parser.add_argument("email")
    parser.add_argument("--name", required=True)
    parser.add_argument("--role", default="administrator")
    parser.add_argument("--post", default="", help="its code; the centre of the profile if left out")
    parser.add_argument("--language", default="en")
    chosen = parser.parse_args(arguments)
    import django

    django.setup()
    from django.db import transaction

    from legation.config.administration.services.people import check_role, invitation_address
    from legation.ground.audit.api import record_access
    from legation.ground.errors import LegationError
    from legation.ground.people.api import invite
    from legation.ground.posts.api import assign
    from legation.ground.profile import profile

    post = chosen.post or profile().centre
    try:
        with transaction.atomic():
            check_role(post, chosen.role)
            person = invite(email=chosen.email, name=chosen.name, language=chosen.language)
            assign(person=person, post=post, role=chosen.role)
            body = {"post": post, "role": chosen.role}
            subject = f"person:{person.pk}"
            record_access(actor="operator", verb="invited", at=datetime.now(UTC), subject=subject, body=body)
    except LegationError as error:
        said = [error.detail, *(str(each) for each in getattr(error, "fields", {}).values())]
        print(": ".join(said), file=sys.stderr)
        return 1
    print(invitation_address(person))
    return 0
