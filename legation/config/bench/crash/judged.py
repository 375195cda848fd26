"""What a judge has found so far."""

from dataclasses import dataclass, field


@dataclass
class Judged:
    """What was found; `problems` has a line for each."""

    lost: int = 0
    doubled: int = 0
    unexpected: int = 0
    promises: int = 0
    later: int = 0
    unnamed_files: int = 0
    problems: list[str] = field(default_factory=list)

    def lose(self, what: str) -> None:
        """Count something that is not there."""
        self.lost += 1
        self.problems.append(f"lost: {what}")

    def wonder(self, what: str) -> None:
        """Count something that no fault should have come to."""
        self.unexpected += 1
        self.problems.append(f"unexpected: {what}")

    def double(self, what: str, times: int = 2) -> None:
        """Count something that is there more than once."""
        self.doubled += max(0, times - 1)
        if times > 1:
            self.problems.append(f"doubled: {what} ({times} times)")
