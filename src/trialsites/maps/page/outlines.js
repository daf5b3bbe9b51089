/* The lines of the built-in map: read from one block of bytes, thinned and rounded into paths.
   The block is written by maps/basemap.py. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  const PERIOD = 99999; // grid columns around the world
  const SOUTH = -85.22193775799991;
  const STEP = 0.0016885772698826986; // degrees per grid row
  const COARSE = [5, 10]; // grid cells per cell of a coarse arc
  const KINDS = ["land", "lake", "river", "admin1"];

  /* Each tier serves zooms up to `zoom`, drops points nearer than half a pixel there, rounds
     corners within `bend` (about a kilometre, so that straight borders stay straight), and draws
     the world as `grid` x `grid` buckets, one path each. */
  const TIERS = [
    { zoom: 3, nearest: 0.6 / (256 << 3), bend: 0, grid: 1 },
    { zoom: 6, nearest: 0.6 / (256 << 6), bend: 0, grid: 16 },
    { zoom: Infinity, nearest: 0, bend: 3e-5, grid: 128 },
  ];

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

  /* The outlines of a block of bytes, at any zoom. */
  TS.Outlines = class {
    constructor(bytes) {
      this.block = readBlock(bytes);
      this.countries = this.block.countries;
      this.tiers = [];
    }
    tier(zoom) {
      const index = TIERS.findIndex((tier) => zoom <= tier.zoom);
      return (this.tiers[index] = this.tiers[index] || new Tier(this.block, TIERS[index]));
    }
  };
})();
