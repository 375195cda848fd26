"""Builds from a policy file what the decision looks up: once at load, never while answering.

Nationalities that stand in the same rules form one class (some thirty instead of 275), so the table of
(class, purpose, document) stays small and the check can walk all of it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from legation.ground.states.codes import canonical_nationality, nationality_codes

from .codes import DOCUMENTS, PURPOSES
from .compiled import CompiledFee, CompiledRule, compile_fees, compile_rules
from .errors import UnknownNationality
from .pricing import FeeRows, Priced, fee_rows, price
from .schema import PolicyFile


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """The rules for one class of nationalities, one purpose and one document, in order of precedence.

    Args:
        plain: Rules that ask for no permit.
        with_permit: Rules that ask for one.
        changes: Days on which a plain rule begins, or has ended the day before; sorted.
    """

    plain: tuple[CompiledRule, ...]
    with_permit: tuple[CompiledRule, ...]
    changes: tuple[date, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """A policy ready to answer. Build it with `build_policy` or `load_policy`; it is never changed.

    Args:
        file: The file as written.
        start: First day the policy answers for.
        end: Last day, `date.max` if open.
        rules: Every rule, in order of the file.
        fees: Every fee, in order of the file.
        class_of: Nationality -> number of its class.
        members: The nationalities of each class, sorted.
        cells: (class, purpose, document) -> rules.
        fee_rows: (nationality, entries) -> fees, those for named nationalities first.
        priced: (rule, nationality) -> e-visa routes with their fees, by day of application.
    """

    file: PolicyFile
    start: date
    end: date
    rules: tuple[CompiledRule, ...]
    fees: tuple[CompiledFee, ...]
    class_of: Mapping[str, int]
    members: tuple[tuple[str, ...], ...]
    cells: Mapping[tuple[int, str, str], Cell]
    fee_rows: FeeRows
    priced: Mapping[tuple[str, str], tuple[Priced, ...]]

    def canonical(self, nationality: str) -> str:
        """The code this policy knows a nationality by.

        Raises:
            UnknownNationality: Nobody uses this code.
        """
        if nationality in self.class_of:
            return nationality
        code = canonical_nationality(nationality)
        if code is None:
            raise UnknownNationality(nationality)
        return code

    def permit_issuers(self) -> tuple[str, ...]:
        """Issuers whose visas or permits open a rule: areas first; states of an area are left out.

        For the form, which asks only about permits that can matter.
        """
        issuers = {issuer for rule in self.rules for issuer in rule.issuers}
        areas = sorted(issuers & set(self.file.areas))
        inside = {state for area in areas for state in self.file.areas[area]}
        return (*areas, *sorted(issuers - set(areas) - inside))


def build_policy(file: PolicyFile) -> Policy:
    """Builds the index of a policy.

    Args:
        file: A policy whose names are known; `load_policy` checks that and more.

    Returns:
        The policy, ready for `decide`.
    """
    rules = compile_rules(file)
    fees = compile_fees(file)
    rows = fee_rows(fees)
    class_of, members = _classes(rules)
    return Policy(
        file=file,
        start=file.from_,
        end=file.until or date.max,
        rules=rules,
        fees=fees,
        class_of=class_of,
        members=members,
        cells=_cells(rules, members),
        fee_rows=rows,
        priced=price(rules, rows),
    )


def _classes(rules: tuple[CompiledRule, ...]) -> tuple[dict[str, int], tuple[tuple[str, ...], ...]]:
    alike: defaultdict[tuple[int, ...], list[str]] = defaultdict(list)
    for code in sorted(nationality_codes()):
        alike[tuple(place for place, rule in enumerate(rules) if code in rule.nationalities)].append(code)
    members = tuple(tuple(codes) for codes in alike.values())
    return {code: number for number, codes in enumerate(members) for code in codes}, members


def _cells(rules: tuple[CompiledRule, ...], members: tuple[tuple[str, ...], ...]) -> dict[tuple[int, str, str], Cell]:
    cells: dict[tuple[int, str, str], Cell] = {}
    for number, codes in enumerate(members):
        mine = [rule for rule in rules if codes[0] in rule.nationalities]
        for purpose, document in product(PURPOSES, DOCUMENTS):
            found = [rule for rule in mine if purpose in rule.purposes and document in rule.documents]
            cells[number, purpose, document] = _cell(found)
    return cells


def _cell(found: list[CompiledRule]) -> Cell:
    plain = tuple(rule for rule in found if rule.permits is None)
    with_permit = tuple(rule for rule in found if rule.permits is not None)
    return Cell(plain, with_permit, changes(plain))


def changes(rules: Sequence[CompiledRule]) -> tuple[date, ...]:
    """The days on which one of these rules begins, or has ended the day before; sorted."""
    begins = {rule.start for rule in rules}
    ended = {rule.end + timedelta(days=1) for rule in rules if rule.end != date.max}
    return tuple(sorted(begins | ended))
