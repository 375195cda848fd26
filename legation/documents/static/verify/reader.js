// Seals in pictures: from a file, or from the camera until one is found. Everything stays on this device.
import { prepareZXingModule, readBarcodes } from "../vendor/zxing/reader/index.js";
import { isPdf, picturesIn } from "./pdf.js";

const LONGEST = 2400, PAUSE = 120;
const OPTIONS = { formats: ["DataMatrix", "QRCode", "Aztec"], tryHarder: true, maxNumberOfSymbols: 4 };

export function prepare(wasm) {
  return prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
}

// The bytes of every barcode in a picture or a PDF. Throws when it is neither.
export async function inFile(file) {
  if (await isPdf(file)) return (await Promise.all((await picturesIn(file)).map(inPixels))).flat();
  const picture = await createImageBitmap(file);
  try { return await inPicture(picture, picture.width, picture.height); } finally { picture.close(); }
}

async function inPicture(source, width, height) {
  const scale = Math.min(1, LONGEST / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#fff";  // what is transparent is paper
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return inPixels(context.getImageData(0, 0, canvas.width, canvas.height));
}

async function inPixels(pixels) {
  const found = await readBarcodes(pixels, OPTIONS);
  return found.filter((barcode) => barcode.isValid).map((barcode) => barcode.bytes);
}

export class Camera {
  constructor(video) { this.video = video; this.stream = null; }

  // Shows what the camera sees until a barcode that is `wanted` is in sight; gives its bytes, or null when it was stopped.
  async find(wanted) {
    this.stream = await navigator.mediaDevices.getUserMedia({
      audio: false, video: { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } },
    });
    this.video.srcObject = this.stream;
    await this.video.play();
    try {
      while (this.stream) {
        const codes = this.video.videoWidth
          ? await inPicture(this.video, this.video.videoWidth, this.video.videoHeight) : [], found = codes.find(wanted);
        if (found) return found;
        await new Promise((resume) => setTimeout(resume, PAUSE));
      }
      return null;
    } finally { this.stop(); }
  }

  stop() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.video.srcObject = null;
  }
}
