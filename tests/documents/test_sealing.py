"""The seal of an order in the format it names, and what a finished seal is held against."""

from dataclasses import replace
from typing import Any

import pytest

from legation.documents import sealing
from legation.documents.keys import KeyRing
from legation.documents.seals import formats
from legation.documents.seals.interface import AnySeal
from legation.documents.signer.local import local_signer
from legation.ground.errors import Invalid
from tests.conftest import NOW
from tests.documents.orders import order

ALL = [each.name for each in formats.FORMATS]


def sealed(ring: KeyRing, **changes: Any) -> AnySeal:
    signer = local_signer(lambda _reference, _decision: True)
    seal = sealing.sign(replace(order(), **changes), ring, signer, today=NOW.date())
    assert seal is not None
    return formats.parse(seal.encode())


@pytest.mark.parametrize("format_", ALL)
def test_a_seal_says_its_order_and_no_other(ring: KeyRing, format_: str) -> None:
    seal, ordered = sealed(ring, seal_format=format_), replace(order(), seal_format=format_)
    assert sealing.says(seal, ordered)
    assert ring.trust_list.judge(seal, today=NOW.date()).is_ok
    assert not sealing.says(seal, replace(ordered, seal=replace(ordered.seal, passport="OTHER")))  # type: ignore[type-var]
    assert not sealing.says(seal, replace(ordered, seal=None))


def test_a_seal_that_should_show_a_face_and_does_not_is_not_what_was_ordered(ring: KeyRing) -> None:
    ordered = replace(order(), seal_format="idb-portrait")
    assert not sealing.says(sealed(ring, seal_format="idb"), ordered)
    assert not sealing.says(sealed(ring, seal_format="idb-portrait"), replace(ordered, seal_format="idb"))
    assert sealing.says(sealed(ring, seal_format="idb-portrait", pictures={}), replace(ordered, pictures={}))


def test_a_format_that_does_not_exist_is_refused_before_anything_is_signed(ring: KeyRing) -> None:
    with pytest.raises(Invalid, match="'jab' is no format of seals"):
        sealed(ring, seal_format="jab")


def test_an_order_without_a_seal_gets_none(ring: KeyRing) -> None:
    signer = local_signer(lambda _reference, _decision: False)
    assert sealing.sign(replace(order(), seal=None), ring, signer, today=NOW.date()) is None
