"""What is checked: one definition with the file it stands in, and what the profile offers it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from legation.ground.sources import Location, Problem, Tree
from legation.procedures.definitions import facts
from legation.procedures.definitions.schema import BUILT_IN_ROLES, Definition, FieldDefinition, Transition
from legation.procedures.definitions.wordings import Wordings


@dataclass(frozen=True)
class Subject:
    """One definition under examination."""

    tree: Tree
    definition: Definition
    languages: tuple[str, ...]
    roles: frozenset[str]

    def at(self, place: Location, message: str, remedy: str, *, character: int = 0) -> Problem:
        """A problem at a place of the file, or at a character of a text in it."""
        return self.tree.problem(place, message, remedy, character=character)

    def unknown(self, place: Location, message: str, name: str, known: Collection[str]) -> Problem:
        """A problem with a name that does not exist; the remedy names the nearest that do."""
        return self.at(place, message, did_you_mean(name, known))

    def twice(self, place: Location, what: str, names: Iterable[str]) -> Iterator[Problem]:
        """A problem for each name that stands in a list again."""
        seen: set[str] = set()
        for number, name in enumerate(names):
            if name in seen:
                yield self.at((*place, number), f"{what} '{name}' stands here twice.", "Keep one of the two.")
            seen.add(name)

    @cached_property
    def wordings(self) -> Wordings:
        """Its words, in every language of the profile."""
        return Wordings(self.definition, self.languages)

    @cached_property
    def places(self) -> list[tuple[Location, FieldDefinition]]:
        """Every field with its place, in the order it is asked."""
        return [
            (("pages", number, "fields", index), field)
            for number, page in enumerate(self.definition.pages)
            for index, field in enumerate(page.fields)
        ]

    @cached_property
    def fields(self) -> dict[str, FieldDefinition]:
        """field code -> field; of two with one code the first."""
        return {field.field: field for _place, field in reversed(self.places)}

    @cached_property
    def page_of(self) -> dict[str, int]:
        """field code -> number of the page where its answer is known; what the first screen learns is known before."""
        found = {field.field: int(place[1]) for place, field in reversed(self.places)}
        return found | {name: -1 for name in self.definition.starts_with if name in found}

    @cached_property
    def conditions(self) -> dict[str, frozenset[str]]:
        """field code -> the conditions under which it is asked: its page's and its own."""
        pages = self.definition.pages
        found = [(field, (pages[int(place[1])].when, field.when)) for place, field in reversed(self.places)]
        return {field.field: frozenset(filter(None, conditions)) for field, conditions in found}

    @cached_property
    def lacks_facts(self) -> bool:
        """Whether a group of facts is named that nobody gives, so that nothing can be said of what it would give."""
        return any(facts.source(name) is None for name in self.definition.facts)

    @cached_property
    def transitions(self) -> list[tuple[Location, Transition]]:
        """Every transition with its place."""
        return [(("transitions", number), each) for number, each in enumerate(self.definition.transitions)]

    def leaving(self, state: str) -> list[Transition]:
        """The transitions that lead out of a state."""
        return [each for each in self.definition.transitions if state in each.from_]

    def reached(self, *, without: str) -> set[str]:
        """The states a case can come to without this verb."""
        found = {self.definition.states[0].state}
        steps = [(name, t.to) for t in self.definition.transitions if t.verb != without for name in t.from_]
        while more := {to for name, to in steps if name in found} - found:
            found |= more
        return found


def officers(transition: Transition) -> set[str]:
    """The roles of officers who may take a transition."""
    return set(transition.by) - BUILT_IN_ROLES


def did_you_mean(name: str, known: Collection[str]) -> str:
    """The remedy for a name that does not exist."""
    near = get_close_matches(name, sorted(known), n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    shown = sorted(known)[:12]
    more = f" and {len(known) - 12} more" if len(known) > 12 else ""
    return f"{hint}There are: {', '.join(shown)}{more}." if shown else "There is none to name yet."
