// Bytes, texts and digests.

export function fromBase64url(text) {
  if (!/^[\w-]*$/.test(text)) throw new TypeError("no base64url");
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
}

export function toBase64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_");
}

export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return whole;
}

export function number(bytes) {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

export function sameBytes(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

// SHA-256 of a key (RFC 7638), hex: what a person compares
export async function thumbprint({ crv, kty, x, y }) {
  return toHex(await sha256(new TextEncoder().encode(JSON.stringify({ crv, kty, x, y }))));
}
