// What the lists alone say of a seal of any format: the steps of revocation/judging.py, in the same order.
import { read } from "./content.js";
import { handleOf, isSigned, keyFor, statusOf } from "./lists.js";

const HOUR = 3600_000, DAY = 24 * HOUR, HASHES = { "P-256": "SHA-256", "P-384": "SHA-384" };
const dayOf = (time) => new Date(time).toISOString().slice(0, 10);

// `head` is null where no list is held. Gives a reason, and what it says where that may be believed.
export async function judge(seal, head, fetchFile, now) {
  if (!head) return { reason: "no_list" };
  if (Date.parse(head.issued) > now + HOUR) return { reason: "clock_wrong" };
  const today = dayOf(now), doubt = await doubtOfSignature(seal, head.signers, today, dayOf(now + DAY));
  if (doubt) return { reason: doubt };
  let said;
  try {
    said = read(seal, today);
  } catch (error) {
    if (error instanceof SyntaxError) return { reason: "kind_unknown" };
    throw error;
  }
  return { reason: await stateOf(seal, said, head, fetchFile, now, today), said };
}

async function stateOf(seal, said, head, fetchFile, now, today) {
  const status = await statusOf(await handleOf(seal), head, fetchFile);
  if (status === "revoked" || status === "replaced") return status;
  if (!said.until || said.until < today) return "expired";
  if (status === "unknown") return "list_incomplete";
  if (now > Date.parse(head.next_update)) return "list_overdue";
  return said.from && today < said.from ? "not_yet" : "in_force";
}

async function doubtOfSignature(seal, signers, today, tomorrow) {
  let doubt = "unknown_issuer";
  for (const each of signers.filter(({ state, names }) => state === seal.country && names.includes(seal.name))) {
    doubt = await doubtOf(seal, each, today, tomorrow);
    if (!doubt) break;
  }
  return doubt;
}

async function doubtOf(seal, signer, today, tomorrow) {
  // a seal that does not say when it was signed is held against today, as if it had been
  const signed = seal.signed ?? today;
  if (signed > tomorrow || signed < signer.begins || signed > signer.ends) {
    return seal.signed || today < signer.begins ? "signer_not_valid" : "expired";
  }
  if (signer.types && seal.code !== null && !signer.types.includes(seal.code)) return "signature_wrong";
  const usual = HASHES[signer.key.crv];
  if (!usual) return "unknown_issuer";
  if (!await isSigned(await keyFor(signer.key), seal.hash ?? usual, seal.signature, seal.signedPart)) return "signature_wrong";
  return today > signer.expires ? "expired" : "";
}
