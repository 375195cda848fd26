"""Which witnesses the house asks: the policy file of the instance."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from legation.ground.transparency.policy import Policy, parse


def policy() -> Policy:
    """The policy in force; without a file it names nobody. A change of the file is seen at the next call.

    Raises:
        Malformed: the file cannot be read as a policy.
    """
    path = Path(settings.LEGATION_WITNESSES)
    return _read(path, path.stat().st_mtime_ns) if path.exists() else Policy()


@lru_cache(maxsize=2)
def _read(path: Path, _changed: int) -> Policy:
    return parse(path.read_text(encoding="utf-8"))
