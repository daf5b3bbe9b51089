/* The data blocks of this file: base64 in inert script elements, taken out once, inflated here. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  const CHARS = 262144; // of base64 per element; see maps/pack.py
  const BYTES = (CHARS / 4) * 3;
  const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  const taken = new Map();

  /* Late blocks stand behind the script: they are all there once the file is parsed. */
  TS.parsed = new Promise((resolve) => {
    if (document.readyState !== "loading") resolve();
    else document.addEventListener("DOMContentLoaded", () => resolve(), { once: true });
  });

  function take(name) {
    if (!taken.has(name)) {
      const elements = document.querySelectorAll(`script[data-ts="${name}"]`);
      taken.set(
        name,
        Array.from(elements, (element) => element.textContent),
      );
      for (const element of elements) element.remove();
    }
    return taken.get(name);
  }

  function decode(text) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  }

  async function inflate(pieces) {
    const stream = new Blob(pieces).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  /* A whole block, inflated: Uint8Array, empty if the file does not hold it. */
  TS.block = async function (name) {
    const texts = take(name);
    taken.delete(name);
    if (!texts.length) return new Uint8Array(0);
    return inflate(texts.map(decode));
  };

  /* Records in gzip members of 1,024, inflated only when one is asked for. */
  TS.members = function (name) {
    const PER_MEMBER = 1024;
    const texts = take(name);
    const cache = new Map();
    let starts = null;

    function slice(from, to) {
      const out = new Uint8Array(to - from);
      for (let chunk = Math.floor(from / BYTES); chunk * BYTES < to; chunk++) {
        const first = Math.max(from - chunk * BYTES, 0);
        const last = Math.min(to - chunk * BYTES, BYTES);
        const aligned = Math.floor(first / 3) * 4;
        const piece = decode(texts[chunk].slice(aligned, Math.ceil(last / 3) * 4));
        const skip = first - (aligned / 4) * 3;
        out.set(piece.subarray(skip, skip + last - first), chunk * BYTES + first - from);
      }
      return out;
    }

    function table() {
      if (!texts.length) return [0];
      const size = new DataView(slice(0, 4).buffer).getUint32(0, true);
      const input = new TS.Varints(slice(4, 4 + size));
      const ends = [4 + size];
      while (input.position < size) ends.push(ends[ends.length - 1] + input.next());
      return ends;
    }

    async function load(member) {
      const bytes = await inflate([slice(starts[member], starts[member + 1])]);
      return JSON.parse(new TextDecoder().decode(bytes));
    }

    return async function record(i) {
      starts = starts || table();
      const member = Math.floor(i / PER_MEMBER);
      if (member >= starts.length - 1) return {};
      if (!cache.has(member)) {
        if (cache.size > 64) cache.delete(cache.keys().next().value);
        cache.set(member, load(member));
      }
      return (await cache.get(member))[i % PER_MEMBER];
    };
  };

  /* The named parts of a block that holds several. */
  TS.parts = function (bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const size = view.getUint32(0, true);
    const sizes = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size)));
    const parts = {};
    let position = 4 + size;
    for (const [name, length] of Object.entries(sizes)) {
      parts[name] = bytes.subarray(position, position + length);
      position += length;
    }
    return parts;
  };

  /* Varints as a typed array of a given kind. */
  TS.varints = function (bytes, out) {
    let position = 0;
    for (let i = 0; i < out.length; i++) {
      let value = 0;
      let factor = 1;
      let byte;
      do {
        byte = bytes[position++];
        value += (byte & 127) * factor;
        factor *= 128;
      } while (byte > 127);
      out[i] = value;
    }
    return out;
  };

  /* Running sums of zig-zag varints, the other half of pack.deltas. */
  TS.deltas = function (bytes, out) {
    TS.varints(bytes, out);
    let sum = 0;
    for (let i = 0; i < out.length; i++) {
      const value = out[i];
      sum += value % 2 ? -(value + 1) / 2 : value / 2;
      out[i] = sum;
    }
    return out;
  };

  /* Numbers written as planes of bytes, lowest first. */
  TS.planes = function (bytes, out) {
    const [a, b, c, d] = [0, 1, 2, 3].map((k) => bytes.subarray(k * out.length, (k + 1) * out.length));
    for (let i = 0; i < out.length; i++) out[i] = (a[i] | (b[i] << 8) | (c[i] << 16) | (d[i] << 24)) >>> 0;
    return out;
  };

  /* Identifiers, packed or as lines; see codes in maps/pack.py. */
  TS.Codes = class {
    constructor(bytes, count) {
      this.count = count;
      this.packed = bytes[0] === 1 ? bytes.subarray(1) : null;
      this.lines = this.packed ? null : new TS.Lines(bytes.subarray(1));
    }
    line(i) {
      if (this.lines) return this.lines.line(i);
      let text = "";
      for (let bit = i * 60; bit < i * 60 + 60; bit += 5) {
        const at = bit >> 3;
        const pair = (this.packed[at] << 8) | (this.packed[at + 1] || 0);
        text += DIGITS[(pair >> (11 - (bit & 7))) & 31];
      }
      return text;
    }
    indexOf(id) {
      for (let i = 0; i < this.count; i++) if (this.line(i) === id) return i;
      return -1;
    }
  };

  /* UTF-8 lines, split only where somebody looks. */
  TS.Lines = class {
    constructor(bytes) {
      this.text = new TextDecoder().decode(bytes);
      this.starts = null;
    }
    index() {
      if (this.starts) return;
      const starts = [0];
      for (let at = this.text.indexOf("\n"); at >= 0; at = this.text.indexOf("\n", at + 1)) {
        starts.push(at + 1);
      }
      starts.push(this.text.length + 1);
      this.starts = Float64Array.from(starts);
    }
    get count() {
      this.index();
      return this.starts.length - 1;
    }
    line(i) {
      this.index();
      return this.text.slice(this.starts[i], this.starts[i + 1] - 1);
    }
    cells(i) {
      return this.line(i).split("\t");
    }
  };
})();
