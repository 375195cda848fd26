"""Other houses' servers, each run as the complete program it is."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings

from tests.journeys.house import ROOT
from tests.ports import free_port


@contextmanager
def running(command: str, variable: str, **more: str) -> Iterator[str]:
    """A command of ours that serves, at the address that is given; it ends with the block."""
    address = f"http://127.0.0.1:{free_port()}"
    environment = os.environ | {variable: address, "LEGATION_VAR": str(settings.VAR)} | more
    process = subprocess.Popen([sys.executable, "-m", "legation.config.cli", command], cwd=ROOT, env=environment)
    try:
        until = time.monotonic() + 120
        while not _answers(f"{address}/health"):
            assert time.monotonic() < until and process.poll() is None, f"{command} does not open"
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def switch(address: str, secret: str, *faults: str) -> None:
    """Switch exactly these faults of a program on."""
    key = (settings.LEGATION_KEYS / secret).read_text().strip()
    urlopen(Request(f"{address}/faults", " ".join(faults).encode(), {"Authorization": f"Bearer {key}"}), timeout=5)


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
