"""Backups: whole or not at all, opened by nobody without the keys, restored into nothing but an empty instance."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from legation.config.backup.errors import BackupError
from legation.config.backup.keys import open_keys, seal_keys
from legation.config.backup.manifest import checked

PHRASE = "six random words would be better"
# an instance of its own, on SQLite whichever database the others ask; `test_drill` restores both
pytestmark = pytest.mark.once


def house(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command in an instance of its own below `folder`."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LEGATION_")}
    command = [sys.executable, "-m", "legation.config.cli", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=600, env=clean | {"LEGATION_VAR": str(folder)}
    )


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared instance with a file on its shelf, its backup, and its keys apart."""
    root = tmp_path_factory.mktemp("lived")
    shutil.copytree(settings.STATIC_ROOT, root / "var" / "static")  # packed already
    (root / "phrase").write_text(PHRASE + "\n")
    assert house(root / "var", "prepare").returncode == 0
    script = (
        "from datetime import UTC, datetime\nfrom legation.ground.files import api\n"
        "print(api.keep(b'a portrait', key=bytes(32), media_type='image/jpeg', at=datetime.now(UTC)))"
    )
    kept = house(root / "var", "manage", "shell", "-v", "0", "-c", script)
    assert kept.returncode == 0, kept.stderr
    (root / "digest").write_text(kept.stdout.strip())
    done = house(root / "var", "backup", "--to", str(root / "backup"))
    assert done.returncode == 0, done.stderr
    apart = house(root / "var", "backup", "--keys", "--to", str(root / "apart"), "--passphrase-file",
                  str(root / "phrase"))  # fmt: skip
    assert apart.returncode == 0, apart.stderr
    return root


def restored(lived: Path, target: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return house(target, "restore", "--from", str(lived / "backup"), *more)


def with_keys(lived: Path) -> list[str]:
    return ["--keys", str(lived / "apart" / "keys.sealed"), "--passphrase-file", str(lived / "phrase")]


def copied(lived: Path, target: Path) -> Path:
    subprocess.run(["cp", "-a", str(lived / "backup"), str(target)], check=True)
    return target


def test_a_restored_instance_is_the_one_that_was_backed_up(lived: Path, tmp_path: Path) -> None:
    done = restored(lived, tmp_path / "var", *with_keys(lived))
    assert done.returncode == 0, done.stderr
    for name in ("instance.key", "django.secret", "testbank.secret", "documents/root.key", "documents/seal.crt"):
        path = tmp_path / "var" / "keys" / name
        assert path.read_bytes() == (lived / "var" / "keys" / name).read_bytes()
        assert path.stat().st_mode & 0o077 == 0
    digest = (lived / "digest").read_text()
    place = Path("files") / digest[:2] / digest[2:4] / digest
    assert (tmp_path / "var" / place).read_bytes() == (lived / "var" / place).read_bytes()
    assert house(tmp_path / "var", "audit", "verify").returncode == 0
    dumps = []
    for var in (lived / "var", tmp_path / "var"):
        with sqlite3.connect(var / "legation.sqlite3") as line:
            # each house has its own signs of life: one was backed up, the other verified
            dumps.append([row for row in line.iterdump() if not row.startswith('INSERT INTO "health_breath"')])
    assert dumps[0] == dumps[1]


def test_plain_tools_can_check_a_backup_and_no_key_is_in_it(lived: Path) -> None:
    done = subprocess.run(["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"], cwd=lived / "backup")
    assert done.returncode == 0
    keys = [path.read_bytes().strip() for path in (lived / "var" / "keys").rglob("*") if path.is_file()]
    texts = [path.read_bytes() for path in (lived / "backup").rglob("*") if path.is_file()]
    assert len(keys) >= 6 and not any(key in text for key in keys if key for text in texts)
    assert not any(key in (lived / "apart" / "keys.sealed").read_bytes() for key in keys if key)


@pytest.mark.parametrize("what", ["a byte of the database", "a file less", "a file more", "the list", "a link"])
def test_a_backup_that_was_changed_is_refused_and_nothing_is_written(lived: Path, tmp_path: Path, what: str) -> None:
    backup = copied(lived, tmp_path / "backup")
    database, (file,) = backup / "database.sqlite3", list(backup.rglob("shelf/*/*/*"))
    if what == "a byte of the database":
        data = bytearray(database.read_bytes())
        data[-1] ^= 1
        database.write_bytes(data)
    elif what == "a file less":
        file.unlink()
    elif what == "a file more":
        (backup / "shelf" / "more").write_bytes(b"planted")
    elif what == "the list":
        (backup / "SHA256SUMS").write_text("")
    else:
        file.rename(tmp_path / "elsewhere")
        file.symlink_to(tmp_path / "elsewhere")
    done = house(tmp_path / "var", "restore", "--from", str(backup), *with_keys(lived))
    assert done.returncode == 1 and ("as they were written" in done.stderr or "SHA256SUMS" in done.stderr), done.stderr
    assert not (tmp_path / "var" / "legation.sqlite3").exists() and not (tmp_path / "var" / "keys").exists()


def test_a_manifest_that_somebody_else_wrote_is_refused(lived: Path, tmp_path: Path) -> None:
    backup = copied(lived, tmp_path / "backup")
    manifest = json.loads((backup / "manifest.json").read_text())
    (backup / "manifest.json").write_text(json.dumps(manifest | {"moment": "2020-01-01T00:00:00+00:00"}))
    done = house(tmp_path / "var", "restore", "--from", str(backup), *with_keys(lived))
    assert done.returncode == 1 and "was not written by the instance" in done.stderr
    assert not (tmp_path / "var" / "keys").exists()


def test_keys_of_another_instance_are_refused(lived: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "documents").mkdir(parents=True)
    (other / "instance.key").write_text("A" * 43 + "=")
    (tmp_path / "sealed").write_bytes(seal_keys(other, PHRASE))
    done = restored(lived, tmp_path / "var", "--keys", str(tmp_path / "sealed"), *with_keys(lived)[2:])
    assert done.returncode == 1 and "another instance" in done.stderr


def test_an_instance_that_has_anything_is_left_alone(lived: Path, tmp_path: Path) -> None:
    assert restored(lived, tmp_path / "var", *with_keys(lived)).returncode == 0
    before = (tmp_path / "var" / "legation.sqlite3").read_bytes()
    again = restored(lived, tmp_path / "var", *with_keys(lived))
    assert again.returncode == 1 and "empty instance" in again.stderr
    for path in [*(tmp_path / "var" / "files").rglob("*")][::-1]:
        path.rmdir() if path.is_dir() else path.unlink()
    (tmp_path / "var" / "keys" / "signed.jsonl").unlink()
    again = restored(lived, tmp_path / "var")
    assert again.returncode == 1 and "is a database" in again.stderr
    assert (tmp_path / "var" / "legation.sqlite3").read_bytes() == before


def test_a_backup_of_one_kind_does_not_go_into_another(lived: Path, tmp_path: Path) -> None:
    done = restored(lived, tmp_path / "var", "--database", "postgresql://nobody@127.0.0.1:1/x")
    assert done.returncode == 1 and "backup of sqlite" in done.stderr


def test_a_database_that_cannot_be_reached_is_said_in_a_line(lived: Path, tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LEGATION_")}
    command = [sys.executable, "-m", "legation.config.cli", "backup", "--to", str(tmp_path / "backup")]
    nowhere = {"LEGATION_VAR": str(lived / "var"), "LEGATION_DATABASE": "postgresql://nobody@127.0.0.1:1/x"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, env=clean | nowhere)
    assert done.returncode == 1 and "refused" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "backup").exists()


def test_a_second_backup_into_the_same_folder_is_refused(lived: Path) -> None:
    done = house(lived / "var", "backup", "--to", str(lived / "backup"))
    assert done.returncode == 1 and "already" in done.stderr


def test_a_file_that_a_row_names_and_the_shelf_lacks_fails_the_backup(lived: Path, tmp_path: Path) -> None:
    var = tmp_path / "var"
    assert restored(lived, var, *with_keys(lived)).returncode == 0
    digest = (lived / "digest").read_text()
    (var / "files" / digest[:2] / digest[2:4] / digest).unlink()
    done = house(var, "backup", "--to", str(tmp_path / "second"))
    assert done.returncode == 1 and "not on the shelf" in done.stderr and not (tmp_path / "second").exists()


def test_keys_open_under_their_passphrase_only(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "root.key").write_bytes(b"secret")
    (tmp_path / "signed.jsonl").write_bytes(b"no key")
    sealed = seal_keys(tmp_path, PHRASE)
    assert open_keys(sealed, PHRASE) == {"documents/root.key": b"secret"} and b"secret" not in sealed
    for changed, phrase in ((sealed, PHRASE + "s"), (sealed[:-1] + bytes([sealed[-1] ^ 1]), PHRASE), (b"", PHRASE)):
        with pytest.raises(BackupError):
            open_keys(changed, phrase)
    with pytest.raises(BackupError, match="at least"):
        seal_keys(tmp_path, "short")


def test_what_is_no_backup_is_said_to_be_none(tmp_path: Path) -> None:
    for text in ("", "[]", "{}", '{"format": "x"}'):
        (tmp_path / "manifest.json").write_text(text)
        (tmp_path / "SHA256SUMS").write_text("")
        with pytest.raises(BackupError, match="no whole backup"):
            checked(tmp_path)
