// Search, filters and sorting of the table of models; what is chosen stands in the address, so that it can be shared.
// Without this script the whole table is there, in the order of the list.
"use strict";
(() => {
  const form = document.getElementById("filters");
  const table = document.getElementById("models");
  if (!form || !table) return;
  const body = table.tBodies[0];
  const count = document.getElementById("count");
  const columns = { name: 0, developer: 1, size: 2, context: 3, license: 4, year: 5 };
  const numeric = new Set(["size", "context", "year"]);
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const number = (text) => {
    const match = /^\s*([\d.,]+)\s*([kmbt]?)/i.exec(text);
    if (!match) return NaN;
    return Number(match[1].replaceAll(",", "")) * { "": 1, k: 1e3, m: 1e6, b: 1e9, t: 1e12 }[match[2].toLowerCase()];
  };
  // A context length that people write as 8k means 8,192.
  const tokens = (text) => (/k\s*$/i.test(text) ? parseFloat(text) * 1024 : number(text));
  const rows = [...body.rows].map((row, place) => ({ row, place, text: fold(row.textContent), cells: row.cells }));
  const valueOf = (one, key) => {
    const cell = one.cells[columns[key]];
    if (!numeric.has(key)) return fold(cell.textContent);
    const text = cell.dataset.v ?? cell.textContent;
    return text.trim() === "" ? NaN : Number(text);
  };

  const query = new URLSearchParams(location.search);
  for (const element of form.elements) if (element.name && query.has(element.name)) element.value = query.get(element.name);

  const matches = (one, wanted) => {
    const { s, u, t, f } = one.row.dataset;
    const gated = "g" in one.row.dataset;
    if (!wanted.words.every((word) => one.text.includes(word))) return false;
    if (wanted.section && s !== wanted.section && !s.startsWith(wanted.section + "/")) return false;
    if (wanted.use === "commercial" ? !(u === "open" || u === "conditions") : wanted.use && u !== wanted.use) return false;
    if (wanted.year && one.cells[columns.year].textContent.trim() !== wanted.year) return false;
    if (wanted.state === "gated" ? !gated : wanted.state === "open" ? gated || t !== "ok" : wanted.state && t !== wanted.state) return false;
    if (wanted.finding === "any" ? !f : wanted.finding && f !== wanted.finding) return false;
    const size = valueOf(one, "size");
    if (!Number.isNaN(wanted.min) && !(size >= wanted.min)) return false;
    if (!Number.isNaN(wanted.max) && !(size <= wanted.max)) return false;
    return Number.isNaN(wanted.context) || valueOf(one, "context") >= wanted.context;
  };

  const show = () => {
    const value = (name) => form.elements[name].value.trim();
    const wanted = {
      words: fold(value("q")).split(/\s+/).filter(Boolean),
      section: value("section"), use: value("use"), year: value("year"), state: value("state"), finding: value("finding"),
      min: number(value("min")), max: number(value("max")), context: tokens(value("context")),
    };
    const sort = value("sort");
    const key = sort.replace(/^-/, "");
    const direction = sort.startsWith("-") ? -1 : 1;
    const ordered = [...rows];
    if (key in columns) {
      const missing = (v) => v === "" || Number.isNaN(v);
      ordered.sort((a, b) => {
        const x = valueOf(a, key), y = valueOf(b, key);
        if (missing(x) || missing(y)) return missing(x) - missing(y) || a.place - b.place;  // what is not known comes last
        const order = numeric.has(key) ? x - y : x.localeCompare(y, document.documentElement.lang);
        return order * direction || a.place - b.place;
      });
    }
    let shown = 0;
    for (const one of ordered) {
      one.row.hidden = !matches(one, wanted);
      shown += !one.row.hidden;
    }
    body.append(...ordered.map((one) => one.row));
    for (const head of table.tHead.rows[0].cells) {
      if (head.dataset.key) head.setAttribute("aria-sort", head.dataset.key === key ? (direction > 0 ? "ascending" : "descending") : "none");
    }
    count.textContent = count.dataset.one.replace("%", shown.toLocaleString(document.documentElement.lang));
    const said = new URLSearchParams();
    for (const element of form.elements) if (element.name && element.value.trim()) said.set(element.name, element.value.trim());
    const text = said.toString();
    history.replaceState(null, "", text ? `?${text}` : location.pathname);
    for (const link of document.querySelectorAll("a.language")) link.search = text;  // the other language shows the same
  };

  for (const head of table.tHead.rows[0].cells) {
    if (!head.dataset.key) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const now = form.elements.sort.value;
      const key = head.dataset.key;
      form.elements.sort.value = now === key ? `-${key}` : now === `-${key}` ? "" : key;
      show();
    });
  }
  let waiting = 0;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(show, 80); });
  form.addEventListener("reset", () => setTimeout(show));
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  const more = document.getElementById("more");
  more.open = matchMedia("(min-width: 44.01rem)").matches || [...more.querySelectorAll("[name]")].some((e) => e.value);
  form.hidden = false;
  show();
})();
