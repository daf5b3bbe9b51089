/* The built-in map: Natural Earth lines drawn on Leaflet tiles; nothing is asked of any host. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  const LAST_DETAIL = 10; // beyond this zoom the lines have nothing more to tell
  const OVERLAP = 1; // CSS pixels that a tile reaches over the next

  const PALETTES = {
    light: {
      sea: "#d6e4ee",
      land: "#f8f6f1",
      coast: "#9fb4c4",
      border: "#a79e97",
      admin1: "#d8d1c7",
      river: "#b4d0e2",
    },
    dark: {
      sea: "#101a24",
      land: "#242c34",
      coast: "#456074",
      border: "#6b757f",
      admin1: "#3b4650",
      river: "#34566f",
    },
  };

  function meet(box, view, margin) {
    return (
      box[0] < view[2] + margin && box[2] > view[0] && box[1] < view[3] + margin && box[3] > view[1]
    );
  }

  /* How each layer is drawn at a zoom, in order. Widths are CSS pixels. */
  function strokes(zoom, palette) {
    const near = Math.max(0, Math.min(1, (zoom - 3) / 7));
    return [
      { layer: "land", fill: palette.land },
      { layer: "admin1", line: palette.admin1, width: 0.7 + 0.5 * near },
      { layer: "river", line: palette.river, width: 0.6 + 1.2 * near },
      { layer: "lake", fill: palette.sea, line: palette.coast, width: 0.5 + 0.3 * near },
      { layer: "border", line: palette.border, width: 0.6 + 0.7 * near },
      { layer: "coast", line: palette.coast, width: 0.5 + 0.5 * near },
    ];
  }

  const BasemapLayer = L.GridLayer.extend({
    options: {
      minZoom: 0,
      maxZoom: 22,
      pane: "tilePane",
      updateWhenZooming: false,
      attribution: "Natural Earth",
    },

    initialize(bytes, theme, options) {
      L.GridLayer.prototype.initialize.call(this, options);
      this._outlines = new TS.Outlines(bytes);
      this._palette = PALETTES[theme] || PALETTES.light;
    },

    /* Where the name of each country fits, for labelLayer. */
    countries() {
      return this._outlines.countries;
    },

    onAdd(map) {
      map.getContainer().style.backgroundColor = this._palette.sea;
      L.GridLayer.prototype.onAdd.call(this, map);
      this._onPaper = () => this.redraw();
      TS.onPaper.add(this._onPaper);
    },

    onRemove(map) {
      TS.onPaper.delete(this._onPaper);
      L.GridLayer.prototype.onRemove.call(this, map);
    },

    /* Recolour the map: "light" or "dark". */
    setTheme(theme) {
      this._palette = PALETTES[theme] || PALETTES.light;
      if (this._map) this._map.getContainer().style.backgroundColor = this._palette.sea;
      return this.redraw();
    },

    createTile(coords) {
      const tile = document.createElement("canvas");
      tile.width = tile.height = Math.ceil((this.getTileSize().x + OVERLAP) * TS.pixelRatio());
      tile.setAttribute("role", "presentation");
      // Drawn at once, so shown at once: a tile made on the way to the printer must not be hidden.
      tile.classList.add("leaflet-tile-loaded");
      this._draw(tile.getContext("2d"), coords, tile.width);
      return tile;
    },

    /* Tiles reach a little over their neighbours, or seams show at half zooms and on paper. */
    _initTile(tile) {
      L.GridLayer.prototype._initTile.call(this, tile);
      tile.style.width = tile.style.height = tile.width / TS.pixelRatio() + "px";
    },

    /* One tile; the world is the unit square, on its left and right again. */
    _draw(context, coords, pixels) {
      const world = 256 * 2 ** coords.z; // CSS pixels
      const side = this.getTileSize().x / world;
      const tier = this._outlines.tier(coords.z);
      const scale = world * TS.pixelRatio();
      const span = pixels / scale;
      context.fillStyle = this._palette.sea;
      context.fillRect(0, 0, pixels, pixels);
      context.lineJoin = context.lineCap = "round";
      for (const style of strokes(coords.z, this._palette)) {
        const margin = (style.width || 0) / world;
        context.fillStyle = style.fill;
        context.strokeStyle = style.line;
        context.lineWidth = margin;
        for (const turn of [-1, 0, 1]) {
          const left = coords.x * side - turn;
          const top = coords.y * side;
          const view = [left - margin, top - margin, left + span, top + span];
          context.setTransform(scale, 0, 0, scale, -left * scale, -top * scale);
          for (const bucket of tier.layers[style.layer] || []) {
            if (bucket.zoom > coords.z || !meet(bucket.box, view, margin)) continue;
            const path = tier.pathOf(bucket);
            if (style.fill) context.fill(path, "evenodd");
            if (style.line) context.stroke(path);
          }
        }
      }
    },
  });

  /* The built-in map as a Leaflet layer. bytes: Uint8Array of block "basemap"; theme: light or
     dark. */
  TS.basemapLayer = (bytes, theme, options) => new BasemapLayer(bytes, theme, options);

  /* A discreet note while the built-in map is shown closer than its lines can tell. */
  const DetailNote = L.Control.extend({
    options: { position: "bottomleft", zoom: LAST_DETAIL },
    initialize(layer, text, options) {
      L.setOptions(this, options);
      this._layer = layer;
      this._note = L.DomUtil.create("div", "ts-detail-note");
      this._note.textContent = text;
    },
    setText(text) {
      this._note.textContent = text;
      return this;
    },
    onAdd(map) {
      map.on("zoomend layeradd layerremove", this._update, this);
      this._update();
      return this._note;
    },
    onRemove(map) {
      map.off("zoomend layeradd layerremove", this._update, this);
    },
    _update() {
      const map = this._layer._map;
      this._note.hidden = !map || map.getZoom() <= this.options.zoom;
    },
  });

  /* layer: a basemapLayer; text: the sentence, in the page's language. */
  TS.detailNote = (layer, text, options) => new DetailNote(layer, text, options);
})();
