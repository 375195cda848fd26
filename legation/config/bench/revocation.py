"""`legation bench revocation`: how large the lists are, how long they take, and whether they are exact.

Handles are drawn at random as signatures draw them. A handle that is taken is drawn again, as the register refuses such
a document and it is made anew. Prints one JSON line; takes about a gigabyte of memory at the default size.
"""

import argparse
import json
import math
import random
import zlib
from array import array
from time import perf_counter
from typing import Any

from legation.documents.revocation import shards
from legation.documents.revocation.handles import BITS
from legation.documents.revocation.shards import Shard

LOOKED_UP = 1000


def run(arguments: list[str]) -> int:
    """Measure; gives the exit status, 1 if a live document was found on the list or a revoked one was not."""
    parser = argparse.ArgumentParser(prog="legation bench revocation", description=__doc__.splitlines()[0])
    parser.add_argument("--live", type=int, default=9_000_000)
    parser.add_argument("--revoked", type=int, default=90_000)
    parser.add_argument("--delta", type=int, default=250, help="revocations of a day")
    parser.add_argument("--seed", type=int, default=1)
    told = measure(**vars(parser.parse_args(arguments)))
    print(json.dumps(told))
    return 1 if told["false_positives"] or told["false_negatives"] else 0


def measure(*, live: int, revoked: int, delta: int, seed: int) -> dict[str, Any]:
    """Everything that the line says. Sizes are bytes, times seconds of wall time on one core."""
    rng = random.Random(seed)  # noqa: S311 - stands in for the digests of signatures
    handles, drawn_again = _drawn(live + revoked, rng)
    entries = dict.fromkeys(handles[live:], False)
    begin = perf_counter()
    bits = shards.shard_bits_for(revoked)
    files = shards.encode_all(entries, bits)
    built = perf_counter() - begin
    begin = perf_counter()
    decoded = [shards.decode(data) for data in files]
    opened = perf_counter() - begin
    (day,) = shards.encode_all(dict.fromkeys(rng.sample(sorted(entries), min(delta, revoked)), False), 0)
    return {
        "bench": "revocation", "live": live, "revoked": revoked, "handle_bits": BITS, "shards": len(files),
        "full_bytes": sum(map(len, files)), "largest_shard_bytes": max(map(len, files)),
        "bits_per_revoked": round(8 * sum(map(len, files)) / max(revoked, 1), 2),
        "delta_revoked": min(delta, revoked), "delta_bytes": len(day), "build_s": round(built, 3),
        "open_all_s": round(opened, 3), "lookup_us": _lookup_us(handles[:LOOKED_UP], decoded, bits),
        "lookup_in_one_new_shard_ms": _cold_ms(handles[0], files, bits), "documents_made_again": drawn_again,
        "false_positives": _listed(handles[:live], decoded, bits),
        "false_negatives": revoked - _listed(handles[live:], decoded, bits),
        "alternatives": _alternatives(live, revoked, rng),
    }  # fmt: skip


def _drawn(count: int, rng: random.Random) -> tuple["array[int]", int]:
    """Different handles in the order in which they were drawn, and how many were drawn twice."""
    handles, seen, again = array("Q"), set[int](), 0
    while len(handles) < count:
        handle = rng.getrandbits(BITS)
        if handle in seen:
            again += 1
            continue
        seen.add(handle)
        handles.append(handle)
    return handles, again


def _state(handle: int, decoded: list[Shard], bits: int) -> str | None:
    return decoded[shards.shard_of(handle, bits)].state_of(handle)


def _listed(handles: "array[int]", decoded: list[Shard], bits: int) -> int:
    return sum(1 for handle in handles if _state(handle, decoded, bits))


def _lookup_us(handles: "array[int]", decoded: list[Shard], bits: int) -> float:
    begin = perf_counter()
    for handle in handles:
        _state(handle, decoded, bits)
    return round((perf_counter() - begin) / max(len(handles), 1) * 1e6, 2)


def _cold_ms(handle: int, files: list[bytes], bits: int) -> float:
    """Decoding the one shard that matters, and asking it."""
    begin = perf_counter()
    shards.decode(files[shards.shard_of(handle, bits)]).state_of(handle)
    return round((perf_counter() - begin) * 1e3, 2)


def _alternatives(live: int, revoked: int, rng: random.Random) -> dict[str, int]:
    """Bytes of other ways: the first five counted, the bitmap packed for real."""
    total = live + revoked
    bitmap = bytearray(-(-total // 8))
    for at in rng.sample(range(total), revoked):
        bitmap[at >> 3] |= 1 << (at & 7)
    lowest = (math.lgamma(total + 1) - math.lgamma(revoked + 1) - math.lgamma(live + 1)) / math.log(2) / 8
    return {
        "sha256_each": 32 * revoked, "handles_plain": BITS // 8 * revoked,
        "bloom_one_wrong_among_live": int(revoked * math.log2(live) / math.log(2) / 8) if live > 1 else 0,
        "least_possible_for_a_closed_set": int(lowest),
        "bitmap": len(bitmap), "bitmap_zlib": len(zlib.compress(bitmap, 9)),
    }  # fmt: skip
