"""What people thought, shown of groups alone that are large enough, so that nobody can be singled out."""

from collections.abc import Mapping
from datetime import date

from legation.procedures import api as procedures

SMALLEST = 5
"""Answers of a group that is shown; those that are left out are as many together, or none at all."""
Scores = list[int]
"""How many gave 1, 2, 3, 4 and 5."""


def shown(groups: Mapping[str, Scores]) -> dict[str, Scores]:
    """The groups that may be shown beside the sum of all.

    Groups below the smallest size are left out; and where what is left out is fewer than that together, it could be
    told from the sum, so the next smallest are left out too.
    """
    found, hidden = dict(groups), 0
    for name, scores in sorted(groups.items(), key=lambda pair: (sum(pair[1]), pair[0])):
        if sum(scores) >= SMALLEST and not 0 < hidden < SMALLEST:
            break
        hidden += sum(found.pop(name))
    return found


def scores_by(month: date, by: str) -> dict[str, Scores]:
    """Value of `by` ('place' or 'procedure') -> its scores in a month; those alone that may be shown.

    A post is shown with all its services, a service at all posts: of one service at one post few would be left.
    """
    return shown(procedures.opinions(month, by))


def of_all(month: date) -> Scores | None:
    """Everybody's scores in a month; None where they are too few."""
    sums = [sum(column) for column in zip(*procedures.opinions(month, "place").values(), strict=True)]
    return sums if sum(sums) >= SMALLEST else None


def mean(scores: Scores) -> float:
    """The mean of scores from 1 to 5."""
    return sum(count * number for number, count in enumerate(scores, 1)) / sum(scores)
