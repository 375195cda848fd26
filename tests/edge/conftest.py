"""An empty database for edges, and a house whose post in Cairo has one."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from legation.documents.keeping.roots import open_root
from legation.edge import api as edge
from tests.edge.nodes import Machine, forget


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Path:
    """A database as `migrate` makes it, with nothing in it: the tests' own, copied before anything is in it."""
    place = tmp_path_factory.mktemp("edge") / "empty.sqlite3"
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock(), sqlite3.connect(place) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
        return place
    subprocess.run(
        [sys.executable, "-m", "legation.config.cli", "manage", "migrate", "--verbosity", "0"], check=True,
        env=os.environ | {"LEGATION_DATABASE": f"sqlite:///{place}"},
    )  # fmt: skip
    return place


@pytest.fixture
def enrolled(utopia: None, empty: Path, tmp_path: Path, settings: Any) -> Iterator[Callable[..., Machine]]:
    """Makes the edge node of a post. The centre's keys are a copy: what is lent to an edge is trusted from then on."""
    before = settings.LEGATION_KEYS, settings.LEGATION_FILES
    shutil.copytree(settings.LEGATION_KEYS, tmp_path / "keys")
    settings.LEGATION_KEYS, settings.LEGATION_FILES = tmp_path / "keys", tmp_path / "files"
    forget()

    def enrol(post: str, at: datetime) -> Machine:
        files = edge.enrol(post=post, root=open_root(at=at), by="ceremony", at=at)
        made = Machine(tmp_path / post, empty, files)
        made.clock = at
        return made

    yield enrol
    settings.LEGATION_KEYS, settings.LEGATION_FILES = before
    forget()
