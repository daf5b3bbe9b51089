/* Postal codes published at sites, as places to measure from. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  const BREAK = "\x1f"; // between the codes of a site; see maps/details.py
  const SHORTEST = 3; // signs of a code
  const flat = (text) => text.replace(/[ -]/g, "").toLowerCase();

  TS.zipsOf = (app, i) => (app.zips ? app.zips.line(i).split(BREAK).filter(Boolean) : []);

  /* Whether a text may be the beginning of a postal code. */
  TS.mayBePostal = (text) => text.length >= SHORTEST && /\d/.test(text);

  /* Numbers of the sites on the map that publish a code. */
  function sitesWith(app, code) {
    const found = [];
    app.flatZips = app.flatZips || `\n${flat(app.zips.text)}\n`;
    const text = app.flatZips;
    let line = 0;
    for (let at = 0, from = text.indexOf(code); from >= 0; from = text.indexOf(code, from + 1)) {
      for (at = text.indexOf("\n", at); at >= 0 && at < from; at = text.indexOf("\n", at + 1)) line++;
      const whole = [text[from - 1], text[from + code.length]].every((sign) => sign === "\n" || sign === BREAK);
      if (whole && line - 1 < app.sites.onMap) found.push(line - 1);
    }
    return found;
  }

  /* Towns whose sites publish a postal code, as {code, i, lat, lon}: a site there and the middle of
     all that publish it. */
  TS.postalTowns = function (app, text, limit) {
    if (!app.zips || !TS.mayBePostal(text)) return [];
    const towns = new Map();
    for (const i of sitesWith(app, flat(text))) {
      const { place, lat, lon } = app.sites;
      const town = towns.get(place[i]) || { code: text.toUpperCase(), i, lat: 0, lon: 0, n: 0 };
      town.n++;
      town.lat += (lat[i] - town.lat) / town.n;
      town.lon += (lon[i] - town.lon) / town.n;
      towns.set(place[i], town);
    }
    return Array.from(towns.values()).sort((a, b) => b.n - a.n).slice(0, limit);
  };
})();
