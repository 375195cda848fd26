"""Tree heads and lists: what the desk takes for one, that they only go forward, and how many it signs."""

import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legation.documents import api, keys
from legation.documents.seals.signatures import is_signed_by
from legation.documents.signer import local
from legation.documents.signer.desk import Desk
from legation.documents.signer.log import SignatureLog
from legation.documents.signer.private_keys import private_keys
from legation.documents.signer.protocol import Purpose
from legation.documents.signer.rates import Rate
from legation.ground.errors import NotAllowed, Unavailable
from tests.conftest import NOW

ORIGIN = "visa.example/log"
EMPTY = sha256(b"").digest()


def head(size: int, root: bytes = b"r" * 32, origin: str = ORIGIN) -> bytes:
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n".encode()


def listed(number: Any = 1, *, kind: Any = "revocation-list", at: datetime = NOW, **more: Any) -> bytes:
    issued = at.replace(tzinfo=None).isoformat() + "Z"
    return json.dumps({"type": kind, "number": number, "issued": issued, "shard": "3"} | more).encode()


def asleep(_reference: str, _decision: str) -> bool:
    raise AssertionError("no decision is asked for")


def desk_of(ring: keys.KeyRing, *, at: datetime = NOW, **rates: Rate) -> Desk:
    log = SignatureLog(local.log_path())
    chosen = {Purpose(name): rate for name, rate in rates.items()}
    return Desk(private_keys(), state=ring.state, committed=asleep, log=log, rates=chosen, clock=lambda: at)


@pytest.fixture
def desk(ring: keys.KeyRing) -> Desk:
    return desk_of(ring)


def test_a_tree_head_is_signed_with_the_logs_key(desk: Desk, ring: keys.KeyRing) -> None:
    key = ring.certificate(Purpose.TREE_HEAD).public_key()
    assert isinstance(key, ed25519.Ed25519PublicKey)
    key.verify(desk.sign(purpose=Purpose.TREE_HEAD, data=head(3)), head(3))


def test_a_list_is_signed_so_that_a_browser_verifies_it(desk: Desk, ring: keys.KeyRing) -> None:
    signature = desk.sign(purpose=Purpose.LIST, data=listed())
    assert len(signature) == 64 and is_signed_by(ring.certificate(Purpose.LIST), listed(), signature)
    key = ring.certificate(Purpose.LIST).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)


NO_HEADS = [
    b"", b"visa.example/log\n3\n", head(3)[:-1], head(3) + b"\n", b"\xff" + head(3), head(-1), head(3, b"r" * 31),
    head(3).replace(b"3", b"03"), head(3).replace(b"3", "٣".encode()), head(3, origin="two words"), head(3, origin=""),
    head(3, origin="a+b"), head(3, origin="a\x00b"), head(0), head(3, origin="x" * 300), head(10**17),
]  # fmt: skip


@pytest.mark.parametrize("data", NO_HEADS)
def test_what_is_no_tree_head_is_refused(desk: Desk, data: bytes) -> None:
    with pytest.raises(NotAllowed):
        desk.sign(purpose=Purpose.TREE_HEAD, data=data)
    assert local.log_path().read_bytes() == b""


NO_LISTS = [
    b"", b"[]", b"null", b"{", b'{"type":', b"\xff", listed(kind="visa"), listed(kind=["trust-list"]), listed("1"),
    listed(True), listed(1.5), listed(-1), listed(2**53), listed(shard=3), listed(shard="x" * 81), listed(issued=None),
    listed(issued="2026-11-22"), listed(issued="2026-11-22T12:00:00+00:00"), listed(at=NOW - timedelta(minutes=6)),
    listed(at=NOW + timedelta(minutes=6)), listed()[:-1] + b', "number": 2}', b"[" * 100_000, listed(x="y" * 2**21),
]  # fmt: skip


@pytest.mark.parametrize("data", NO_LISTS, ids=lambda data: data[:60].decode(errors="replace"))
def test_what_is_no_list_of_now_is_refused(desk: Desk, data: bytes) -> None:
    with pytest.raises(NotAllowed):
        desk.sign(purpose=Purpose.LIST, data=data)
    assert local.log_path().read_bytes() == b""


@pytest.mark.parametrize(("purpose", "make"), [(Purpose.TREE_HEAD, head), (Purpose.LIST, listed)])
def test_a_number_never_falls_not_even_after_a_restart(
    ring: keys.KeyRing, purpose: Purpose, make: Callable[[int], bytes]
) -> None:
    for number in (4, 4, 9):
        assert desk_of(ring).sign(purpose=purpose, data=make(number))
    with pytest.raises(NotAllowed, match="falls behind number 9"):
        desk_of(ring).sign(purpose=purpose, data=make(8))


def test_a_number_never_comes_twice_with_another_content(desk: Desk) -> None:
    desk.sign(purpose=Purpose.TREE_HEAD, data=head(4))
    desk.sign(purpose=Purpose.LIST, data=listed(4))
    with pytest.raises(NotAllowed, match="something else"):
        desk.sign(purpose=Purpose.TREE_HEAD, data=head(4, b"s" * 32))
    with pytest.raises(NotAllowed, match="something else"):
        desk.sign(purpose=Purpose.LIST, data=listed(4, revoked=["7K2M9QX4T"]))


def test_each_log_and_each_shard_counts_for_itself(desk: Desk) -> None:
    for data in (head(4), head(2, origin="other.example/log"), head(0, EMPTY, origin="new.example/log")):
        assert desk.sign(purpose=Purpose.TREE_HEAD, data=data)
    for data in (listed(4), listed(2, shard="4"), listed(1, kind="trust-list"), listed(3, kind="revocation-delta")):
        assert desk.sign(purpose=Purpose.LIST, data=data)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(st.tuples(st.integers(1, 6), st.sampled_from([b"r" * 32, b"s" * 32])), max_size=12))
def test_whatever_is_asked_two_signed_heads_never_contradict(
    ring: keys.KeyRing, asked: list[tuple[int, bytes]]
) -> None:
    local.log_path().unlink(missing_ok=True)
    desk, signed = desk_of(ring), []
    for size, root in asked:
        try:
            desk.sign(purpose=Purpose.TREE_HEAD, data=head(size, root))
            signed.append((size, root))
        except NotAllowed:
            assert (size, root) < (max(signed)[0], b"t") and (size, root) != signed[-1]
    assert [size for size, _root in signed] == sorted(size for size, _root in signed)
    assert len({size for size, _root in signed}) == len(set(signed))


def test_through_the_door_they_are_signed_by_whoever_signs_here(desk: Desk, ring: keys.KeyRing) -> None:
    api.connect_signer(desk)
    try:
        head_signature, list_signature = api.sign_tree_head(head(1)), api.sign_list(listed())
    finally:
        api.connect_signer(None)
    ring.certificate(Purpose.TREE_HEAD).public_key().verify(head_signature, head(1))  # type: ignore[union-attr, call-arg]
    assert is_signed_by(ring.certificate(Purpose.LIST), listed(), list_signature)
    with pytest.raises(Unavailable):
        api.sign_list(listed())


def test_more_than_the_rate_waits_and_a_restart_does_not_help(ring: keys.KeyRing) -> None:
    few = Rate(minute=2, hour=3)

    def sign(number: int, seconds: int) -> bytes:
        return desk_of(ring, at=NOW + timedelta(seconds=seconds), log=few).sign(
            purpose=Purpose.TREE_HEAD, data=head(number)
        )

    assert sign(1, 0) and sign(2, 1)
    with pytest.raises(Unavailable, match="2 signatures of this minute"):
        sign(3, 59)
    assert sign(3, 61)
    with pytest.raises(Unavailable, match="3 signatures of this hour"):
        sign(4, 3500)
    assert sign(4, 3601)


def test_a_clock_set_back_makes_no_room(ring: keys.KeyRing) -> None:
    few = Rate(minute=1, hour=10)
    desk_of(ring, log=few).sign(purpose=Purpose.TREE_HEAD, data=head(1))
    with pytest.raises(Unavailable):
        desk_of(ring, at=NOW - timedelta(hours=9), log=few).sign(purpose=Purpose.TREE_HEAD, data=head(2))


def test_a_purpose_without_a_key_is_unavailable(ring: keys.KeyRing) -> None:
    (keys.folder() / "log.crt").unlink()
    keys.forget_cached_keys()
    with pytest.raises(Unavailable, match="no log key"):
        desk_of(keys.key_ring()).sign(purpose=Purpose.TREE_HEAD, data=head(1))


def test_a_key_signs_within_its_usage_period_only(ring: keys.KeyRing) -> None:
    for days in (-2, 4 * 365):
        at = NOW + timedelta(days=days)
        assert ring.certificate(Purpose.LIST).not_valid_after_utc > at
        with pytest.raises(NotAllowed, match="signs from 2026-11-21 to 2029-11-20"):
            desk_of(ring, at=at).sign(purpose=Purpose.LIST, data=listed(at=at))
