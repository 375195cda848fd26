"""`legation drill`: a backup under load, restored elsewhere, on the database that the tests ask."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection

from legation.ground.outbox import api as outbox
from tests.config.test_bench import legation, ports
from tests.procedures.support import handed_in

__all__ = ["ports"]


@pytest.mark.django_db
@pytest.mark.usefixtures("utopia")
def test_the_drill_would_see_what_opens_and_what_can_be_read(
    now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from legation.config.backup.drill import _seen
    from legation.config.backup.strangers import opened
    from legation.ground import secrets

    _case, person = handed_in(now)
    outbox.drain(clock=lambda: now)
    assert opened() == 3  # the case's key, the party's, and the message that it was received
    monkeypatch.setattr(secrets, "instance_key_path", lambda: tmp_path / "other.key")
    secrets.forget_cached_keys()
    secrets.create_instance_key()
    assert opened() == 0
    monkeypatch.undo()
    secrets.forget_cached_keys()
    (tmp_path / "shelf").write_bytes(b"..." + person.passport.encode().hex().encode() + b"...")
    assert _seen(tmp_path, [person]) == 1
    (tmp_path / "shelf").write_bytes(b"nothing")
    assert _seen(tmp_path, [person]) == 0


@pytest.mark.slow
def test_a_drill_under_load_loses_nothing_and_shows_nothing(ports: None) -> None:
    settings = connection.settings_dict
    url = "sqlite://"
    if connection.vendor == "postgresql":
        url = f"postgresql://{settings['USER']}@{settings['HOST']}:{settings['PORT'] or 5432}/postgres"
    done = legation("drill", "--database", url, "--seconds", "8", "--rate", "1", "--seed", "7", seconds=300)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout)
    assert found["database"] == connection.vendor and found["finished"] == found["offered"] > 5
    assert found["promises"] > 0 and found["backup_bytes"] > 100_000
