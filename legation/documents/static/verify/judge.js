// What the lists alone say of a seal: the steps of revocation/judging.py, in the same order.
import { handleOf, isSigned, keyFor, statusOf } from "./lists.js";
import { documentCode, read } from "./visa.js";

const HOUR = 3600_000, DAY = 24 * HOUR, HASHES = { "P-256": "SHA-256", "P-384": "SHA-384" };
const dayOf = (time) => new Date(time).toISOString().slice(0, 10);

// `head` is null where no list is held. Gives a reason, and the visa where what it says may be believed.
export async function judge(seal, head, fetchFile, now) {
  if (!head) return { reason: "no_list" };
  if (Date.parse(head.issued) > now + HOUR) return { reason: "clock_wrong" };
  const today = dayOf(now), doubt = await doubtOfSignature(seal, head.signers, today, dayOf(now + DAY));
  if (doubt) return { reason: doubt };
  let visa;
  try {
    visa = read(seal, today);
  } catch (error) {
    if (error instanceof SyntaxError) return { reason: "kind_unknown" };
    throw error;
  }
  return { reason: await stateOf(seal, visa, head, fetchFile, now, today), visa };
}

async function stateOf(seal, visa, head, fetchFile, now, today) {
  const status = await statusOf(await handleOf(seal), head, fetchFile);
  if (status === "revoked" || status === "replaced") return status;
  if (!visa.until || visa.until < today) return "expired";
  if (status === "unknown") return "list_incomplete";
  if (now > Date.parse(head.next_update)) return "list_overdue";
  return visa.from && today < visa.from ? "not_yet" : "in_force";
}

async function doubtOfSignature(seal, signers, today, tomorrow) {
  const { signer, certificate, country } = seal.header, reference = BigInt(`0x${certificate}`);
  const named = signers.filter((each) => each.signer === signer && each.state === country
    && BigInt(`0x${each.reference}`) === reference);
  let doubt = "unknown_issuer";
  for (const each of named) {
    doubt = await doubtOf(seal, each, today, tomorrow);
    if (!doubt) break;
  }
  return doubt;
}

async function doubtOf(seal, signer, today, tomorrow) {
  const { signed } = seal.header, code = documentCode(seal);
  if (signed > tomorrow || signed < signer.begins || signed > signer.ends) return "signer_not_valid";
  if (signer.types && code !== null && !signer.types.includes(code)) return "signature_wrong";
  const hash = HASHES[signer.key.crv];
  if (!hash) return "unknown_issuer";
  if (!await isSigned(await keyFor(signer.key), hash, seal.signature, seal.signedPart)) return "signature_wrong";
  return today > signer.expires ? "expired" : "";
}
