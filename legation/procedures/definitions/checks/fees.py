"""The fee: an amount or lines, in one currency; what is counted, and who is exempt from what."""

from collections.abc import Iterator

from legation.ground.currencies import is_currency
from legation.ground.sources import Location, Problem
from legation.procedures.definitions import facts
from legation.procedures.definitions.checks.conditions import condition, scope, without_findings
from legation.procedures.definitions.checks.subject import Subject, did_you_mean
from legation.procedures.definitions.schema import Fee


def find(subject: Subject) -> Iterator[Problem]:
    """What is wrong with the fee."""
    fee = subject.definition.fee
    if fee.lines is None and fee.amount is None:
        yield subject.at(("fee",), "The fee has neither an amount nor lines.", "Add 'amount' (0 is free) or 'lines'.")
    if fee.lines is not None and fee.amount is not None:
        what = "The fee is an amount and lines at once."
        yield subject.at(("fee", "amount"), what, "Keep one; an amount for everybody is a line without 'when'.")
    if fee.exempt and not fee.lines:
        what = "There are exemptions, but no lines that one could be exempt from."
        yield subject.at(("fee", "exempt"), what, "Write the amount as a line.")
    if not subject.lacks_facts:
        yield from _amounts(subject, fee)
    yield from _lines(subject, fee)
    yield from _exemptions(subject, fee)


def _amounts(subject: Subject, fee: Fee) -> Iterator[Problem]:
    known: dict[str, str] = {}
    for name in subject.definition.facts:
        if found := facts.source(name):
            known |= {f"{facts.group(name)}.{fact}": kind for fact, kind in found.gives.items()}
    if fee.amount is not None:
        yield from _amount(subject, ("fee", "amount"), fee.amount, known)
    for number, line in enumerate(fee.lines or ()):
        yield from _amount(subject, ("fee", "lines", number, "amount"), line.amount, known)
        if line.amount == 0:
            what = f"The line '{line.line}' costs nothing."
            yield subject.at(("fee", "lines", number, "amount"), what, "Write its amount, or delete it.")
    if not is_currency(fee.currency) and known.get(fee.currency) != "string":
        what = f"'{fee.currency}' is neither a currency nor a fact that is a word."
        yield subject.at(("fee", "currency"), what, "Write the three letters of ISO 4217, such as EUR, or a fact.")


def _amount(subject: Subject, place: Location, amount: int | str, known: dict[str, str]) -> Iterator[Problem]:
    if isinstance(amount, int):
        if amount < 0:
            yield subject.at(place, "The fee is below zero.", "Write 0 for a service without a fee.")
    elif known.get(amount) != "int":
        fits = [name for name, kind in known.items() if kind == "int"]
        what = f"'{amount}' is neither an amount nor a fact that is a whole number."
        remedy = "Write the amount in the smallest unit (2000 for 20.00 EUR)."
        yield subject.at(place, what, f"{remedy} {did_you_mean(amount, fits)}" if fits else remedy)


def _lines(subject: Subject, fee: Fee) -> Iterator[Problem]:
    names = without_findings(scope(subject.definition))
    seen: set[str] = set()
    for number, line in enumerate(fee.lines or ()):
        place = ("fee", "lines", number)
        if line.line in seen:
            yield subject.at((*place, "line"), f"There is another line '{line.line}'.", "Rename one of them.")
        seen.add(line.line)
        if line.when:
            yield from condition(subject, (*place, "when"), line.when, names)
        if line.per:
            yield from condition(subject, (*place, "per"), line.per, names, gives="int")


def _exemptions(subject: Subject, fee: Fee) -> Iterator[Problem]:
    names, lines = without_findings(scope(subject.definition)), [line.line for line in fee.lines or ()]
    codes = [each.exempt for each in fee.exempt or ()]
    for number, each in enumerate(fee.exempt or ()):
        place = ("fee", "exempt", number)
        if codes.index(each.exempt) != number:
            yield subject.at((*place, "exempt"), f"There is another exemption '{each.exempt}'.", "Rename one of them.")
        yield from condition(subject, (*place, "when"), each.when, names)
        yield from subject.twice((*place, "lines"), "Line", each.lines or ())
        for index, name in enumerate(each.lines or ()):
            if name not in lines:
                yield subject.unknown((*place, "lines", index), f"The fee has no line '{name}'.", name, lines)
