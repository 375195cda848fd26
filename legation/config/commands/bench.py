"""`legation bench <what>`: measure the real thing under load; prints one JSON line. One module per bench."""

import argparse
from collections.abc import Callable
from importlib import import_module

BENCHES: dict[str, tuple[str, str]] = {
    "seals": ("legation.config.bench.seals", "every format of seal: made, read, verified, drawn; one process"),
    "log": ("legation.config.bench.log", "what the issuance log costs by leaf, and proofs in a tree of 9,000,000"),
    "crash": (
        "legation.config.bench.crash.command",
        "travellers apply while web, worker, signer and database are killed; is anything lost or doubled?",
    ),
    "blackout": (
        "legation.config.bench.blackout.command",
        "posts work for days without a line and are killed at it; is anything lost or doubled afterwards?",
    ),
    "evisa": ("legation.config.bench.evisa", "travellers apply, pay and get a signed e-visa, over HTTP"),
    "consular": ("legation.config.bench.consular.command", "250 posts on a Monday, from the counter to the end"),
    "mrz-photo": ("legation.config.bench.mrz_photo.command", "passports photographed badly: how many are read"),
    "growth": ("legation.config.bench.growth", "is a house with a million cases as quick as an empty one?"),
    "slots": ("legation.config.bench.slots", "500 people after one seat, 20,000 after 10,000: is one given twice?"),
    "simulate": ("legation.config.bench.simulation", "a year's cases replayed under another bundle"),
    "revocation": ("legation.config.bench.revocation", "size, time and exactness of the revocation lists"),
}


def run(arguments: list[str]) -> int:
    """Run one bench; gives its exit status."""
    width = max(map(len, BENCHES)) + 2
    listed = "\n".join(f"  {name:{width}}{text}" for name, (_module, text) in BENCHES.items())
    parser = argparse.ArgumentParser(
        prog="legation bench", description="Measure the real thing under load; prints one JSON line.",
        formatter_class=argparse.RawDescriptionHelpFormatter, epilog=f"benches:\n{listed}",
    )  # fmt: skip
    parser.add_argument("bench", choices=BENCHES, metavar="bench")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="see `legation bench <bench> --help`")
    chosen = parser.parse_args(arguments)
    module: Callable[[list[str]], int] = import_module(BENCHES[chosen.bench][0]).run
    return module(chosen.rest)
