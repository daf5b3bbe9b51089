/* Text search: every word must stand in a site's name, place, people or studies; accents ignored. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  const CHUNK = 20000; // lines folded at once

  /* Lines folded for searching, chunk by chunk; a folded line keeps its place. */
  class Folded {
    constructor(lines) {
      this.lines = lines;
      this.chunks = [];
    }
    foldChunk(k) {
      const from = k * CHUNK;
      const to = Math.min(this.lines.count, from + CHUNK);
      const { starts, text } = this.lines;
      const raw = text.slice(starts[from], starts[to] - 1);
      const folded = "\n" + TS.foldLines(raw);
      const begins = new Uint32Array(to - from);
      for (let i = 0, at = 0; i < begins.length; i++) {
        begins[i] = at + 1;
        at = folded.indexOf("\n", at + 1);
      }
      this.chunks[k] = { from, folded, begins };
      return this.chunks[k];
    }
    async foldAll() {
      for (let k = 0; k * CHUNK < this.lines.count; k++) {
        if (this.chunks[k]) continue;
        await TS.idle();
        if (!this.chunks[k]) this.foldChunk(k);
      }
    }
    /* Set marks of lines that hold the word at the beginning of one of theirs. */
    mark(word, marks) {
      this.lines.index();
      for (let k = 0; k * CHUNK < this.lines.count; k++) {
        const { from, folded, begins } = this.chunks[k] || this.foldChunk(k);
        let line = 0;
        for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
          line = lineAt(begins, at, line);
          marks[from + line] = 1;
          at = line + 1 < begins.length ? begins[line + 1] - 2 : folded.length;
        }
      }
    }
  }

  function lineAt(begins, position, low) {
    let high = begins.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (begins[middle] <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /* Fold text but keep its line breaks. */
  TS.foldLines = function (text) {
    const plain = /^[\x00-\x7f]*$/.test(text) ? text : text.normalize("NFD").replace(/\p{M}+/gu, "");
    return plain
      .toLowerCase()
      .replace(/[æœßøđłþð]/g, (c) => ({ æ: "ae", œ: "oe", ß: "ss", ø: "o", đ: "d", ł: "l", þ: "th", ð: "d" })[c])
      .replace(/['’‘\u0060.]/g, "")
      .replace(/[^\p{L}\p{N}\n]+/gu, " ");
  };

  /* What is written as one word, such as "Saint-Antoine" or "EU-2", is looked for as one. */
  const wordsOf = (text) =>
    text
      .split(/\s+/)
      .map((word) => TS.foldLines(word).trim())
      .filter(Boolean);

  TS.makeSearch = function (app) {
    const { sites } = app;
    const names = new Folded(sites.names);
    const places = new Folded(sites.places);
    let people = null;
    let studies = null;
    let zips = null;

    async function prepare() {
      await app.ready;
      if (app.people.text) people = new Folded(app.people);
      studies = new Folded(app.studies);
      zips = new Folded(app.zips);
      names.lines.index();
      await names.foldAll();
      for (const folded of [people, studies, zips]) {
        if (!folded) continue;
        folded.lines.index();
        await folded.foldAll();
      }
    }

    function bySites(word, marks) {
      names.mark(word, marks);
      const placed = new Uint8Array(sites.places.count);
      places.mark(word, placed);
      for (let i = 0; i < sites.count; i++) if (placed[sites.place[i]]) marks[i] = 1;
      if (people) people.mark(word, marks);
      if (zips && TS.mayBePostal(word)) zips.mark(word, marks);
      if (studies && app.links) byStudies(word, marks);
    }

    function byStudies(word, marks) {
      const found = new Uint8Array(app.about.studies);
      studies.mark(word, found);
      if (!found.includes(1)) return;
      const { starts, study } = app.links;
      for (let i = 0; i < sites.count; i++) {
        for (let k = starts[i]; k < starts[i + 1] && !marks[i]; k++) if (found[study[k]]) marks[i] = 1;
      }
    }

    /* 1 for each of `count` things that answers all words, each word as mark(word, marks) says. */
    function answering(words, count, mark) {
      const all = new Uint8Array(count).fill(1);
      for (const word of words) {
        const found = new Uint8Array(count);
        mark(word, found);
        for (let i = 0; i < count; i++) all[i] &= found[i];
      }
      return all;
    }

    const marks = (text) => answering(wordsOf(text), sites.count, bySites);

    /* The first lines of one kind that answer a text, as numbers. */
    function some(folded, text, limit) {
      const words = wordsOf(text);
      if (!folded || !words.length) return [];
      const all = answering(words, folded.lines.count, (word, found) => folded.mark(word, found));
      const first = [];
      for (let i = all.indexOf(1); i >= 0 && first.length < limit; i = all.indexOf(1, i + 1)) first.push(i);
      return first;
    }

    return {
      marks,
      prepare,
      sites: (text, limit) => some(names, text, limit),
      people: (text, limit) => some(people, text, limit),
      studies: (text, limit) => some(studies, text, limit),
    };
  };
})();
