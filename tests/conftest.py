"""Shared ground of the tests: keys of their own instance (see own_instance.py), and a published Utopia."""

import fcntl
import gc
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

import hypothesis
import pytest
import time_machine
from django.contrib.auth.hashers import ScryptPasswordHasher

from tests.migrated import begin_with_tables

# a machine that is busy with something else has found no fault
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

READ: dict[str, Any] = {}
"""What was read of files once, by the name of what reads it."""
BUNDLES = "procedures_bundle"
TOGETHER = frozenset({
    "tests/config/test_backup.py", "tests/config/test_killed.py", "tests/config/test_serve.py",
    "tests/journeys/test_own_country.py", "tests/procedures/definitions/test_mutation.py",
})  # fmt: skip
"""Files of which one worker does all: a house of their own, or the mutants that all their tests look at."""
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--only-database", action="store_true", help="only tests that ask the database")
    parser.addoption(
        "--every-language", action="store_true", help="walk each page in six languages, each journey in all it has"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # what takes long and has a database of its own begins first, so that no worker waits for it at the end
    items.sort(key=lambda item: not item.get_closest_marker("slow") or _holds_the_database(item))
    if not config.getoption("--only-database"):
        return
    asks = [item for item in items if _asks_the_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(asks)])
    items[:] = asks


def _asks_the_database(item: pytest.Item) -> bool:
    """By its marks and fixtures; commands ask it in processes of their own. What tells the same on each is asked once."""
    if item.get_closest_marker("once"):
        return False
    return _holds_the_database(item) or "config" in item.path.parts


def _holds_the_database(item: pytest.Item) -> bool:
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("postgresql")
    fixtures = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(marked or fixtures)


def pytest_collection_finish() -> None:
    # what is there now stays until the end: nobody need look through it for garbage
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Test by test to whoever is free, but for the files whose tests share something that takes long to make."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return file if file in TOGETHER else nodeid

    return Scheduling(config, log) if config.getvalue("dist") == "loadgroup" else None


def pytest_configure(config: pytest.Config) -> None:
    from legation.config.commands.prepare import compile_words, create_secret_files

    create_secret_files()
    compile_words()
    # real hashes, made with as little work as there can be: what makes them slow is no test's concern
    ScryptPasswordHasher.work_factor = 2


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """What failed is kept for the end of `make test`, whose three runs print many pages."""
    kept = os.environ.get("LEGATION_FAILURES")
    if kept and not hasattr(config, "workerinput"):
        with Path(kept).open("a") as file:
            for report in (each for kind in ("failed", "error") for each in terminalreporter.stats.get(kind, [])):
                file.write(f"{report.nodeid} ({report.when})\n{report.longreprtext}\n\n")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """SQLite begins with its tables. PostgreSQL keeps what tests write no safer than they need it, and is emptied row by row.

    They leave a handful of rows; TRUNCATE makes every table anew on the disk, which takes longer than most tests do.
    What `published` wrote stays.
    """
    from django.db import connection

    if connection.vendor != "postgresql":
        begin_with_tables(connection.creation)
        return
    connection.settings_dict["OPTIONS"]["options"] = "-c synchronous_commit=off"

    def emptied(_style: Any, tables: Iterable[str], **_how: Any) -> list[str]:
        # as a replica does, without triggers and references; it is for a superuser, as whoever makes the database is
        deleted = [f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables if table != BUNDLES]
        kept = ", ".join(f"'{digest}'" for digest in READ.get("published", ())) or "''"
        bundles = [f"DELETE FROM {BUNDLES} WHERE digest NOT IN ({kept})", f"UPDATE {BUNDLES} SET in_force = false"]
        return ["SET LOCAL session_replication_role = replica", *deleted, *bundles]

    connection.ops.sql_flush = emptied  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def open_data() -> Path | None:
    """The folder of open data beside the project, or None."""
    folder = Path(os.environ.get("LEGATION_DATA", Path(__file__).parents[2] / "shared" / "data"))
    return folder if folder.is_dir() else None


@pytest.fixture
def now() -> Iterator[datetime]:
    """The moment at which tests happen: every clock of this process says so, and goes on from there."""
    with time_machine.travel(NOW):
        yield NOW


@pytest.fixture(scope="session")
def instance_keys() -> None:
    """Development keys and provider secrets of the test instance; one signer signs for all tests.

    What it signed in a test that is over stands in no register, however long the others take.
    """
    from legation.documents import auditing
    from legation.documents.keys import create_development_keys
    from legation.payments.api import create_provider_secrets

    auditing.UNDER_WAY = timedelta(days=36_500)
    create_development_keys(at=NOW)
    create_provider_secrets()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A visitor of a test before, who read another language, leaves none behind."""
    from django.conf import settings
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)
    yield


@pytest.fixture(scope="session")
def published(instance_keys: None, django_db_setup: None, django_db_blocker: Any) -> None:
    """What Utopia's bundles hold lies in PostgreSQL already, in force nowhere: to send it takes longer than most tests do."""
    from django.db import connection

    from legation.ground.profile import profile
    from legation.procedures import bundles

    if connection.vendor != "postgresql":
        return
    with django_db_blocker.unblock(), patch.object(bundles, "_bundle", _made(bundles._bundle)):
        READ["published"] = bundles.publish_all(profile().procedures, at=NOW)
        bundles.Bundle.objects.update(in_force=False)


def _made(make: Callable[[str, datetime], Any]) -> Callable[[str, datetime], Any]:
    """A bundle that was read once: not even its digest is worked out again."""
    kept = READ.setdefault("bundles", {})

    def bundle(name: str, at: datetime) -> Any:
        if name not in kept:
            kept[name] = make(name, at)
        found = copy(kept[name])
        found.published_at = at
        return found

    return bundle


@pytest.fixture
def utopia(db: None, instance_keys: None, published: None) -> Iterator[None]:
    """Posts and bundles of Utopia in the database."""
    from legation.config.commands.prepare import load_profile
    from legation.ground import profile
    from legation.ground.posts.api import post_key
    from legation.ground.posts.calendar import forget_hours
    from legation.procedures import bundles

    post_key.cache_clear()
    forget_hours()
    with (
        patch.object(bundles, "_bundle", _made(bundles._bundle)),
        patch.object(profile, "post_rows", READ.setdefault("post_rows", cache(profile.post_rows))),
    ):
        load_profile(at=NOW)
    yield
    post_key.cache_clear()
    forget_hours()


@pytest.fixture(autouse=True, scope="session")
def static_files() -> None:
    """Static files as pages name them, packed once for all workers and runs: packing takes longer than a hundred tests."""
    from django.conf import settings
    from django.core.management import call_command
    from django.test.signals import setting_changed

    root = Path(__file__).parents[1]
    apps = root / "legation"
    sources = sorted(path for path in apps.rglob("static/**/*") if path.is_file())
    digest = sha256()
    for path in (apps / "config" / "static_files.py", *sources):
        digest.update(f"{path.relative_to(apps)}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    kept = root / "build" / "static-of-tests"
    kept.mkdir(parents=True, exist_ok=True)
    with (kept / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        packed = kept / digest.hexdigest()
        if not packed.is_dir():
            call_command("collectstatic", interactive=False, verbosity=0)
            for older in kept.iterdir():
                shutil.rmtree(older, ignore_errors=True)
            shutil.copytree(settings.STATIC_ROOT, kept / "begun")
            (kept / "begun").rename(packed)
        shutil.copytree(packed, settings.STATIC_ROOT, dirs_exist_ok=True)
    _scan_static_files_once()
    # whoever looked at the storage while tests were collected made it remember that there are no files
    setting_changed.send(sender=None, setting="STATIC_ROOT", value=settings.STATIC_ROOT, enter=True)


def _scan_static_files_once() -> None:
    """Every test client has the middleware made anew, which looks at every static file: they stay as they are."""
    from whitenoise.base import WhiteNoise

    scan: Callable[[WhiteNoise, str, str], None] = WhiteNoise.update_files_dictionary
    kept: dict[tuple[str, str], dict[str, Any]] = {}

    def scanned(self: WhiteNoise, root: str, prefix: str) -> None:
        if (root, prefix) not in kept:
            self.files, before = {}, self.files
            scan(self, root, prefix)
            self.files, kept[root, prefix] = before, self.files
        self.files.update(kept[root, prefix])

    WhiteNoise.update_files_dictionary = scanned
