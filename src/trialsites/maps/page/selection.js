/* Which sites are listed: the filters, the text and the distance, over typed arrays. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  TS.emptyFilters = () => ({
    text: "",
    statuses: new Set(),
    country: "",
    study: -1,
    phases: new Set(),
    roles: new Set(),
    exact: false,
    within: 0, // km
    near: null, // {lat, lon, label}
  });

  const bits = (set) => Array.from(set).reduce((mask, code) => mask | (1 << code), 0);

  /* One entry per place: whether it is in the country. */
  function placesIn(sites, country) {
    const marks = new Uint8Array(sites.places.count);
    for (let p = 0; p < marks.length; p++) {
      if (sites.places.cells(p)[2] === country) marks[p] = 1;
    }
    return marks;
  }

  function sitesOf(links, study, count) {
    const marks = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      for (let k = links.starts[i]; k < links.starts[i + 1]; k++) {
        if (links.study[k] === study) marks[i] = 1;
      }
    }
    return marks;
  }

  /* Recompute app.shown (1 for each listed site), app.shownCount, and app.distances (km or null). */
  TS.select = function (app) {
    const { sites, filters, about } = app;
    const shown = app.shown || (app.shown = new Uint8Array(sites.count));
    const text = filters.text ? app.search.marks(filters.text) : null;
    const places = filters.country ? placesIn(sites, filters.country) : null;
    const study = filters.study >= 0 && app.links ? sitesOf(app.links, filters.study, sites.count) : null;
    const [statuses, phases, roles] = [filters.statuses, filters.phases, filters.roles].map(bits);
    const exact = about.precisions.indexOf("street");
    if (app.measuredFrom !== filters.near) {
      app.measuredFrom = filters.near;
      app.distances = filters.near && TS.distances(sites, filters.near.lat, filters.near.lon);
    }
    const within = filters.near && filters.within ? filters.within : 0;
    const distances = app.distances;
    const masks = sites.statuses;
    const unknown = 1 << (about.statuses.length - 1);
    let count = 0;
    for (let i = 0; i < sites.count; i++) {
      const keep =
        (!statuses || ((masks[i] || unknown) & statuses) !== 0) &&
        (!phases || (sites.phases[i] & phases) !== 0) &&
        (!roles || (sites.roles[i] & roles) !== 0) &&
        (!filters.exact || sites.precision[i] >= exact) &&
        (!places || places[sites.place[i]] === 1) &&
        (!text || text[i] === 1) &&
        (!study || study[i] === 1) &&
        (!within || (i < sites.onMap && distances[i] <= within));
      shown[i] = keep ? 1 : 0;
      if (keep) count++;
    }
    app.shownCount = count;
  };
})();
