"""Short wordings of notices: they fit, tell no stranger anything, and lead nowhere."""

import re
from collections.abc import Callable, Iterator

from legation.ground.sources import Problem
from legation.messaging import lengths, reviews
from legation.procedures.definitions import texts
from legation.procedures.definitions.checks.subject import Subject
from legation.procedures.definitions.checks.words import of_other_versions
from legation.procedures.definitions.wordings import SHARED, Place

MOST_PARTS = 2
MOST_ON_A_SCREEN = 120
_LONGEST = {"reference": "UTO-0000-0000-00", "day": "30 September 2026 y"}
_BRACES = re.compile(r"\{([^{}]*)\}")
_LEADS = re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|org|net|gov|int|info)\b", re.IGNORECASE)


def find(subject: Subject, place: Place, language: str, key: str) -> Iterator[Problem]:
    """What is wrong with one `.sms` or `.push`."""
    entry = subject.wordings.entry(place, language)
    if entry is None:
        return
    path, called, text = place.path(language), place.key, entry.text

    def problem(what: str, remedy: str) -> Problem:
        return Problem(path, entry.line, 1, what, remedy)

    for name in _BRACES.findall(text):
        # the day of a reminder tells no more than that something ends
        if name not in texts.SHORT_VALUES | ({"day"} if key.startswith("reminder.") else set()):
            what = f"{{{name}}} stands in {called}, which whoever holds the phone reads."
            yield problem(what, "Write {reference} at most; the mail says the rest.")
    if found := _LEADS.search(text):
        what = f"{called} leads to '{found[0]}'; false messages look like that."
        yield problem(what, "Delete the address: people know the way, and the mail has it.")
    if key.endswith(".sms"):
        asked = any(each.kind == "phone" for each in subject.fields.values()) or place.catalogue == SHARED
        if not asked and key not in of_other_versions(subject):
            yield problem(
                f"{called} reaches nobody: no phone is asked for.", "Ask a field of kind phone, or delete it."
            )
        yield from _too_long(problem, called, _longest(text))
    elif len(_longest(text)) > MOST_ON_A_SCREEN:
        more = len(_longest(text)) - MOST_ON_A_SCREEN
        yield problem(f"{called} is cut off on a locked screen.", f"Shorten it by {more} characters.")


def _longest(text: str) -> str:
    """The text as long as it may become, with the words that say that nobody has reviewed it."""
    for name, value in _LONGEST.items():
        text = text.replace("{" + name + "}", value)
    return f"{text} {'x' * reviews.LONGEST_MARK}"


def _too_long(problem: Callable[[str, str], Problem], called: str, text: str) -> Iterator[Problem]:
    more = lengths.too_many(text, MOST_PARTS)
    if not more:
        return
    odd = lengths.foreign(text)
    why = f", as '{odd}' leaves 70 characters to a part" if odd else ""
    what = f"{called} takes {lengths.parts(text)} SMS{why}; {MOST_PARTS} are the most."
    yield problem(what, f"Shorten it by {more} characters.")
