"""Which cards the bank knows, and what is wrong with what was typed. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Card:
    """A test card.

    Args:
        refusal: why it is refused, empty if it is not.
        challenge: whether its payer must prove first who they are (3-D Secure).
        fault: what goes wrong with it though it pays, a name from `faults.NAMES`.
    """

    number: str
    refusal: str = ""
    challenge: bool = False
    fault: str = ""

    @property
    def spaced(self) -> str:
        """The number in groups of four, as cards print it."""
        return " ".join(re.findall("....", self.number))

    @property
    def told(self) -> str:
        """The name of what happens with it, among the texts."""
        return "_".join(part for part in ("challenge" if self.challenge else "", self.fault or self.refusal) if part)


CARDS = (
    Card("4242424242424242"),
    Card("4000000000009995", "insufficient_funds"),
    Card("4000000000000341", "declined"),
    Card("4000000000009979", "stolen_card"),
    Card("4000000000000069", "expired_card"),
    Card("4000002760003184", challenge=True),
    Card("4000002500003155", challenge=True),
    Card("4000008400001629", "declined", challenge=True),
    Card("4000000000007726", fault="refund_pending"),
    Card("4000000000005126", fault="refund_fails_later"),
    Card("4000000000000259", fault="dispute"),
    Card("4000009990000112", fault="timeout_after_capture"),
    Card("4000009990000229", fault="webhook_duplicated"),
    Card("4000009990000336", fault="webhook_late"),
    Card("4000009990000443", fault="webhook_forged"),
    Card("4000009990000559", fault="balance_too_low"),
)
_BY_NUMBER = {card.number: card for card in CARDS}
_BY_LAST_FOUR = {card.number[-4:]: card for card in CARDS}


def plain(text: str) -> str:
    """`text` with the digits of any script as 0-9, without what people put between digits."""
    folded = "".join(str(unicodedata.digit(sign)) if unicodedata.category(sign) == "Nd" else sign for sign in text[:60])
    return re.sub(r"[\s\u200b-\u200f\u2066-\u2069-]", "", folded)


def luhn(number: str) -> bool:
    """Whether the last digit fits the others."""
    digits = [int(sign) for sign in reversed(number)]
    doubled = [digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def is_card_number(text: str) -> bool:
    """Whether this could be a card somebody owns."""
    number = plain(text)
    return bool(re.fullmatch("[0-9]{12,19}", number)) and luhn(number)


def may_be_shown(text: str) -> bool:
    """Whether what was typed may stand in the page that answers: a test card, or too little to be anybody's card."""
    return find(text) is not None or sum(sign.isdigit() for sign in text) < 12


def find(text: str) -> Card | None:
    """The test card of that number, however it was typed."""
    return _BY_NUMBER.get(plain(text))


def ending(last_four: str) -> Card | None:
    """The test card with these last four digits; no two have the same."""
    return _BY_LAST_FOUR.get(last_four)


def _number_error(text: str) -> str:
    if not plain(text):
        return "number_missing"
    if find(text):
        return ""
    return "number_not_test" if is_card_number(text) else "number_wrong"


def _expiry_error(text: str, today: date) -> str:
    found = re.fullmatch(r"(0?[1-9]|1[0-2])[/.]?(?:20)?([0-9]{2})", plain(text))
    if not found:
        return "expiry_wrong" if plain(text) else "expiry_missing"
    year, month = 2000 + int(found[2]), int(found[1])
    return "expiry_past" if (year, month) < (today.year, today.month) else ""


def errors(form: dict[str, str], *, today: date) -> dict[str, str]:
    """What is wrong, field -> key of the sentence that says so, in the order of the form; empty if nothing is."""
    found = {
        "number": _number_error(form.get("number", "")),
        "expiry": _expiry_error(form.get("expiry", ""), today),
        "code": "" if re.fullmatch("[0-9]{3,4}", plain(form.get("code", ""))) else "code_wrong",
    }
    return {field: error for field, error in found.items() if error}
