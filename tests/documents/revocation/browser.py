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
from legation.documents.seals.visa import Content, VisaSeal
from tests.conftest import NOW

NODE = shutil.which("node")
MODULES = Path(__file__).parents[3] / "legation/documents/static/verify"
SCRIPT = """
import { readFileSync } from "node:fs";
import { parse } from "%(modules)s/formats.js";
import { judge } from "%(modules)s/judge.js";
import { readHead } from "%(modules)s/lists.js";
import { differences } from "%(modules)s/content.js";
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
  const { reason, said: told } = await judge(seal, head, held, now);
  const compared = told?.passport && typed.map((text) => { const read = passport(text); return read && differences(told, read); });
  const hexed = (bytes) => Buffer.from(bytes ?? []).toString("hex");
  const parts = [seal.country, seal.name, seal.signed, seal.code, hexed(seal.signedPart), hexed(seal.signature)];
  const own = told && [told.passport, told.entries, told.stay, told.from];
  const said = told && [told.kind, told.number, told.fits, own, told.lines ?? null, told.until, hexed(told.portrait)];
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
    said = judged.said
    if said is None:
        return [parts, judged.reason, None]
    zone = mrz.decode(said.mrz)
    until = mrz.expiry_day(zone.fields.expiry, today=now.date())
    kind, lines = ("visa", None) if isinstance(said, VisaSeal) else ("emergency", list(said.mrz))
    about = [kind, zone.fields.number, zone.is_consistent, own(said), lines, until and until.isoformat()]
    return [parts, judged.reason, [*about, said.portrait.hex()]]


def own(said: Content) -> list[Any]:
    """What only a visa says: whose passport, entries, days of stay, its first day."""
    if not isinstance(said, VisaSeal):
        return [None] * 4
    stay = None if said.stay.months or said.stay.years else said.stay.days or None
    first = said.valid_from.isoformat() if said.valid_from else None
    return [said.passport.rstrip("<"), said.entries, stay, first]


def keys_of(lists: Lists) -> list[Any]:
    return [key.model_dump() for key in lists.head.list_keys]
