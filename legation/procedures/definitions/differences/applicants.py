"""What changes for those who apply: questions, papers, rules, fees, waiting, letters, languages."""

from collections.abc import Iterator

from legation.ground.languages.api import BY_CODE
from legation.procedures.definitions.differences import asking, decisions, fees, several, signing, visits
from legation.procedures.definitions.differences.sides import Pair, more_and_less
from legation.procedures.definitions.options import BINDING, FILES
from legation.procedures.definitions.schema import Definition, FieldDefinition, Reminder, State


def changes(pair: Pair) -> Iterator[str]:
    """Sentences."""
    yield from _languages(pair)
    yield from _questions(pair)
    yield from several.changes(pair)
    yield from signing.changes(pair)
    yield from _place(pair)
    yield from visits.changes(pair)
    yield from _rules(pair)
    yield from fees.changes(pair)
    yield from _waiting(pair)
    yield from decisions.for_applicants(pair)
    was, now = ([*map(str, side.definition.illustrative or [])] for side in (pair.old, pair.new))
    if was != now:
        yield f"Other things are said to be examples, which each ministry sets itself ({more_and_less(was, now)})."
    yield from _letters(pair)
    yield from _reminders(pair)
    for key, languages in pair.reworded(
        "title", "lead", "who", "time", "synonyms", "page.", "choice.", "row.", "rule.", "next.", "state.", "subjects."
    ):
        yield f"{pair.new.said(key)} is worded anew ({key} in {', '.join(languages)})."


def _place(pair: Pair) -> Iterator[str]:
    before, after = pair.old.definition.opened_at, pair.new.definition.opened_at
    if before != after:
        at = {"centre": "at the centre", "post": "at the post that serves where they live"}
        yield f"They apply {at[after]}, before {at[before]}."


def _languages(pair: Pair) -> Iterator[str]:
    before, after = set(pair.old.words), set(pair.new.words)
    for language in sorted(after - before):
        yield f"It is offered in {BY_CODE[language].name}, too."
    for language in sorted(before - after):
        yield f"It is no longer offered in {BY_CODE[language].name}."


def _fields(definition: Definition) -> list[FieldDefinition]:
    return definition.all_fields()


def _questions(pair: Pair) -> Iterator[str]:
    new, gone, both = pair.parts(_fields, lambda field: field.field)
    pages = {field.field: page.page for page in pair.new.definition.pages for field in page.fields}
    before = {field.field: page.page for page in pair.old.definition.pages for field in page.fields}
    for field in new:
        said, must = pair.new.said(f"field.{field.field}"), "must be" if field.required else "may be"
        page = pair.new.said(f"page.{pages[field.field]}")
        if field.kind in BINDING:
            yield f"A new declaration binds them: {said}."
        elif field.kind in FILES:
            yield f"A new paper {must} handed in, on page {page}: {said}."
        else:
            yield f"A new question on page {page}, which {must} answered: {said} ({field.field})."
        if field.when:
            yield f"{said} is asked only if {field.when}."
    for field in gone:
        yield f"{pair.old.said(f'field.{field.field}')} ({field.field}) is no longer asked."
    for was, is_now in both:
        yield from _question(pair, was, is_now)
    for name in (each for each in pages if before.get(each, pages[each]) != pages[each]):
        yield f"{pair.new.said(f'field.{name}')} is asked on page {pair.new.said(f'page.{pages[name]}')} now."
    yield from _pages(pair)
    for key, languages in pair.reworded("field."):
        what = "A declaration they make" if _declares(pair, key) else "A question"
        yield f"{what} is worded anew: {pair.new.said(key)} ({key} in {', '.join(languages)})."


def _pages(pair: Pair) -> Iterator[str]:
    new, _gone, both = pair.parts(lambda definition: definition.pages, lambda page: page.page)
    for page in (each for each in new if each.when):
        yield f"Page {pair.new.said(f'page.{page.page}')} is shown {_only_if(page.when)}."
    for was, now in both:
        if was.when != now.when:
            said = pair.new.said(f"page.{now.page}")
            yield f"Page {said} is shown {_only_if(now.when)} instead of {_only_if(was.when)}."


def _declares(pair: Pair, key: str) -> bool:
    return key.split(".")[1] in {field.field for field in pair.new.definition.all_fields() if field.kind in BINDING}


def _question(pair: Pair, was: FieldDefinition, now: FieldDefinition) -> Iterator[str]:
    said = pair.new.said(f"field.{now.field}")
    if was.required != now.required:
        yield f"{said} must be answered now." if now.required else f"{said} may be left empty now."
    if was.kind != now.kind:
        yield f"{said} is answered with a {now.kind} instead of a {was.kind}."
    if was.choices != now.choices:
        yield f"{said} offers other choices ({more_and_less(was.choices, now.choices)})."
    if was.longest != now.longest:
        yield f"{said} may have {now.longest} characters instead of {was.longest}."
    if was.when != now.when:
        yield f"{said} is asked {_only_if(now.when)} instead of {_only_if(was.when)}."
    if was.fixed != now.fixed:
        how = "can no longer be changed" if now.fixed else "can be changed"
        yield f"{said} {how} after the first screen."
    if was.secret != now.secret:
        yield f"{said} {'is no longer' if now.secret else 'is'} kept on the device while it is typed."
    if was.past != now.past:
        yield f"{said} {'must lie in the past now' if now.past else 'may lie in the future now'}."
    yield from asking.changes(pair, was, now)


def _only_if(condition: str | None) -> str:
    return f"only if {condition}" if condition else "of everybody"


def _rules(pair: Pair) -> Iterator[str]:
    new, gone, both = pair.parts(lambda definition: definition.rules, lambda rule: rule.rule)
    for rule in new:
        yield f"A new rule: {pair.new.said(f'rule.{rule.rule}')} It holds if {rule.holds}."
    for rule in gone:
        yield f"A rule is dropped: {pair.old.said(f'rule.{rule.rule}')}"
    for was, now in both:
        if was.holds != now.holds:
            yield f"The rule {pair.new.said(f'rule.{now.rule}')} holds if {now.holds}, before if {was.holds}."
        else:
            yield f"The rule {pair.new.said(f'rule.{now.rule}')} is shown at {now.at}, before at {was.at}."
    was_offered, is_offered = pair.old.definition.offered_when, pair.new.definition.offered_when
    if was_offered != is_offered:
        yield f"It is offered {_only_to(is_offered)}, before {_only_to(was_offered)}."


def _only_to(condition: str | None) -> str:
    return f"if {condition}" if condition else "to everybody"


def _waiting(pair: Pair) -> Iterator[str]:
    _new, _gone, both = pair.parts(lambda definition: definition.states, lambda state: state.state)
    for was, now in both:
        if _term(was) != _term(now):
            yield f"{pair.new.said(f'state.{now.state}')} lasts at most {_term(now)}, before {_term(was)}."
    days = pair.old.definition.draft_days, pair.new.definition.draft_days
    if days[0] != days[1]:
        yield f"A draft is kept for {days[1]} days, before {days[0]}."


def _term(state: State) -> str:
    if state.deadline_working_days:
        return f"{state.deadline_working_days} working days"
    return f"{state.deadline_hours} hours" if state.deadline_hours else "without limit"


def _letters(pair: Pair) -> Iterator[str]:
    before = {each.verb: each.notice for each in pair.old.definition.transitions}
    for each in pair.new.definition.transitions:
        was = before.get(each.verb, each.notice)
        if each.verb not in before and each.notice:
            yield f"They get a letter at {pair.new.said(f'done.{each.verb}')}."
        elif was and not each.notice:
            yield f"They no longer get a letter at {pair.new.said(f'done.{each.verb}')}."
        elif was != each.notice:
            yield f"They get another letter at {pair.new.said(f'done.{each.verb}')}."
        elif each.notice:
            yield from _short(pair, each.verb, each.notice)
    for key, languages in pair.reworded("notice."):
        yield f"A letter is worded anew ({key} in {', '.join(languages)})."


def _reminders(pair: Pair) -> Iterator[str]:
    new, gone, both = pair.parts(lambda definition: definition.reminders, lambda reminder: reminder.reminder)
    for each in new:
        yield f"They are reminded {_when(each)}: {pair.new.said(f'reminder.{each.reminder}.subject')}."
    for each in gone:
        yield f"They are no longer reminded {_when(each)}: {pair.old.said(f'reminder.{each.reminder}.subject')}."
    for was, now in both:
        yield f"{pair.new.said(f'reminder.{now.reminder}.subject')} comes {_when(now)}, before {_when(was)}."
    for key, languages in pair.reworded("reminder."):
        yield f"A reminder is worded anew ({key} in {', '.join(languages)})."


def _when(reminder: Reminder) -> str:
    days = f"{reminder.days} day{'s' * (reminder.days != 1)}"
    if reminder.of == "fee":
        return f"{days} after handing in, while the fee is open"
    ends = {"draft": "a draft is deleted", "document": "the document ends"}
    return f"{days} before {ends.get(reminder.of, f'the deadline of {reminder.state}')}"


_SHORT = {"sms": "by SMS", "push": "on their screen"}


def _short(pair: Pair, verb: str, notice: str) -> Iterator[str]:
    for part, how in _SHORT.items():
        was, now = (
            any(f"notice.{notice}.{part}" in words for words in side.words.values()) for side in (pair.old, pair.new)
        )
        if was != now:
            said = pair.new.said(f"done.{verb}")
            yield f"They can be told {how}, too, at {said}." if now else f"They are no longer told {how} at {said}."
