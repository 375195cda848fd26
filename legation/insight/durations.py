"""Durations counted in buckets, so that any number of cases is a few numbers, and sums of sums are exact.

A bucket ends a tenth above where the one before it ends. A percentile that is read from buckets is the middle of its
bucket (by ratio), so it is within five per cent of the duration that it stands for; below a minute it is "up to a
minute".
"""

from collections.abc import Iterable, Mapping
from math import ceil, log, sqrt

RATIO = 1.1
FIRST = 60.0
"""Seconds at which the first bucket ends."""
LARGEST = 240
"""The last bucket: whatever lasts longer than some fifteen thousand years would be in it."""
Buckets = dict[str, int]
"""Number of the bucket, as JSON writes keys -> how many durations are in it."""


def bucket(seconds: float) -> str:
    """The bucket of a duration; one below zero (clocks that differ) counts as none at all."""
    if seconds <= FIRST:
        return "0"
    return str(min(LARGEST, ceil(log(seconds / FIRST) / log(RATIO) - 1e-9)))


def added(*many: Mapping[str, int]) -> Buckets:
    """Several histograms as one."""
    sums: Buckets = {}
    for each in many:
        for name, count in each.items():
            sums[name] = sums.get(name, 0) + count
    return sums


def counted(durations: Iterable[float]) -> Buckets:
    """The histogram of durations in seconds."""
    return added(*({bucket(each): 1} for each in durations))


def percentile(buckets: Mapping[str, int], share: float) -> float | None:
    """The seconds that a share (0 to 1) of all do not exceed, within five per cent; None if there is none."""
    wanted, seen = share * sum(buckets.values()), 0
    for number in sorted(map(int, buckets)):
        seen += buckets[str(number)]
        if seen and seen >= wanted:
            return FIRST * RATIO**number / (sqrt(RATIO) if number else 1)
    return None
