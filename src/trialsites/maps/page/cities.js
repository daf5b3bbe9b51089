/* The city table: names, places and sizes from one block of bytes, and a search over them.
   The block is written by maps/cities.py. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  const DEGREE = 500; // steps per degree
  const OCTAVE = 4; // steps per doubling of the population
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

  /* Text as people type it: lower case, no accents, blanks for all punctuation,
     "St", "Ste" and "Sankt" as "saint". */
  TS.foldPlace = (text) =>
    text
      .normalize("NFD")
      .replace(/\p{M}+/gu, "")
      .toLowerCase()
      .replace(/[æðøœßþđħıł]/g, (letter) => LETTERS[letter])
      .replace(/['’‘ʻʼ`.]/g, "")
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim()
      .replace(/\b(st|ste|sainte|sankt)\b/g, "saint");

  function readTable(bytes) {
    if (String.fromCharCode(bytes[0], bytes[1], bytes[2], bytes[3]) !== "TSC1") {
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
    const column = (Kind, count) => {
      const values = new Kind(count);
      for (let i = 0, value = 0; i < count; i++) values[i] = value += input.signed();
      return values;
    };
    const count = input.next();
    const codes = new Array(input.next());
    const countries = new Uint16Array(count);
    for (let c = 0, i = 0; c < codes.length; c++) {
      codes[c] = String.fromCharCode(bytes[input.position], bytes[input.position + 1]);
      input.position += 2;
      const end = i + input.next();
      countries.fill(c, i, end);
      i = end;
    }
    const regions = lines();
    const names = lines();
    const region = column(Uint32Array, count);
    const lat = column(Float64Array, count).map((steps) => steps / DEGREE);
    const lon = column(Float64Array, count).map((steps) => steps / DEGREE);
    const sizes = bytes.subarray(input.position, input.position + count);
    const population = Uint32Array.from(sizes, (size) => Math.round(2 ** (size / OCTAVE)));
    return { count, codes, countries, regions, names, region, lat, lon, population, sizes };
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

  /* How well a folded name answers a folded query: 0 whole, 1 first words, 2 beginning,
     3 words inside, 4 beginning of a word inside, -1 not at all. */
  function rankOf(name, query) {
    const at = name.indexOf(query);
    if (at < 0) return -1;
    if (at === 0) {
      if (name.length === query.length) return 0;
      return name[query.length] === " " ? 1 : 2;
    }
    const padded = " " + name + " ";
    if (padded.includes(" " + query + " ")) return 3;
    return padded.includes(" " + query) ? 4 : -1;
  }

  /* bytes: Uint8Array of block "cities".
     lat, lon: degrees WGS84; population: rounded to steps of 19 %, for ranking; bySize: city
     numbers, largest first. */
  TS.readCities = function (bytes) {
    const table = readTable(bytes);
    let folded = null;
    let foldedRegions = null;

    /* Cities that answer "Boulogne", "st etienne" or "Paris, TX", best first, as {i, rank}. */
    function find(query, limit) {
      const [place, ...rest] = String(query).split(",");
      const wanted = TS.foldPlace(place);
      const qualifier = TS.foldPlace(rest.join(" "));
      if (!wanted) return [];
      folded = folded || table.names.map(TS.foldPlace);
      foldedRegions = foldedRegions || table.regions.map(TS.foldPlace);
      const found = [];
      for (let i = 0; i < table.count; i++) {
        const rank = rankOf(folded[i], wanted);
        if (rank < 0 || (qualifier && !qualifies(i, qualifier))) continue;
        found.push({ i, rank });
      }
      found.sort(
        (a, b) => a.rank - b.rank || table.population[b.i] - table.population[a.i] || a.i - b.i,
      );
      return found.slice(0, limit || 10);
    }

    function qualifies(i, qualifier) {
      return (
        table.codes[table.countries[i]].toLowerCase() === qualifier ||
        foldedRegions[table.region[i]].startsWith(qualifier)
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
      country: (i) => table.codes[table.countries[i]],
      find,
    };
  };
})();
