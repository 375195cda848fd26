"""`legation publish NAME`: put a definition in force, unless something is wrong with it."""

import argparse
import sys
from typing import Any

from legation.config.commands import lock


def run(arguments: list[str]) -> int:
    """Say what was published and what it changes; 1, and nothing is published, if it may not be."""
    parser = argparse.ArgumentParser(prog="legation publish", description=__doc__)
    parser.add_argument("name", help="a definition of the profile, such as visa/evisa.v1")
    name = parser.parse_args(arguments).name
    import django

    django.setup()
    problems = _problems(name)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print(f"{name} was not published: {len(problems)} problem(s)", file=sys.stderr)
        return 1
    try:
        _publish(name)
    except OSError as error:
        print(f"{name} was not published: {lock.lock_path()} cannot be written ({error.strerror})", file=sys.stderr)
        return 1
    return 0


def _problems(name: str) -> list[Any]:
    from legation.ground.profile import profile
    from legation.procedures.api import check_all

    if name not in profile().procedures:
        return [f"The profile does not offer {name}. Add it to 'procedures' in profile.yaml."]
    return check_all() or lock.edited()


def _publish(name: str) -> None:
    from django.utils import timezone

    from legation.config.commands.diff import tell
    from legation.ground.errors import NotFound
    from legation.procedures.api import content_of, differences, publish

    procedure = name.rsplit("/", 1)[1].split(".", maxsplit=1)[0]
    try:
        before = content_of(procedure)
    except NotFound:
        before = None
    lock.hold(lock.digests([name], checked=True))
    bundle = publish(name, at=timezone.now())
    print(f"published: {procedure}.v{bundle.version}, edition {bundle.edition}, in force from now on")
    print(f"digest: {bundle.digest}")
    after = content_of(procedure)
    print(f"languages: {', '.join(after['words'])}")
    print(f"not reviewed: {_unread(name.split('/', maxsplit=1)[0], f'{procedure}.', list(after['words']))}")
    if before is None:
        print("Nothing of it was in force before.")
    else:
        tell(differences(before, after))


def _unread(department: str, begins: str, languages: list[str]) -> str:
    """How many of a procedure's wordings nobody has reviewed yet, by language, in words."""
    from legation.config import texts

    counts = {
        language: sum(place == department and key.startswith(begins) for place, key in texts.unreviewed(language))
        for language in languages
    }
    return ", ".join(f"{language} {count}" for language, count in counts.items() if count) or "nothing"
