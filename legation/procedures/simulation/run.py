"""Replays a period's cases under the bundle each had and under another, on every core."""

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from legation.procedures.bundles import content_of, open_bundle, opened_from
from legation.procedures.simulation.past import Period, decisions, past_cases, stretches
from legation.procedures.simulation.process import begin
from legation.procedures.simulation.replay import replay
from legation.procedures.simulation.report import Counts, Report, report

Stretch = tuple[int, int]


@dataclass(frozen=True)
class _Task:
    """A part of the work, as it is sent to another process."""

    period: Period
    content: dict[str, Any]
    stretch: Stretch


def simulate(
    which: str, period: Period, *, per_day: Mapping[str, float] | None = None, processes: int | None = None
) -> Report:
    """What would have come of a period's cases under a bundle: see `report`.

    Args:
        which: as `content_of` takes it: a name in the files, a procedure's code, or a digest.
        per_day: decisions a day by post, where the pace seen in the period should not count.
        processes: how many work at once; as many as the machine has cores if it is not said.

    Raises:
        NotFound: there is no such bundle.
        legation.ground.sources.Refused: the files have mistakes.
    """
    content, counts = content_of(which), Counts()
    tasks = [_Task(period, content, stretch) for stretch in stretches(period)]
    with _workers(processes or os.cpu_count() or 1) as spread:
        for part in spread(_replayed, tasks):
            counts.add(part)
    return report(counts, per_day or {})


@contextmanager
def _workers(processes: int) -> Iterator[Callable[..., Any]]:
    if processes == 1:
        yield map
        return
    with ProcessPoolExecutor(processes, get_context("spawn"), begin) as pool:
        yield pool.map


def _replayed(task: _Task) -> Counts:
    after, counts = opened_from("", task.content), Counts()
    for past in past_cases(task.period, task.stretch):
        if past is None:
            counts.forgotten += 1
            continue
        old, new = (replay(each, past.answers, at=past.at) for each in (open_bundle(past.bundle), after))
        for side, outcome in ((counts.before, old), (counts.after, new)):
            side.count(outcome, past.post, past.at.timestamp())
        counts.moved[old.result, new.result] += 1
    counts.decisions.update(decisions(task.period, task.stretch))
    return counts
