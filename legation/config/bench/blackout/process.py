"""One process of the simulation: `python -m legation.config.bench.blackout.process VERB ...` in an instance of its own.

It prints `ready` once it has begun, so that whoever ends it in the middle knows when the middle is, and its answer as
one JSON line.
"""

import json
import os
import sys


def main(verb: str, *arguments: str) -> None:
    """Do it, and print what came of it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "legation.config.settings")
    import django

    from legation.config.commands.prepare import create_secret_files

    create_secret_files()
    django.setup()
    from legation.config.bench.blackout.party import VERBS
    from legation.documents import api as documents
    from legation.documents.signer.local import local_signer
    from legation.procedures.selectors import is_committed

    if verb in ("work", "settle"):
        documents.connect_signer(local_signer(is_committed))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdout.write(json.dumps(VERBS[verb](*arguments)) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
