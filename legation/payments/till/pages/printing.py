"""A receipt as a PDF. How one is typeset is said by who can: the room of documents stands beside this one."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from legation.ground.languages.fallback import in_plain
from legation.payments.models import Payment
from legation.payments.till.models import Slip
from legation.payments.till.pages.receipts import payers_copy

TEMPLATE = Path(__file__).parents[1] / "receipt.typ"
Typeset = Callable[[str, Mapping[str, Any], datetime], bytes]
_ISOLATE = "\u2066"
_typeset: list[Typeset] = []


def connect(typeset: Typeset) -> None:
    """Say who makes a PDF of a template, its data and its date."""
    _typeset[:] = [typeset]


def printed(paid: Slip | Payment, language: str) -> bytes:
    """The payer's copy in a language, dated as the receipt is: the same bytes whenever they are asked for."""
    copy = payers_copy(paid, language)
    at = paid.at if isinstance(paid, Slip) else paid.settled_at or paid.requested_at
    data = {
        "language": copy.language, "direction": copy.direction, "ministry": copy.ministry, "post": copy.post,
        "title": in_plain(copy.title), "whose": in_plain(copy.whose), "author": copy.ministry,
        "rows": [{"term": _shown(term), "value": _shown(value), "latin": value.startswith(_ISOLATE)}
                 for term, value in copy.rows],
    }  # fmt: skip
    return _typeset[0](TEMPLATE.read_text(encoding="utf-8"), data, at)


def _shown(text: str) -> str:
    """A text without the marks of direction and of another language, which no font draws; every space a plain one."""
    kept = (" " if unicodedata.category(each) == "Zs" else each for each in in_plain(text))
    return "".join(each for each in kept if unicodedata.category(each) != "Cf")
