"""Letters: a notice names what the engine can fill in, and tells the reasons there are."""

import re
from collections.abc import Iterator

from babel.messages.pofile import PoFileError

from legation.ground.sources import Problem
from legation.procedures.definitions import texts
from legation.procedures.definitions.checks import short
from legation.procedures.definitions.checks.subject import Subject, did_you_mean
from legation.procedures.definitions.schema import Definition

_BRACES = re.compile(r"\{([^{}]*)\}")


def find(subject: Subject) -> Iterator[Problem]:
    """What is wrong with the wording of notices, and with braces in other words."""
    definition, prefix = subject.definition, f"{subject.definition.procedure}."
    gives_reasons = {each.notice for each in definition.transitions if (each.reasons or each.asks) and each.notice}
    lacks_reasons = {each.notice for each in definition.transitions if not (each.reasons or each.asks) and each.notice}
    keys = [*(key for key, _place in texts.needed(definition)), *texts.optional_keys(definition)]
    for language in subject.languages:
        try:
            entries = texts.entries(definition.department, language)
        except PoFileError:
            continue  # told by the words
        path = f"texts/{texts.catalogue_path(definition.department, language).name}"
        for key in keys:
            entry = entries.get(prefix + key)
            if entry is None or not entry.text:
                continue
            notice = key.split(".")[1] if key.startswith("notice.") else None
            told = notice or key.startswith("reminder.")
            if key.endswith(texts.SHORT_PARTS) and told:
                yield from short.find(subject, language, key, entry)
                continue
            for name in _BRACES.findall(entry.text):
                values = _values(definition, key)
                if name not in values:
                    what = f"Nobody fills in {{{name}}} in {prefix}{key}."
                    remedy = did_you_mean(name, values) if values else "Delete the braces."
                    yield Problem(path, entry.line, 1, what, remedy)
            said = "{reasons}" in entry.text
            if key.endswith(".mail") and notice in gives_reasons and not said:
                what = f"The letter {prefix}{key} does not give the reasons."
                yield Problem(path, entry.line, 1, what, "Write {reasons} where they belong.")
            if notice in lacks_reasons and said:
                what = f"The letter {prefix}{key} gives reasons that nobody gave."
                yield Problem(path, entry.line, 1, what, "Delete {reasons}, or add 'reasons: true' to its transition.")


def _values(definition: Definition, key: str) -> frozenset[str]:
    """What is filled in in a wording; a fee has no day, and a document no form to go on with."""
    if key.startswith("notice."):
        return texts.NOTICE_VALUES
    if not key.startswith("reminder."):
        return frozenset()
    of = next((each.of for each in definition.reminders if each.reminder == key.split(".")[1]), "")
    return texts.REMINDER_VALUES - {"fee": {"day"}, "document": {"go_on_url"}}.get(of, set())
