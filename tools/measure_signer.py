"""What one signature costs in the signer and in whoever asks: CPU time of both, and wall time, on a scratch instance.

    tools/measure_signer.py [--database URL] [--decisions 500] [--threads 2]

Each invented decision is signed twice, as a seal and its PDF are. Prints one JSON line.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

COMMAND = [sys.executable, "-m", "legation.config.cli"]
SIGNATURES = 2  # for each decision


def main() -> None:
    """Make an instance, decide, start the signer, ask, and say what it cost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", default="")
    parser.add_argument("--decisions", type=int, default=500)
    parser.add_argument("--threads", type=int, default=2)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        from legation.config.bench.databases import scratch_database

        url = chosen.database or f"sqlite:///{folder}/signer.sqlite3"
        with scratch_database(url, Path(folder)) as database:
            os.environ |= {"LEGATION_VAR": folder, "LEGATION_DATABASE": database.url}
            subprocess.run([*COMMAND, "prepare"], check=True, stdout=sys.stderr)
            decisions = decided(chosen.decisions)
            print(json.dumps({"database": database.kind} | measured(decisions, chosen.threads)))


def decided(count: int) -> list[tuple[str, str]]:
    """(reference, decision) of invented cases that were granted."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "legation.config.settings"
    import django

    django.setup()
    from legation.ground.posts.models import Post
    from legation.procedures.models import Application, Bundle, Case, CaseAction

    now, bundle, post = datetime.now(UTC), Bundle.objects.get(), Post.objects.first()
    found = []
    for number in range(count):
        own = {"reference": f"M{number:08}", "bundle": bundle}
        application = Application.objects.create(
            **own, language="en", resume=number.to_bytes(16, "big"), created_at=now
        )
        case = Case._unscoped.create(
            **own, application=application, post=post, status="granted", answers=b"", opened_at=now
        )
        action = CaseAction(case=case, status="granted", verb="grant", actor="bench", at=now)
        action.chained(chain=case.reference, number=1, previous=b"\0" * 32).save()
        found.append((case.reference, bytes(action.digest).hex()))
    return found


def measured(decisions: list[tuple[str, str]], threads: int) -> dict[str, float]:
    """Microseconds for each signature, as seen from both sides of the socket."""
    from legation.documents.signer.client import SocketSigner, socket_path
    from legation.documents.signer.protocol import Purpose

    def ask(part: list[tuple[str, str]]) -> None:
        signer = SocketSigner(socket_path())
        for reference, decision in part:
            for _ in range(SIGNATURES):
                signer.sign(purpose=Purpose.DOCUMENT, reference=reference, decision=decision, data=os.urandom(32))

    process = subprocess.Popen([*COMMAND, "sign"])
    try:
        while not socket_path().exists():
            time.sleep(0.05)
        ask(decisions[:20])
        rest, before = decisions[20:], (spent(process.pid), time.process_time(), time.perf_counter())
        parts = [threading.Thread(target=ask, args=(rest[number::threads],)) for number in range(threads)]
        [part.start() for part in parts]
        [part.join() for part in parts]
        after = (spent(process.pid), time.process_time(), time.perf_counter())
    finally:
        process.terminate()
        process.wait()
    count = SIGNATURES * len(rest)
    signer, asking, wall = ((end - begin) / count * 1e6 for begin, end in zip(before, after, strict=True))
    return {
        "signatures": count, "threads": threads, "signer_cpu_us": round(signer), "client_cpu_us": round(asking),
        "both_cpu_us": round(signer + asking), "wall_us": round(wall),
    }  # fmt: skip


def spent(pid: int) -> float:
    """CPU seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
