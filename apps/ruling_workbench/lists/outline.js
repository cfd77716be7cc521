// Draws an outline as a table, from data alone: texts become text nodes, names of tags, attributes
// and classes are fixed here. A button of a row is told back by the row's name.

const LOOKS = new Set([
  "available", "enabled", "active", "disabled", "suspended", "failed", "completed", "terminated",
  "closed", "quiet", "strong", "figure", "group", "changed", "new", "gone", "late", "here",
]);
const DEEPEST = 12; // indented so far at most

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = make("div", "outline", [table(data, setTriggerValue)]);
  root.tabIndex = data.height ? 0 : -1; // what scrolls can be reached by keyboard
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", data.label);
  if (data.height) root.style.maxHeight = `${Number(data.height)}px`;
  coloured(root, data.looks);
  const before = parentElement.querySelector(".outline");
  const top = before ? before.scrollTop : 0;
  if (before) before.replaceWith(root);
  else parentElement.appendChild(root);
  root.scrollTop = top;
}

function make(tag, look, children = [], attributes = {}) {
  const element = document.createElement(tag);
  if (look) element.className = look;
  for (const child of children) {
    if (child !== null && child !== undefined) element.append(child); // a string becomes text
  }
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function classes(text) {
  return (text ?? "").split(" ").filter((each) => LOOKS.has(each)).join(" ");
}

function coloured(root, looks) {
  for (const [name, [light, dark]] of Object.entries(looks)) {
    if (LOOKS.has(name)) root.style.setProperty(`--${name}`, `light-dark(${light}, ${dark})`);
  }
}

function table(data, tell) {
  const hasActions = data.rows.some((row) => row.actions.length > 0);
  const heads = data.columns.map((name) => make("th", "", [name], { scope: "col" }));
  if (hasActions) heads.push(make("th", "end", [make("span", "unseen", ["actions"])], { scope: "col" }));
  const head = make("thead", data.columns.some(Boolean) ? "" : "unseen", [make("tr", "", heads)]);
  const rows = data.rows.map((row) => drawn(row, data, hasActions, tell));
  return make("table", "", [make("caption", "unseen", [data.label]), head, make("tbody", "", rows)]);
}

function drawn(row, { main, wide }, hasActions, tell) {
  const cells = row.cells.map(([text, look, note], at) => {
    const shown = make("td", `${at === main ? "main" : "side"}${at === wide ? " wide" : ""} ${classes(look)}`, [text]);
    if (note) shown.title = note;
    if (at === main) shown.style.setProperty("--depth", Math.min(row.depth, DEEPEST));
    return shown;
  });
  if (hasActions) cells.push(make("td", "end", row.actions.map((each) => button(each, row, main, tell))));
  return make("tr", classes(row.look) + (row.depth ? " below" : ""), cells);
}

function button([name, label], row, main, tell) {
  const shown = make("button", "", [label], { type: "button" });
  shown.setAttribute("aria-label", `${label}: ${row.cells[main]?.[0] ?? ""}`);
  shown.addEventListener("click", () => tell("choice", name));
  return shown;
}
