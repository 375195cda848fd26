"""The modules of the page that checks on the device, run by Node, and the same questions answered here."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from legation.documents.revocation.judging import judge
from legation.documents.revocation.lists import Lists
from legation.documents.revocation.names import name_in
from legation.documents.seals import formats, mrz
from legation.documents.seals.errors import SealError
from tests.conftest import NOW

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

NEEDS_NODE = pytest.mark.skipif(NODE is None, reason="no node here")


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
