"""What changes in the fee: amounts, lines, what is counted, who is exempt."""

from collections.abc import Iterator

from legation.ground.languages.api import format_money
from legation.procedures.definitions.differences.sides import Pair, listed
from legation.procedures.definitions.schema import Exemption, Fee, FeeLine


def changes(pair: Pair) -> Iterator[str]:
    """Sentences."""
    was, now = pair.old.definition.fee, pair.new.definition.fee
    if (was.amount, was.currency) != (now.amount, now.currency):
        yield f"It costs {_money(now)}, before {_money(was)}."
    new, gone, both = pair.parts(lambda definition: definition.fee.lines or [], lambda line: line.line)
    for line in new:
        yield f"They pay {_line(line, now)} for {pair.new.said(f'fee.{line.line}')}."
    for line in gone:
        yield f"They no longer pay for {pair.old.said(f'fee.{line.line}')}."
    for before, line in both:
        said = pair.new.said(f"fee.{line.line}")
        yield f"They pay {_line(line, now)} for {said}, before {_line(before, was)}."
    yield from _order(was, now)
    yield from _exemptions(pair)
    for key, languages in pair.reworded("fee.", "exempt."):
        yield f"{pair.new.said(key)} is worded anew ({key} in {', '.join(languages)})."


def _order(was: Fee, now: Fee) -> Iterator[str]:
    before, after = [line.line for line in was.lines or ()], [line.line for line in now.lines or ()]
    if before != after and sorted(before) == sorted(after):
        yield f"The lines of the fee stand in another order: {listed(after)}."
    first = [each.exempt for each in was.exempt or ()], [each.exempt for each in now.exempt or ()]
    if first[0] != first[1] and sorted(first[0]) == sorted(first[1]):
        yield f"Exemptions are tried in this order: {listed(first[1])}."


def _exemptions(pair: Pair) -> Iterator[str]:
    new, gone, both = pair.parts(lambda definition: definition.fee.exempt or [], lambda each: each.exempt)
    for each in new:
        yield f"{pair.new.said(f'exempt.{each.exempt}')}: {_exempt(each)}."
    for each in gone:
        yield f"{pair.old.said(f'exempt.{each.exempt}')} is no reason to pay less any more."
    for was, each in both:
        yield f"{pair.new.said(f'exempt.{each.exempt}')}: {_exempt(each)}, before {_exempt(was)}."


def _exempt(each: Exemption) -> str:
    return f"they do not pay {listed(each.lines) if each.lines else 'anything'} if {each.when}"


def _line(line: FeeLine, fee: Fee) -> str:
    per, when = f" for each of {line.per}" if line.per else "", f" if {line.when}" if line.when else ""
    return f"{_sum(line.amount, fee.currency)}{per}{when}"


def _money(fee: Fee) -> str:
    if fee.lines:
        return "the sum of its lines"
    return "nothing" if not fee.amount else _sum(fee.amount, fee.currency)


def _sum(amount: int | str, currency: str) -> str:
    if isinstance(amount, int) and "." not in currency:
        return format_money(amount, currency, "en")
    return f"what {amount} says in {currency}"
