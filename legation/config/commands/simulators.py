"""What the programs of a demonstration have in common: each is served on its own, and shows faults when told to."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Simulator:
    """`secret` holds what it and the house know; it is told of it as `knows`, and of `environment` when it starts.

    `bearer` makes what is shown to it, where that is not the secret itself.
    """

    program: str
    application: str
    address: str
    port: int
    secret: Path
    knows: str
    faults: Iterable[str]
    environment: Mapping[str, str]
    bearer: Callable[[], str] | None = None


def run_simulator(simulator: Simulator, arguments: list[str]) -> int:
    """Serve it until stopped; or have the one that runs show exactly the faults that are named."""
    from legation.ground import lines

    parser = argparse.ArgumentParser(prog=f"legation {simulator.program}")
    parser.add_argument("--fault", action="append", default=[], choices=simulator.faults)
    parser.add_argument("--no-faults", action="store_true")
    chosen = parser.parse_args(arguments)
    if not simulator.secret.exists():
        print(f"{simulator.secret} is not there: run `legation prepare` first", file=sys.stderr)
        return 2
    secret = simulator.secret.read_text().strip()
    if chosen.fault or chosen.no_faults:
        said = " ".join(chosen.fault).encode()
        shown = simulator.bearer() if simulator.bearer else secret
        print(lines.ask(f"{simulator.address}/faults", said, {"Authorization": f"Bearer {shown}"}))
        return 0
    for name, value in {simulator.knows: secret, **simulator.environment}.items():
        os.environ.setdefault(name, value)
    address = urlsplit(simulator.address)
    return serve(simulator.application, address.hostname, address.port or simulator.port)


def serve(target: str, host: str | None, port: int) -> int:
    """Serve a WSGI program until stopped."""
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        target, address=host or "127.0.0.1", port=port, interface=Interfaces.WSGI, workers=1, blocking_threads=2,
        log_access=False, websockets=False,
    ).serve()  # fmt: skip
    return 0
