"""What runs in the browser judges as what runs here: the same seals, the same lists, the same words.

The modules are run by Node where there is one; the page itself is driven in tests/journeys.
"""

import json
import random
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from legation.documents import api
from legation.documents.models import Document
from legation.documents.revocation.judging import judge
from legation.documents.revocation.lists import Lists
from legation.documents.revocation.names import name_in
from legation.documents.seals import formats, mrz
from legation.documents.seals.errors import SealError
from legation.documents.seals.visa import Stay, VisaSeal
from tests.conftest import NOW
from tests.documents.orders import NAME, order, zone
from tests.documents.revocation.conftest import Clock
from tests.documents.seals.published import EMERGENCY, VISA, vectors
from tests.documents.support import DAY
from tests.documents.test_offline import forged

NODE = shutil.which("node")
MODULES = Path(__file__).parents[3] / "legation/documents/static/verify"
SCRIPT = """
import { readFileSync } from "node:fs";
import { parse } from "%(modules)s/formats.js";
import { judge } from "%(modules)s/judge.js";
import { readHead } from "%(modules)s/lists.js";
import { differences } from "%(modules)s/visa.js";
import { passport } from "%(modules)s/mrz.js";
const { seals, folder, keys, nows, typed } = JSON.parse(readFileSync(0));
const held = (name) => { try { return Uint8Array.from(readFileSync(`${folder}/${name}`)); } catch { return null; } };
const head = await readHead(Buffer.from(held("head")).toString(), keys), answers = [];
for (const hex of seals) for (const now of nows) {
  let seal;
  try { seal = await parse(Uint8Array.from(Buffer.from(hex, "hex"))); } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    answers.push("no seal"); continue;
  }
  const { reason, visa } = await judge(seal, head, held, now);
  const compared = visa && typed.map((text) => { const read = passport(text); return read && differences(visa, read); });
  const hexed = (bytes) => Buffer.from(bytes ?? []).toString("hex");
  const parts = [seal.country, seal.name, seal.signed, seal.code, hexed(seal.signedPart), hexed(seal.signature)];
  const said = visa && [visa.number, visa.passport, visa.entries, visa.stay, visa.from, visa.until, hexed(visa.portrait)];
  answers.push([parts, reason, said ?? null, compared ?? null]);
}
console.log(JSON.stringify(answers));
"""

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(NODE is None, reason="no node here")]


def by_node(
    tmp_path: Path, seals: list[bytes], keys: list[Any], typed: tuple[str, ...] = (), nows: Any = (NOW,)
) -> Any:
    script = tmp_path / "run.mjs"
    script.write_text(SCRIPT % {"modules": MODULES})
    (tmp_path / "package.json").write_text('{"type": "module"}')
    question = {
        "seals": [seal.hex() for seal in seals], "folder": str(tmp_path / "lists"), "keys": keys, "typed": typed,
        "nows": [int(now.timestamp() * 1000) for now in nows],
    }  # fmt: skip
    loaded = ["--import", "data:text/javascript,globalThis.crypto ??= (await import('node:crypto')).webcrypto"]
    flags = ["--experimental-default-type=module", "--no-warnings", *loaded]
    done = subprocess.run(
        [str(NODE), *flags, str(script)], input=json.dumps(question), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def here(data: bytes, lists: Lists, now: Any) -> Any:
    try:
        seal = formats.parse(data)
    except SealError:
        return "no seal"
    signed = seal.signed.isoformat() if seal.signed else None
    judged, (part, signature) = judge(seal, lists, now=now), (seal.signed_part.hex(), seal.signature.hex())
    parts = [seal.country, name_in(seal), signed, seal.code, part, signature]
    visa = judged.visa
    if visa is None:
        return [parts, judged.reason, None]
    fields = mrz.decode(visa.mrz).fields
    until = mrz.expiry_day(fields.expiry, today=now.date())
    first = visa.valid_from.isoformat() if visa.valid_from else None
    stay = None if visa.stay.months or visa.stay.years else visa.stay.days or None
    last, face = until and until.isoformat(), visa.portrait.hex()
    return [parts, judged.reason, [fields.number, visa.passport.rstrip("<"), visa.entries, stay, first, last, face]]


def keys_of(lists: Lists) -> list[Any]:
    return [key.model_dump() for key in lists.head.list_keys]


def damaged(seal: bytes, seed: int) -> bytes:
    """One byte changed, or the end cut off."""
    rng = random.Random(seed)
    at = rng.randrange(len(seal))
    return seal[:at] if seed % 4 == 0 else seal[:at] + bytes([rng.randrange(256)]) + seal[at + 1 :]


def test_both_say_the_same_of_good_bad_old_and_damaged_seals(
    fetched: Callable[[], Lists], clock: Clock, tmp_path: Path
) -> None:
    seals = []
    for at, (number, days) in enumerate([("7K2M9QX4T", 0), ("0A0A0A0A0", 0), ("0B0B0B0B0", 0), ("0C0C0C0C0", 9)]):
        visa = VisaSeal(
            mrz=zone(number), stay=Stay(30), passport="L898902C3", entries=at, valid_from=NOW.date() + days * DAY
        )
        made = api.make(order(number, case=f"R-{at}", lines=zone(number), seal=visa), at=NOW)
        api.store(made, at=NOW)
        seals.append(made.seal)
    api.revoke(reference="R-1", kind="evisa", reason="x", at=NOW)
    api.revoke(reference="R-2", kind="evisa", reason=api.CORRECTED, at=NOW)
    lists = fetched()
    seals += [forged(), forged(signer="XXS9"), forged(country="XOM"), b"", b"\xdc", b"\xdc\x03" + bytes(200)]
    seals += [damaged(seals[seed % 4], seed) for seed in range(400)]
    nows = (NOW, NOW + timedelta(hours=30), NOW - DAY, NOW + 200 * DAY)
    answers = by_node(tmp_path, seals, keys_of(lists), nows=nows)
    ours = [here(seal, lists, now) for seal in seals for now in nows]
    assert [answer if isinstance(answer, str) else answer[:3] for answer in answers] == ours
    said = {answer[1] for answer in ours if answer != "no seal"}
    assert {"in_force", "revoked", "replaced", "not_yet", "signature_wrong", "unknown_issuer", "list_overdue"} <= said


def test_both_read_the_published_seals_alike(fetched: Callable[[], Lists], clock: Clock, tmp_path: Path) -> None:
    """The examples of Doc 9303 and BSI TR-03137, and every seal of the open data where that is at hand."""
    lists, more = fetched(), vectors("vds", "vds_seals.json")
    seals = [EMERGENCY, VISA, *(bytes.fromhex(row["hex"]) for row in (json.loads(more.read_text()) if more else ()))]
    answers = by_node(tmp_path, seals, keys_of(lists))
    assert [answer if isinstance(answer, str) else answer[:3] for answer in answers] == [
        here(seal, lists, NOW) for seal in seals
    ]
    assert [answer[1] for answer in answers[:2]] == ["unknown_issuer"] * 2


def test_the_passport_is_compared_on_the_device(fetched: Callable[[], Lists], clock: Clock, tmp_path: Path) -> None:
    made = api.make(order(), at=NOW)
    fields = {"number": "L898902C3", "birth": "900806", "expiry": "270220", "sex": "F", "primary": NAME}
    passport, other = (
        mrz.encode(mrz.Mrz(format=mrz.Format.TD3, document_code="P", issuer="FRA", nationality=state, **fields))
        for state in ("FRA", "UTO")
    )
    upper, lower = passport
    typed = ("L898902C3", " l89 890-2c3 ", "L898902C4", upper + "\n" + lower, upper + lower.replace("900806", "900807"),
             "".join(other), "", "x" * 30)  # fmt: skip
    answers = by_node(tmp_path, [made.seal], keys_of(fetched()), typed)
    assert answers[0][3] == [[], [], ["number"], [], ["misread", "birth"], ["nationality"], None, None]


def test_a_head_that_another_key_signed_is_not_read(fetched: Callable[[], Lists], clock: Clock, tmp_path: Path) -> None:
    fetched()
    from legation.documents.revocation.head import Jwk
    from legation.documents.seals.issuing import new_key

    stranger = Jwk.of(new_key().public_key()).model_dump()
    with pytest.raises(AssertionError, match="no key that is pinned"):
        by_node(tmp_path, [b""], [stranger])
    assert Document.objects.count() == 0
