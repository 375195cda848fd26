"""`legation check`: what is wrong with the profile and its definitions, and how many words nobody has read yet."""

import sys


def run(arguments: list[str]) -> int:
    """Print one line per mistake, in the order of files and lines; 0 if there is none."""
    import django

    django.setup()
    from legation.config.commands.lock import edited
    from legation.procedures.api import check_all, unreviewed_words

    problems = check_all() or edited()
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(problems)} problem(s)" if problems else "definitions are in order")
    if not problems and (unread := unreviewed_words()):
        told = ", ".join(f"{language} {count}" for language, count in sorted(unread.items()))
        print(f"unreviewed words: {told}")
    return 1 if problems else 0
