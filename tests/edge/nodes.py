"""Two machines in one process: the tests' own instance is the centre, and edge nodes lie in folders beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from legation.config.backup.keys import put_keys
from legation.documents import api as documents
from legation.documents import keys
from legation.documents.signer.local import local_signer
from legation.edge.scope import NEEDS_LINE
from legation.edge.standing import as_node
from legation.ground import node
from legation.ground.outbox import api as outbox
from legation.ground.posts import api as posts
from legation.ground.posts.calendar import forget_hours
from legation.ground.secrets import forget_cached_keys
from legation.procedures import bundles
from legation.procedures.selectors import is_committed

FOLDERS = ("LEGATION_KEYS", "LEGATION_FILES")


def forget() -> None:
    """What a process remembers of its instance."""
    for remembered in (posts.post_key, posts.post_code, posts.post_zone, bundles._in_force, bundles._offered,
                       bundles.open_bundle):  # fmt: skip
        remembered.cache_clear()
    forget_hours()
    forget_cached_keys()
    keys.forget_cached_keys()


class Machine:
    """An edge node in a folder; `with machine.on():` is to sit before it."""

    def __init__(self, folder: Path, empty: Path, files: dict[str, bytes]) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        (folder / "db.sqlite3").write_bytes(empty.read_bytes())
        put_keys(files, folder / "keys")

    @contextmanager
    def on(self) -> Iterator[None]:
        """Everything that follows happens at this edge."""
        self._centre = connections["default"], {name: getattr(settings, name) for name in FOLDERS}
        here = self._connection()
        self._sit_down(here)
        try:
            yield
        finally:
            here.close()
            self._go()

    @contextmanager
    def away(self) -> Iterator[None]:
        """What follows happens at the centre, while somebody sits before this edge."""
        here = connections["default"]
        self._go()
        try:
            yield
        finally:
            self._sit_down(here)

    def _sit_down(self, here: BaseDatabaseWrapper) -> None:
        connections["default"] = here
        settings.LEGATION_KEYS, settings.LEGATION_FILES = self.folder / "keys", self.folder / "files"
        forget()
        node.connect(as_node)
        outbox.hold(*NEEDS_LINE)
        documents.connect_signer(local_signer(is_committed, clock=lambda: self.clock) if self.clock else None)

    def _go(self) -> None:
        connections["default"], kept = self._centre
        for name, value in kept.items():
            setattr(settings, name, value)
        node.connect(lambda: None)
        outbox.hold()
        documents.connect_signer(None)
        forget()

    clock = None

    def _connection(self) -> BaseDatabaseWrapper:
        from django.db.backends.sqlite3.base import DatabaseWrapper

        asked = dict(connections.settings["default"])
        asked |= {"ENGINE": "django.db.backends.sqlite3", "NAME": str(self.folder / "db.sqlite3"), "ATOMIC_REQUESTS": False,
                  "OPTIONS": {"transaction_mode": "IMMEDIATE",
                              "init_command": "PRAGMA foreign_keys=ON; PRAGMA synchronous=OFF;"}}  # fmt: skip
        return DatabaseWrapper(asked, alias="default")
