"""`legation bench mrz-photo`: photographs of invented passports, disturbed, and what is read in them; one JSON line."""

import argparse
import io
import json
import sys
import time
from datetime import UTC, datetime
from typing import Any

from PIL import Image


def run(arguments: list[str]) -> int:
    """Read them one by one; 1 if one was read wrongly, or fewer than nine in ten exactly; 2 without tesseract."""
    parser = argparse.ArgumentParser(prog="legation bench mrz-photo", description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=5000, help="of the first; each has a seed of its own")
    parser.add_argument("--harm", type=float, default=1.0, help="0 leaves the pictures undisturbed, 1 is the most")
    chosen = parser.parse_args(arguments)
    import django

    django.setup()
    from legation.documents.api import can_read_passports

    if not can_read_passports():
        print("tesseract is not installed (Debian: tesseract-ocr)", file=sys.stderr)
        return 2
    found = measure(range(chosen.seed, chosen.seed + chosen.count), harm=chosen.harm)
    print(json.dumps({"bench": "mrz-photo", "harm": chosen.harm, **found}))
    return 0 if not found["wrong"] and found["exact"] >= 0.9 * chosen.count else 1


def measure(seeds: range, *, harm: float) -> dict[str, Any]:
    """How many were read exactly, which ones wrongly or not at all (their seeds), and the time for one."""
    from legation.config.bench.mrz_photo.specimens import specimen
    from legation.documents.scanning.reading import read_zone
    from legation.documents.seals.mrz import decode

    today, spent = datetime.now(UTC).date(), 0.0
    exact, wrong, unread = 0, [], []
    for seed in seeds:
        shown = specimen(seed, today=today, harm=harm)
        picture = Image.open(io.BytesIO(shown.picture))
        start = time.perf_counter()
        found = read_zone(picture, today=today)
        spent += time.perf_counter() - start
        if found is None:
            unread.append(seed)
        elif found == decode(shown.lines):
            exact += 1
        else:
            wrong.append(seed)
    return {
        "pictures": len(seeds), "exact": exact, "wrong": wrong, "unread": unread,
        "seconds_each": round(spent / max(1, len(seeds)), 2),
    }  # fmt: skip
