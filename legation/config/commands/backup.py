"""Backups: the house goes on working meanwhile.

legation backup --to FOLDER                database, files and signer's log, as of now; opens nothing by itself
legation backup --keys --to OTHER_FOLDER   the keys, sealed under a passphrase; keep them somewhere else
"""

import argparse
import getpass
import json
import sys
from pathlib import Path
from typing import Any


def run(arguments: list[str]) -> int:
    """Exit status 0 if it is there and whole."""
    parser = argparse.ArgumentParser(
        prog="legation backup", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="one that is not there yet")
    parser.add_argument("--keys", action="store_true", help="the keys, and nothing else")
    parser.add_argument("--passphrase-file", type=Path, help="its first line; asked for if not given")
    chosen = parser.parse_args(arguments)
    import django

    django.setup()
    from legation.config.backup.errors import TROUBLE
    from legation.config.backup.make import back_up, back_up_keys

    try:
        if chosen.keys:
            path = back_up_keys(chosen.to, passphrase(chosen.passphrase_file, again=True))
            print(json.dumps({"keys": str(path), "bytes": path.stat().st_size}))
            return 0
        made = back_up(chosen.to)
    except TROUBLE as error:
        print(error, file=sys.stderr)
        return 1
    _remember(made)
    said = {name: getattr(made, name) for name in ("moment", "ended", "kind", "files", "bytes", "key_id")}
    print(json.dumps({"backup": str(chosen.to), **said, "forgotten": len(made.forgotten)}))
    return 0


def _remember(made: Any) -> None:
    """Say on the administrators' screen that a backup is there."""
    from datetime import UTC, datetime

    from legation.ground.health.api import breathe

    breathe("backup", at=datetime.now(UTC), files=made.files, bytes=made.bytes)


def passphrase(path: Path | None, *, again: bool = False) -> str:
    """From the first line of a file, or from whoever sits at the terminal; empty if they do not agree with themselves.

    Raises:
        OSError: the file cannot be read.
    """
    if path is not None:
        return path.read_text().partition("\n")[0]
    first = getpass.getpass("passphrase of the keys: ")
    return "" if again and getpass.getpass("once more: ") != first else first
