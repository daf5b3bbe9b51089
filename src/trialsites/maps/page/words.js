/* The page's words in one language, with its numbers, dates, distances and country names. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});

  const MILE = 1.609344; // km

  /* The first of the reader's languages that the file speaks; English if none. */
  TS.pickLanguage = function (available) {
    const wanted = navigator.languages || [navigator.language || "en"];
    const short = wanted.map((language) => language.slice(0, 2).toLowerCase());
    return short.find((language) => available.includes(language)) || "en";
  };

  TS.usesMiles = () => /^en-(US|GB|LR|MM)\b/i.test(navigator.language || "");

  /* tables: words by language; language: one of them; miles: whether distances are in miles. */
  TS.makeWords = function (tables, language, miles) {
    const table = tables[language];
    const locale = (navigator.languages || []).find((one) => one.startsWith(language)) || language;
    const plural = new Intl.PluralRules(language);
    const integer = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
    const tenth = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
    const percent = new Intl.NumberFormat(locale, { style: "percent" });
    const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 2 });
    const day = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
    const regions = new Intl.DisplayNames([language], { type: "region" });

    function t(key, values) {
      let text = table[key] !== undefined ? table[key] : tables.en[key];
      if (text === undefined) return key.slice(key.indexOf(".") + 1);
      if (typeof text === "object") text = text[plural.select(values.n)] || text.other;
      if (!values) return text;
      return text.replace(/\{(\w+)\}/g, (_, name) =>
        typeof values[name] === "number" ? integer.format(values[name]) : values[name],
      );
    }

    function country(code) {
      if (!/^[A-Z]{2}$/.test(code)) return code;
      try {
        return regions.of(code) || code;
      } catch {
        return code;
      }
    }

    function date(iso) {
      const time = Date.parse(iso);
      return Number.isNaN(time) ? iso : day.format(time);
    }

    /* rough: no more than whole kilometres or miles. */
    function distance(km, rough) {
      const value = miles ? km / MILE : km;
      return `${(value < 9.95 && !rough ? tenth : integer).format(value)} ${t(miles ? "tool.units.mi" : "tool.units.km")}`;
    }

    return {
      language,
      miles,
      t,
      country,
      date,
      distance,
      number: (value) => integer.format(value),
      percent: (value) => percent.format(value),
      compact: (value) => (value < 1000 ? String(value) : compact.format(value).toLowerCase()),
      has: (key) => table[key] !== undefined,
      compare: new Intl.Collator(language, { numeric: true }).compare,
    };
  };

  /* Fill every element that names its words: text, label and placeholder. */
  TS.label = function (root, words) {
    for (const element of root.querySelectorAll("[data-t]")) {
      element.textContent = words.t(element.dataset.t);
    }
    for (const element of root.querySelectorAll("[data-t-label]")) {
      element.setAttribute("aria-label", words.t(element.dataset.tLabel));
    }
    for (const element of root.querySelectorAll("[data-t-placeholder]")) {
      element.placeholder = words.t(element.dataset.tPlaceholder);
    }
  };

  /* An element with class, attributes and children; text goes in as text, never as markup. */
  TS.el = function (name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else if (value === true) element.setAttribute(key, "");
      else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
    }
    for (const child of children.flat()) {
      if (child !== null && child !== undefined && child !== false) element.append(child);
    }
    return element;
  };
})();
