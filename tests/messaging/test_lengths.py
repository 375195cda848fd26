"""How long a short message is, as networks count it."""

import pytest
from django.utils.translation import gettext, override

from legation.messaging.lengths import foreign, is_seven_bit, parts, too_many


@pytest.mark.parametrize(
    ("text", "number"),
    [("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("é" * 160, 1),
     ("€" * 80, 1), ("€" * 81, 2), ("ə" * 70, 1), ("ə" * 71, 2), ("ə" * 134, 2), ("ə" * 135, 3), ("😀" * 35, 1), ("😀" * 36, 2)],
)  # fmt: skip
def test_a_text_takes_as_many_parts_as_networks_count(text: str, number: int) -> None:
    assert parts(text) == number


def test_one_foreign_letter_makes_every_part_short() -> None:
    assert parts("a" * 150) == 1 and parts("a" * 149 + "ş") == 3
    assert foreign("Başvuru") == "ş" and foreign("Demande reçue") == "ç" and foreign("Bonjour") == ""
    assert is_seven_bit("Größe: 3 €") and not is_seven_bit("Вы")


def test_it_says_by_how_much_a_text_is_too_long() -> None:
    assert too_many("a" * 310, 2) == 4 and too_many("ə" * 140, 2) == 6 and too_many("a", 2) == 0
    assert too_many("a" * 161, 1) == 1


@pytest.mark.parametrize(
    "said", ["A time has become free for you. See your mail.", "We missed you at your appointment."]
)
def test_what_french_people_are_told_of_appointments_by_sms_is_in_the_small_alphabet(said: str) -> None:
    with override("fr"):
        assert gettext(said) != said and is_seven_bit(gettext(said))
