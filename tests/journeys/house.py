"""The real product, run for the journeys: every process of it, in a folder and on ports of its own."""

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings as django_settings

from tests.migrated import migrated
from tests.own_instance import PAGES
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 180
_OURS = ("LEGATION_", "TESTBANK_", "DJANGO_")


@dataclass
class House:
    """One running instance of Utopia."""

    folder: Path
    address: str
    bank: str
    process: subprocess.Popen[bytes] | None = None
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are told; nothing of a developer's own instance."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        return (
            kept
            | {
                "LEGATION_DEMO": "1",
                "LEGATION_VAR": str(self.folder),
                "LEGATION_ADDRESS": self.address,
                "LEGATION_TESTBANK": self.bank,
                "DJANGO_SETTINGS_MODULE": "legation.config.settings",
            }
            | self.settings
        )

    def run(self, *command: str) -> str:
        """Run a Python program with the house's settings and give what it prints."""
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=600
        )
        if done.returncode:
            raise RuntimeError(f"{command} failed:\n{done.stderr[-4000:]}\n{self.log()[-4000:]}")
        return done.stdout

    def cast(self) -> dict[str, Any]:
        """The staff, and a few travellers at every stage of their way."""
        return dict(json.loads(self.run("-m", "tests.journeys.cast")))

    def start(self) -> None:
        """Prepare and serve; returns when the front door answers."""
        self.run("-m", "legation.config.cli", "prepare")
        self.serve()

    def serve(self) -> None:
        """Serve what is prepared; returns when the front door answers."""
        self.start_by([sys.executable, "-m", "legation.config.cli", "serve"], cwd=ROOT)

    def start_by(self, command: Sequence[str], *, cwd: Path) -> None:
        """Have a command prepare and serve; returns when the front door answers."""
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=cwd, env=self.environment, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - it makes one system call and takes no lock
            )  # fmt: skip
        until = time.monotonic() + PATIENCE_SECONDS
        while not (_answers(f"{self.address}/healthz") and _answers(f"{self.bank}/health")):
            if time.monotonic() > until or self.process.poll() is not None:
                raise RuntimeError(f"the house does not open:\n{self.log()[-4000:]}")
            time.sleep(0.1)

    def log(self) -> str:
        """What its processes have said so far."""
        log = self.folder / "log"
        return log.read_text(errors="replace") if log.exists() else ""

    def errors(self) -> str:
        """The last that its processes have said of what went wrong."""
        said = [line for line in self.log().splitlines() if "Traceback" in line or '"error"' in line.lower()]
        return "\n".join(said[-2:])

    def stop(self) -> None:
        """End every process and forget everything."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(20)
            finally:
                _end_group(self.process.pid)
        shutil.rmtree(self.folder, ignore_errors=True)


def new_house() -> House:
    """An instance that is not started yet. Its folder has a short name: sockets need one; passkeys need a named host.

    What the tests' own instance has packed and compiled already is there, and is not made again; nor are its tables.
    """
    folder = Path(tempfile.mkdtemp(prefix="legation-house-"))
    shutil.copytree(django_settings.STATIC_ROOT, folder / "static")
    shutil.copy(migrated(), folder / "legation.sqlite3")
    (folder / "pages").symlink_to(PAGES)
    others = {name: f"http://127.0.0.1:{free_port()}" for name in ("LEGATION_SMS", "LEGATION_PUSH")}
    return House(folder, f"http://localhost:{free_port()}", f"http://127.0.0.1:{free_port()}", settings=others)


def _end_with_parent() -> None:
    """Tests that are killed cannot stop the house themselves: Linux ends it then (PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _end_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return
