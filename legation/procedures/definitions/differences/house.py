"""What changes for the house: the law, how long data is kept, the states of cases, the paper that is issued."""

import re
from collections.abc import Iterator

from legation.procedures.definitions import facts
from legation.procedures.definitions.differences.sides import Pair, Side, listed, more_and_less
from legation.procedures.definitions.parts import CODE
from legation.procedures.definitions.schema import Document


def changes(pair: Pair) -> Iterator[str]:
    """Sentences."""
    old, new = pair.old.definition, pair.new.definition
    if old.version != new.version:
        yield f"It is version {new.version}, before {old.version}; cases that are open keep version {old.version}."
    if old.kinds() != new.kinds():
        said = more_and_less(old.kinds(), new.kinds())
        yield f"It stands elsewhere in the catalogue of procedures ({said})."
    if old.retention.days != new.retention.days:
        yield f"A closed case is kept for {new.retention.days} days, before {old.retention.days}."
    if old.retention.basis != new.retention.basis:
        yield f"Data is kept on the ground of {_ground(pair.new)}, before {_ground(pair.old)}."
    laws = [basis.law for basis in old.legal_basis], [basis.law for basis in new.legal_basis]
    if old.legal_basis != new.legal_basis:
        yield f"It rests on another legal basis ({_or_source(more_and_less(*laws))})."
    for key, languages in pair.reworded("law.", "retention."):
        yield f"The law is named anew: {pair.new.said(key)} ({key} in {', '.join(languages)})."
    yield from _states(pair)
    if old.facts != new.facts:
        yield f"It asks other facts of the departments ({more_and_less(old.facts, new.facts)})."
    if old.fee.purpose != new.fee.purpose:
        yield f"Its income is counted under {new.fee.purpose}, before under {old.fee.purpose}."
    yield from _documents(pair)
    yield from _entries(pair)
    yield from _found_by(pair)
    for name in sorted(pair.old.policy.keys() & pair.new.policy.keys()):
        if facts.source(name) is None and pair.old.policy[name] != pair.new.policy[name]:
            yield f"The paper of '{name}' looks or says different."


def _ground(side: Side) -> str:
    """The law by which data is kept; earlier editions say it in the definition."""
    basis = side.definition.retention.basis
    return side.said(f"retention.{basis}") if re.fullmatch(CODE, basis) else f"“{basis}”"


def _states(pair: Pair) -> Iterator[str]:
    came, gone, both = pair.parts(lambda definition: definition.states, lambda state: state.state)
    for state in came:
        yield f"A case can be {pair.new.said(f'state.{state.state}')} ({state.state})."
    for state in gone:
        yield f"No case becomes {pair.old.said(f'state.{state.state}')} ({state.state}) any more."
    for was, now in both:
        if (was.phase, was.refusal) != (now.phase, now.refusal):
            phases = f"{now.phase}{', a refusal' * now.refusal}, before {was.phase}{', a refusal' * was.refusal}"
            yield f"{pair.new.said(f'state.{now.state}')} is of the phase {phases}."


def _or_source(said: str) -> str:
    return "another source" if said == "in another order" else said


def _found_by(pair: Pair) -> Iterator[str]:
    before = {field.index: field.field for field in pair.old.definition.all_fields() if field.index}
    after = {field.index: field.field for field in pair.new.definition.all_fields() if field.index}
    if before != after:
        yield f"Cases are found by {', '.join(sorted(after.values()))}, before by {', '.join(sorted(before.values()))}."


def _documents(pair: Pair) -> Iterator[str]:
    new, gone, both = pair.parts(lambda definition: definition.documents, lambda document: document.document)
    for each in new:
        yield f"A new document, {pair.new.said(f'document.{each.document}.title')}, says {listed(each.says)}."
    for each in gone:
        yield f"The document {pair.old.said(f'document.{each.document}.title')} is issued no more."
    for was, now in both:
        said = pair.new.said(f"document.{now.document}.title")
        if was.says != now.says:
            yield f"{said} says other answers ({more_and_less(was.says, now.says)})."
        if was.valid_until != now.valid_until:
            yield f"{said} holds {_until(now)}, before {_until(was)}."
        if was.entry != now.entry:
            yield f"{said} is an extract of {_books(now)}, before of {_books(was)}."
        if was.multilingual_when != now.multilingual_when:
            yield f"{said} is in every language of the house {_multilingual(now)}, before {_multilingual(was)}."
        if bool(was.lasting) != bool(now.lasting):
            yield f"{said} {'can be proved for decades' if now.lasting else 'is signed for its own time alone'}."
        if was.template != now.template:
            yield f"{said} is set in the template {now.template}, before in {was.template}."
    for key, languages in pair.reworded("document."):
        yield f"A document is worded anew: {pair.new.said(key)} ({key} in {', '.join(languages)})."


def _books(document: Document) -> str:
    if document.entry is None:
        return "no register"
    which = f"the number in {document.entry.answer}" if document.entry.answer else "the case itself"
    return f"{listed(document.entry.books)} by {which}"


def _multilingual(document: Document) -> str:
    return f"if {document.multilingual_when}" if document.multilingual_when else "never"


def _entries(pair: Pair) -> Iterator[str]:
    new, gone, both = pair.parts(lambda definition: definition.entries or [], lambda entry: entry.book)
    for each in new:
        yield f"An entry in the register '{each.book}' says {listed(each.says)}."
    for each in gone:
        yield f"Nothing is entered in the register '{each.book}' any more."
    for was, now in both:
        if was.says != now.says:
            yield f"The entry in '{now.book}' says other answers ({more_and_less(was.says, now.says)})."
        if was.shows != now.shows:
            said = more_and_less(was.shows or [], now.shows or [])
            yield f"The entry in '{now.book}' shows everybody other answers ({said})."
        if (was.found_by, was.name) != (now.found_by, now.name):
            yield f"The entry in '{now.book}' is found by {listed(now.found_by)}, before by {listed(was.found_by)}."


def _until(document: Document) -> str:
    limits = [each if isinstance(each, str) else f"{each.days_after} days" for each in document.valid_until.earliest]
    return f"until the earliest of {listed(limits)}" if len(limits) > 1 else f"until {limits[0]}"
