"""Whatever stands in a stranger's barcode, reading it ends in a seal or a `SealError`, soon and in little memory."""

import base64
import json
import random
import time
import tracemalloc
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.documents.seals import formats
from legation.documents.seals.errors import SealError
from legation.documents.seals.idb import text
from legation.documents.seals.idb.seal import IdbSeal
from legation.documents.seals.signatures import signer_for
from legation.documents.seals.trust import Outcome, TrustedRoot, TrustList
from legation.documents.seals.vds_nc import canonical

from .published import EMERGENCY, IDB_UNSIGNED, VACCINATION, VISA, rows
from .samples import ROOT, SIGNER_KEY, TODAY, a_visa
from .test_formats import ISSUANCE, SIGNER

TRUST = TrustList([TrustedRoot.of(ROOT)], [SIGNER])
OWN = [each.encode(a_visa(), ISSUANCE, signer_for(SIGNER_KEY)) for each in formats.FORMATS[:3]]
PORTRAIT = formats.named("idb").encode(a_visa(portrait=bytes(range(250)) * 4), ISSUANCE, signer_for(SIGNER_KEY))
PRINTED = [VISA, EMERGENCY, IDB_UNSIGNED, VACCINATION]
SEED, MUTATIONS = 20261122, 400


def outcome(data: bytes) -> Outcome | None:
    """What a verifier would find; None for no seal. Any error but `SealError` fails the test."""
    try:
        seal = formats.parse(data)
    except SealError:
        return None
    try:
        formats.content_of(seal)
    except SealError:
        pass
    assert isinstance(seal.signer, str) and (seal.code is None or isinstance(seal.code, str))
    return TRUST.judge(seal, today=TODAY).outcome


def samples() -> list[bytes]:
    """All there are: our own, the printed ones and, where the open data is, every published one."""
    found = [*OWN, PORTRAIT, *PRINTED]
    for name, field, decode in (
        ("vds_seals.json", "hex", bytes.fromhex), ("idb_barcode_strings.json", "raw", str.encode)
    ):  # fmt: skip
        found += [decode(row[field]) for row in rows("vds", name) if isinstance(row, dict)]
    return found


@pytest.mark.parametrize("data", OWN, ids=["vds", "vds-nc", "idb"])
def test_no_beginning_of_a_seal_is_a_seal_that_holds(data: bytes) -> None:
    assert outcome(data) is Outcome.OK
    assert {outcome(data[:length]) for length in range(len(data))} <= {
        None, Outcome.SIGNATURE_WRONG, Outcome.DOCUMENT_TYPE_NOT_ALLOWED
    }  # fmt: skip


@pytest.mark.parametrize("data", OWN, ids=["vds", "vds-nc", "idb"])
@pytest.mark.filterwarnings("ignore:Parsed a serial number")
def test_no_single_bit_can_be_changed(data: bytes) -> None:
    for place in range(len(data)):
        for bit in range(8):
            changed = data[:place] + bytes((data[place] ^ 1 << bit,)) + data[place + 1 :]
            assert outcome(changed) is not Outcome.OK, (place, bit)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """One to four changes: a byte, a piece lost, a piece twice, a piece of noise, two pieces swapped."""
    for _ in range(chance.randint(1, 4)):
        at, to = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        piece = chance.randrange(5)
        if piece == 0 and data:
            at = min(at, len(data) - 1)
            data = data[:at] + bytes((chance.randrange(256),)) + data[at + 1 :]
        elif piece == 1:
            data = data[:at] + data[to:]
        elif piece == 2:
            data = data[:to] + data[at:to] + data[to:]
        elif piece == 3:
            data = data[:at] + chance.randbytes(chance.randint(1, 20)) + data[at:]
        else:
            data = data[to:] + data[at:to] + data[:at]
    return data


def inner(data: bytes, chance: random.Random) -> bytes:
    """Changes below the Base32 of an IDB, so that they reach what is inside."""
    payload, signed = text.decode(data)
    return text.encode(mutated(payload, chance)[: text.MOST_BYTES // 4] or b"\0", signed=signed)


def test_thousands_of_mutations_of_every_sample_end_in_a_seal_error() -> None:
    chance, begin, ends = random.Random(SEED), time.process_time(), []
    for data in samples():
        for _ in range(MUTATIONS):
            changed = mutated(data, chance)
            ends.append(outcome(changed) if changed != data else None)
            if data.startswith((b"RDB1", b"NDB1")):
                found = inner(data, chance)
                ends.append(outcome(found) if text.decode(found)[0] != text.decode(data)[0] else None)
    assert len(ends) > 3000 and Outcome.OK not in ends
    assert time.process_time() - begin < 60


@pytest.mark.filterwarnings("ignore:Parsed a serial number")
def test_no_mutation_of_the_certificate_in_a_seal_is_believed_or_breaks_anything() -> None:
    chance, whole = random.Random(SEED), json.loads(OWN[1])
    der = base64.urlsafe_b64decode(whole["sig"]["cer"])
    ends = set()
    for _ in range(3000):
        changed = mutated(der, chance)
        whole["sig"]["cer"] = base64.urlsafe_b64encode(changed).decode()
        if changed != der:
            ends.add(outcome(json.dumps(whole).encode()))
    assert Outcome.OK not in ends and Outcome.UNKNOWN_ISSUER in ends


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([b"", b"\xdc\x03", b"{", b"RDB1B", b"RDB1D", b'{"data":{"hdr":']), st.binary(max_size=200))
def test_noise_is_no_seal(beginning: bytes, noise: bytes) -> None:
    assert outcome(beginning + noise) is not Outcome.OK


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=5), inside, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(json_values, st.integers(0, 12))
def test_any_json_in_the_place_of_any_member_ends_in_a_seal_error(value: object, place: int) -> None:
    whole = json.loads(OWN[1])
    _put(whole, value, place)
    try:
        data = json.dumps(whole).encode()
    except UnicodeEncodeError:
        return
    assert outcome(data) is not Outcome.OK or canonical.decode(data) == json.loads(OWN[1])


def _put(whole: dict[str, dict[str, object]], value: object, place: int) -> None:
    spots: list[tuple[object, str]] = list(_spots(whole))
    holder, name = spots[place % len(spots)]
    holder[name] = value  # type: ignore[index]


def _spots(value: object) -> Iterator[tuple[object, str]]:
    if isinstance(value, dict):
        for name in value:
            yield value, name
            yield from _spots(value[name])


def bombs() -> Iterator[tuple[str, bytes]]:
    zeros = zlib.compress(bytes(2_500_000), 9)
    yield "zlib of zeros", b"RDB1C" + base64.b32encode(zeros).rstrip(b"=")
    yield "zlib without end", b"RDB1C" + base64.b32encode(zeros[:-9]).rstrip(b"=")
    yield "zlib twice", b"RDB1C" + base64.b32encode(zlib.compress(b"a") * 2).rstrip(b"=")
    yield "long Base32", b"RDB1B" + b"A" * 5_000_000
    yield "lists", b"[" * 4000
    yield "objects", b'{"a":' * 800
    yield "a closed pit", b'{"data":' + b"[" * 1900 + b"]" * 1900 + b',"sig":{}}'
    yield "a large number", b'{"data":' + b"9" * 4000 + b',"sig":{}}'
    yield "not a number", b'{"data":NaN,"sig":{}}'
    yield "half a pair", b'{"data":{"hdr":{"t":"icao.vacc","v":1,"is":"UTO"},"msg":{"a":"\\ud800"}},"sig":{}}'
    yield "a name twice", OWN[1].replace(b'"alg"', b'"alg":"ES256","alg"', 1)
    yield "a mark in front", b"\xef\xbb\xbf" + OWN[1]
    yield "long JSON", b'{"data":"' + b"a" * 5_000_000 + b'"}'
    yield (
        "long feature",
        bytes.fromhex("dc03d9c5d9cac8a73a990f71346ecf47fb0602305cba1358") + b"\x02\x84\xff\xff\xff\xff",
    )


@pytest.mark.parametrize(("name", "data"), list(bombs()), ids=[name for name, _data in bombs()])
def test_a_bomb_does_not_go_off(name: str, data: bytes) -> None:
    tracemalloc.start()
    begin = time.process_time()
    try:
        assert outcome(data) is None, name
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000 and time.process_time() - begin < 1


@pytest.mark.parametrize("flag", "ABCD")
def test_the_flag_must_agree_with_what_is_inside(flag: str) -> None:
    payload = IdbSeal.parse(OWN[2]).signed_part
    wrong = b"RDB1" + flag.encode() + base64.b32encode(payload).rstrip(b"=")
    with pytest.raises(SealError):
        IdbSeal.parse(wrong)


def test_base32_has_one_form_only() -> None:
    body = OWN[2]
    for wrong in (body.lower(), body + b"=", body[:-1] + b"1", body[:5] + b" " + body[5:], body + b"A"):
        assert outcome(wrong) is None
