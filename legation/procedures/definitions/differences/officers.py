"""What changes for those who decide: who may do what, what they are shown, which reasons they may give."""

from collections.abc import Iterator

from legation.procedures.definitions.differences import decisions
from legation.procedures.definitions.differences.sides import Pair, listed, more_and_less
from legation.procedures.definitions.schema import Transition


def changes(pair: Pair) -> Iterator[str]:
    """Sentences."""
    yield from _verbs(pair)
    new, gone, both = pair.parts(lambda definition: definition.findings, lambda finding: finding.finding)
    for finding in new:
        yield f"They are shown a new finding: {pair.new.said(f'finding.{finding.finding}')} It is if {finding.when}."
    for finding in gone:
        yield f"They are no longer shown {pair.old.said(f'finding.{finding.finding}')}"
    for was, now in both:
        yield f"{pair.new.said(f'finding.{now.finding}')} is shown if {now.when}, before if {was.when}."
    old, desk = pair.old.definition.desk, pair.new.definition.desk
    if old.role != desk.role:
        yield f"Its cases are worked on by the role {desk.role}, before by {old.role}."
    if (apart := pair.new.definition.apart) != pair.old.definition.apart:
        yield f"Its cases are {'kept apart from' if apart else 'shown among'} a person's others at the counter."
    if old.lists != desk.lists:
        yield f"The desk has other lists ({more_and_less(old.lists, desk.lists)})."
    if old.line != desk.line:
        yield f"The queue tells other answers ({more_and_less(old.line, desk.line)})."
    yield from decisions.for_officers(pair)
    reasons = pair.old.definition.refusal_reasons, pair.new.definition.refusal_reasons
    if reasons[0] != reasons[1]:
        yield f"They may give other reasons ({more_and_less(*reasons)})."
    revoking = pair.old.definition.revocation_reasons or [], pair.new.definition.revocation_reasons or []
    if revoking[0] != revoking[1]:
        yield f"They may give other reasons for revoking alone ({more_and_less(*revoking)})."
    for key, languages in pair.reworded("reason.", "finding.", "verb.", "done."):
        yield f"{pair.new.said(key)} is worded anew ({key} in {', '.join(languages)})."


def _verbs(pair: Pair) -> Iterator[str]:
    new, gone, both = pair.parts(lambda definition: definition.transitions, lambda transition: transition.verb)
    for each in new:
        way = f"from {listed(each.from_)} to {each.to}"
        condition = f" if {each.when}" if each.when else ""
        yield f"{listed(each.by)} may {pair.new.said(f'verb.{each.verb}')}, {way}{condition}."
    for each in gone:
        yield f"Nobody may {pair.old.said(f'verb.{each.verb}')} any more."
    for was, now in both:
        yield from _verb(pair.new.said(f"verb.{now.verb}"), was, now)
    if _rules(pair.old.definition.transitions) != _rules(pair.new.definition.transitions):
        yield f"Rules are tried in this order: {listed(_rules(pair.new.definition.transitions))}."


def _rules(transitions: list[Transition]) -> list[str]:
    return [each.verb for each in transitions if each.by == ["rule"]]


def _verb(said: str, was: Transition, now: Transition) -> Iterator[str]:
    if set(was.by) != set(now.by):
        yield f"{said} may be done by {listed(now.by)}, before by {listed(was.by)}."
    if (set(was.from_), was.to) != (set(now.from_), now.to):
        yield f"{said} leads from {listed(now.from_)} to {now.to}, before from {listed(was.from_)} to {was.to}."
    if was.when != now.when:
        yield f"{said} is possible {_if(now.when)}, before {_if(was.when)}."
    if was.reasons != now.reasons:
        yield f"{said} {'needs reasons now' if now.reasons else 'needs no reasons any more'}."
    if was.issued() != now.issued():
        yield f"{said} issues {_issued(now)}, before {_issued(was)}."
    if was.revokes != now.revokes:
        yield f"{said} {'revokes what was issued now' if now.revokes else 'no longer revokes what was issued'}."
    if was.corrects != now.corrects:
        yield f"{said} sets other answers right ({more_and_less(was.corrects, now.corrects)})."
    if was.key != now.key:
        yield f"{said} has the key {now.key or 'none'}, before {was.key or 'none'}."


def _if(condition: str | None) -> str:
    return f"if {condition}" if condition else "always"


def _issued(transition: Transition) -> str:
    return listed(transition.issued()) if transition.issues else "nothing"
