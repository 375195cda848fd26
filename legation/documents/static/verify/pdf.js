// The grey pictures in a PDF as our compiler writes them (ISO 32000-1 section 8.9.5): its barcodes are among them.
// Nothing else of the file is read or judged; one that another program wrote anew may hide its pictures from this.
import { inflate } from "./inflate.js";

const MOST_BYTES = 8 << 20, MOST_PIXELS = 4_000_000, MOST_PICTURES = 16;
const PICTURE = /<<([^<>]*\/Subtype ?\/Image[^<>]*)>>\s*stream\r?\n/g;

export async function isPdf(file) {
  return (await file.slice(0, 1024).text()).includes("%PDF-");
}

// As ImageData. Throws SyntaxError when a picture is not what it says, or the file is too large.
export async function picturesIn(file) {
  if (file.size > MOST_BYTES) throw new SyntaxError("our documents are much smaller");
  const bytes = new Uint8Array(await file.arrayBuffer()), text = new TextDecoder("latin1").decode(bytes), found = [];
  for (const match of text.matchAll(PICTURE)) {
    const numberOf = (key) => Number(new RegExp(`/${key} (\\d+)`).exec(match[1])?.[1] ?? 0), start = match.index + match[0].length;
    const [width, height, length] = ["Width", "Height", "Length"].map(numberOf), most = width * height;
    if (match[1].includes("/FlateDecode") && numberOf("BitsPerComponent") === 8 && most && most <= MOST_PIXELS) {
      if (found.length === MOST_PICTURES) throw new SyntaxError("too many pictures");
      const grey = await inflate(bytes.slice(start, start + length), 4 * most);
      if (grey.length === most) found.push(pictureOf(grey, width, height));
    }
  }
  return found;
}

function pictureOf(grey, width, height) {
  const colours = new Uint32Array(grey.length);
  grey.forEach((value, at) => { colours[at] = 0xff000000 | (value * 0x010101); });
  return new ImageData(new Uint8ClampedArray(colours.buffer), width, height);
}
