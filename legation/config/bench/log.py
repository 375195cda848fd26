"""`legation bench log`: what the issuance log costs; prints one JSON line.

Commitments are written, the real writer appends them and has each batch's head signed by a key in this process; then
the tree is grown to --size with tiles alone, and proofs and one more batch are timed there, in a scratch database.
"""

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from legation.config.bench.databases import scratch_database

Found = dict[str, Any]
_KEY = b"k" * 32
_SAMPLE = 1000


def run(arguments: list[str]) -> int:
    """Measure; exit status 0 if every proof held."""
    asked = _parser().parse_args(arguments)
    with (
        tempfile.TemporaryDirectory(prefix="legation-bench-") as name,
        scratch_database(asked.database, Path(name)) as database,
    ):
        _begin(Path(name), database.url)
        found = {"bench": "log", "database": database.kind, **_written(asked), **_grown(asked)}
        print(json.dumps(found))
        _end()
    return 0 if found["proofs_held"] else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="legation bench log", description=__doc__)
    parser.add_argument("--database", default="sqlite://", help="URL; a scratch database is made beside what it names")
    parser.add_argument("--leaves", type=int, default=50_000, help="leaves the writer appends (default 50,000)")
    parser.add_argument("--batch", type=int, default=4096, help="leaves a batch (default 4,096)")
    parser.add_argument("--size", type=int, default=9_000_000, help="of the tree that proofs are timed in")
    return parser


def _begin(folder: Path, url: str) -> None:
    os.environ |= {"LEGATION_VAR": str(folder), "LEGATION_DATABASE": url}
    from legation.ground.secrets import create_instance_key

    create_instance_key()
    import django

    django.setup()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from django.core.management import call_command
    from django.utils import timezone

    from legation.ground.transparency import api

    call_command("migrate", verbosity=0)
    key, now = Ed25519PrivateKey.generate(), timezone.now()
    verifier = api.Verifier("bench.example/log", api.NOTE, key.public_key().public_bytes_raw())
    known = [api.KnownKey(verifier, now, now)]
    api.connect_key(api.LogKey(known=lambda: known, sign=key.sign))


def _end() -> None:
    from django.db import connection

    connection.close()


def _commit(number: int) -> None:
    from legation.ground.transparency import api

    api.commit(number=f"B{number}", reference=f"R{number}", digest=bytes(32), seal=bytes(200), key=_KEY)


def _written(asked: argparse.Namespace) -> Found:
    """The hot path's insert, and the writer's batches."""
    from django.db import transaction

    with transaction.atomic():
        begin = time.process_time()
        for number in range(asked.leaves):
            _commit(number)
        inserted = time.process_time() - begin
    wall, cpu, heads = _append(asked)
    return {
        "leaves": asked.leaves, "batch": asked.batch, "leaves_per_s": round(asked.leaves / wall),
        "cpu_us_per_leaf": round(cpu / asked.leaves * 1e6, 1), "heads": heads,
        "commit_cpu_us": round(inserted / asked.leaves * 1e6, 1),
    }  # fmt: skip


def _append(asked: argparse.Namespace) -> tuple[float, float, int]:
    """Wall and processor seconds until nothing is waiting, and how many heads were signed."""
    from django.utils import timezone

    from legation.ground.transparency import api

    writer, heads = api.Writer(), 0
    begin, busy = time.perf_counter(), time.process_time()
    while writer.append(at=timezone.now(), limit=asked.batch):
        heads += api.publish(at=timezone.now()) is not None
    return time.perf_counter() - begin, time.process_time() - busy, heads


def _grown(asked: argparse.Namespace) -> Found:
    """Proofs, and the writer's pace, in a tree of the size asked for."""
    from legation.ground.transparency import tree
    from legation.ground.transparency.models import TreeHead

    size = _grow(asked.size)
    root, chance = tree.root(size), random.Random(1)  # noqa: S311 — a sample, no secret
    TreeHead.objects.create(size=size, root=root, note="", at="2026-01-01T00:00:00Z")
    places = [chance.randrange(size) for _ in range(_SAMPLE)]
    inclusion, lengths, held = _timed(places, lambda index: _inclusion(index, size, root))
    olds = [chance.randrange(1, size) for _ in range(_SAMPLE // 10)]
    consistency, more, agreed = _timed(olds, lambda old: _consistency(old, size, root))
    for number in range(asked.batch):
        _commit(asked.leaves + number)
    wall, cpu, _heads = _append(asked)
    return {
        "size": size, "inclusion_bytes": max(lengths) * 32, "inclusion_ms_p50": inclusion[0],
        "inclusion_ms_p99": inclusion[1], "consistency_bytes": max(more) * 32, "consistency_ms_p50": consistency[0],
        "consistency_ms_p99": consistency[1], "proofs_held": held and agreed,
        "cpu_us_per_leaf_at_size": round(cpu / asked.batch * 1e6, 1), "batch_s_at_size": round(wall, 3),
    }  # fmt: skip


def _grow(size: int) -> int:
    """Tiles, and the leaves of the last one, of a tree of that size; leaves that proofs never read are left out."""
    from django.db import transaction

    from legation.ground.transparency import tree
    from legation.ground.transparency.merkle import leaf_hash
    from legation.ground.transparency.models import Leaf, Tile

    begin = tree.size()
    edge, edge_begins, rows = tree.edge(begin), size // 256 * 256, []
    with transaction.atomic():
        for position in range(begin, size):
            hash_ = leaf_hash(position.to_bytes(8, "big"))
            rows += [Tile(**each._asdict()) for each in edge.append(hash_)]
            if position >= edge_begins:
                Leaf(position=position, hash=hash_, entry=b"", subject="bench").save(force_insert=True)
            if len(rows) > 500:
                Tile.objects.bulk_create(rows)
                rows.clear()
        Tile.objects.bulk_create(rows)
    return size


def _inclusion(index: int, size: int, root: bytes) -> tuple[int, Callable[[], bool]]:
    from legation.ground.transparency import merkle, tree

    path = tree.inclusion(index, size)
    (leaf,) = tree.hashes([(index, index + 1)])
    return len(path), lambda: merkle.proves_inclusion(leaf=leaf, index=index, size=size, path=path, root=root)


def _consistency(old: int, size: int, root: bytes) -> tuple[int, Callable[[], bool]]:
    from legation.ground.transparency import merkle, tree

    path = tree.consistency(old, size)
    return len(path), lambda: merkle.proves_consistency(
        old=old, new=size, old_root=tree.root(old), new_root=root, path=path
    )  # fmt: skip


def _timed(
    values: list[int], prove: Callable[[int], tuple[int, Callable[[], bool]]]
) -> tuple[tuple[float, float], list[int], bool]:  # fmt: skip
    """(p50, p99) in milliseconds, the lengths, and whether all held; only making the proof is timed."""
    times, lengths, held = [], [], True
    for value in values:
        begin = time.perf_counter()
        length, holds = prove(value)
        times.append((time.perf_counter() - begin) * 1000)
        lengths.append(length)
        held = held and holds()
    times.sort()
    return (round(times[len(times) // 2], 3), round(times[len(times) * 99 // 100], 3)), lengths, held
