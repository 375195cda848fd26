"""`legation passkeys EMAIL [--remove NUMBER | --remove-all]`: of a member of staff, for one who lost a device."""

import argparse
import sys
from datetime import UTC, datetime


def run(arguments: list[str]) -> int:
    """List them, or take some away and end the person's sessions; both stand in the record."""
    parser = argparse.ArgumentParser(prog="legation passkeys", description=__doc__)
    parser.add_argument("email")
    parser.add_argument("--remove", type=int, metavar="NUMBER")
    parser.add_argument("--remove-all", action="store_true")
    chosen = parser.parse_args(arguments)
    import django

    django.setup()
    from legation.ground.errors import NotFound
    from legation.ground.people.api import Person
    from legation.ground.people.passkeys import passkeys_of
    from legation.ground.people.services.add_passkey import remove_passkey
    from legation.ground.people.services.sittings import end_sittings

    person = Person.objects.filter(email=chosen.email).first()
    if person is None:
        print(f"legation passkeys: nobody signs in as {chosen.email}", file=sys.stderr)
        return 1
    keys, now = passkeys_of(person), datetime.now(UTC)
    wanted = [key.pk for key in keys] if chosen.remove_all else [chosen.remove] if chosen.remove else []
    try:
        for number in wanted:
            remove_passkey(owner=person, passkey=number, at=now)
    except NotFound:
        print(f"legation passkeys: {chosen.email} has no passkey {chosen.remove}", file=sys.stderr)
        return 1
    if wanted:
        end_sittings(person=person, at=now)
    for key in passkeys_of(person):
        used = f"last used {key.used_at:%Y-%m-%d}" if key.used_at else "not used yet"
        print(f"{key.pk}\t{key.name}\tmade {key.created_at:%Y-%m-%d}\t{used}")
    return 0
