/* Recruitment statuses as people see them: a hue of Okabe and Ito's palette and a glyph of its own. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  const SVG = "http://www.w3.org/2000/svg";

  /* ink: of the glyph upon the hue. Glyphs are paths in a 16 x 16 box. */
  const DISC = "M8 4.6a3.4 3.4 0 1 0 0 6.8a3.4 3.4 0 1 0 0-6.8z";
  const RING = DISC + "M8 6.8a1.2 1.2 0 1 1 0 2.4a1.2 1.2 0 1 1 0-2.4z";
  const SQUARE = "M5 5h6v6h-6z";
  const DIAMOND = "M8 4l4 4l-4 4l-4-4z";
  const BARS = "M5.2 4.6h2v6.8h-2zM8.8 4.6h2v6.8h-2z";
  const CHECK = "M4.2 8.2l1.3-1.3l1.8 1.8l3.4-3.6l1.2 1.3l-4.6 4.8z";
  const CROSS = "M5.3 4.1L8 6.8l2.7-2.7l1.2 1.2L9.2 8l2.7 2.7l-1.2 1.2L8 9.2l-2.7 2.7l-1.2-1.2L6.8 8L4.1 5.3z";
  const MINUS = "M4.4 7h7.2v2h-7.2z";
  const QUESTION =
    "M5.6 6.6c0-1.5 1-2.5 2.5-2.5s2.5.9 2.5 2.2c0 1-.6 1.5-1.2 2c-.5.4-.7.6-.7 1.1h-1.4c0-1.1.5-1.6 1.1-2.1" +
    "c.4-.3.7-.5.7-1s-.4-.8-1-.8s-1 .4-1 1.1zM7.2 10.3h1.6v1.6h-1.6z";

  const GREEN = { hue: "#009e73", ink: "#ffffff" };
  const BLUE = { hue: "#0072b2", ink: "#ffffff" };
  const SKY = { hue: "#56b4e9", ink: "#0b1f2c" };
  const ORANGE = { hue: "#e69f00", ink: "#2b1c00" };
  const PURPLE = { hue: "#cc79a7", ink: "#2a0b1c" };
  const VERMILION = { hue: "#d55e00", ink: "#ffffff" };
  const BLACK = { hue: "#4d4d4d", ink: "#ffffff" };
  const BROWN = { hue: "#8a5a00", ink: "#ffffff" };
  const GREY = { hue: "#767676", ink: "#ffffff" };

  const LOOKS = {
    RECRUITING: { ...GREEN, glyph: DISC },
    ENROLLING_BY_INVITATION: { ...BLUE, glyph: SQUARE },
    NOT_YET_RECRUITING: { ...SKY, glyph: RING },
    AVAILABLE: { ...GREEN, glyph: SQUARE },
    ACTIVE_NOT_RECRUITING: { ...ORANGE, glyph: DIAMOND },
    TEMPORARILY_NOT_AVAILABLE: { ...PURPLE, glyph: BARS },
    SUSPENDED: { ...PURPLE, glyph: BARS },
    COMPLETED: { ...BLACK, glyph: CHECK },
    TERMINATED: { ...VERMILION, glyph: CROSS },
    WITHDRAWN: { ...BROWN, glyph: MINUS },
    NO_LONGER_AVAILABLE: { ...BROWN, glyph: MINUS },
    APPROVED_FOR_MARKETING: { ...BLACK, glyph: CHECK },
    WITHHELD: { ...GREY, glyph: MINUS },
    UNKNOWN: { ...GREY, glyph: QUESTION },
  };

  TS.svg = function (name, attributes, children) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
    for (const child of children || []) element.append(child);
    return element;
  };

  TS.look = (status) => LOOKS[status] || LOOKS.UNKNOWN;
  TS.QUESTION = QUESTION;

  /* A round badge: hue and glyph, 16 x 16. */
  TS.badge = function (status, size) {
    const look = TS.look(status);
    return TS.svg(
      "svg",
      { viewBox: "0 0 16 16", width: size, height: size, class: "ts-badge", "aria-hidden": "true" },
      [
        TS.svg("circle", { cx: 8, cy: 8, r: 7.5, fill: look.hue, class: "ts-badge-edge" }),
        TS.svg("path", { d: look.glyph, fill: look.ink, "fill-rule": "evenodd" }),
      ],
    );
  };

  /* A point on the map: a pin where the position is exact, a dashed disc where it is about, a
     dotted one with a question mark where it is doubtful. Its tip or middle is the position. */
  TS.pinMark = function (status, sureness) {
    const look = TS.look(status);
    if (sureness === "exact") {
      return TS.svg("svg", { viewBox: "0 0 30 40", width: 30, height: 40, "aria-hidden": "true" }, [
        TS.svg("path", {
          d: "M15 39C9.5 29.5 3 22.5 3 14a12 12 0 0 1 24 0c0 8.500-6.500 15.500-12 25z",
          fill: look.hue,
          class: "ts-pin-edge",
        }),
        TS.svg("g", { transform: "translate(5.400 4.400) scale(1.200)" }, [
          TS.svg("path", { d: look.glyph, fill: look.ink, "fill-rule": "evenodd" }),
        ]),
      ]);
    }
    const doubtful = sureness === "doubtful";
    return TS.svg("svg", { viewBox: "0 0 34 34", width: 34, height: 34, "aria-hidden": "true" }, [
      TS.svg("circle", { cx: 17, cy: 17, r: 15, class: doubtful ? "ts-halo-doubtful" : "ts-halo" }),
      TS.svg("circle", {
        cx: 17,
        cy: 17,
        r: 15,
        fill: "none",
        stroke: look.hue,
        "stroke-width": 2.2,
        "stroke-dasharray": doubtful ? "1.500 4" : "5 3",
        "stroke-linecap": doubtful ? "round" : "butt",
      }),
      TS.svg("circle", { cx: 17, cy: 17, r: 9, fill: doubtful ? "none" : look.hue, class: "ts-badge-edge" }),
      TS.svg("g", { transform: "translate(9 9)" }, [
        TS.svg("path", {
          d: doubtful ? QUESTION : look.glyph,
          fill: doubtful ? "currentColor" : look.ink,
          "fill-rule": "evenodd",
        }),
      ]),
    ]);
  };

  /* A cluster: how many, inside a ring whose arcs are the shares of each status. */
  TS.donut = function (counts, statuses, size, label) {
    const middle = size / 2;
    const radius = middle - 4;
    const around = 2 * Math.PI * radius;
    const total = counts.reduce((sum, count) => sum + count, 0);
    const arcs = [];
    let before = 0;
    counts.forEach((count, i) => {
      if (!count) return;
      const length = (count / total) * around;
      arcs.push(
        TS.svg("circle", {
          cx: middle,
          cy: middle,
          r: radius,
          fill: "none",
          stroke: TS.look(statuses[i]).hue,
          "stroke-width": 6,
          "stroke-dasharray": `${length.toFixed(2)} ${around.toFixed(2)}`,
          "stroke-dashoffset": (-before).toFixed(2),
          transform: `rotate(-90 ${middle} ${middle})`,
        }),
      );
      before += length;
    });
    const text = TS.svg("text", { x: middle, y: middle, class: "ts-donut-text" });
    text.textContent = label;
    return TS.svg(
      "svg",
      { viewBox: `0 0 ${size} ${size}`, width: size, height: size, "aria-hidden": "true" },
      [
        TS.svg("circle", { cx: middle, cy: middle, r: middle - 0.7, class: "ts-donut-face" }),
        ...arcs,
        text,
      ],
    );
  };
})();
