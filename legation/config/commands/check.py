"""`legation check`: what is wrong with the profile and its definitions."""

import sys


def run(arguments: list[str]) -> int:
    """Print one line per mistake; 0 if there is none."""
    import django

    django.setup()
    from legation.procedures.api import check_all

    problems = sorted(set(check_all()))
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(problems)} problem(s)" if problems else "definitions are in order")
    return 1 if problems else 0
