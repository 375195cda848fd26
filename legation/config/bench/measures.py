"""What a bench reads off the machine: CPU seconds by part and by strangers, fdatasync's own time; and percentiles."""

import os
import threading
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

_TICKS = os.sysconf("SC_CLK_TCK")
_PARENT, _USER, _SYSTEM, _STARTED = 1, 11, 12, 19  # places in /proc/<pid>/stat, counted after the name
_IDLE, _WAITING = 3, 4  # places in the first line of /proc/stat
_SYNCS, _BLOCK = 200, b"x" * 4096


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile; 0 for no values at all."""
    if not values:
        return 0.0
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def fdatasync_ms(folder: Path) -> float:
    """Median milliseconds of appending 4 kB and fdatasync in `folder`."""
    path, taken = folder / "fdatasync.tmp", []
    with path.open("wb", buffering=0) as file:
        for _ in range(_SYNCS):
            file.write(_BLOCK)
            begin = perf_counter()
            os.fdatasync(file.fileno())
            taken.append(perf_counter() - begin)
    path.unlink()
    return round(median(taken) * 1000, 3)


class CpuMeter:
    """CPU seconds of process trees by part, and of a database's PostgreSQL backends if they run on this machine.

    A process that ends is remembered as it was seen last, so that at most a second of it is lost.
    """

    def __init__(self, parts: Mapping[str, Sequence[int]], *, database: str = "") -> None:
        self._parts, self._database = parts, database
        self._seen: dict[tuple[str, int, int], int] = {}
        self._before: Counter[str] = Counter()
        self._busy = 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        """Count from now on."""
        self._sample()
        self._before, self._busy = self._ticks(), _busy_ticks()
        self._thread.start()

    def stop(self) -> tuple[dict[str, float], float]:
        """Count no further; gives seconds by part, and of all processes of the machine together."""
        self._stopped.set()
        self._thread.join()
        self._sample()
        now = self._ticks()
        busy = (_busy_ticks() - self._busy) / _TICKS
        return {part: (now[part] - self._before[part]) / _TICKS for part in sorted(now)}, busy

    def _watch(self) -> None:
        while not self._stopped.wait(1.0):
            self._sample()

    def _ticks(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for (part, _pid, _started), ticks in self._seen.items():
            found[part] += ticks
        return found

    def _sample(self) -> None:
        table = _processes()
        children: defaultdict[int, list[int]] = defaultdict(list)
        for pid, fields in table.items():
            children[fields[0]].append(pid)
        for part, roots in self._parts.items():
            for pid in _tree(roots, children):
                self._note(part, pid, table)
        for pid in filter(self._is_backend, table):
            self._note("postgresql", pid, table)

    def _note(self, part: str, pid: int, table: Mapping[int, tuple[int, int, int]]) -> None:
        if pid in table:
            _parent, ticks, started = table[pid]
            self._seen[part, pid, started] = ticks

    def _is_backend(self, pid: int) -> bool:
        """PostgreSQL writes the database's name into the title of each backend."""
        if not self._database:
            return False
        try:
            title = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        except OSError:
            return False
        return title.startswith("postgres: ") and f" {self._database} " in title


def family(pid: int) -> list[int]:
    """A process and all that descend from it, as they run now."""
    children: defaultdict[int, list[int]] = defaultdict(list)
    for each, fields in _processes().items():
        children[fields[0]].append(each)
    return _tree([pid], children)


def busy_seconds() -> float:
    """CPU seconds that all cores of the machine have worked since it started, for whomever."""
    return _busy_ticks() / _TICKS


def _busy_ticks() -> int:
    """Ticks in which any core of the machine worked."""
    fields = [int(each) for each in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return sum(fields) - fields[_IDLE] - fields[_WAITING]


def _tree(roots: Sequence[int], children: Mapping[int, list[int]]) -> list[int]:
    found, waiting = [], list(roots)
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def _processes() -> dict[int, tuple[int, int, int]]:
    """pid -> (parent, ticks of CPU, start): empty where there is no /proc."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        found[int(entry.name)] = (
            int(fields[_PARENT]), int(fields[_USER]) + int(fields[_SYSTEM]), int(fields[_STARTED])
        )  # fmt: skip
    return found
