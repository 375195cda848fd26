"""The two bundles that are compared, and how lists of parts are held against each other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from legation.procedures.definitions.schema import Definition

Part = TypeVar("Part")


@dataclass(frozen=True)
class Side:
    """One bundle's content, read."""

    content: dict[str, Any]

    @cached_property
    def definition(self) -> Definition:
        """Its definition."""
        return Definition.model_validate(self.content["definition"])

    @property
    def words(self) -> dict[str, dict[str, str]]:
        """Its words: language -> key -> wording."""
        return dict(self.content["words"])

    @property
    def policy(self) -> dict[str, Any]:
        """What its facts and documents carry, by name."""
        return dict(self.content["policy"])

    def said(self, key: str) -> str:
        """A wording in the bundle's first language (English where it has it), in quotes."""
        language = "en" if "en" in self.words else next(iter(self.words), "")
        return f"“{self.words.get(language, {}).get(key, key)}”"


@dataclass(frozen=True)
class Pair:
    """What was, and what will be."""

    old: Side
    new: Side

    def parts(
        self, take: Callable[[Definition], list[Part]], code: Callable[[Part], str]
    ) -> tuple[list[Part], list[Part], list[tuple[Part, Part]]]:
        """Parts of a list by their code: the new ones, those that are gone, and those that differ (old, new)."""
        before = {code(each): each for each in take(self.old.definition)}
        after = {code(each): each for each in take(self.new.definition)}
        new = [each for name, each in after.items() if name not in before]
        gone = [each for name, each in before.items() if name not in after]
        both = [(before[name], each) for name, each in after.items() if name in before and before[name] != each]
        return new, gone, both

    def reworded(self, *beginnings: str) -> Iterator[tuple[str, list[str]]]:
        """(key, languages) of wordings that both sides have and that differ, for keys that begin so."""
        keys = {key for words in self.new.words.values() for key in words if key.startswith(beginnings)}
        for key in sorted(keys):
            languages = [
                language
                for language, words in self.new.words.items()
                if key in words and words[key] != self.old.words.get(language, {}).get(key, words[key])
            ]
            if languages:
                yield key, languages


def listed(words: list[str]) -> str:
    """Words with commas and an 'and'."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else "nobody"


def more_and_less(old: list[str], new: list[str]) -> str:
    """What a list gained and lost, in a few words."""
    more, less = [each for each in new if each not in old], [each for each in old if each not in new]
    said = ([f"new: {', '.join(more)}"] if more else []) + ([f"gone: {', '.join(less)}"] if less else [])
    return "; ".join(said) or "in another order"
