/* The builds' explanations in the reader's language: English sentences known by their form. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  const NEEDED = ["one", "two"]; // holes for what must be a known sentence
  const WEIGHT = /^(.*?)( \([+-]\d+(?:\.\d+)?\))$/; // of a reason

  /* "about: centre of {place}" as a pattern, with the names of its holes. */
  function compile([english, said]) {
    const holes = [];
    const pattern = english
      .split(/\{(\w+)\}/)
      .map((part, k) => {
        if (k % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
        holes.push(part);
        return part === "why" ? "(.+)" : "([^;]+?)";
      })
      .join("");
    return { pattern: new RegExp(`^${pattern}$`), holes, said };
  }

  /* bytes: block "sentences". Returns a function of a note and a language that gives the note in
     this language, or null where it is none of them. */
  TS.readSentences = function (bytes) {
    const known = bytes.length ? Object.entries(JSON.parse(new TextDecoder().decode(bytes))).map(compile) : [];

    function filled({ pattern, holes, said }, note, language) {
      const found = note.match(pattern);
      if (!found || !said[language]) return null;
      const values = {};
      for (const [k, hole] of holes.entries()) {
        const inner = hole === "why" || NEEDED.includes(hole) ? understood(found[k + 1], language) : null;
        if (inner === null && NEEDED.includes(hole)) return null;
        values[hole] = inner === null ? found[k + 1] : inner;
      }
      return said[language].replace(/\{(\w+)\}/g, (_, hole) => values[hole]);
    }

    function understood(note, language) {
      for (const one of known) {
        const text = filled(one, note, language);
        if (text !== null) return text;
      }
      const parts = note.split("; ");
      if (parts.length > 1) {
        const said = parts.map((part) => understood(part, language));
        return said.some((part) => part !== null) ? parts.map((part, k) => said[k] || part).join("; ") : null;
      }
      const weighed = note.match(WEIGHT);
      const reason = weighed && understood(weighed[1], language);
      return reason ? reason + weighed[2] : null;
    }

    return understood;
  };
})();
