// zlib (RFC 1950), within bounds: a bomb stops there. Throws SyntaxError for bytes that do not unpack to the end.
import { joined } from "./bytes.js";

export async function inflate(data, most) {
  const found = [], reader = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  let size = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.length;
      if (size > most) throw new SyntaxError("too many bytes");
      found.push(part.value);
    }
  } catch (error) {
    throw new SyntaxError(`it does not unpack: ${error}`);
  } finally { reader.cancel().catch(() => {}); }
  return joined(...found);
}
