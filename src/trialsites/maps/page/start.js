/* The page comes together: blocks in, parts made, first marks drawn, the rest when there is time. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  const json = (bytes) => JSON.parse(new TextDecoder().decode(bytes));
  const CLOSEST = 10; // zoom for a first view of sites that stand close together

  function emitter(app) {
    const listeners = {};
    app.on = (name, act) => (listeners[name] = listeners[name] || []).push(act);
    app.fire = (name) => (listeners[name] || []).forEach((act) => act());
  }

  /* The map moves into the page's place for it. */
  function settle(map) {
    document.getElementById("ts-place").append(map.getContainer());
    map.getContainer().classList.add("ts-map");
    map.options.worldCopyJump = true;
    map.invalidateSize({ animate: false });
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
  }

  function frame(app) {
    const { sites, shown, map } = app;
    let [south, west, north, east] = [90, 180, -90, -180];
    for (let i = 0; i < sites.onMap; i++) {
      if (!shown[i]) continue;
      south = Math.min(south, sites.lat[i]);
      north = Math.max(north, sites.lat[i]);
      west = Math.min(west, sites.lon[i]);
      east = Math.max(east, sites.lon[i]);
    }
    if (south > north) return false;
    map.fitBounds(
      [
        [south, west],
        [north, east],
      ],
      {
        paddingTopLeft: [48, 48],
        paddingBottomRight: [48, 48 + app.covered()],
        maxZoom: CLOSEST,
        animate: false,
      },
    );
    return true;
  }

  /* Small waits, so that typing stays smooth while heavy parts are read. */
  TS.idle = () =>
    new Promise((resolve) =>
      (window.requestIdleCallback || ((act) => setTimeout(act, 1)))(() => resolve(), { timeout: 200 }),
    );

  const NAME_BREAK = "\x1f";

  /* The names of a site's people, in the order of its record; none if the file holds no people. */
  TS.namesOf = (app, i) => (app.people.text ? app.people.line(i).split(NAME_BREAK) : []);

  function withPeople(app, i, record) {
    if (!record.people) return record;
    const names = TS.namesOf(app, i);
    const first = app.links.starts[i];
    const people = record.people.map(({ _link, ...person }, k) => ({
      ...person,
      name: names[k],
      study: app.links.study[first + _link],
    }));
    return { ...record, people };
  }

  async function readLate(app) {
    await TS.parsed;
    app.links = TS.readLinks(await TS.block("links"), app.sites);
    app.studies = new TS.Lines(await TS.block("studies"));
    app.ids = new TS.Codes(await TS.block("ids"), app.sites.count);
    app.understood = TS.readSentences(await TS.block("sentences"));
    app.people = new TS.Lines(await TS.block("people"));
    const details = TS.members("details");
    app.details = async (i) => withPeople(app, i, await details(i));
    app.desks = TS.members("desks");
  }

  async function dress(app) {
    const [basemap, cities] = await Promise.all([TS.block("basemap"), TS.block("cities")]);
    if (basemap.length) {
      app.basemap = TS.basemapLayer(basemap, app.theme).addTo(app.map);
      app.detailNote = TS.detailNote(app.basemap, app.words.t("basemap.end")).addTo(app.map);
    }
    if (cities.length) {
      app.cities = TS.readCities(cities);
      app.labels = TS.labelLayer(app.cities, app.theme).addTo(app.map);
      app.labels.setAvoid(app.markers.boxes); // now that it is credited in a corner of the map
    }
    app.fire("dressed");
  }

  TS.start = async function (map, options) {
    if (!window.DecompressionStream || !window.Intl || !Intl.DisplayNames) {
      document.getElementById("ts-title").textContent =
        "This browser is too old for this map. Any browser since 2023 opens it.";
      return;
    }
    const app = { map, options, selected: -1, filters: TS.emptyFilters() };
    TS.app = app;
    emitter(app);
    settle(map);
    app.about = json(await TS.block("about"));
    app.tables = json(await TS.block("words"));
    const sitesBytes = await TS.block("sites");
    app.sites = TS.readSites(sitesBytes, app.about);
    TS.makeTheme(app);
    TS.makeLanguage(app);
    app.search = TS.makeSearch(app);
    app.ready = readLate(app);
    TS.select(app);
    app.first = [];
    app.list = TS.makeList(app);
    app.frame = () => frame(app);
    TS.makePanel(app);
    if (!app.frame()) map.setView([20, 0], 2);
    app.markers = TS.makeMarkers(app);
    app.fan = TS.makeFan(app);
    TS.makeOpener(app);
    app.find = TS.makeFind(app);
    TS.makeLegend(app);
    app.markers.draw();
    performance.mark("ts-markers");
    app.list.draw();
    app.refresh = () => {
      TS.select(app);
      app.list.fromTop();
      app.list.draw();
      app.markers.draw();
      app.fire("view");
    };
    await dress(app);
    await app.ready;
    TS.makeNear(app);
    TS.makeFilters(app);
    TS.makePrint(app);
    TS.makeTools(app);
    TS.makeShare(app);
    app.fire("ready");
    performance.mark("ts-ready");
    document.documentElement.dataset.tsReady = "true";
    app.zips = new TS.Lines(await TS.block("zips"));
    await app.search.prepare();
    performance.mark("ts-searchable");
  };
})();
