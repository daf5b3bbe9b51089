/* The city table: names, places and sizes from one block of bytes, and a search over them.
   The block is written by maps/cities.py. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  const STEPS = [100, 400]; // per degree, far from sites and in their countries
  const OCTAVE = 4; // steps per doubling of the population
  const NEAR_FIRST = 5 * OCTAVE; // a town of a country with sites counts like one 32 times as large
  /* Two letters of each of the United States, in the order of their names. */
  const STATES =
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY".split(" ");
  const OTHER_NAME = [0, 0, 2, 0, 2]; // rank of a city found under another name, by how it was found
  const LETTERS = {
    æ: "ae",
    ð: "d",
    ø: "o",
    œ: "oe",
    ß: "ss",
    þ: "th",
    đ: "d",
    ħ: "h",
    ı: "i",
    ł: "l",
  };

  /* Text as people type it: lower case, no accents, blanks for all punctuation, "St", "Ste" and
     "Sankt" as "saint". Lines stay lines. */
  TS.foldPlace = (text) =>
    text
      .normalize("NFD")
      .replace(/\p{M}+/gu, "")
      .toLowerCase()
      .replace(/[æðøœßþđħıł]/g, (letter) => LETTERS[letter])
      .replace(/['’‘ʻʼ`.]/g, "")
      .replace(/[^\p{L}\p{N}\n]+/gu, " ")
      .replace(/^ | $/gm, "")
      .replace(/\b(st|ste|sainte|sankt)\b/g, "saint");

  function readTable(bytes) {
    if (String.fromCharCode(bytes[0], bytes[1], bytes[2], bytes[3]) !== "TSC2") {
      throw new Error("not a city block");
    }
    const input = new TS.Varints(bytes, 4);
    const utf8 = new TextDecoder();
    const lines = () => {
      const length = input.next();
      const start = input.position;
      input.position += length;
      return utf8.decode(bytes.subarray(start, start + length)).split("\n");
    };
    const column = (Kind, length) => {
      const values = new Kind(length);
      for (let i = 0, value = 0; i < length; i++) values[i] = value += input.signed();
      return values;
    };
    const count = input.next();
    const codes = new Array(input.next());
    const countries = new Uint16Array(count);
    const near = new Uint8Array(count); // 1 in the countries that hold sites
    for (let c = 0, i = 0; c < codes.length; c++) {
      codes[c] = String.fromCharCode(bytes[input.position], bytes[input.position + 1]);
      input.position += 2;
      const head = input.next();
      const end = i + Math.floor(head / 2);
      countries.fill(c, i, end);
      near.fill(head % 2, i, end);
      i = end;
    }
    const regions = lines();
    const names = lines();
    const region = column(Uint32Array, count);
    const lat = column(Float64Array, count).map((value, i) => value / STEPS[near[i]]);
    const lon = column(Float64Array, count).map((value, i) => value / STEPS[near[i]]);
    const sizes = bytes.subarray(input.position, input.position + count);
    input.position += count;
    const renamed = column(Uint32Array, input.next());
    const others = lines();
    const population = Uint32Array.from(sizes, (size) => Math.round(2 ** (size / OCTAVE)));
    return { count, codes, countries, near, regions, names, region, lat, lon, population, sizes, renamed, others };
  }

  /* City numbers, largest first: a counting sort, as sizes are bytes. */
  function largestFirst(sizes) {
    const starts = new Uint32Array(257);
    for (const size of sizes) starts[255 - size + 1]++;
    for (let size = 1; size <= 256; size++) starts[size] += starts[size - 1];
    const order = new Uint32Array(sizes.length);
    for (let i = 0; i < sizes.length; i++) order[starts[255 - sizes[i]]++] = i;
    return order;
  }

  /* Folded lines to search: text between line breaks, and where each line starts. */
  class Lines {
    constructor(lines) {
      this.text = "\n" + TS.foldPlace(lines.join("\n")) + "\n";
      this.starts = new Uint32Array(lines.length);
      for (let i = 0, at = 0; i < lines.length; i++, at++) {
        this.starts[i] = at + 1;
        at = this.text.indexOf("\n", at + 1) - 1;
      }
    }

    line(i) {
      return this.text.slice(this.starts[i], this.text.indexOf("\n", this.starts[i]));
    }

    /* Calls act(line, how) for each line that has the words: how is 0 for the whole line, 1 for its
       first words, 2 for its beginning, 3 for words inside, 4 for the beginning of a word inside. */
    search(words, act) {
      for (const inside of [0, 3]) {
        const needle = (inside ? " " : "\n") + words;
        let at = this.text.indexOf(needle);
        for (; at >= 0; at = this.text.indexOf(needle, at + 1)) {
          const next = this.text[at + needle.length];
          const whole = next === "\n" || next === " ";
          if (inside) act(this.lineAt(at), whole ? 3 : 4);
          else act(this.lineAt(at + 1), next === "\n" ? 0 : whole ? 1 : 2);
        }
      }
    }

    lineAt(position) {
      let low = 0;
      let high = this.starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (this.starts[middle] <= position) low = middle;
        else high = middle - 1;
      }
      return low;
    }
  }

  /* Keeps the best few of many: the lowest rank, then the largest size, then the first. */
  class Best {
    constructor(limit) {
      this.limit = limit;
      this.kept = [];
    }
    offer(i, rank, size) {
      const key = rank * 256 - size;
      const { kept, limit } = this;
      if (kept.length === limit && key >= kept[limit - 1].key) return;
      const same = kept.findIndex((other) => other.i === i);
      if (same >= 0 && kept[same].key <= key) return;
      if (same >= 0) kept.splice(same, 1); // another of its names answers better
      let at = kept.length;
      while (at > 0 && kept[at - 1].key > key) at--;
      kept.splice(at, 0, { i, rank, key });
      kept.length = Math.min(kept.length, limit);
    }
  }

  /* bytes: Uint8Array of block "cities".
     lat, lon: degrees WGS84; population: rounded to steps of 19 %, for ranking; bySize: city
     numbers, largest first; prepare(): fold the names now, in idle time, for the first find. */
  TS.readCities = function (bytes) {
    const table = readTable(bytes);
    const country = (i) => table.codes[table.countries[i]];
    let names = null;
    let regions = null;
    let others = null;
    let states = null; // names, in order

    function prepare() {
      names = names || new Lines(table.names);
      others = others || new Lines(table.others);
      regions = regions || new Lines(table.regions);
    }

    /* Cities that answer "Boulogne", "st etienne" or "Paris, TX", best first, as {i, rank}. */
    function find(query, limit) {
      const [place, ...rest] = String(query).replace(/\n/g, " ").split(",");
      const wanted = TS.foldPlace(place);
      const qualifier = TS.foldPlace(rest.join(" "));
      if (!wanted) return [];
      prepare();
      const best = new Best(limit || 10);
      names.search(wanted, (i, rank) => {
        if (!qualifier || qualifies(i, qualifier)) best.offer(i, rank, weight(i));
      });
      /* Other names are words of one line, written together: "monacodibaviera". */
      others.search(wanted.replace(/ /g, ""), (k, how) => {
        const i = table.renamed[k];
        const rank = OTHER_NAME[how];
        if (!qualifier || qualifies(i, qualifier)) best.offer(i, rank, weight(i));
      });
      return best.kept.map(({ i, rank }) => ({ i, rank }));
    }

    const weight = (i) => table.sizes[i] + (table.near[i] && NEAR_FIRST);

    /* State of a city by its two letters; nothing where the table does not name them all. */
    function stateOf(i) {
      if (!states) {
        const named = new Set();
        for (let k = 0; k < table.count; k++) if (country(k) === "US") named.add(table.regions[table.region[k]]);
        states = Array.from(named).filter(Boolean).sort();
      }
      if (country(i) !== "US" || states.length !== STATES.length) return undefined;
      return STATES[states.indexOf(table.regions[table.region[i]])];
    }

    function qualifies(i, qualifier) {
      const state = qualifier.length === 2 && stateOf(i);
      if (state) return state.toLowerCase() === qualifier || qualifier === "us";
      return (
        country(i).toLowerCase() === qualifier ||
        regions.line(table.region[i]).startsWith(qualifier)
      );
    }

    return {
      count: table.count,
      lat: table.lat,
      lon: table.lon,
      population: table.population,
      bySize: largestFirst(table.sizes),
      name: (i) => table.names[i],
      admin1: (i) => table.regions[table.region[i]],
      country,
      prepare,
      find,
    };
  };
})();
