/* Where names may stand: boxes [left, top, right, bottom] in CSS pixels. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  const CELL = 64; // CSS pixels per cell of the grid

  /* Boxes found again through a grid. */
  class Boxes {
    constructor() {
      this.cells = new Map();
    }
    /* What the first grid cell under a box that gives anything gives. */
    visit(box, act) {
      for (let x = Math.floor(box[0] / CELL); x <= Math.floor(box[2] / CELL); x++) {
        for (let y = Math.floor(box[1] / CELL); y <= Math.floor(box[3] / CELL); y++) {
          const found = act(x * 65536 + y);
          if (found) return found;
        }
      }
      return undefined;
    }
    add(box) {
      this.visit(box, (key) => {
        if (!this.cells.has(key)) this.cells.set(key, []);
        this.cells.get(key).push(box);
      });
    }
    /* A box that overlaps this one, or undefined. */
    under(box) {
      return this.visit(box, (key) =>
        (this.cells.get(key) || []).find(
          (other) =>
            box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3],
        ),
      );
    }
  }

  /* Square CSS pixels from a town to the middle of a marker, or to the line from there to its foot. */
  function apart(x, y, [left, top, right, bottom]) {
    const aside = x - (left + right) / 2;
    const above = Math.max(0, (top + bottom) / 2 - y);
    return aside * aside + above * above;
  }

  const grown = (box, by) => [box[0] - 2 * by, box[1] - by, box[2] + 2 * by, box[3] + by];

  TS.boxes = { Boxes, apart, grown };
})();
