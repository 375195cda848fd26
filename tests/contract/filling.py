"""Answers made from a definition alone: written at random, and repaired at what a rule names until every rule holds.

A walk for satisfying assignments (Selman, Kautz, Cohen: WalkSAT, 1994) over the fields of a form. The same definition,
goals and seed give the same answers.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from legation.procedures.answers import all_facts, is_asked
from legation.procedures.bundles import Opened
from legation.procedures.definitions import facts
from legation.procedures.definitions.expression_types import names_in
from legation.procedures.definitions.expressions import Expression, ExpressionError, ready
from legation.procedures.definitions.schema import FieldDefinition, Rule
from legation.procedures.fees import price_of
from legation.procedures.kinds import FILE_KINDS, parse
from tests.contract.samples import Raw, candidates, hints

MOST_STEPS, MOST_ASKED = 40, 12000
"""Repairs before a new beginning, and answers judged before a search is given up (some seconds)."""
USUALLY = 0.7
COSTS, IS_FREE = FEES = ("it costs something", "it is free")
"""Goals beside conditions: of the fee."""
_FILE = {"file": "0" * 64, "size": 1}


class Unfillable(AssertionError):
    """Nothing that could be written satisfies what was asked for."""


@dataclass
class Filled:
    """What somebody writes, by field: `raw` as a form sends it; a field that stays empty is absent."""

    opened: Opened
    raw: dict[str, Raw] = field(default_factory=dict)

    def known(self) -> Raw:
        """What the first screen has learned."""
        return self._sent(name for name in self.opened.definition.starts_with)

    def page(self, page: str) -> Raw:
        """What is sent from one page of the form."""
        found = next(each for each in self.opened.definition.pages if each.page == page)
        return self._sent(each.field for each in found.fields if not each.fixed)

    def declared(self) -> Raw:
        """What is confirmed under the summary."""
        return {each.field: "yes" for each in self.opened.definition.declarations()}

    def files(self, page: str) -> list[FieldDefinition]:
        """The pictures of a page."""
        found = next(each for each in self.opened.definition.pages if each.page == page)
        return [each for each in found.fields if each.kind in FILE_KINDS]

    def _sent(self, names: Any) -> Raw:
        return {name: value for each in names for name, value in self.raw.get(each, {}).items()}


@dataclass
class Search:
    """A search for answers under which the procedure is offered, some rules hold, and the goals as well."""

    opened: Opened
    at: datetime
    seed: int
    wanted: tuple[str, ...]
    rules: list[Rule]
    asked: int = 0

    def __post_init__(self) -> None:
        self.rng = random.Random(f"{self.opened.definition.procedure}:{self.seed}:{self.wanted}")
        offered = self.opened.definition.offered_when
        kept = [f"!has(answers.{rule.at}) || ({rule.holds})" for rule in self.rules]
        contact, own = self.opened.definition.contact, self.opened.definition.signatures or ()
        kept += [f"!has(answers.{each.email}) || answers.{each.email} != answers.{contact}" for each in own]
        wanted = [*([offered] if offered else []), *kept, *(each for each in self.wanted if each not in FEES)]
        self.conditions = {text: Expression(text) for text in wanted}

    def run(self) -> Filled:
        """The first answers found.

        Raises:
            Unfillable: none were, or what is wanted depends on nothing that is written.
        """
        while True:
            filled = self._first()
            for _step in range(MOST_STEPS):
                broken = self._broken(filled)
                if not broken:
                    return filled
                if self.asked > MOST_ASKED or not all(map(self._writable, broken)):
                    raise Unfillable(f"{self.opened.definition.procedure}: nothing satisfies {broken}")
                self._repair(filled, self.rng.choice(broken))

    def _first(self) -> Filled:
        """A beginning: mostly what is usual, which an author writes first, and nothing where nothing is needed."""
        filled = Filled(self.opened)
        for each in self.opened.fields.values():
            choices = self._choices(filled, each)
            if self.rng.random() < USUALLY:
                choices.sort(key=lambda raw: raw is not None if not each.required else _place(each, raw))
            self._write(filled, each, choices[:1])
        return filled

    def _write(self, filled: Filled, each: FieldDefinition, choices: list[Raw | None]) -> None:
        filled.raw.pop(each.field, None)
        if choices and choices[0] is not None:
            filled.raw[each.field] = choices[0]

    def _choices(self, filled: Filled, each: FieldDefinition) -> list[Raw | None]:
        """What may be written into a field, in some order; None leaves it empty."""
        if each.kind in FILE_KINDS:
            return []
        dates = self._dates(filled, each.field)
        found: list[Raw | None] = [*candidates(each, self._hints[each.field], self.rng, self.at.date(), dates)]
        assert found, f"nothing can be written into {each.field} ({each.kind})"
        if not each.required:
            found.insert(self.rng.randint(0, 1), None)
        return found if each.kind == "country" else found[:40]

    def _dates(self, filled: Filled, but: str) -> Iterator[date]:
        for name, raw in filled.raw.items():
            if self.opened.fields[name].kind == "date" and name != but:
                yield date.fromisoformat(parse(self.opened.fields[name], raw, today=self.at.date()))

    def _broken(self, filled: Filled) -> list[str]:
        self.asked += 1
        known = all_facts(self.opened, answers_of(filled, at=self.at), at=self.at)
        facts = ready(known)
        broken = [text for text, condition in self.conditions.items() if not self._holds(condition, facts)]
        return broken + [each for each in self.wanted if each in FEES and not self._costs(each, known)]

    def _costs(self, wanted: str, known: Mapping[str, Any]) -> bool:
        try:
            return (price_of(self.opened, known).amount > 0) == (wanted == COSTS)
        except KeyError:
            return False

    def _holds(self, condition: Expression, known: Any) -> bool:
        try:
            return bool(condition.run(known))
        except ExpressionError:
            return condition.text not in self.wanted  # as the engine has it: a rule that lacks a fact is not broken

    def _repair(self, filled: Filled, text: str) -> None:
        """Write something else into one of the fields that a broken condition depends on: what breaks least."""
        each = self.opened.fields[self.rng.choice(self._writable(text))]
        choices = self._choices(filled, each)
        if self.rng.random() < 0.1:
            self._write(filled, each, choices[:1])
            return
        now, before = len(self._broken(filled)), filled.raw.get(each.field)
        best = (now, before) if self.rng.random() < USUALLY else (len(self.conditions) + 1, before)
        for choice in choices:
            self._write(filled, each, [choice])
            broken = len(self._broken(filled))
            if broken < best[0]:
                best = broken, choice
            if broken < now:
                break
        self._write(filled, each, [best[1]])

    def _writable(self, text: str) -> list[str]:
        """The fields that can be written otherwise to mend a condition."""
        return [name for name in blamed(self.opened, text) if self.opened.fields[name].kind not in FILE_KINDS]

    @cached_property
    def _hints(self) -> dict[str, Any]:
        texts = {*self.opened.conditions, *self.wanted}
        return {
            name: hints(sorted(text for text in texts if f"answers.{name}" in names_in(text)))
            for name in self.opened.fields
        }  # fmt: skip


def _place(each: FieldDefinition, raw: Raw | None) -> int:
    """Where a choice stands in its definition; everything else is as good as anything."""
    value = (raw or {}).get(each.field)
    return each.choices.index(value) if value in each.choices else 0


_found: dict[tuple[Any, ...], Filled | str] = {}


def fill(opened: Opened, *goals: str, at: datetime, seed: int = 0) -> Filled:
    """What somebody writes so that they may hand in and every goal (a condition) holds; searched for once a day.

    Raises:
        Unfillable: nothing does.
    """
    key = opened.digest, goals, at.date(), seed
    if key not in _found:
        try:
            _found[key] = Search(opened, at, seed, goals, opened.definition.rules).run()
        except Unfillable as error:
            _found[key] = str(error)
    found = _found[key]
    if isinstance(found, str):
        raise Unfillable(found)
    return found


def breaking(opened: Opened, rule: Rule, *, at: datetime) -> Filled:
    """What somebody writes so that this rule is broken, and none that stands before it at the same field.

    Raises:
        Unfillable: nothing does.
    """
    rules = opened.definition.rules
    before = [each for each in rules[: rules.index(rule)] if each.at == rule.at]
    return Search(opened, at, 0, (f"!({rule.holds})", f"has(answers.{rule.at})"), before).run()


def answers_of(filled: Filled, *, at: datetime) -> dict[str, Any]:
    """The answers that a form keeps of what was written, in the order it is asked."""
    answers: dict[str, Any] = {}
    fields = filled.opened.fields
    first = [*filled.opened.definition.starts_with, *fields]
    for name in dict.fromkeys(first):
        if not is_asked(filled.opened, name, answers, at=at):
            continue
        if fields[name].kind in FILE_KINDS:
            answers[name] = dict(_FILE)
        elif name in filled.raw:
            answers[name] = parse(fields[name], filled.raw[name], today=at.date())
    return answers


def blamed(opened: Opened, text: str, seen: frozenset[str] = frozenset()) -> list[str]:
    """The fields that a condition's answer may depend on, through facts, findings and the fields' own conditions."""
    found: dict[str, None] = {}
    fee = opened.definition.fee
    priced = [str(fee.amount), *(str(line.amount) for line in fee.lines or ()), *fee.expressions()]
    for name in [each for one in (priced if text in FEES else [text]) for each in names_in(one)]:
        group, _dot, leaf = name.partition(".")
        if group == "answers":
            found[leaf.partition(".")[0]] = None
        elif group == "findings":
            for finding in opened.definition.findings:
                found |= dict.fromkeys(blamed(opened, finding.when, seen | {text}))
        else:
            for source in (facts.source(each) for each in opened.definition.facts if facts.group(each) == group):
                found |= dict.fromkeys(source.needs if source else ())
    for name in [each for each in found if each in opened.fields]:
        for when in opened.asked_if[name]:
            if when not in seen:
                found |= dict.fromkeys(blamed(opened, when, seen | {when}))
    return [name for name in found if name in opened.fields]
