"""`legation new-procedure NAME`: a small, complete procedure to begin with, in every language of the profile."""

import argparse
import sys


def run(arguments: list[str]) -> int:
    """Write the files and say which; 1 if there is such a procedure already."""
    parser = argparse.ArgumentParser(prog="legation new-procedure", description=__doc__)
    parser.add_argument("name", help="department and code, such as consular/legalisation")
    name = parser.parse_args(arguments).name
    import django

    django.setup()
    from legation.ground.errors import Invalid
    from legation.procedures.api import new_procedure

    try:
        written = new_procedure(name)
    except Invalid as error:
        print(f"nothing was written: {error}", file=sys.stderr)
        return 1
    print("\n".join(f"written: {path}" for path in written))
    print(f"next: change them, then legation check, legation publish {name}.v1")
    return 0
