"""`legation check`: what is wrong with the profile and its definitions, and what its languages lack."""

import sys


def run(arguments: list[str]) -> int:
    """Print one line per mistake, or one per language; 0 if there is no mistake. `--texts` names what is missing."""
    import django

    django.setup()
    from legation.config.commands.lock import edited
    from legation.procedures.api import check_all

    problems = check_all() or edited()
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        _count_texts(named="--texts" in arguments)
    print(f"{len(problems)} problem(s)" if problems else "definitions are in order")
    return 1 if problems else 0


def _count_texts(*, named: bool) -> None:
    from legation.config import texts
    from legation.ground.profile import profile

    for language in profile().languages:
        missing, unreviewed = texts.missing(language), texts.unreviewed(language)
        by = profile().reviewers.get(language, "nobody")
        print(f"{language}: {len(texts.texts(language))} texts, {len(missing)} missing, {len(unreviewed)} not reviewed"
              f" (reviewer: {by})")  # fmt: skip
        for place, key in missing if named else ():
            print(f"  missing in {language}: {place}: {key}")
