"""`legation log <what>`: the issuance log's writer, its key for others to pin, how it stands, and an export of it."""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path


def run(arguments: list[str]) -> int:
    """Run one of the log's commands."""
    import django

    parser = argparse.ArgumentParser(prog="legation log", description=__doc__)
    parser.add_argument("what", choices=_COMMANDS)
    parser.add_argument("folder", nargs="?", type=Path, help="where `export` writes")
    asked = parser.parse_args(arguments)
    django.setup()
    return _COMMANDS[asked.what](asked.folder)


def _write(_folder: Path | None) -> int:
    """Write until stopped."""
    from legation.config.commands.stopping import Stop
    from legation.ground.transparency.services.run import keep

    stopping = Stop()
    keep(clock=lambda: datetime.now(UTC), stopped=lambda: bool(stopping))
    return 0


def _key(_folder: Path | None) -> int:
    """Print the verifier key that others pin."""
    from legation.ground.transparency.log_key import in_force

    print(in_force())
    return 0


def _status(_folder: Path | None) -> int:
    """Print the current head with its cosignatures, and what is waiting."""
    from legation.ground.transparency import selectors, tree

    print(f"{tree.size()} leaves, {selectors.waiting()} waiting")
    print(selectors.note_of(selectors.head_for()), end="")
    return 0


def _export(folder: Path | None) -> int:
    """Write what is public of the log into a folder, for the verifier in tools/."""
    from legation.ground.transparency.services.export import export

    if folder is None:
        print("usage: legation log export FOLDER", file=sys.stderr)
        return 2
    print(f"{export(folder=folder)} leaves")
    return 0


_COMMANDS: dict[str, Callable[[Path | None], int]] = {
    "write": _write, "key": _key, "status": _status, "export": _export,
}  # fmt: skip
