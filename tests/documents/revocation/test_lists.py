"""Lists of handles: small, exact, and never read as something they are not."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.documents.revocation import rice, shards
from legation.documents.revocation.errors import ListError
from legation.documents.revocation.handles import BITS, handle_of
from legation.documents.revocation.lists import delta_of
from legation.documents.seals.vds import Seal
from tests.documents.revocation.support import ORDER, sealed

HANDLES = st.integers(0, (1 << BITS) - 1)
ENTRIES = st.dictionaries(HANDLES, st.booleans(), max_size=300)


@given(ENTRIES, st.integers(0, 6))
def test_a_list_comes_back_whole_however_it_is_cut(entries: dict[int, bool], bits: int) -> None:
    files = shards.encode_all(entries, bits)
    found: dict[int, bool] = {}
    for number, data in enumerate(files):
        shard = shards.decode(data)
        assert (shard.bits, shard.number) == (bits, number)
        found |= shard.entries()
    assert found == entries


@given(ENTRIES, HANDLES)
def test_a_list_tells_its_own_handles_and_no_other(entries: dict[int, bool], stranger: int) -> None:
    files = [shards.decode(data) for data in shards.encode_all(entries, 3)]
    for handle in (*entries, stranger):
        said = {True: "replaced", False: "revoked", None: None}[entries.get(handle)]
        assert files[shards.shard_of(handle, 3)].state_of(handle) == said


@given(st.sets(st.integers(0, 1 << 50), max_size=200), st.integers(32, 48))
def test_numbers_come_back_from_their_code(numbers: set[int], k: int) -> None:
    assert list(rice.decode(rice.encode(sorted(numbers), k), len(numbers), k)) == sorted(numbers)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_list_are_refused(data: bytes) -> None:
    with pytest.raises(ListError):
        shards.decode(data)


@given(ENTRIES.filter(bool), st.data())
def test_a_list_that_was_cut_is_never_read_as_a_shorter_one(entries: dict[int, bool], data: st.DataObject) -> None:
    (file,) = shards.encode_all(entries, 0)
    cut = file[: data.draw(st.integers(0, len(file) - 1))]
    try:
        assert len(shards.decode(cut).rest) == len(entries)
    except ListError:
        pass


def test_a_day_of_revocations_is_about_a_kilobyte() -> None:
    rng = random.Random(1)
    (file,) = shards.encode_all({rng.getrandbits(BITS): False for _ in range(250)}, 0)
    assert len(file) < 1200


def test_ninety_thousand_take_less_than_three_hundred_kilobytes_in_shards_of_twenty() -> None:
    rng = random.Random(2)
    files = shards.encode_all(entries := {rng.getrandbits(BITS): False for _ in range(90_000)}, 4)
    assert shards.shard_bits_for(len(entries)) == 4
    assert sum(map(len, files)) < 300_000 and max(map(len, files)) < 20_000


def test_a_delta_says_what_is_new_and_what_changed() -> None:
    assert delta_of({1: False, 2: True, 3: False}, {1: False, 2: False, 9: False}) == {2: True, 3: False}


def test_the_same_paper_under_its_signatures_other_form_has_the_same_handle() -> None:
    """(r, n - s) verifies wherever (r, s) does, and anybody can compute it."""
    seal, key = sealed()
    r, s = seal.signature[:32], int.from_bytes(seal.signature[32:], "big")
    other = Seal.parse(Seal(seal.header, seal.features, seal.signed_part, r + (ORDER - s).to_bytes(32, "big")).encode())
    assert other.signature != seal.signature and other.verify(key)
    assert handle_of(other) == handle_of(seal)


def test_a_handle_cannot_be_told_from_what_stands_on_the_paper() -> None:
    """Two seals with the same words differ: the signature's random part is in the handle."""
    assert handle_of(sealed()[0]) != handle_of(sealed()[0])
