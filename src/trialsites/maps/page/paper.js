/* Canvases are drawn finer while the page goes to the printer. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  const PAPER = 2; // dots per CSS pixel on paper, at least

  TS.onPaper = new Set(); // what redraws a canvas
  let printing = false;
  /* How many dots a CSS pixel has. */
  TS.pixelRatio = () => Math.max(Math.min(window.devicePixelRatio || 1, 3), printing ? PAPER : 0);
  for (const [event, starts] of [
    ["beforeprint", true],
    ["afterprint", false],
  ]) {
    window.addEventListener(event, () => {
      printing = starts;
      for (const redraw of TS.onPaper) redraw();
    });
  }
})();
