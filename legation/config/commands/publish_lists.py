"""`legation publish-lists`: publish trust and revocation lists, signed; meant for a timer, every few hours."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path


def run(arguments: list[str]) -> int:
    """Publish if there is something new to say, or the last lists are some hours old."""
    parser = argparse.ArgumentParser(prog="legation publish-lists", description=__doc__)
    parser.add_argument(
        "--folder", type=Path, help="write the lists in force there too, for a static host or a checker"
    )
    chosen = parser.parse_args(arguments)
    import django

    django.setup()
    from legation.documents.api import publish_lists
    from legation.ground.errors import LegationError

    try:
        number = publish_lists(at=datetime.now(UTC))
    except LegationError as error:
        print(f"lists are not published: {error.detail}", file=sys.stderr)
        return 1
    if chosen.folder:
        write_lists(chosen.folder)
    print(f"lists {number} are in force")
    return 0


def write_lists(folder: Path) -> None:
    """Write the files of the lists in force, the head last, so that a reader never finds it without its files."""
    from legation.documents.selectors import lists_in_force

    folder.mkdir(parents=True, exist_ok=True)
    for name, content in lists_in_force().items():
        beside = folder / f".{name}.new"
        beside.write_bytes(content)
        beside.replace(folder / name)
