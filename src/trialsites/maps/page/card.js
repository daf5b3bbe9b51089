/* Everything about one site: studies, people, numbers, and how we know. */
(function () {
  "use strict";
  const TS = (window.TS = window.TS || {});
  const { el } = TS;

  const STUDIES = 8; // shown before asking for more
  const text = (value, attributes) => el("bdi", attributes || {}, value);

  /* The cells of block "studies" for study s. */
  TS.study = function (app, s) {
    const [id, title, sponsor, status, phase, asOf, url] = app.studies.cells(s);
    return { id, title, sponsor, status, phase, asOf, url };
  };

  const isWeb = (url) => /^https?:\/\//i.test(url);

  function phaseWords(words, phase) {
    return phase
      .split("|")
      .filter(Boolean)
      .map((one) => words.t("phase." + one))
      .join(" / ");
  }

  function phone(app, person) {
    if (!person.phone) return null;
    const note = person.phone_note;
    const shown = person.phone + (person.phone_ext ? ` #${person.phone_ext}` : "");
    const number = person.phone_e164 || person.phone.replace(/[^+\d]/g, "");
    const extension = person.phone_ext ? `;ext=${person.phone_ext.replace(/\D/g, "")}` : "";
    return el(
      "span",
      { class: "ts-reach" },
      el("a", { href: `tel:${number}${extension}` }, text(shown)),
      note && el("span", { class: "ts-flag" }, app.words.t("note." + note)),
    );
  }

  function mail(person) {
    if (!person.email) return null;
    const [user, ...host] = person.email.split("@");
    const address = `${encodeURIComponent(user)}@${host.map(encodeURIComponent).join("@")}`;
    return el("span", { class: "ts-reach" }, el("a", { href: `mailto:${address}` }, text(person.email)));
  }

  function personLine(app, person) {
    const { words } = app;
    const role = person.role ? words.t("role." + person.role) : "";
    return el(
      "li",
      { class: "ts-person" },
      person.name && text(person.name, { class: "ts-person-name" }),
      role && el("span", { class: "ts-role" }, role),
      person.affiliation && text(person.affiliation, { class: "ts-role" }),
      phone(app, person),
      mail(person),
    );
  }

  function studyBlock(app, link, people, desk) {
    const { words, about } = app;
    const study = TS.study(app, link.study);
    const status = about.statuses[link.status];
    const facts = [
      phaseWords(words, study.phase),
      study.sponsor && words.t("site.sponsor", { name: study.sponsor }),
      study.asOf && words.t("site.asOf", { date: words.date(study.asOf) }),
    ].filter(Boolean);
    const open = desk.open || [];
    return el(
      "li",
      { class: "ts-study" },
      el(
        "div",
        { class: "ts-study-head" },
        TS.badge(status, 16),
        el("strong", {}, words.t("status." + status)),
        isWeb(study.url)
          ? el("a", { href: study.url, target: "_blank", rel: "noopener noreferrer" }, text(study.id))
          : text(study.id),
      ),
      study.title && text(study.title, { class: "ts-study-title" }),
      el("p", { class: "ts-facts", dir: "auto" }, facts.join(" · ")),
      people.length > 0 && el("ul", { class: "ts-people" }, people.map((p) => personLine(app, p))),
      desk.desks &&
        el(
          "div",
          { class: "ts-desk" },
          el("span", { class: "ts-role" }, words.t("site.desks")),
          el("ul", { class: "ts-people" }, desk.desks.map((p) => personLine(app, p))),
        ),
      open.length > 0 &&
        el(
          "details",
          {},
          el("summary", {}, words.t("site.open", { n: open.length })),
          el("ul", { class: "ts-people" }, open.map((p) => personLine(app, p))),
        ),
    );
  }

  function positionWords(app, i) {
    const { words, sites, about } = app;
    const word = about.precisions[sites.precision[i]];
    const sure = TS.sureness(about, sites.precision[i]);
    if (sure === "exact") return words.t(word === "street" ? "site.street" : "site.exact");
    if (sure !== "about") return words.t("site." + sure);
    if (word === "admin1" || word === "country") return words.t("site.region");
    const place = sites.city(i) || words.t("unknownPlace");
    return words.t("site.about", { place, distance: words.distance(sites.radius[i] || 5, true) });
  }

  function candidates(app, record) {
    const { words } = app;
    const some = (record.candidates || []).filter((c) => c.name);
    if (!some.length) return null;
    return el(
      "div",
      {},
      el("span", {}, words.t("site.candidates")),
      el(
        "ul",
        { class: "ts-candidates" },
        some.map((c) => {
          const place = [c.name, c.admin1, words.country(c.country || "")].filter(Boolean).join(", ");
          const sure = c.p === undefined ? "" : ` (${words.percent(c.p)})`;
          return el("li", { dir: "auto" }, place + sure);
        }),
      ),
    );
  }

  function reasons(app, i, record) {
    const { words } = app;
    const said = (note, attributes) => {
      const here = app.understood(note, words.language);
      return text(here === null ? note : here, { ...attributes, lang: here === null ? "en" : words.language });
    };
    const line = (label, value, sure) =>
      value &&
      el(
        "p",
        {},
        el("strong", {}, `${label}: `),
        said(value),
        sure !== undefined ? ` (${words.t("site.confidence", { percent: words.percent(sure) })})` : "",
      );
    const note = (key) => record[key] && TS.fullNote(app.sites, i, record[key]);
    const paired = (record.people || []).map((p) => p.pairing_note && [p.pairing_note, p.pairing_confidence]);
    const pairings = Array.from(new Map(paired.filter(Boolean)));
    const spellings = record.spellings || [];
    const lines = [
      line(words.t("site.placed"), note("pin_note"), record.confidence),
      line(words.t("site.merged"), note("merge_note")),
      ...pairings.map(([note, sure]) => line(words.t("site.paired"), note, sure)),
      record.source && el("p", { dir: "auto" }, words.t("site.source", { source: words.t("source." + record.source) })),
      spellings.length > 0 &&
        el(
          "div",
          {},
          el("strong", {}, words.t("site.spellings")),
          el(
            "ul",
            {},
            spellings.map(([facility, city, note]) =>
              el("li", {}, text([facility, city].filter(Boolean).join(", ")), " ", note && said(note, { class: "ts-role" })),
            ),
          ),
        ),
    ].filter(Boolean);
    return lines.length ? el("details", { class: "ts-how" }, el("summary", {}, words.t("site.how")), lines) : null;
  }

  function linksOf(app, i) {
    const found = [];
    for (let k = app.links.starts[i]; k < app.links.starts[i + 1]; k++) {
      found.push({ study: app.links.study[k], status: app.links.status[k] });
    }
    return found.sort((a, b) => a.status - b.status || a.study - b.study);
  }

  function studiesPart(app, i, record, desks, links) {
    const { words } = app;
    const people = record.people || [];
    const list = el("ul", { class: "ts-studies" });
    const add = (some, from) =>
      list.append(
        ...some.map((link, k) =>
          studyBlock(app, link, people.filter((p) => p.study === link.study), desks[from + k] || {}),
        ),
      );
    add(links.slice(0, STUDIES), 0);
    const rest = links.slice(STUDIES);
    const more =
      rest.length > 0 &&
      el(
        "button",
        {
          type: "button",
          onclick: async (event) => {
            event.target.remove();
            desks.push(...(await Promise.all(rest.map((link) => app.desks(link.study)))));
            add(rest, STUDIES);
          },
        },
        words.t("site.moreStudies", { n: rest.length }),
      );
    const none =
      app.about.contactsMode !== "full" ? "site.hiddenPeople" : !people.length && "site.noPeople";
    return [
      el("h3", {}, `${words.t("site.studies")} (${words.number(links.length)})`),
      none && el("p", { class: "ts-facts" }, words.t(none)),
      list,
      more,
    ];
  }

  /* The card of site i as an element. */
  TS.card = async function (app, i) {
    await app.ready;
    const { words, sites, about } = app;
    const links = linksOf(app, i);
    const [record, ...desks] = await Promise.all([
      app.details(i),
      ...links.slice(0, STUDIES).map((link) => app.desks(link.study)),
    ]);
    const status = about.statuses[sites.status[i]];
    const name = TS.siteName(app, i);
    const published = sites.name(i);
    const streets = record.addresses || [];
    const codes = TS.zipsOf(app, i).filter((code) => streets.every(([, zip]) => zip !== code));
    const addresses = [...streets.map((cells) => cells.filter(Boolean).join(", ")), codes.join(" · ")].filter(Boolean);
    const departments = (record.departments || "").split("|").filter(Boolean);
    const sure = TS.sureness(about, sites.precision[i]);
    return el(
      "article",
      { class: "ts-site", "data-site": i },
      el("h2", { tabindex: "-1", dir: "auto" }, name),
      el("p", { class: "ts-status-line" }, TS.badge(status, 18), ` ${words.t("status." + status)}`),
      name !== published && published && el("p", { class: "ts-facts" }, words.t("site.published", { name: published })),
      el("p", { class: "ts-place", dir: "auto" }, TS.placeName(app, i)),
      addresses.length > 0 && addresses.map((address) => el("p", { class: "ts-place", dir: "auto" }, address)),
      record.organisation && el("p", { dir: "auto" }, words.t("site.organisation", { name: record.organisation })),
      departments.length > 0 &&
        el("p", { dir: "auto" }, `${words.t("site.departments")}: ${departments.join(", ")}`),
      el(
        "div",
        { class: `ts-position ts-position-${sure}` },
        el("p", {}, positionWords(app, i)),
        sure !== "exact" && candidates(app, record),
      ),
      studiesPart(app, i, record, desks, links),
      reasons(app, i, record),
    );
  };
})();
