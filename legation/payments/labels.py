"""What income is counted by, besides its purpose: words that tell nothing of who paid."""

from collections.abc import Mapping

from legation.ground.errors import Invalid


def written(labels: Mapping[str, str]) -> str:
    """Labels in one line, in the order of their names, as in 'nationality=EGY procedure=evisa'.

    Raises:
        Invalid: a name or value is empty or holds a space or '=', or all of them are too long.
    """
    parts = [f"{name}={value}" for name, value in sorted(labels.items())]
    if any(not part.isprintable() or " " in part or part.count("=") != 1 for part in parts):
        raise Invalid(f"labels {labels} are not words")
    if len(line := " ".join(parts)) > 120:
        raise Invalid(f"labels {labels} are longer than 120 characters")
    return line
