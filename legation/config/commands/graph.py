"""`legation graph NAME`: draw the states and transitions of a procedure as an SVG."""

import argparse
import sys
from pathlib import Path


def run(arguments: list[str]) -> int:
    """Print the drawing, or write it to a file; 1, with the mistakes, if the definition has any."""
    parser = argparse.ArgumentParser(prog="legation graph", description=__doc__)
    parser.add_argument("name", help="a definition, such as visa/evisa.v1")
    parser.add_argument("--to", type=Path, help="the file to write")
    asked = parser.parse_args(arguments)
    import django

    django.setup()
    from legation.ground.sources import Refused
    from legation.procedures.api import drawing

    try:
        drawn = drawing(asked.name)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    if asked.to:
        asked.to.write_text(drawn, encoding="utf-8")
    else:
        print(drawn, end="")
    return 0
