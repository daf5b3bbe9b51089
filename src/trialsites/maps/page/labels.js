/* Place names on one canvas, largest towns first, none over another or over a marker. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});
  const { Boxes, apart, grown } = TS.boxes;

  const PADDING = 96; // CSS pixels drawn beyond the view, for dragging
  const FACE = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
  const NUMBERED = /\s(\d|[IVX]+\.)/; // districts: "Paris 15 Vaugirard", "Budapest XII. kerület"
  /* Fewest inhabitants of a labelled town, by zoom. */
  const FEWEST = [5e6, 5e6, 5e6, 3e6, 1e6, 4e5, 1.2e5, 4e4, 1.2e4, 4e3, 1500, 0];

  const UNDER_MARKER = 12; // how much smaller a town may be to be named beside a marker
  const IN_MARKER = 40; // km from a marker beyond which a town is not the one it stands in
  const NEAR_MARKER = 64; // square CSS pixels from a marker at which a town counts by half
  const EQUATOR = 40075; // km
  const LAST_COUNTRY = 6; // the last zoom that names countries
  const FIRST_SMALL = 6; // the first that names a small town beside a marker of many places

  const INKS = {
    light: {
      text: "#3d4650",
      strong: "#2a323b",
      country: "#7d7468",
      halo: "rgba(250,248,244,0.9)",
    },
    dark: { text: "#a9b3bd", strong: "#ced6de", country: "#8b949d", halo: "rgba(20,27,34,0.9)" },
  };

  /* Sizes in CSS pixels; `air` is the room a name needs around it, so that small towns fill empty
     country and do not crowd a big one. */
  function styleOf(population, zoom) {
    if (population >= 1e6)
      return { font: `600 13px ${FACE}`, strong: true, dot: 2.5, height: 15, air: 2 };
    if (population >= (zoom < 8 ? 2e5 : 6e4))
      return { font: `600 12px ${FACE}`, strong: true, dot: 2.2, height: 14, air: 3 };
    const air = population >= 2e4 ? 5 : 9;
    return { font: `400 11px ${FACE}`, strong: false, dot: 1.7, height: 13, air };
  }

  const LabelLayer = L.Layer.extend({
    options: { pane: "tsLabels", language: "", attribution: "GeoNames (CC BY 4.0)" },

    initialize(cities, theme, avoid, options) {
      L.setOptions(this, options);
      this._cities = cities;
      this._ink = INKS[theme] || INKS.light;
      this._avoid = avoid || [];
      this._widths = new Map();
      this._countries = { language: "", named: [] };
      this._x = cities.lon.map((lon) => (lon + 180) / 360);
      this._y = cities.lat.map(TS.mercatorY);
    },

    getEvents() {
      const events = { moveend: this._reset, resize: this._reset, viewreset: this._reset };
      if (this._zoomAnimated) events.zoomanim = this._animate;
      return events;
    },

    onAdd(map) {
      if (!map.getPane(this.options.pane)) {
        const pane = map.createPane(this.options.pane);
        pane.style.zIndex = 350;
        pane.style.pointerEvents = "none";
      }
      this._canvas = L.DomUtil.create("canvas", "ts-labels", this.getPane());
      this._canvas.setAttribute("aria-hidden", "true");
      if (this._zoomAnimated) L.DomUtil.addClass(this._canvas, "leaflet-zoom-animated");
      this._canvas.style.transformOrigin = "0 0";
      this._languageWatch = new MutationObserver(() => this._reset());
      this._languageWatch.observe(document.documentElement, { attributeFilter: ["lang"] });
      this._iconWatch = new MutationObserver(() => {
        if (this._boxes().join() !== this._drawnAround) this._reset();
      });
      this._iconWatch.observe(map.getPane("markerPane"), { childList: true });
      this._onPaper = () => this._reset();
      TS.onPaper.add(this._onPaper);
      map.getContainer().addEventListener("toggle", this._onPaper, true); // a control folds
      this._reset();
    },

    onRemove(map) {
      TS.onPaper.delete(this._onPaper);
      map.getContainer().removeEventListener("toggle", this._onPaper, true);
      this._languageWatch.disconnect();
      this._iconWatch.disconnect();
      this._canvas.remove();
    },

    /* Recolour: "light" or "dark". */
    setTheme(theme) {
      this._ink = INKS[theme] || INKS.light;
      return this._map ? this._reset() : this;
    },

    /* Name the countries in a language (a BCP 47 tag), or in the page's own again (""); towns keep
       the names of the table. */
    setLanguage(language) {
      this.options.language = language;
      return this._map ? this._reset() : this;
    },

    /* The countries of the basemap under these names, widest first. */
    _namedCountries() {
      const language = this.options.language || document.documentElement.lang || "en";
      if (this._countries.language === language) return this._countries.named;
      const names = new Intl.DisplayNames([language, "en"], { type: "region", fallback: "none" });
      const named = [];
      this._map.eachLayer((layer) => {
        for (const country of layer.countries ? layer.countries() : []) {
          const name = (names.of(country.code) || "").toLocaleUpperCase(language);
          if (name) named.push({ ...country, name });
        }
      });
      named.sort((a, b) => b.width - a.width);
      if (named.length) this._countries = { language, named };
      return named;
    },

    /* boxes: [left, top, right, bottom, many] in container pixels of markers that want the name of
       their town beside them, many if they stand for several places; or a function that returns
       them, asked at every drawing. Names keep off these and off every other icon. */
    setAvoid(boxes) {
      this._avoid = boxes;
      return this._map ? this._reset() : this;
    },

    _animate(event) {
      const scale = this._map.getZoomScale(event.zoom, this._zoom);
      const offset = this._map._latLngToNewLayerPoint(this._corner, event.zoom, event.center);
      L.DomUtil.setTransform(this._canvas, offset, scale);
    },

    _reset() {
      const map = this._map;
      const size = map.getSize().add([2 * PADDING, 2 * PADDING]);
      const origin = map.containerPointToLayerPoint([-PADDING, -PADDING]);
      const ratio = TS.pixelRatio();
      this._zoom = map.getZoom();
      this._corner = map.layerPointToLatLng(origin);
      this._pixel = map.getPixelOrigin().add(origin); // a corner beyond a pole has no latitude
      this._canvas.width = size.x * ratio;
      this._canvas.height = size.y * ratio;
      this._canvas.style.width = size.x + "px";
      this._canvas.style.height = size.y + "px";
      L.DomUtil.setTransform(this._canvas, origin, 1);
      const context = this._canvas.getContext("2d");
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      this._draw(context, size);
      return this;
    },

    _draw(context, size) {
      const world = this._map.options.crs.scale(this._zoom);
      const corner = this._pixel;
      const free = { names: new Boxes(), marks: new Boxes(), icons: new Boxes() };
      const [asked, icons] = this._boxes();
      this._drawnAround = [asked, icons].join();
      for (const [left, top, right, bottom, many] of asked) {
        free.marks.add([left + PADDING, top + PADDING, right + PADDING, bottom + PADDING, many]);
      }
      for (const box of icons) free.icons.add(box.map((value) => value + PADDING));
      context.textBaseline = "middle";
      context.lineJoin = "round";
      const west = corner.x / world;
      const north = corner.y / world;
      const wide = size.x / world;
      const high = size.y / world;
      /* Calls act(x, y) for a point of the unit square on each copy of the world in view. */
      const everywhere = (mx, my, act) => {
        const down = my - north;
        if (down < 0 || down > high) return;
        let right = mx - west;
        right -= Math.floor(right);
        for (; right < wide; right++) act(right * world, down * world);
      };
      if (this._zoom <= LAST_COUNTRY) this._drawCountries(context, free, world, everywhere);
      const fewest = FEWEST[Math.min(FEWEST.length - 1, Math.floor(this._zoom))];
      const towns = this._townsInView(fewest, free.marks, everywhere);
      for (const town of towns.marked.values()) this._placeTown(context, free, town);
      for (const town of towns.open) this._placeTown(context, free, town);
    },

    /* Towns to name, largest first, as {i, x, y, marker}: `open` ones, and for each marker the town
       it stands in, which may be smaller: the likeliest by size and nearness to the marker. */
    _townsInView(fewest, marks, everywhere) {
      const { bySize, population } = this._cities;
      const kilometres = EQUATOR / this._map.options.crs.scale(this._zoom); // of a pixel, at most
      const open = [];
      const marked = new Map();
      let i = 0;
      const visit = (x, y) => {
        const marker = marks.under([x - 2, y - 2, x + 2, y + 2]);
        const town = { i, x, y, marker };
        if (!marker) {
          if (population[i] >= fewest) open.push(town);
          return;
        }
        if (marker[4] && this._zoom < FIRST_SMALL && population[i] < fewest) return;
        const away = apart(x, y, marker);
        if (Math.sqrt(away) * kilometres > IN_MARKER) return;
        town.weight = population[i] / (1 + away / NEAR_MARKER);
        if (!marked.has(marker) || marked.get(marker).weight < town.weight) {
          marked.set(marker, town);
        }
      };
      for (i of bySize) {
        if (population[i] * UNDER_MARKER < fewest) break;
        if (!NUMBERED.test(this._cities.name(i))) everywhere(this._x[i], this._y[i], visit);
      }
      return { open, marked };
    },

    /* The boxes asked for, and those of all icons and controls on the map. */
    _boxes() {
      const asked = typeof this._avoid === "function" ? this._avoid() : this._avoid;
      const frame = this._map.getContainer().getBoundingClientRect();
      const controls = this._map.getContainer().querySelectorAll(".leaflet-control");
      const icons = Array.from([...this._map.getPane("markerPane").children, ...controls], (icon) => {
        const { left, top, right, bottom } = icon.getBoundingClientRect();
        return [left - frame.left, top - frame.top, right - frame.left, bottom - frame.top];
      });
      return [asked, icons];
    },

    _drawCountries(context, free, world, everywhere) {
      context.font = `500 11px ${FACE}`;
      context.letterSpacing = "1px";
      context.strokeStyle = this._ink.halo;
      context.fillStyle = this._ink.country;
      context.lineWidth = 3;
      for (const { name, x, y, width } of this._namedCountries()) {
        const wide = context.measureText(name).width;
        if (width * world < wide * 0.8) continue;
        everywhere(x, y, (left, middle) => {
          const box = [left - wide / 2 - 3, middle - 8, left + wide / 2 + 3, middle + 8];
          if (free.names.under(box) || free.marks.under(box) || free.icons.under(box)) return;
          free.names.add(box);
          context.strokeText(name, left - wide / 2, middle);
          context.fillText(name, left - wide / 2, middle);
        });
      }
      context.letterSpacing = "0px";
    },

    /* Write one name right of its dot, or left, below, above; nothing if none is free. A town under
       a marker has its name beside the marker, and no dot. */
    _placeTown(context, free, { i, x, y, marker }) {
      const style = styleOf(this._cities.population[i], this._zoom);
      const dot = [x - style.dot - 1, y - style.dot - 1, x + style.dot + 1, y + style.dot + 1];
      if (!marker && free.names.under(dot)) return;
      const name = this._cities.name(i);
      context.font = style.font;
      const key = style.font + name;
      let width = this._widths.get(key);
      if (width === undefined) this._widths.set(key, (width = context.measureText(name).width));
      const [west, north, east, south] = marker || dot;
      const half = style.height / 2;
      const spots = [
        [east + 3, y - half],
        [west - 3 - width, y - half],
        [x - width / 2, south + 1],
        [x - width / 2, north - 1 - style.height],
      ];
      for (const [left, top] of spots) {
        const box = [left, top, left + width, top + style.height];
        if (free.names.under(grown(box, style.air))) continue;
        if (free.marks.under(box) || free.icons.under(box)) continue;
        free.names.add(box);
        free.names.add(dot);
        context.strokeStyle = this._ink.halo;
        context.fillStyle = style.strong ? this._ink.strong : this._ink.text;
        if (!marker) this._drawDot(context, x, y, style.dot);
        context.lineWidth = 3;
        context.strokeText(name, left, top + half);
        context.fillText(name, left, top + half);
        return;
      }
    },

    _drawDot(context, x, y, radius) {
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.lineWidth = 2;
      context.stroke();
      context.fill();
    },
  });

  /* cities: from readCities; theme: light | dark; avoidBoxes: see setAvoid; options.language: of
     country names, instead of the page's. */
  TS.labelLayer = (cities, theme, avoidBoxes, options) =>
    new LabelLayer(cities, theme, avoidBoxes, options);
})();
