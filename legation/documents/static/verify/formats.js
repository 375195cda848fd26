// The formats of seals behind one door. A decoder reads bytes and gives a seal:
//   country     the issuing State                   signedPart, signature   what was signed; raw r||s
//   name        what it says of its signer, as the lists name signers
//   signed      the day of the signature, or null   hash    that it names, or null where it follows from the key
//   code        the document code, null where none is known, "" where it cannot be read
//   content()   its kind, the features of Doc 9303-7 or 9303-8 that it carries in whatever form, perhaps a portrait; throws
//               where no such kind is known here
import * as idb from "./idb.js";
import * as vds from "./vds.js";
import * as vdsNc from "./vds_nc.js";

const decoderOf = (data) => [vds, vdsNc, idb].find((each) => each.begins(data));

export const isLikeSeal = (data) => decoderOf(data) !== undefined;

// Throws SyntaxError when the bytes are no seal.
export async function parse(data) {
  const decoder = decoderOf(data);
  if (!decoder) throw new SyntaxError("no seal begins like this");
  return decoder.parse(data);
}
