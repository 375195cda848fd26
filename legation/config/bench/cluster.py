"""A PostgreSQL server of a bench's own, in a folder of its own, that may be killed: nobody else's data is on it."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from legation.config.bench.measures import family

SERVERS = Path("/usr/lib/postgresql")
UNPRIVILEGED = ("postgres", "nobody")
START_SECONDS = 60
OPTIONS = ("fsync=on", "synchronous_commit=on", "full_page_writes=on", "listen_addresses=127.0.0.1",
           "max_connections=40", "shared_buffers=32MB")  # fmt: skip


class NoServer(Exception):
    """This machine has no PostgreSQL server programs, or nobody who may run them."""


def programs() -> Path:
    """The folder of initdb and postgres: of the newest version, or of whichever is on the path.

    Raises:
        NoServer: there is none.
    """
    versions = sorted(SERVERS.glob("*/bin/initdb"), key=lambda each: float(each.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which("initdb")
    if found is None:
        raise NoServer(f"no PostgreSQL server programs under {SERVERS}/*/bin or on the path: install postgresql")
    return Path(found).resolve().parent


def unprivileged() -> dict[str, Any]:
    """How subprocess is to run the server, which refuses to be root.

    Raises:
        NoServer: we are root, and there is nobody else.
    """
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in UNPRIVILEGED:
        if name in known:
            return {"user": known[name].pw_uid, "group": known[name].pw_gid, "extra_groups": []}
    raise NoServer(f"PostgreSQL does not run as root, and there is no user {' or '.join(UNPRIVILEGED)}")


class Cluster:
    """One server. `url` leads to its database `legation`; only this machine reaches it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._programs, self._as = folder, programs(), unprivileged()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = int(free.getsockname()[1])
        self.url = f"postgresql://legation@127.0.0.1:{self._port}/legation"
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def pids(self) -> list[int]:
        """The server's first process."""
        return [self._server.pid] if self._server else []

    def make(self) -> None:
        """Make the cluster and its empty database."""
        if self._as:
            os.chown(self._folder, self._as["user"], self._as["group"])
        subprocess.run(
            [self._programs / "initdb", "-D", self._folder / "data", "-U", "legation", "-A", "trust", "-E", "UTF8",
             "--locale=C"],
            check=True, stdout=subprocess.DEVNULL, cwd=self._folder, **self._as,
        )  # fmt: skip
        self.start()
        with psycopg.connect(self.url.rpartition("/")[0] + "/postgres", autocommit=True) as line:
            line.execute("CREATE DATABASE legation")

    def start(self) -> None:
        """Start the server and wait until it has recovered and answers.

        Raises:
            NoServer: it does not; the end of its log says why.
        """
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self._server is None or self._server.poll() is not None:
                self._server = self._run()
            if self._answers():
                return
            time.sleep(0.1)
        raise NoServer("the scratch server does not start:\n" + self._log.read_text(errors="replace")[-2000:])

    def kill(self) -> None:
        """End it as a loss of power would end its processes: all at once, nothing written any more."""
        if self._server is None:
            return
        # each backend leads a group of its own, so the group of the first process is not enough
        for pid in family(self._server.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._server.wait()

    @property
    def _log(self) -> Path:
        return self._folder / "server.log"

    def _run(self) -> subprocess.Popen[bytes]:
        options = [word for option in (*OPTIONS, f"port={self._port}") for word in ("-c", option)]
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [self._programs / "postgres", "-D", self._folder / "data", "-k", self._folder, *options],
                stdout=log, stderr=log, cwd=self._folder, start_new_session=True, **self._as,
            )  # fmt: skip

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self.url.rpartition("/")[0] + "/postgres", connect_timeout=2) as line:
                line.execute("SELECT 1")
            return True
        except psycopg.OperationalError:
            return False


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A server that runs until the block ends; nothing of it is left.

    Raises:
        NoServer: none can be made here.
    """
    programs()
    with tempfile.TemporaryDirectory(prefix="legation-cluster-", ignore_cleanup_errors=True) as folder:
        made = Cluster(Path(folder))
        try:
            made.make()
            yield made
        finally:
            made.kill()
