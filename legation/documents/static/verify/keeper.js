// Keeps the lists on this device: fetched ahead, checked before they are kept, the head last.
import { readHead } from "./lists.js";
import { sha256, toHex } from "./bytes.js";

const CACHE = "legation-lists", KEYS = "legation-list-keys", NUMBER = "legation-list-number", AT_ONCE = 6;

// The network or the ministry does not answer; whatever else is thrown says that an answer is not to be believed.
export class Unreachable extends Error {}

export class Keeper {
  // `address` is where the lists lie, with a slash; `keys` are those of the page as it was installed
  constructor(address, keys) {
    this.address = address;
    if (!localStorage.getItem(KEYS)) localStorage.setItem(KEYS, JSON.stringify(keys));
    this.head = null;
  }

  get keys() { return JSON.parse(localStorage.getItem(KEYS)); }

  // The head that is kept, or null.
  async open() {
    const kept = await (await caches.open(CACHE)).match(`${this.address}head`);
    this.head = kept ? await readHead(await kept.text(), this.keys).catch(() => null) : null;
    return this.head;
  }

  // Fetches what is newer. Throws where the network fails or what came is not to be believed; what was kept stays.
  async refresh() {
    const text = await (await this.#fetch("head", { cache: "no-cache" })).text();
    const head = await readHead(text, this.keys);
    if (head.number < Number(localStorage.getItem(NUMBER) || 0)) throw new TypeError("an older list than the one kept");
    const cache = await caches.open(CACHE), files = [...head.shards, head.delta];
    for (let at = 0; at < files.length; at += AT_ONCE) {
      await Promise.all(files.slice(at, at + AT_ONCE).map((file) => this.#keep(cache, file)));
    }
    await cache.put(`${this.address}head`, new Response(text));
    localStorage.setItem(NUMBER, head.number);
    // a list that is believed names the keys that sign the next ones: so keys are changed without a new installation
    localStorage.setItem(KEYS, JSON.stringify(head.list_keys));
    this.head = head;
    await this.#forgetOthers(cache, files);
    return head;
  }

  async file(name) {
    const kept = await (await caches.open(CACHE)).match(this.address + name);
    return kept ? new Uint8Array(await kept.arrayBuffer()) : null;
  }

  async forget() {
    await caches.delete(CACHE);
    localStorage.removeItem(KEYS);
    localStorage.removeItem(NUMBER);
  }

  async #keep(cache, { name }) {
    if (await cache.match(this.address + name)) return;
    const data = await (await this.#fetch(name)).arrayBuffer();
    if (toHex(await sha256(data)) !== name) throw new TypeError("a file is not the one the list names");
    await cache.put(this.address + name, new Response(data));
  }

  async #fetch(name, options = {}) {
    const known = { credentials: "omit", referrerPolicy: "no-referrer" };
    const answer = await fetch(this.address + name, { ...known, ...options }).catch(() => null);
    if (!answer?.ok) throw new Unreachable(`${answer?.status ?? "no answer"} for ${name}`);
    return answer;
  }

  async #forgetOthers(cache, files) {
    const named = new Set(["head", ...files.map((file) => file.name)]);
    for (const request of await cache.keys()) {
      if (!named.has(request.url.split("/").pop())) await cache.delete(request);
    }
  }
}
