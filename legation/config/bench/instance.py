"""A scratch instance with its real processes: signer, workers, test bank and web, on free ports of this machine."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings

from legation.config.bench.databases import Database
from legation.config.bench.measures import family

COMMAND = (sys.executable, "-m", "legation.config.cli")
START_SECONDS, GRACE_SECONDS, PREPARE_SECONDS = 120, 10, 600


class Instance:
    """The processes of one scratch instance, and how to reach them."""

    def __init__(self, folder: Path, database: Database) -> None:
        web, bank = _free_ports(2)
        self.folder, self.database = folder, database
        self.web, self.bank = f"http://127.0.0.1:{web}", f"http://127.0.0.1:{bank}"
        self.environment = _environment(folder, database.url, self.web, self.bank)
        self.parts: dict[str, list[subprocess.Popen[bytes]]] = defaultdict(list)
        self._commands: dict[str, list[tuple[str, ...]]] = defaultdict(list)

    @property
    def pids(self) -> dict[str, list[int]]:
        """part -> the processes started for it."""
        return {part: [each.pid for each in started] for part, started in self.parts.items()}

    def prepare(self) -> None:
        """Keys, database, static files and bundles; what our own instance has packed is not packed again."""
        with suppress(FileNotFoundError):
            shutil.copytree(settings.STATIC_ROOT, self.folder / "static")
        subprocess.run(
            [*COMMAND, "prepare"], env=self.environment, check=True, timeout=PREPARE_SECONDS, stdout=sys.stderr
        )

    def start(self, *, workers: int) -> None:
        """Start everything and wait until it answers."""
        self.start_queue(workers=workers)
        self._run("testbank", "testbank")
        self._run("web", "web", "--port", self.web.rsplit(":", 1)[-1])
        for address in (f"{self.web}/healthz", f"{self.bank}/health"):
            self._wait_for(address)
        while not (self.folder / "signer.sock").exists():
            self.check()
            time.sleep(0.05)

    def start_queue(self, *, workers: int = 1) -> None:
        """Start the signer and workers, which need nobody else."""
        self._run("signer", "sign")
        for _ in range(workers):
            self._run("worker", "work")

    def check(self) -> None:
        """Raise when a part has ended.

        Raises:
            RuntimeError: one has; the end of its log is on stderr.
        """
        for part, started in self.parts.items():
            if any(each.poll() is not None for each in started):
                self.show_log(part)
                raise RuntimeError(f"{part} ended")

    def kill(self, part: str, place: int = 0) -> None:
        """End one process of a part and whatever it started, at once and without a word."""
        process = self.parts[part][place]
        for pid in family(process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()

    def revive(self) -> list[str]:
        """Start again whatever has ended, as a supervisor would; gives the parts, one name for each process."""
        ended = [
            (part, place)
            for part, started in self.parts.items()
            for place, each in enumerate(started)
            if each.poll() is not None
        ]
        for part, place in ended:
            self.parts[part][place] = self._started(part, self._commands[part][place])
        return [part for part, _place in ended]

    def show_log(self, part: str, *, lines: int = 30) -> None:
        """Print the end of a part's log to stderr."""
        log = (self.folder / f"{part}.log").read_text(errors="replace").splitlines()
        print(f"--- the end of {part}'s log", *log[-lines:], sep="\n", file=sys.stderr)

    def stop(self) -> None:
        """End every process: asked first, killed after ten seconds, with whatever it started."""
        running = [each for started in self.parts.values() for each in started]
        for each in running:
            each.terminate()
        until = time.monotonic() + GRACE_SECONDS
        for each in running:
            with suppress(subprocess.TimeoutExpired):
                each.wait(max(0.1, until - time.monotonic()))
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(each.pid, signal.SIGKILL)
            each.wait()

    def _run(self, part: str, *command: str) -> None:
        self._commands[part].append(command)
        self.parts[part].append(self._started(part, command))

    def _started(self, part: str, command: tuple[str, ...]) -> subprocess.Popen[bytes]:
        # a session of its own: Ctrl-C reaches the bench alone, which then ends everything in order
        with (self.folder / f"{part}.log").open("ab") as log:
            return subprocess.Popen(
                [*COMMAND, *command], env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def _wait_for(self, address: str) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            self.check()
            with suppress(URLError, OSError), urlopen(address, timeout=2):  # noqa: S310 — our own address
                return
            time.sleep(0.1)
        raise RuntimeError(f"{address} does not answer")


@contextmanager
def running(folder: Path, database: Database, *, workers: int, **settings: str) -> Iterator[Instance]:
    """A prepared instance that runs until the block ends; `settings` are set in its environment besides."""
    instance = Instance(folder, database)
    instance.environment |= settings
    try:
        instance.prepare()
        instance.start(workers=workers)
        yield instance
    finally:
        instance.stop()


def _free_ports(count: int) -> list[int]:
    found = [socket.socket() for _ in range(count)]
    for each in found:
        each.bind(("127.0.0.1", 0))
    ports = [int(each.getsockname()[1]) for each in found]
    for each in found:
        each.close()
    return ports


def _environment(folder: Path, database: str, web: str, bank: str) -> dict[str, str]:
    """Nothing of the caller's own instance gets in. One trusted proxy: each traveller has an address of their own."""
    own = {
        "LEGATION_VAR": str(folder), "LEGATION_DATABASE": database, "LEGATION_ADDRESS": web,
        "LEGATION_TESTBANK": bank, "LEGATION_DEMO": "1", "LEGATION_TRUSTED_PROXIES": "1",
        "DJANGO_SETTINGS_MODULE": "legation.config.settings",
    }  # fmt: skip
    return {name: value for name, value in os.environ.items() if not name.startswith(("LEGATION_", "TESTBANK_"))} | own
