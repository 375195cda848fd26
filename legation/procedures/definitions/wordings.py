"""Where the words of a definition stand: its own first, then the fragment's or flow's they come with, then everybody's.

The words that procedures share are the catalogue `shared`: `passport.field.surname` is what whoever uses the fragment
'passport' says, `report.state.in_hand` whoever follows that flow, `every.state.draft` everybody. The nearest place
that has a key in any language of the profile gives it in all of them: nothing is patched with words of another sense.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from babel.messages.pofile import PoFileError

from legation.procedures.definitions import texts
from legation.procedures.definitions.schema import Definition

SHARED, EVERYBODY = "shared", "every"
_OF_FIELDS = frozenset({"field", "choice", "row"})
_OF_FLOWS = frozenset({"state", "next", "verb", "done", "notice", "reminder"})
_BESIDE = frozenset({"help", "lead", "desk"})
_BY_CODE = _OF_FLOWS | {"page", "reason", "exempt", "law", "retention", "rule", "finding", "fee", "document"}


@dataclass(frozen=True)
class Place:
    """Where a wording stands: the catalogue, and the key in it."""

    catalogue: str
    key: str

    def path(self, language: str) -> str:
        """The file, as problems name it."""
        return f"texts/{self.catalogue}.{language}.po"


@dataclass(frozen=True)
class Wordings:
    """The words of one definition in some languages. A catalogue that cannot be read has none."""

    definition: Definition
    languages: Sequence[str]

    def entry(self, place: Place, language: str) -> texts.Entry | None:
        """What stands at a place."""
        return self._tables[place.catalogue][language].get(place.key)

    def own(self, key: str) -> Place:
        """Where the definition's own wording stands."""
        return Place(self.definition.department, f"{self.definition.procedure}.{key}")

    @cached_property
    def places(self) -> dict[str, Place]:
        """Key -> where it is worded, of what the definition needs or may have; what nobody words is not there."""
        keys = [*(key for key, _place in texts.needed(self.definition)), *texts.optional_keys(self.definition)]
        return {key: place for key in keys if (place := self._nearest(key))}

    def said(self) -> texts.Texts:
        """Language -> key (without whose it is) -> wording; fuzzy ones are none."""
        said: texts.Texts = {language: {} for language in self.languages}
        for key, place in self.places.items():
            for language in self.languages:
                entry = self.entry(place, language)
                if entry and entry.text and not entry.fuzzy:
                    said[language][key] = entry.text
        return said

    def _nearest(self, key: str) -> Place | None:
        """The place of a key; what stands beside a wording (help, a short form) stands where that does, or is own."""
        own, main = self.own(key), _main(key)
        if self._has(own):
            return own
        if self._has(self.own(main)):
            return None
        shared = next((place for place in self._shared(main) if self._has(place)), None)
        beside = shared and Place(SHARED, shared.key.removesuffix(main) + key)
        return beside if beside and self._has(beside) else None

    def _has(self, place: Place) -> bool:
        return any(place.key in entries for entries in self._tables[place.catalogue].values())

    def _shared(self, key: str) -> Iterator[Place]:
        """Where procedures share a wording, the nearest first."""
        kind, _dot, rest = key.partition(".")
        if kind in _OF_FIELDS and (fragment := self._fragments.get(rest.partition(".")[0])):
            yield Place(SHARED, f"{fragment}.{key}")
        if kind in _OF_FLOWS and self.definition.flow:
            yield Place(SHARED, f"{self.definition.flow}.{key}")
        if kind in _BY_CODE:
            yield Place(SHARED, f"{EVERYBODY}.{key}")

    @cached_property
    def _fragments(self) -> dict[str, str]:
        """Field code -> the fragment it comes from."""
        return {field.field: page.use for page in self.definition.pages for field in page.fields if page.use}

    @cached_property
    def _tables(self) -> dict[str, dict[str, dict[str, texts.Entry]]]:
        """Catalogue -> language -> key -> entry."""
        names = (self.definition.department, SHARED)
        return {name: {language: _read(name, language) for language in self.languages} for name in names}


def _main(key: str) -> str:
    """The wording beside which another stands: a letter's mail, a field's name; else the key itself."""
    kind, _dot, rest = key.partition(".")
    if kind in ("notice", "reminder"):
        return f"{kind}.{rest.partition('.')[0]}.mail"
    above, _dot, last = key.rpartition(".")
    return above if last in _BESIDE else key


def _read(catalogue: str, language: str) -> dict[str, texts.Entry]:
    try:
        return texts.entries(catalogue, language)
    except PoFileError:
        return {}  # told by the check of words
