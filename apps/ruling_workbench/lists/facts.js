// Draws facts as a list of names and what is said of them, from data alone: texts become text nodes,
// names of tags and classes are fixed here.

const LOOKS = new Set([
  "available", "enabled", "active", "disabled", "suspended", "failed", "completed", "terminated",
  "closed", "quiet", "strong", "late",
]);

export default function (component) {
  const { data, parentElement } = component;
  const root = document.createElement("div");
  root.className = "facts";
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", data.label);
  for (const [name, [light, dark]] of Object.entries(data.looks)) {
    if (LOOKS.has(name)) root.style.setProperty(`--${name}`, `light-dark(${light}, ${dark})`);
  }
  root.append(...data.groups.map(group));
  const before = parentElement.querySelector(".facts");
  if (before) before.replaceWith(root);
  else parentElement.appendChild(root);
}

function group(rows) {
  const list = document.createElement("dl");
  for (const [name, text, look, note] of rows) {
    const term = document.createElement("dt");
    const said = document.createElement("dd");
    term.textContent = name;
    said.textContent = text;
    said.className = (look ?? "").split(" ").filter((each) => LOOKS.has(each)).join(" ");
    if (note) said.title = note;
    list.append(term, said);
  }
  return list;
}
