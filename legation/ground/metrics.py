"""What is counted while the house works, for Prometheus. No label is personal, and every label has few values.

Each process counts for itself, in files where `legation.config.counting` has told it so; `exposition` adds them up.
What can be asked of the database is not counted here but looked up when somebody asks for the figures.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

_OURS = CollectorRegistry()
_IN_FILES = "PROMETHEUS_MULTIPROC_DIR" in os.environ  # the library looks once, when it is imported
REQUESTS = Counter(
    "legation_requests", "Answers by the name of the page and the HTTP status", ["view", "status"], registry=_OURS
)
SECONDS = Histogram(
    "legation_request_seconds", "How long an answer took, by the name of the page", ["view"], registry=_OURS,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)  # fmt: skip
MOVED = Counter(
    "legation_cases_moved", "Cases that came into a state, by procedure", ["procedure", "state"], registry=_OURS
)
JOBS = Counter("legation_jobs", "Effects by kind: done, or tried in vain", ["kind", "outcome"], registry=_OURS)
SIGNED = Histogram(
    "legation_signer_seconds", "How long the signer took to answer, by purpose", ["purpose"], registry=_OURS,
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 10),
)  # fmt: skip
UNSIGNED = Counter(
    "legation_signer_failures", "Signatures refused or not to be had, by purpose", ["purpose"], registry=_OURS
)


def moved(pairs: Iterable[tuple[str, str]]) -> None:
    """Count cases that came into a state: (procedure, state) of each."""
    for procedure, state in pairs:
        MOVED.labels(procedure, state).inc()


class _Files(Collector):
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self):  # type: ignore[no-untyped-def]
        return MultiProcessCollector.merge([str(path) for path in self._folder.glob("*/*.db")])


def exposition(folder: Path, more: Iterable[Collector] = ()) -> bytes:
    """Every count of every process, and of collectors that look up the rest, in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Files(folder) if _IN_FILES else _OURS)  # type: ignore[arg-type]
    for each in more:
        registry.register(each)
    return generate_latest(registry)
