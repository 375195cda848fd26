"""What changes in how cases are decided, contested, corrected and withdrawn."""

from collections.abc import Iterator

from legation.procedures.definitions.differences.sides import Pair, listed, more_and_less
from legation.procedures.definitions.schema import Before, Transition


def for_officers(pair: Pair) -> Iterator[str]:
    """Sentences for those who decide."""
    for said, was, now in _verbs(pair):
        if was.four_eyes != now.four_eyes:
            yield f"{said} {'needs a second officer' if now.four_eyes else 'needs no second officer any more'}."
        if was.asks != now.asks:
            yield f"{said} asks for other answers ({more_and_less(was.asks, now.asks)})."
        if was.hands_to != now.hands_to:
            yield f"{said} {_hands(now)}, before {_hands(was)}."
        if was.registers != now.registers:
            yield f"{said} {_enters(now)}, before it {_enters(was)}."
        if was.annotates != now.annotates:
            yield f"{said} {_notes(now)}, before it {_notes(was)}."
        if bool(was.together) != bool(now.together):
            yield f"{said} {'can be done with many cases at once' if now.together else 'is done case by case'}."
    old, new = pair.old.definition, pair.new.definition
    if old.appeal_grounds != new.appeal_grounds:
        yield f"Appeals are granted on other grounds ({more_and_less(old.appeal_grounds, new.appeal_grounds)})."
    before, after = ({each.role: each.lists for each in desk.also} for desk in (old.desk, new.desk))
    for role in after:
        if before.get(role) != after[role]:
            yield f"The role {role} has the lists {listed(after[role])} at the desk."
    for role in before.keys() - after.keys():
        yield f"The role {role} has no lists at the desk any more."


def for_applicants(pair: Pair) -> Iterator[str]:
    """Sentences for those who apply."""
    for said, was, now in _verbs(pair):
        if was.within_days != now.within_days:
            yield f"{said} is possible {_term(now)}, before {_term(was)}."
        if was.refund != now.refund:
            yield f"At {said} {_refund(now)}, before {_refund(was)}."
        if was.appeals != now.appeals:
            yield f"{said} {'contests a refusal now' if now.appeals else 'contests no refusal any more'}."
        if was.resubmits != now.resubmits:
            yield f"{said} {'answers what was asked' if now.resubmits else 'no longer answers what was asked'}."
        if was.expires != now.expires:
            yield f"{said} {'comes when the deadline is over' if now.expires else 'no longer waits for a deadline'}."


def _verbs(pair: Pair) -> Iterator[tuple[str, Transition, Transition]]:
    _new, _gone, both = pair.parts(lambda definition: definition.transitions, lambda transition: transition.verb)
    for was, now in both:
        yield pair.new.said(f"verb.{now.verb}"), was, now


def _term(transition: Transition) -> str:
    return f"for {transition.within_days} days" if transition.within_days else "without a term"


def _hands(transition: Transition) -> str:
    return f"hands the case to the {transition.hands_to}" if transition.hands_to else "hands nothing over"


def _enters(transition: Transition) -> str:
    return f"makes an entry in the register '{transition.registers}'" if transition.registers else "makes no entry"


def _notes(transition: Transition) -> str:
    note = transition.annotates
    if note is None:
        return "writes in no margin"
    books = listed(note.books)
    return f"writes {listed(note.says)} in the margin of the entry in {books} that {note.answer} names"


def _refund(transition: Transition) -> str:
    if isinstance(transition.refund, Before):
        return f"the fee is paid back until the case is {transition.refund.before}"
    return "the fee is paid back" if transition.refund == "full" else "nothing is paid back"
