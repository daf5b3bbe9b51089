/* The built-in map: Natural Earth lines from one block of bytes, drawn on Leaflet tiles.
   The block is written by maps/basemap.py; nothing is asked of any host. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  const PERIOD = 99999; // grid columns around the world
  const SOUTH = -85.22193775799991;
  const STEP = 0.0016885772698826986; // degrees per grid row
  const COARSE = [3, 6]; // grid cells per cell of a coarse arc
  const KINDS = ["land", "lake", "river", "admin1"];
  const LAST_DETAIL = 10; // beyond this zoom the lines have nothing more to tell

  /* Each tier serves zooms up to `zoom`, drops points nearer than half a pixel there, and draws the
     world as `grid` x `grid` buckets, one path each. */
  const TIERS = [
    { zoom: 3, nearest: 0.6 / (256 << 3), grid: 1 },
    { zoom: 6, nearest: 0.6 / (256 << 6), grid: 16 },
    { zoom: Infinity, nearest: 0, grid: 128 },
  ];

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
      sea: "#0e161e",
      land: "#232b33",
      coast: "#3f505f",
      border: "#66707a",
      admin1: "#38424b",
      river: "#1c3346",
    },
  };

  /* Reads varints (base 128, low group first) and their zig-zag form. */
  TS.Varints = class {
    constructor(bytes, position) {
      this.bytes = bytes;
      this.position = position || 0;
    }
    next() {
      let value = 0;
      let unit = 1;
      for (;;) {
        const byte = this.bytes[this.position++];
        if (byte === undefined) throw new RangeError("block ends early");
        value += (byte & 127) * unit;
        if (byte < 128) return value;
        unit *= 128;
      }
    }
    signed() {
      const value = this.next();
      return value % 2 ? -(value + 1) / 2 : value / 2;
    }
  };

  /* Web Mercator, the world being the unit square. */
  function mercatorY(latitude) {
    const angle = (Math.max(-85.06, Math.min(85.06, latitude)) * Math.PI) / 180;
    return 0.5 - Math.log(Math.tan(Math.PI / 4 + angle / 2)) / (2 * Math.PI);
  }

  /* The table of arcs as flat arrays x0, y0, x1, y1 … in Mercator units, x running on past 0 and 1. */
  function readArcs(input) {
    const rows = new Float64Array(100100);
    for (let row = 0; row < rows.length; row++) rows[row] = mercatorY(SOUTH + row * STEP);
    const arcs = new Array(input.next());
    let x = 0;
    let y = 0;
    for (let i = 0; i < arcs.length; i++) {
      const head = input.next();
      const coarse = head % 2 === 1;
      const count = Math.floor(head / 2);
      const points = new Float64Array(2 * count + 2);
      x += input.signed();
      y += input.signed();
      points[0] = x / PERIOD;
      points[1] = rows[y];
      let cx = Math.floor((x + 1) / COARSE[0]);
      let cy = Math.floor((y + 3) / COARSE[1]);
      for (let k = 1; k <= count; k++) {
        if (!coarse) {
          x += input.signed();
          y += input.signed();
        } else if (k < count) {
          x = (cx += input.signed()) * COARSE[0];
          y = (cy += input.signed()) * COARSE[1];
        } else {
          x = cx * COARSE[0] + input.signed();
          y = cy * COARSE[1] + input.signed();
        }
        points[2 * k] = x / PERIOD;
        points[2 * k + 1] = rows[y];
      }
      arcs[i] = points;
    }
    return arcs;
  }

  function readBlock(bytes) {
    if (String.fromCharCode(bytes[0], bytes[1], bytes[2], bytes[3]) !== "TSB1") {
      throw new Error("not a basemap block");
    }
    const input = new TS.Varints(bytes, 4);
    const arcs = readArcs(input);
    const features = new Array(input.next());
    let reference = 0;
    for (let i = 0; i < features.length; i++) {
      const kind = KINDS[input.next()];
      const zoom = input.next();
      const rings = new Array(input.next());
      for (let r = 0; r < rings.length; r++) {
        rings[r] = new Int32Array(input.next());
        for (let k = 0; k < rings[r].length; k++) rings[r][k] = reference += input.signed();
      }
      features[i] = { kind, zoom, rings };
    }
    return { arcs, features };
  }

  /* Points at least `nearest` apart, ends kept, so that neighbours thin a shared border alike. */
  function thin(points, nearest) {
    if (!nearest || points.length <= 4) return points;
    const kept = [points[0], points[1]];
    for (let i = 2; i < points.length - 2; i += 2) {
      const dx = points[i] - kept[kept.length - 2];
      const dy = points[i + 1] - kept[kept.length - 1];
      if (dx * dx + dy * dy >= nearest * nearest) kept.push(points[i], points[i + 1]);
    }
    kept.push(points[points.length - 2], points[points.length - 1]);
    return kept;
  }

  /* One ring of arcs as points; a ring around the pole (Antarctica) is closed along the edge. */
  function joinRing(ring, arcs) {
    const out = [];
    for (const reference of ring) {
      const points = arcs[reference >> 1];
      const n = points.length;
      const backwards = reference & 1;
      const firstX = backwards ? points[n - 2] : points[0];
      const turn = out.length ? Math.round(out[out.length - 2] - firstX) : 0;
      for (let k = out.length ? 2 : 0; k < n; k += 2) {
        const at = backwards ? n - 2 - k : k;
        out.push(points[at] + turn, points[at + 1]);
      }
    }
    if (Math.abs(out[out.length - 2] - out[0]) > 0.5) {
      out.push(out[out.length - 2], 1.1, out[0], 1.1);
    }
    return out;
  }

  function bounds(points) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < points.length; i += 2) {
      if (points[i] < box[0]) box[0] = points[i];
      if (points[i] > box[2]) box[2] = points[i];
      if (points[i + 1] < box[1]) box[1] = points[i + 1];
      if (points[i + 1] > box[3]) box[3] = points[i + 1];
    }
    return box;
  }

  /* Paths of one tier, gathered by layer, first zoom and place. */
  function makeTier(block, tier) {
    const arcs = block.arcs.map((points) => thin(points, tier.nearest));
    const buckets = new Map();
    function add(layer, zoom, points, closed) {
      const box = bounds(points);
      if (closed && Math.max(box[2] - box[0], box[3] - box[1]) < tier.nearest) return;
      const column = Math.floor(((box[0] + box[2]) / 2) * tier.grid);
      const row = Math.floor(((box[1] + box[3]) / 2) * tier.grid);
      const key = [layer, zoom, column, row].join();
      let bucket = buckets.get(key);
      if (!bucket) {
        bucket = { layer, zoom, box: box.slice(), path: new Path2D() };
        buckets.set(key, bucket);
      }
      for (const i of [0, 1]) {
        bucket.box[i] = Math.min(bucket.box[i], box[i]);
        bucket.box[i + 2] = Math.max(bucket.box[i + 2], box[i + 2]);
      }
      bucket.path.moveTo(points[0], points[1]);
      for (let k = 2; k < points.length; k += 2) bucket.path.lineTo(points[k], points[k + 1]);
      if (closed) bucket.path.closePath();
    }
    const uses = new Uint8Array(arcs.length);
    for (const { kind, zoom, rings } of block.features) {
      for (const ring of rings) {
        const closed = kind === "land" || kind === "lake";
        add(kind, zoom, joinRing(ring, arcs), closed);
        if (kind === "land") for (const reference of ring) uses[reference >> 1]++;
      }
    }
    arcs.forEach((points, i) => {
      if (uses[i]) add(uses[i] === 1 ? "coast" : "border", 0, points, false);
    });
    const layers = {};
    for (const bucket of buckets.values()) {
      (layers[bucket.layer] = layers[bucket.layer] || []).push(bucket);
    }
    return layers;
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
    options: { minZoom: 0, maxZoom: 22, pane: "tilePane", updateWhenZooming: false },

    initialize(bytes, theme, options) {
      L.GridLayer.prototype.initialize.call(this, options);
      this._block = readBlock(bytes);
      this._tiers = [];
      this._palette = PALETTES[theme] || PALETTES.light;
    },

    /* Recolour the map: "light" or "dark". */
    setTheme(theme) {
      this._palette = PALETTES[theme] || PALETTES.light;
      return this.redraw();
    },

    createTile(coords) {
      const tile = document.createElement("canvas");
      const size = this.getTileSize();
      const ratio = Math.min(window.devicePixelRatio || 1, 3);
      tile.width = size.x * ratio;
      tile.height = size.y * ratio;
      tile.setAttribute("role", "presentation");
      // Drawn at once, so shown at once: a tile made on the way to the printer must not stay hidden.
      tile.classList.add("leaflet-tile-loaded");
      this._draw(tile.getContext("2d"), coords, tile.width);
      return tile;
    },

    _draw(context, coords, pixels) {
      const across = 2 ** coords.z * (this.getTileSize().x / 256 === 1 ? 1 : 256 / this.getTileSize().x);
      const scale = pixels * across; // device pixels per world
      const pixel = this.getTileSize().x / pixels / this.getTileSize().x / across; // world per device pixel
      const ratio = pixels / this.getTileSize().x;
      context.fillStyle = this._palette.sea;
      context.fillRect(0, 0, pixels, pixels);
      context.lineJoin = context.lineCap = "round";
      const layers = this._layersFor(coords.z);
      for (const style of strokes(coords.z, this._palette)) {
        context.fillStyle = style.fill;
        context.strokeStyle = style.line;
        context.lineWidth = style.width * ratio * pixel;
        for (const bucket of layers[style.layer] || []) {
          if (bucket.zoom > coords.z) continue;
          for (const turn of [-1, 0, 1]) {
            const left = coords.x / across - turn;
            const top = coords.y / across;
            const margin = 4 * pixel;
            const side = 1 / across + margin;
            if (bucket.box[0] > left + side || bucket.box[2] < left - margin) continue;
            if (bucket.box[1] > top + side || bucket.box[3] < top - margin) continue;
            context.setTransform(scale, 0, 0, scale, -left * scale, -top * scale);
            if (style.fill) context.fill(bucket.path, "evenodd");
            if (style.line) context.stroke(bucket.path);
          }
        }
      }
    },

    _layersFor(zoom) {
      const index = TIERS.findIndex((tier) => zoom <= tier.zoom);
      this._tiers[index] = this._tiers[index] || makeTier(this._block, TIERS[index]);
      return this._tiers[index];
    },
  });

  /* The built-in map as a Leaflet layer. bytes: Uint8Array of block "basemap"; theme: light | dark. */
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
