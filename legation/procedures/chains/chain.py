"""How a paper becomes usable: steps found backwards, from what is wanted to what is there. Pure but for the table."""

from collections.abc import Collection
from dataclasses import dataclass

from legation.procedures.chains.table import Fact, Paper, Step, table


@dataclass(frozen=True)
class Wish:
    """Which paper, of which state, for use where (alpha-3), whether it must be translated; `relation` of the two."""

    paper: Paper
    issued_by: str
    used_in: str
    home: str
    relation: Fact
    translated: bool = False

    def known(self) -> set[Fact]:
        """The facts from the start."""
        known: set[Fact] = {"ours" if self.issued_by == self.home else "other", self.relation}
        known.add("home" if self.used_in == self.home else "abroad")
        return known | ({"accepted"} if self.issued_by == self.used_in else set())

    def wanted(self) -> list[Fact]:
        """What there must be in the end, in this order."""
        return ["paper", "accepted", *(["translated"] if self.translated else [])]  # type: ignore[list-item]


def chain(wish: Wish, offered: Collection[str]) -> list[Step]:
    """The steps in order; those of services that are not `offered` (codes) are left out for what is done outside.

    Raises:
        LookupError: no step of the table gives what is wanted.
    """
    have, steps = wish.known(), list[Step]()
    for fact in wish.wanted():
        for step in _way(fact, have, wish.paper, offered):
            steps.append(step)
            have |= set(step.gives)
    return steps


def _way(fact: Fact, have: set[Fact], paper: Paper, offered: Collection[str]) -> list[Step]:
    """The steps that lead to a fact, none if it is there already."""
    if fact in have:
        return []
    for step in table().steps:
        if fact not in step.gives or not _possible(step, have, paper, offered):
            continue
        way, then = list[Step](), set(have)
        try:
            for need in step.needs:
                for each in _way(need, then, paper, offered):
                    way.append(each)
                    then |= set(each.gives)
        except LookupError:
            continue
        return [*way, step]
    raise LookupError(fact)


def _possible(step: Step, have: set[Fact], paper: Paper, offered: Collection[str]) -> bool:
    """Whether a step is for this paper and offered; a paper is got once."""
    if step.papers and paper not in step.papers:
        return False
    return (not step.service or step.service in offered) and not ("paper" in step.gives and "paper" in have)
