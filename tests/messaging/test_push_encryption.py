"""What only the browser reads, and who says so."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from legation.messaging.push.encryption import MOST_BYTES, Subscriber, decrypt, encrypt, point
from legation.messaging.push.vapid import authorization, create_key, public_key
from legation.messaging.push.words import decoded, encoded, is_genuine

# RFC 8291, section 5 and appendix A
TEXT = "V2hlbiBJIGdyb3cgdXAsIEkgd2FudCB0byBiZSBhIHdhdGVybWVsb24"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
RECEIVER = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
RECEIVER_PUBLIC = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SALT, SECRET = "DGv6ra1nlYgDCS1FRnbzlw", "BTBZMqHH6r4Tts7J_aSIgg"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
ENDPOINT = "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV"
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def key_of(private: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(decoded(private)), ec.SECP256R1())


def test_the_published_example_comes_out_to_the_byte() -> None:
    to = Subscriber(decoded(RECEIVER_PUBLIC), decoded(SECRET))
    assert encoded(encrypt(decoded(TEXT), to, key=key_of(SENDER), salt=decoded(SALT))) == BODY


def test_the_published_example_is_read() -> None:
    assert decrypt(decoded(BODY), key_of(RECEIVER), decoded(SECRET)) == b"When I grow up, I want to be a watermelon"
    assert encoded(point(key_of(RECEIVER).public_key())) == RECEIVER_PUBLIC


def test_the_same_text_is_never_sent_as_the_same_bytes_and_nobody_else_reads_it() -> None:
    to = Subscriber(decoded(RECEIVER_PUBLIC), decoded(SECRET))
    first, second = encrypt(b"news", to), encrypt(b"news", to)
    assert first != second and decrypt(second, key_of(RECEIVER), decoded(SECRET)) == b"news"
    with pytest.raises(ValueError, match="not for this key"):
        decrypt(first, key_of(SENDER), decoded(SECRET))
    with pytest.raises(ValueError, match="not for this key"):
        decrypt(first[:-1] + bytes([first[-1] ^ 1]), key_of(RECEIVER), decoded(SECRET))


def test_a_text_that_no_service_takes_and_a_key_that_is_none_are_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        encrypt(b"x" * (MOST_BYTES + 1), Subscriber(decoded(RECEIVER_PUBLIC), decoded(SECRET)))
    with pytest.raises(ValueError, match="key"):
        encrypt(b"x", Subscriber(b"\x04" + b"\x01" * 64, decoded(SECRET)))


def test_a_push_service_believes_our_word_for_itself_and_for_half_a_day() -> None:
    create_key()
    header, key = authorization(ENDPOINT, at=NOW), public_key()
    assert len(decoded(key)) == 65
    assert is_genuine(header, ENDPOINT, key, at=NOW)
    assert not is_genuine(header, "https://other.example.net/push/x", key, at=NOW)
    assert not is_genuine(header, ENDPOINT, RECEIVER_PUBLIC, at=NOW)
    assert not is_genuine(header, ENDPOINT, key, at=NOW + timedelta(hours=13))
    assert not is_genuine(header.replace("t=", "t=x"), ENDPOINT, key, at=NOW)
    assert not is_genuine("", ENDPOINT, key, at=NOW)
