// Draws a list as a table, from data alone: texts become text nodes, names of tags, attributes and
// classes are fixed here. A row that is chosen is told back by its name.

const LOOKS = new Set([
  "available", "enabled", "active", "disabled", "suspended", "failed", "completed", "terminated",
  "closed", "quiet", "strong", "figure", "late", "named",
]);
const OURS = /^[a-z]+\?[\w%=&.~+-]*$/; // an address of the workbench: a page and what it shows

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const chosen = data.rows.some((row) => row.here) ? " chosen" : "";
  const root = make("div", `listing${chosen}`, [table(data, (name) => setTriggerValue("chosen", name))]);
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", data.label);
  if (data.height) root.style.maxHeight = `${Number(data.height)}px`;
  for (const [name, [light, dark]] of Object.entries(data.looks)) {
    if (LOOKS.has(name)) root.style.setProperty(`--${name}`, `light-dark(${light}, ${dark})`);
  }
  root.addEventListener("keydown", (event) => step(root, event));
  const before = parentElement.querySelector(".listing");
  const top = before ? before.scrollTop : 0;
  const focused = before ? [...before.querySelectorAll(".open")].indexOf(active(before)) : -1;
  if (before) before.replaceWith(root);
  else parentElement.appendChild(root);
  root.scrollTop = top;
  if (focused >= 0) root.querySelectorAll(".open")[focused]?.focus({ preventScroll: true });
}

function active(element) {
  const place = element.getRootNode();
  return place.activeElement ?? null;
}

function step(root, event) {
  const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const rows = [...root.querySelectorAll(".open")];
  const at = rows.indexOf(active(root));
  if (!way || at < 0) return;
  event.preventDefault();
  rows[Math.min(Math.max(at + way, 0), rows.length - 1)].focus();
}

function make(tag, look, children = [], attributes = {}) {
  const element = document.createElement(tag);
  if (look) element.className = look;
  for (const child of children) element.append(child); // a string becomes text
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function classes(text) {
  return (text ?? "").split(" ").filter((each) => LOOKS.has(each)).join(" ");
}

function table(data, tell) {
  const heads = data.columns.map((name, at) => {
    const shown = at === data.mark ? make("span", "unseen", [name]) : name;
    return make("th", isFigures(data.rows, at) ? "figure" : "", [shown], { scope: "col" });
  });
  const head = make("thead", data.columns.some(Boolean) ? "" : "unseen", [make("tr", "", heads)]);
  const rows = data.rows.map((row) => drawn(row, data, tell));
  return make("table", "", [make("caption", "unseen", [data.label]), head, make("tbody", "", rows)]);
}

function isFigures(rows, at) {
  return rows.length > 0 && rows.every((row) => classes(row.cells[at]?.[1]).includes("figure"));
}

function drawn(row, data, tell) {
  const cells = row.cells.map(([text, look, note], at) => {
    const shown = make("td", `${placeOf(at, data)} ${classes(look)}`);
    shown.append(at === data.main ? opener(row, text) : text);
    if (at === data.mark) shown.append(make("span", "unseen", [note]));
    if (note) shown.title = note;
    shown.dataset.name = data.columns[at] ?? "";
    return shown;
  });
  const line = make("tr", row.here ? "here" : "", cells);
  line.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the browser opens the address
    event.preventDefault();
    tell(row.name);
  });
  return line;
}

function placeOf(at, { main, end, mark }) {
  if (at === main) return "main";
  if (at === mark) return "mark";
  return at === end ? "side end" : "side";
}

function opener(row, text) {
  const label = text || "(no name)";
  const shown = OURS.test(row.href)
    ? make("a", "open", [label], { href: row.href })
    : make("button", "open", [label], { type: "button" });
  if (row.here) shown.setAttribute("aria-current", "true");
  return shown;
}
