"""Seals of every format as strangers and other States write them: the browser reads and refuses what we do.

Everything here is signed by our own key, so nothing but the reading of it can refuse it.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legation.documents import keys
from legation.documents.revocation.lists import Lists
from legation.documents.seals import c40, formats, mrz, vds
from legation.documents.seals.certificates import short_reference
from legation.documents.seals.idb import document, messages, text
from legation.documents.seals.idb import seal as idb
from legation.documents.seals.idb.header import IdbHeader
from legation.documents.seals.issuing import header_for
from legation.documents.seals.profiles import EMERGENCY, MRZ_TD2
from legation.documents.seals.signatures import signer_for
from legation.documents.seals.tlv import Feature
from legation.documents.seals.vds_nc import seal as vds_nc
from legation.documents.seals.visa import EmergencySeal, Stay, VisaSeal
from legation.documents.signer.private_keys import load
from tests.conftest import NOW
from tests.documents.orders import zone
from tests.documents.revocation.browser import NEEDS_NODE, by_node, here, keys_of
from tests.documents.revocation.conftest import Clock
from tests.documents.seals import independent
from tests.documents.seals.samples import sheets, visas
from tests.documents.support import EVERY_FORMAT, PASSAGE, SHEET, seal_of

pytestmark = [pytest.mark.django_db, pytest.mark.once, NEEDS_NODE]
Fetch = Callable[[], Lists]
FULL = VisaSeal(
    mrz=zone(),
    stay=Stay(30),
    passport="L898902C3",
    entries=1,
    visa_type=b"ab",
    additional=b"xyz",
    valid_from=NOW.date(),
)  # type: ignore[arg-type]


@EVERY_FORMAT
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batch=st.lists(visas(), min_size=1, max_size=4))
def test_both_read_any_visa_alike_and_a_second_decoder_finds_the_same_signed_part(
    fetched: Fetch, clock: Clock, ring: keys.KeyRing, tmp_path: Path, format_: str, batch: list[VisaSeal]
) -> None:
    seals, lists = [seal_of(visa, ring.seal, ours(), format_=format_) for visa in batch], fetched()
    for data, answer in zip(seals, by_node(tmp_path, seals, keys_of(lists)), strict=True):
        assert answer[:3] == here(data, lists, NOW)
        if format_ != "vds":
            other = (independent.read_nc if format_ == "vds-nc" else independent.read_idb)(data)
            assert answer[0][4:] == [other["signed_part"].hex(), other["signature"].hex()]


def ours() -> Any:
    return load("seal.key")


def compared(seals: list[bytes], lists: Lists, tmp_path: Path) -> list[str]:
    """Asserts that both say the same; gives the reasons."""
    answers = by_node(tmp_path, seals, keys_of(lists))
    for data, answer in zip(seals, answers, strict=True):
        expected = here(data, lists, NOW)
        assert (answer if isinstance(answer, str) else answer[:3]) == expected, data
    return [answer if isinstance(answer, str) else answer[1] for answer in answers]


@EVERY_FORMAT
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batch=st.lists(sheets(), min_size=1, max_size=4))
def test_both_read_any_emergency_document_alike(
    fetched: Fetch, clock: Clock, ring: keys.KeyRing, tmp_path: Path, format_: str, batch: list[EmergencySeal]
) -> None:
    seals = [seal_of(sheet, ring.seal, ours(), format_=format_) for sheet in batch]
    assert set(compared(seals, fetched(), tmp_path)) <= {"in_force", "expired", "signature_wrong", "kind_unknown"}


def test_of_a_seal_whose_zone_is_another_kinds_all_that_is_said_is_that_it_is_genuine(
    fetched: Fetch, clock: Clock, ring: keys.KeyRing, tmp_path: Path
) -> None:
    header = header_for(ring.seal, EMERGENCY, country="UTO", issued=NOW.date(), signed=NOW.date())
    lines = mrz.encode(replace(mrz.decode(zone()).fields, format=mrz.Format.MRV_B))
    features = [Feature(MRZ_TD2, c40.encode("".join(lines)))], [Feature(MRZ_TD2, c40.encode("ABC"))]
    seals = [vds.sign(header, each, signer_for(ours())).encode() for each in features]
    assert compared(seals, fetched(), tmp_path) == ["kind_unknown", "signature_wrong"]


def test_an_emergency_document_in_a_vds_nc_with_members_missing_strange_or_wrong(
    fetched: Fetch, clock: Clock, ring: keys.KeyRing, tmp_path: Path
) -> None:
    good, (upper, lower) = json.loads(seal_of(SHEET, ring.seal, ours(), format_="vds-nc"))["data"], SHEET.mrz
    zones = [None, [], [upper], [upper, lower, lower], [upper, lower[:-1]], [upper, lower[:-1] + "1"], [upper, 1],
             ["V" + upper[1:], lower], [upper + "<" * 8, lower + "<" * 8], [upper.lower(), lower], upper]  # fmt: skip
    changed = [good | {"msg": {"mrz": lines}} for lines in zones]
    changed += [good | {"msg": good["msg"] | {"pn": "L1"}}, good | {"hdr": good["hdr"] | {"t": "uno.etd"}}]
    reasons = compared([signed_json(data, ring) for data in [good, *changed]], fetched(), tmp_path)
    assert reasons[0] == "in_force" and set(reasons[1:]) <= {"kind_unknown", "signature_wrong"}


def test_a_vds_nc_with_members_missing_strange_or_wrong(
    fetched: Fetch, clock: Clock, ring: keys.KeyRing, tmp_path: Path
) -> None:
    values = [
        None,
        True,
        0,
        256,
        -1,
        1.5,
        "",
        "x",
        "2026-11-22",
        "2026-11-31",
        "YWI",
        "YWI=",
        "YWJ=",
        "====",
        [],
        ["V"],
        {},
    ]
    values += [
        {"d": 1, "m": 0},
        {"d": 1, "m": 0, "y": True},
        {"d": 1, "m": 0, "y": 256},
        ["V" * 44, "<" * 44],
        "A" * 10,
        "<",
    ]
    good = json.loads(seal_of(FULL, ring.seal, ours(), format_="vds-nc"))["data"]
    changed = [good | {"msg": good["msg"] | {name: value}} for name in (*good["msg"], "more") for value in values]
    changed += [
        good | {"msg": {key: value for key, value in good["msg"].items() if key != name}} for name in good["msg"]
    ]
    changed += [good | {"hdr": good["hdr"] | {name: value}} for name in "tvis" for value in values]
    changed += [good | {"hdr": good["hdr"] | {"t": kind}} for kind in ("uto.etd", "uno.visa", "icao.test", "icao.visa")]
    seals = [signed_json(data, ring) for data in [good, *changed]]
    reasons = compared(seals, fetched(), tmp_path)
    assert reasons[0] == "in_force" and {"no seal", "kind_unknown", "signature_wrong"} <= set(reasons[1:])


def signed_json(data: Any, ring: keys.KeyRing) -> bytes:
    part = json.dumps(data) if "1.5" in json.dumps(data) else independent.canonical(data)
    good = json.loads(seal_of(FULL, ring.seal, format_="vds-nc"))
    signature = vds_nc.pack(signer_for(ours())(part.encode()))
    return json.dumps({"data": data, "sig": good["sig"] | {"sigvl": signature}}).encode()


def test_the_same_vds_nc_in_other_letters(fetched: Fetch, clock: Clock, ring: keys.KeyRing, tmp_path: Path) -> None:
    """JSON may be written in many ways; the strange ones are refused by both, the others read by both."""
    good = seal_of(FULL, ring.seal, ours(), format_="vds-nc").decode()
    whole = json.loads(good)
    read = [
        json.dumps(whole, indent=2), json.dumps({"sig": whole["sig"], "data": whole["data"]}), good.replace("V<", "\\u0056<"),
        good.replace('"v":1', '"v" \n:1'), good.rstrip() + " ", good[:-10] + good[-10:].replace("=", ""),
    ]  # fmt: skip
    refused = [
        good.replace('"v":1', '"v":1,"v":1'), good.replace('"v":1', '"v":1,"\\u0076":1'), good.replace('"v":1', '"v":1.0'),
        good.replace('"v":1', '"v":1e0'), good.replace('"ent":1', '"ent":9007199254740993'), good.replace('"v":1', '"v":01'),
        good.replace("V<", "\\ud800"), good.replace('"v":1', '"v":NaN'), "\ufeff" + good, good + "}", good.replace("V<", "\x01"),
        good.replace('"data":', '"data":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]],"data":'), good.replace('"ES256"', '["ES256"]'),
        good.replace('"ES256"', '"ES257"'), good.replace('"sig":{', '"sig":{"x":1,'), good.replace('"sig":{', '"sig,x":{'),
    ]  # fmt: skip
    reasons = compared([form.encode() for form in [*read, *refused]], fetched(), tmp_path)
    assert reasons == ["in_force"] * len(read) + ["no seal"] * len(refused)
    broken = [good.encode().replace(b"V<", b"\xff\xfe"), good.encode().replace(b"ES256", b"ES512")]
    assert compared(broken, fetched(), tmp_path) == ["no seal", "signature_wrong"]


def idb_payloads(ring: keys.KeyRing) -> Iterator[tuple[str, bytes, bool]]:
    """What is to be said, the signed part of an IDB, and whether that is what is signed."""
    reference = short_reference(ring.seal)
    today = IdbHeader(country="UTO", algorithm=1, reference=reference, signed_on=NOW.date().isoformat())
    visa, passage = document.messages_of(FULL), document.messages_of(PASSAGE)
    zone_ = messages.write(messages.Message(messages.MRZ_TD2, PASSAGE.mrz))
    yield "in_force", idb.signed_part(today, visa), True
    yield (
        "in_force",
        idb.signed_part(today, [Feature(0x55, b"unknown"), *visa, Feature(messages.PORTRAIT, b"no picture")]),
        True,
    )
    yield "signature_wrong", idb.signed_part(today, visa), False
    yield "expired", idb.signed_part(today, passage), True
    yield "in_force", idb.signed_part(today, document.messages_of(SHEET)), True
    yield "signature_wrong", idb.signed_part(today, [Feature(messages.EMERGENCY, passage[0].value[:-1])]), True
    yield "in_force", idb.signed_part(today, [zone_, *visa]), True
    yield "signature_wrong", idb.signed_part(today, [Feature(messages.VISA, b"\1\1\1")]), True
    yield "signature_wrong", idb.signed_part(today, [Feature(messages.MRZ_TD2, b"\0" * 48), *visa]), True
    yield "kind_unknown", idb.signed_part(today, [*visa, *passage]), True
    yield "kind_unknown", idb.signed_part(today, [Feature(0x55, b"unknown")]), True
    masked = IdbHeader(country="UTO", algorithm=1, reference=reference, signed_on="2026-xx-xx")
    yield "in_force", idb.signed_part(masked, visa), True
    for day in ("2025-01-01", "2026-11-24", "2040-01-01"):
        late = IdbHeader(country="UTO", algorithm=1, reference=reference, signed_on=day)
        yield "signer_not_valid", idb.signed_part(late, visa), True
    good, body = today.encode(), idb.signed_part(today, visa)[12:]
    for date in ("ffffffff", "0002faf0", "80bbddbf", "001e8d48", "f0000000"):
        yield "no seal", good[:8] + bytes.fromhex(date) + body, True
    yield "no seal", good[:2] + b"\4" + good[3:] + body, True
    yield "no seal", good + body[:1] + b"\0", True
    yield "no seal", good + b"\x62" + body[1:], True
    yield "no seal", good + body + body, True
    yield "no seal", good[:9], True


def test_idbs_of_every_kind(fetched: Fetch, clock: Clock, ring: keys.KeyRing, tmp_path: Path) -> None:
    seals, wanted = [], []
    for reason, part, is_signed in idb_payloads(ring):
        signature = signer_for(ours())(part if is_signed else part + b"more")
        payload = part + b"\x7f\x40" + signature
        seals += [text.encode(payload, signed=True, zipped=zipped) for zipped in (False, True)]
        wanted += [reason] * 2
    assert compared(seals, fetched(), tmp_path) == wanted


def test_idbs_in_other_letters(fetched: Fetch, clock: Clock, ring: keys.KeyRing, tmp_path: Path) -> None:
    seal: Any = formats.parse(seal_of(FULL, ring.seal, ours(), format_="idb"))
    plain, packed = seal.encode(zipped=False), seal.encode(zipped=True)
    carried = idb.sign(seal.header, seal.messages, signer_for(ours()), certificate=b"its certificate").encode()
    unsigned = text.encode(idb.signed_part(IdbHeader(country="UTO"), seal.messages), signed=False)
    read = [plain, packed, b"NDB1" + plain[4:], carried]
    refused = [
        plain.lower(), b"RDB1A" + plain[5:], b"RDB1E" + plain[5:], b"RDB1D" + plain[5:], b"RDB1B" + packed[5:], plain + b"=",
        plain[:-1], packed[:-8], plain + b"A", plain + b"AAAAAAAA", text.encode(bytes(8000), signed=True), b"RDB2" + plain[4:],
    ]  # fmt: skip
    reasons = compared([*read, *refused, unsigned], fetched(), tmp_path)
    assert reasons == ["in_force"] * len(read) + ["no seal"] * len(refused) + ["unknown_issuer"]
