"""What may stand on a card, and what about: nothing by which a person could be known or reached."""

import re
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from legation.ground.errors import Invalid

SUBJECTS: dict[str, Any] = {
    "household": _("Household and furniture"), "language": _("Language and translation"),
    "transport": _("Transport"), "family": _("Children and family"), "elderly": _("Company and care"),
    "arrival": _("Arriving and finding one's way"), "skills": _("Advice and skills"), "other": _("Something else"),
}  # fmt: skip
REASONS: dict[str, Any] = {
    "personal": _("It shows who or where somebody is"), "trade": _("It sells something"),
    "hostile": _("It hurts or threatens somebody"), "unclear": _("It cannot be understood"),
}  # fmt: skip
SHOWN_FOR = timedelta(days=60)
HIDDEN_BY = 3
"""Reports that take a card off until the head of the post has looked again."""
MOST_OPEN = 5
"""Cards one person may have that wait or are shown."""
LONGEST = 400
_TRACES = (
    re.compile(r"@|\b(?:https?|www)\b|[\w-]+\.(?:com|org|net|info|me|io)\b", re.IGNORECASE),
    re.compile(r"(?:\d[\s().-]*){6,}"),
)


def check_text(text: str) -> str:
    """A card's text without what surrounds it.

    Raises:
        Invalid: it is empty, too long, or holds an address, a number to call, or the number of a document.
    """
    said = " ".join(text.split())
    if not said:
        raise Invalid("empty", fields={"text": _("Say in a sentence or two what you offer or seek.")})
    if len(said) > LONGEST:
        raise Invalid("too long", fields={"text": _("Say it in at most 400 letters.")})
    if any(trace.search(said) for trace in _TRACES):
        told = _(
            "Leave out telephone numbers, addresses and document numbers: everybody can read this. Who answers"
            " reaches you through us."
        )
        raise Invalid("a trace of a person", fields={"text": told})
    return said
