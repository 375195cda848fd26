"""`legation witness`: a witness of issuance logs, a program of its own; it needs no database and no Django."""

import argparse
import threading
import time
from pathlib import Path

from legation.config.commands.stopping import Stop
from legation.ground.transparency.notes import Verifier
from legation.ground.transparency.witness.judging import Judge
from legation.ground.transparency.witness.memory import Memory
from legation.ground.transparency.witness.server import FAULTS, Witness


def run(arguments: list[str]) -> int:
    """Witness until stopped; prints the line that belongs into the policy of whoever is to believe it."""
    asked = _parser().parse_args(arguments)
    judge = Judge(asked.name, asked.log, Memory(asked.state), time.time)
    witness = Witness(judge, asked.port, fault=asked.fault, switchable=asked.faults)
    short = asked.name.rsplit("/", 1)[-1]
    print(f"witness {short} {judge.verifier} http://127.0.0.1:{witness.server_port}", flush=True)
    threading.Thread(target=witness.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True).start()
    stopping = Stop()
    while not stopping:
        time.sleep(0.1)
    witness.stopping.set()
    witness.shutdown()
    witness.server_close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="legation witness", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="on 127.0.0.1; 0 takes any that is free")
    parser.add_argument("--log", type=Verifier.parse, action="append", required=True, help="a log's verifier key")
    parser.add_argument("--state", type=Path, default=Path("witness"), help="folder for the key and the last heads")
    parser.add_argument("--name", default="witness.example/w1", help="the witness's name in its cosignatures")
    parser.add_argument("--fault", choices=FAULTS, default="none", help="misbehave, for tests")
    parser.add_argument("--faults", action="store_true", help="let POST /fault switch faults, for tests")
    return parser
