/* Sites in view gathered into clusters: one pass over typed arrays, no index to keep. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  const CELL = 64; // px; divides the world's width at every whole zoom
  const MARGIN = 96; // px around the view

  TS.clusterSize = (count) => (count === 1 ? 30 : Math.min(66, 30 + 8 * Math.log10(count)));

  /* view: {zoom, left, top, right, bottom} in px of the world at that zoom.
     Returns clusters {n, x, y, first, counts, spot} in the same px, and cluster of site i. */
  TS.clusters = function (sites, shown, statuses, view) {
    const world = 256 * 2 ** view.zoom;
    const left = Math.floor((view.left - MARGIN) / CELL);
    const top = Math.floor((view.top - MARGIN) / CELL);
    const columns = Math.ceil((view.right + MARGIN) / CELL) - left;
    const rows = Math.ceil((view.bottom + MARGIN) / CELL) - top;
    const cells = columns * rows;
    const count = new Uint32Array(cells);
    const sumX = new Float64Array(cells);
    const sumY = new Float64Array(cells);
    const first = new Int32Array(cells).fill(-1);
    const spread = new Uint8Array(cells); // 1 if the sites stand at more than one spot
    const byStatus = new Uint32Array(cells * statuses);
    const turns = [];
    for (let turn = Math.floor(view.left / world); turn <= Math.floor(view.right / world); turn++) {
      turns.push(turn);
    }

    for (const turn of turns) {
      for (let i = 0; i < sites.onMap; i++) {
        if (!shown[i]) continue;
        const row = Math.floor((sites.y[i] * world) / CELL) - top;
        if (row < 0 || row >= rows) continue;
        const x = (sites.x[i] + turn) * world;
        const column = Math.floor(x / CELL) - left;
        if (column < 0 || column >= columns) continue;
        const cell = row * columns + column;
        const one = first[cell];
        if (one < 0) first[cell] = i;
        else if (sites.lat[one] !== sites.lat[i] || sites.lon[one] !== sites.lon[i]) spread[cell] = 1;
        count[cell]++;
        sumX[cell] += x;
        sumY[cell] += sites.y[i] * world;
        byStatus[cell * statuses + sites.status[i]]++;
      }
    }

    const order = [];
    for (let cell = 0; cell < cells; cell++) if (count[cell]) order.push(cell);
    order.sort((a, b) => count[b] - count[a] || a - b);
    const owner = new Int32Array(cells).fill(-1);
    const made = [];
    for (const cell of order) {
      const x = sumX[cell] / count[cell];
      const y = sumY[cell] / count[cell];
      const radius = TS.clusterSize(count[cell]) / 2;
      const near = made.findIndex(
        (c) => Math.hypot(c.x - x, c.y - y) < (c.radius + radius) * 0.95,
      );
      if (near >= 0) {
        join(made[near], cell);
        owner[cell] = near;
      } else {
        owner[cell] = made.length;
        made.push({
          n: count[cell],
          x,
          y,
          radius,
          first: first[cell],
          spot: !spread[cell],
          counts: Array.from(byStatus.subarray(cell * statuses, (cell + 1) * statuses)),
        });
      }
    }

    function join(cluster, cell) {
      const n = cluster.n + count[cell];
      const i = first[cell];
      cluster.x = (cluster.x * cluster.n + sumX[cell]) / n;
      cluster.y = (cluster.y * cluster.n + sumY[cell]) / n;
      cluster.spot =
        cluster.spot &&
        !spread[cell] &&
        sites.lat[i] === sites.lat[cluster.first] &&
        sites.lon[i] === sites.lon[cluster.first];
      cluster.n = n;
      cluster.radius = TS.clusterSize(n) / 2;
      cluster.first = Math.min(cluster.first, i);
      for (let s = 0; s < statuses; s++) cluster.counts[s] += byStatus[cell * statuses + s];
    }

    function clusterOf(i) {
      if (i >= sites.onMap || !shown[i]) return -1;
      for (const turn of turns) {
        const column = Math.floor(((sites.x[i] + turn) * world) / CELL) - left;
        const row = Math.floor((sites.y[i] * world) / CELL) - top;
        if (column >= 0 && column < columns && row >= 0 && row < rows) {
          const found = owner[row * columns + column];
          if (found >= 0) return found;
        }
      }
      return -1;
    }

    return { clusters: made, clusterOf };
  };
})();
