"""Data keys, sealed bytes, blind indexes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.ground.errors import Tampered
from legation.ground.secrets import blind_index, new_key, seal, unseal, unwrap, wrap


@given(st.binary(max_size=2000))
def test_what_was_sealed_opens_with_its_key_and_context(data: bytes) -> None:
    key = new_key()
    assert unseal(key, seal(key, data, context="a"), context="a") == data


@given(st.binary(max_size=64), st.data())
def test_one_changed_byte_never_opens(data: bytes, draw: st.DataObject) -> None:
    key = new_key()
    sealed = bytearray(seal(key, data, context="a"))
    place = draw.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= draw.draw(st.integers(1, 255))
    with pytest.raises(Tampered):
        unseal(key, bytes(sealed), context="a")


def test_another_context_does_not_open() -> None:
    key = new_key()
    with pytest.raises(Tampered):
        unseal(key, seal(key, b"x", context="answers"), context="file")


def test_a_key_survives_wrapping_and_a_spoilt_one_is_refused() -> None:
    key = new_key()
    wrapped = wrap(key)
    assert unwrap(wrapped) == key
    with pytest.raises(Tampered):
        unwrap(wrapped[:-1] + b"\x00" if wrapped[-1] else wrapped[:-1] + b"\x01")


def test_indexes_fold_case_and_space_and_differ_by_purpose() -> None:
    assert blind_index("name", "  Anna  Maria") == blind_index("name", "ANNA MARIA")
    assert blind_index("name", "Anna") != blind_index("passport_number", "Anna")
