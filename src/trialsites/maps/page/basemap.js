/* The built-in map: Natural Earth lines from one block of bytes, drawn on Leaflet tiles.
   The block is written by maps/basemap.py; nothing is asked of any host. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  const PERIOD = 99999; // grid columns around the world
  const SOUTH = -85.22193775799991;
  const STEP = 0.0016885772698826986; // degrees per grid row
  const COARSE = [5, 10]; // grid cells per cell of a coarse arc
  const KINDS = ["land", "lake", "river", "admin1"];
  const LAST_DETAIL = 10; // beyond this zoom the lines have nothing more to tell

  const OVERLAP = 1; // CSS pixels that a tile reaches over the next
  const PAPER = 2; // dots per CSS pixel on paper, at least

  /* While the page goes to the printer, canvases are drawn finer: `onPaper` holds what redraws
     them, pixelRatio() says how many dots a CSS pixel has. */
  const onPaper = (TS.onPaper = new Set());
  let printing = false;
  TS.pixelRatio = () => Math.max(Math.min(window.devicePixelRatio || 1, 3), printing ? PAPER : 0);
  for (const [event, starts] of [
    ["beforeprint", true],
    ["afterprint", false],
  ]) {
    window.addEventListener(event, () => {
      printing = starts;
      for (const redraw of onPaper) redraw();
    });
  }

  /* Each tier serves zooms up to `zoom`, drops points nearer than half a pixel there, rounds
     corners within `bend` (about a kilometre, so that straight borders stay straight), and draws
     the world as `grid` x `grid` buckets, one path each. */
  const TIERS = [
    { zoom: 3, nearest: 0.6 / (256 << 3), bend: 0, grid: 1 },
    { zoom: 6, nearest: 0.6 / (256 << 6), bend: 0, grid: 16 },
    { zoom: Infinity, nearest: 0, bend: 3e-5, grid: 128 },
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
      sea: "#101a24",
      land: "#242c34",
      coast: "#456074",
      border: "#6b757f",
      admin1: "#3b4650",
      river: "#34566f",
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
  const mercatorY = (TS.mercatorY = (latitude) => {
    const angle = (Math.max(-85.06, Math.min(85.06, latitude)) * Math.PI) / 180;
    return 0.5 - Math.log(Math.tan(Math.PI / 4 + angle / 2)) / (2 * Math.PI);
  });

  /* The table of arcs as flat arrays x0, y0, x1, y1 … in Mercator units; x runs on past 0 and 1. */
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
      let cx = Math.floor((x + (COARSE[0] >> 1)) / COARSE[0]);
      let cy = Math.floor((y + (COARSE[1] >> 1)) / COARSE[1]);
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

  /* Where the name of each country fits: {code, x, y, width} in Mercator units. */
  function readCountries(input) {
    const countries = new Array(input.next());
    for (let i = 0; i < countries.length; i++) {
      const at = (input.position += 2);
      const code = String.fromCharCode(input.bytes[at - 2], input.bytes[at - 1]);
      const x = input.next() / PERIOD;
      const y = mercatorY(SOUTH + input.next() * STEP);
      countries[i] = { code, x, y, width: input.next() / PERIOD };
    }
    return countries;
  }

  /* The block as arcs and as shapes: rings of arc references (2 i, or 2 i + 1 backwards), each with
     its layer, its first zoom and its box. An arc of one country is coast, of two a border. */
  function readBlock(bytes) {
    if (String.fromCharCode(bytes[0], bytes[1], bytes[2], bytes[3]) !== "TSB1") {
      throw new Error("not a basemap block");
    }
    const input = new TS.Varints(bytes, 4);
    const arcs = readArcs(input);
    const boxes = arcs.map(boxOf);
    const shapes = [];
    const uses = new Uint8Array(arcs.length);
    let reference = 0;
    for (let features = input.next(); features > 0; features--) {
      const layer = KINDS[input.next()];
      const zoom = input.next();
      for (let rings = input.next(); rings > 0; rings--) {
        const ring = new Int32Array(input.next());
        for (let k = 0; k < ring.length; k++) {
          ring[k] = reference += input.signed();
          if (layer === "land") uses[reference >> 1]++;
        }
        shapes.push({ layer, zoom, ring, box: ringBox(ring, arcs, boxes) });
      }
    }
    for (let i = 0; i < arcs.length; i++) {
      const layer = uses[i] === 1 ? "coast" : "border";
      if (uses[i]) shapes.push({ layer, zoom: 0, ring: [2 * i], box: boxes[i] });
    }
    return { arcs, shapes, countries: readCountries(input) };
  }

  /* [west, north, east, south] of flat points. */
  function boxOf(points) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < points.length; i += 2) {
      if (points[i] < box[0]) box[0] = points[i];
      if (points[i] > box[2]) box[2] = points[i];
      if (points[i + 1] < box[1]) box[1] = points[i + 1];
      if (points[i + 1] > box[3]) box[3] = points[i + 1];
    }
    return box;
  }

  function widen(box, other, turn) {
    box[0] = Math.min(box[0], other[0] + turn);
    box[1] = Math.min(box[1], other[1]);
    box[2] = Math.max(box[2], other[2] + turn);
    box[3] = Math.max(box[3], other[3]);
  }

  /* Calls act(arc number, backwards, worlds to shift it by) so that each arc goes on where the one
     before ended, also across 180 degrees; returns where the last one ends and the first starts. */
  function follow(ring, arcs, act) {
    let x = null;
    let start = 0;
    for (const reference of ring) {
      const arc = arcs[reference >> 1];
      const first = reference & 1 ? arc[arc.length - 2] : arc[0];
      const last = reference & 1 ? arc[0] : arc[arc.length - 2];
      const turn = x === null ? 0 : Math.round(x - first);
      if (x === null) start = first;
      act(reference >> 1, reference & 1, turn);
      x = last + turn;
    }
    return [x, start];
  }

  function ringBox(ring, arcs, boxes) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    const [end, start] = follow(ring, arcs, (i, backwards, turn) => widen(box, boxes[i], turn));
    if (Math.abs(end - start) > 0.5) box[3] = 1.1;
    return box;
  }

  /* Points at least `nearest` apart, ends kept, so that neighbours thin a shared border alike. */
  function thin(points, nearest) {
    const end = points.length - 2;
    if (!nearest || end <= 2) return points;
    const kept = points.slice();
    let n = 0;
    for (let i = 2; i < end; i += 2) {
      const dx = points[i] - kept[n];
      const dy = points[i + 1] - kept[n + 1];
      if (dx * dx + dy * dy < nearest * nearest) continue;
      kept[(n += 2)] = points[i];
      kept[n + 1] = points[i + 1];
    }
    kept[(n += 2)] = points[end];
    kept[n + 1] = points[end + 1];
    return kept.subarray(0, n + 2);
  }

  /* Add an arc to a path after its first point, corners rounded within `bend` but at its ends. */
  function trace(path, points, backwards, turn, bend) {
    const n = points.length;
    const step = backwards ? -2 : 2;
    let k = backwards ? n - 2 : 0;
    for (let left = n / 2 - 1; left > 0; left--) {
      k += step;
      const x = points[k] + turn;
      const y = points[k + 1];
      if (!bend || left === 1) {
        path.lineTo(x, y);
        continue;
      }
      const ax = points[k - step] + turn - x;
      const ay = points[k - step + 1] - y;
      const bx = points[k + step] + turn - x;
      const by = points[k + step + 1] - y;
      const a = Math.min(0.5, bend / Math.sqrt(ax * ax + ay * ay || 1));
      const b = Math.min(0.5, bend / Math.sqrt(bx * bx + by * by || 1));
      path.lineTo(x + a * ax, y + a * ay);
      path.quadraticCurveTo(x, y, x + b * bx, y + b * by);
    }
  }

  /* Where a ring is cut at 180 degrees, the cut is no coast. */
  function isCut(points) {
    const n = points.length;
    const whole = Math.round(points[0]);
    for (let k = 0; k < n; k += 2) if (Math.abs(points[k] - whole) > 1e-9) return false;
    return true;
  }

  /* One tier: shapes gathered by layer, first zoom and place; paths are made when first seen. */
  class Tier {
    constructor(block, { nearest, bend, grid }) {
      this.bend = bend;
      this.nearest = nearest;
      this.source = block.arcs;
      this.arcs = new Array(block.arcs.length);
      this.layers = {};
      const buckets = new Map();
      for (const shape of block.shapes) {
        const { layer, zoom, box } = shape;
        if (Math.max(box[2] - box[0], box[3] - box[1]) < nearest) continue;
        const column = Math.floor(((box[0] + box[2]) / 2) * grid);
        const row = Math.floor(((box[1] + box[3]) / 2) * grid);
        const key = [layer, zoom, column, row].join();
        let bucket = buckets.get(key);
        if (!bucket) {
          bucket = { zoom, box: box.slice(), shapes: [], path: null };
          buckets.set(key, bucket);
          (this.layers[layer] = this.layers[layer] || []).push(bucket);
        }
        widen(bucket.box, box, 0);
        bucket.shapes.push(shape);
      }
    }

    /* Rings end where they began and are not closed: Chromium's closePath walks the whole path. */
    pathOf(bucket) {
      if (bucket.path) return bucket.path;
      const path = (bucket.path = new Path2D());
      for (const { layer, ring } of bucket.shapes) {
        if (layer === "coast" && isCut(this.source[ring[0] >> 1])) continue;
        let begun = false;
        const [end, start] = follow(ring, this.source, (i, backwards, turn) => {
          const points = (this.arcs[i] = this.arcs[i] || thin(this.source[i], this.nearest));
          const k = backwards ? points.length - 2 : 0;
          if (!begun) path.moveTo(points[k] + turn, points[k + 1]);
          begun = true;
          trace(path, points, backwards, turn, this.bend);
        });
        if (Math.abs(end - start) > 0.5) {
          path.lineTo(end, 1.1); // around the pole (Antarctica): closed below the map's edge
          path.lineTo(start, 1.1);
        }
      }
      bucket.shapes = null;
      return path;
    }
  }

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
      this._block = readBlock(bytes);
      this._tiers = [];
      this._palette = PALETTES[theme] || PALETTES.light;
    },

    /* Where the name of each country fits, for labelLayer. */
    countries() {
      return this._block.countries;
    },

    onAdd(map) {
      map.getContainer().style.backgroundColor = this._palette.sea;
      L.GridLayer.prototype.onAdd.call(this, map);
      this._onPaper = () => this.redraw();
      onPaper.add(this._onPaper);
    },

    onRemove(map) {
      onPaper.delete(this._onPaper);
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
      const tier = this._tierFor(coords.z);
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

    _tierFor(zoom) {
      const index = TIERS.findIndex((tier) => zoom <= tier.zoom);
      this._tiers[index] = this._tiers[index] || new Tier(this._block, TIERS[index]);
      return this._tiers[index];
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
