"""The bench walks real travellers through the real processes, and says so in one line."""

import json
import os
import socket
import subprocess
import sys

import pytest

# each has a database of its own
pytestmark = pytest.mark.once

FIELDS = {
    "bench", "rate_per_s", "p50_ms", "p95_ms", "p99_ms", "cpu_s_each", "errors", "ledger_nonzero", "documents",
    "unverified", "queue_drain_s", "fdatasync_ms", "offered_per_s", "database", "seconds", "journey_p50_s",
    "journey_p99_s", "cpu_by_part", "cpu_taken_by_others",
}  # fmt: skip


def legation(*arguments: str, seconds: float = 120) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "legation.config.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=seconds, env=os.environ.copy())


@pytest.fixture
def ports() -> None:
    try:
        with socket.create_server(("127.0.0.1", 0)):
            return
    except OSError:
        pytest.skip("no port can be opened here")


def test_every_format_of_seal_is_measured_and_verifies() -> None:
    done = legation("bench", "seals", "--count", "3")
    (line,) = done.stdout.splitlines()
    found = json.loads(line)
    assert (done.returncode, found["bench"], found["errors"]) == (0, "seals", 0), done.stderr
    assert list(found["formats"]) == ["vds", "vds-nc", "idb", "idb-portrait"]
    for each in found["formats"].values():
        assert each["ok"] and each["bytes"] > 100 and set(each["modules"]) == {"DataMatrix", "QRCode", "Aztec"}
        assert all(each[f"{part}_us"] > 0 for part in ("encode", "decode", "verify", "draw", "find"))
    assert 0 < found["formats"]["idb-portrait"]["portrait_bytes"] <= 1000


def test_travellers_get_verified_visas(ports: None) -> None:
    done = legation("bench", "evisa", "--database", "sqlite://", "--seconds", "3", "--rate", "2", "--fixed")
    (line,) = done.stdout.splitlines()
    found = json.loads(line)
    assert found.keys() >= FIELDS
    assert done.returncode == 0, done.stderr
    assert (found["errors"], found["ledger_nonzero"], found["unverified"]) == (0, 0, 0)
    assert found["documents"] == 6
    assert {"web", "worker", "signer", "testbank"} <= found["cpu_by_part"].keys()


def test_people_come_to_posts_and_every_book_agrees(ports: None) -> None:
    chosen = ("--posts", "2", "--seconds", "3", "--rate", "1.5", "--seed", "3")
    done = legation("bench", "consular", "--database", "sqlite://", *chosen, seconds=300)
    (line,) = done.stdout.splitlines()
    found = json.loads(line)
    assert done.returncode == 0, done.stderr
    assert (found["errors"], found["ledger_nonzero"], found["unverified"], found["balanced"]) == (0, 0, 0, True)
    assert found["done"] == found["offered"] > 0 and 0 < found["p50_ms"] <= found["p95_ms"] <= found["p99_ms"]
    assert {"web", "worker", "signer"} <= found["cpu_by_part_ms"].keys()


def test_every_bench_is_listed() -> None:
    from legation.config.commands.bench import BENCHES

    said = legation("bench", "--help").stdout
    assert all(name in said and text in said for name, (_module, text) in BENCHES.items())


def test_a_database_of_another_kind_is_refused() -> None:
    done = legation("bench", "evisa", "--database", "mysql://127.0.0.1/x", "--seconds", "1")
    assert done.returncode != 0 and "sqlite://" in done.stderr and not done.stdout


def test_photos_differ_and_weigh_as_much_as_real_ones() -> None:
    from legation.config.bench.photos import draw

    first, second = draw(0, seed=1), draw(16, seed=1)  # the same face under another grain
    assert first != second
    assert 150_000 < len(first) < 250_000


def test_percentiles_are_values_that_were_seen() -> None:
    from legation.config.bench.measures import percentile

    assert [percentile([3, 1, 2], share) for share in (0.0, 0.5, 0.99)] == [1, 2, 3]
    assert percentile([], 0.99) == 0


def test_the_log_is_measured_in_one_line_and_its_proofs_hold() -> None:
    done = legation("bench", "log", "--leaves", "300", "--batch", "100", "--size", "70000")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["leaves"], found["size"], found["heads"], found["proofs_held"]) == (300, 70_000, 3, True)
    assert found["inclusion_bytes"] == 17 * 32, "seventeen levels"
    assert found["cpu_us_per_leaf"] > 0 and 0 < found["inclusion_ms_p50"] <= found["inclusion_ms_p99"]
