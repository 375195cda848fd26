"""Where the processes of a house keep their counts. Must be called before anything that counts is imported."""

import os
from pathlib import Path

from django.conf import settings


def folder() -> Path:
    """The folder that holds the counts of every part."""
    return Path(settings.VAR) / "metrics"


def keep(part: str) -> None:
    """Have this process and those it starts keep their counts in files, for whichever of them is asked.

    What an earlier run of this part left is deleted: its counts begin anew, as Prometheus expects of a restart.
    """
    place = folder() / part
    place.mkdir(parents=True, exist_ok=True)
    for path in place.glob("*.db"):
        path.unlink(missing_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(place)
