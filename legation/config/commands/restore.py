"""`legation restore --from FOLDER [--keys FILE] [--database URL]`: put a backup into an empty instance.

Everything is checked before anything is written. Then: `legation prepare`, `legation audit verify`, `legation purge`.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

from legation.config.commands.backup import passphrase


def run(arguments: list[str]) -> int:
    """Exit status 0 if all of it is there."""
    parser = argparse.ArgumentParser(
        prog="legation restore", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--from", dest="source", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--keys", type=Path, metavar="FILE", help="what `legation backup --keys` wrote")
    parser.add_argument("--passphrase-file", type=Path, help="its first line; asked for if not given")
    parser.add_argument("--database", help="where to; LEGATION_DATABASE if not given")
    chosen = parser.parse_args(arguments)
    if chosen.database:
        os.environ["LEGATION_DATABASE"] = chosen.database  # before the settings are read
    from legation.config.backup.errors import TROUBLE
    from legation.config.backup.restore import opened, restore

    begin = time.monotonic()
    try:
        keys = opened(chosen.keys, passphrase(chosen.passphrase_file)) if chosen.keys else None
        made = restore(chosen.source, keys=keys)
    except TROUBLE as error:
        print(error, file=sys.stderr)
        return 1
    said = {name: getattr(made, name) for name in ("moment", "kind", "files", "bytes")}
    print(json.dumps({"restored": str(chosen.source), **said, "seconds": round(time.monotonic() - begin, 2)}))
    return 0
