"""`legation diff`: what changes for whom between two bundles, in plain sentences.

  legation diff visa/evisa.v2              what is in force, against the files
  legation diff visa/evisa.v1 visa/evisa.v2      two versions of the files; needs no database
  legation diff 2409a9f8 evisa             two published bundles, by digest or by what is in force

The exit status is 0 if nothing changes, 1 if something does, 2 if it cannot be said.
"""

import argparse
import sys


def run(arguments: list[str]) -> int:
    """Print what changes; see above for the status."""
    parser = argparse.ArgumentParser(
        prog="legation diff", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bundles", nargs="+", metavar="bundle", help="a name, a procedure's code, or a digest")
    bundles = parser.parse_args(arguments).bundles
    if len(bundles) == 1 and "/" in bundles[0]:
        bundles = [bundles[0].rsplit("/", 1)[1].split(".")[0], *bundles]
    if len(bundles) != 2:
        parser.error("name two bundles, or one definition to hold against what is in force")
    import django

    django.setup()
    from legation.ground.errors import LegationError
    from legation.procedures.api import content_of, differences

    try:
        said = differences(*(content_of(which) for which in bundles))
    except LegationError as error:
        print(error, file=sys.stderr)
        return 2
    tell(said)
    return 1 if said else 0


def tell(said: dict[str, list[str]]) -> None:
    """Print sentences by whom they concern."""
    if not said:
        print("Nothing changes.")
    for whom, sentences in said.items():
        print(f"{whom}:", *sentences, sep="\n  - ")
