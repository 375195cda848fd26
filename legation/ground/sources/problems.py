"""A mistake in a file that somebody wrote, told so that they can mend it."""

from dataclasses import dataclass

Location = tuple[str | int, ...]
"""A place in a file's data: keys, and numbers of items."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake: where it is, what is wrong, what to do.

    Args:
        path: The file as it was named to the loader.
        line: Line, counted from 1.
        column: Column, counted from 1.
        message: What is wrong, one or two sentences.
        remedy: What the author should write instead.
    """

    path: str
    line: int
    column: int
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message} {self.remedy}"
