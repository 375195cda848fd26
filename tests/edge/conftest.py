"""A house whose post in Cairo has an edge node."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from legation.documents.keeping.roots import open_root
from legation.edge import api as edge
from tests.edge.nodes import Machine, forget
from tests.migrated import migrated


@pytest.fixture
def enrolled(utopia: None, tmp_path: Path, settings: Any) -> Iterator[Callable[..., Machine]]:
    """Makes the edge node of a post. The centre's keys are a copy: what is lent to an edge is trusted from then on."""
    before = settings.LEGATION_KEYS, settings.LEGATION_FILES
    shutil.copytree(settings.LEGATION_KEYS, tmp_path / "keys")
    settings.LEGATION_KEYS, settings.LEGATION_FILES = tmp_path / "keys", tmp_path / "files"
    forget()

    def enrol(post: str, at: datetime) -> Machine:
        files = edge.enrol(post=post, root=open_root(at=at), by="ceremony", at=at)
        made = Machine(tmp_path / post, migrated(), files)
        made.clock = at
        return made

    yield enrol
    settings.LEGATION_KEYS, settings.LEGATION_FILES = before
    forget()
