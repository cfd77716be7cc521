// Draws boxed expressions as tables, from data alone: texts become text nodes, names of tags and
// attributes are fixed here. What is done to a cell is told back by the cell's name.

const TESTED = {
  passed: { mark: "✓", word: "passes" },
  failed: { mark: "✕", word: "does not pass" },
  unknown: { mark: "?", word: "cannot be told" },
};
const STATES = { fired: "▸", lost: "▹", clash: "!" };
const WORDS = { fired: "fired", lost: "lost", clash: "clash" };
const CLICK_PATIENCE = 260; // a second click may follow, and make it an edit
const known = new WeakMap(); // what is drawn in each place of the page, by the element it is in

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const view = known.get(parentElement) ?? { drawn: "", root: null, edit: null, timer: 0 };
  known.set(parentElement, view);
  view.tell = (event) => setTriggerValue("event", event);
  const wanted = JSON.stringify(data);
  if (view.drawn === wanted && view.root?.isConnected) return;
  const before = remembered(view);
  view.drawn = wanted;
  view.editable = data.editable === true;
  const root = make("div", "boxed", [frame(data.logic, view)]);
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", data.label);
  if (view.root) view.root.replaceWith(root);
  else parentElement.appendChild(root);
  view.root = root;
  listen(root, view);
  restore(root, view, before);
}

// --- elements -------------------------------------------------------------------------------------

function make(tag, look, children = [], attributes = {}) {
  const element = document.createElement(tag);
  if (look) element.className = look;
  for (const child of children) {
    if (child !== null && child !== undefined) element.append(child); // a string becomes text
  }
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function unseen(text) {
  return make("span", "unseen", [text]);
}

function signed(mark, word, look) {
  return make("span", `mark ${look}`, [
    make("span", "", [mark], { "aria-hidden": "true" }),
    unseen(word),
  ]);
}

function typeOf(name) {
  return name ? make("span", "type", [name]) : null;
}

// --- the boxes ------------------------------------------------------------------------------------

function frame(logic, view) {
  const box = logic.box;
  const tab = make("div", "tab", [make("span", "name", [logic.name]), typeOf(logic.type)]);
  const said = box.kind === "table" && box.said ? outcome(box) : null;
  const top = make("div", "top", [tab, said]);
  return make("div", "frame", [top, make("div", "body", [drawn(box, view, logic.name)])]);
}

function outcome(box) {
  const fired = box.rules?.some((rule) => rule.state === "fired") ? "fired" : "";
  const value = box.value === undefined ? null : make("span", "feel", [box.value]);
  return make("div", `outcome ${fired}`, [make("span", "", [box.said]), value]);
}

const DRAWERS = {
  table: decisionTable,
  literal,
  relation,
  function: functionBox,
  cut: (box) => make("div", "cut", [box.note]),
};

function drawn(box, view, name) {
  return (DRAWERS[box.kind] ?? parts)(box, view, name);
}

function literal(box, view) {
  const look = "literal feel" + (box.text.edited ? " edited" : "") + (box.text.note ? " noted" : "")
    + (box.text.chosen ? " chosen" : "");
  const attributes = {};
  if (view.editable && !box.text.fixed) {
    Object.assign(attributes, {
      "data-cell": box.text.id,
      tabindex: "0",
      role: "button",
      "aria-roledescription": "editable expression",
    });
  }
  const text = make("div", look, [content(box.text, "empty")], attributes);
  keep(text, box.text);
  if (!box.note) return text;
  return make("div", "", [text, make("div", "remark", [box.note])]);
}

function content(text, otherwise) {
  const shown = text.shown ?? "";
  const inner = make("span", shown ? "text" : "text void", [shown || otherwise || ""]);
  const line = make("span", "content", [inner]);
  if (text.edited) line.append(signed("✎", "edited in the draft", "pencil"));
  if (text.note) {
    line.append(signed("!", text.note, "fault"));
    line.title = text.note;
  }
  return line;
}

function parts(box, view, name) {
  const rows = (box.parts ?? []).map((part) => partRow(part, view, box.kind));
  const table = make("table", `parts ${box.kind}`, [
    make("caption", "unseen", [`${box.kind} ${name ?? ""}`]),
    make("tbody", "", rows, { role: "rowgroup" }),
  ], { role: "table" }); // said, for a narrow page draws it as blocks
  return make("div", "scroll", [table, box.page ? footer(box, view) : null]);
}

function partRow(part, view, kind) {
  const inner = drawn(part.box, view, part.name);
  const value = make("td", `value ${part.box.kind}-in`, [inner], { role: "cell" });
  const row = make("tr", "", [value], { role: "row" });
  if (part.role === "result") {
    value.colSpan = 2;
    value.classList.add("outcome-of");
    value.prepend(make("span", "word", ["result"]));
  } else if (kind === "invocation" && part.role === "word") {
    value.colSpan = 2;
    value.classList.add("called");
    value.prepend(unseen("invokes "));
  } else {
    const head = make("th", part.role, [make("span", "name", [part.name]), typeOf(part.type)], {
      scope: "row",
      role: "rowheader",
    });
    row.prepend(head);
  }
  return row;
}

function functionBox(box, view, name) {
  const parameters = box.parameters ?? [];
  const listed = parameters.flatMap(([parameter, type], at) => [
    at ? ", " : "",
    make("span", "name", [parameter]),
    type ? make("span", "type", [`: ${type}`]) : "",
  ]);
  const letter = make("th", "letter", [box.letter, unseen(box.word)]);
  letter.scope = "col";
  letter.title = box.word;
  const head = make("th", "parameters", ["(", ...listed, ")"]);
  head.scope = "col";
  const body = make("td", `value ${box.body.kind}-in`, [drawn(box.body, view, name)]);
  body.colSpan = 2;
  const table = make("table", "function", [
    make("caption", "unseen", [`${box.word} ${name ?? ""}`]),
    make("thead", "", [make("tr", "", [letter, head])]),
    make("tbody", "", [make("tr", "", [body])]),
  ]);
  return make("div", "scroll", [table]);
}

function relation(box, view, name) {
  const heads = (box.columns ?? []).map(([column, type]) => {
    const head = make("th", "name", [make("span", "name", [column]), typeOf(type)]);
    head.scope = "col";
    return head;
  });
  const rows = (box.rows ?? []).map((cells, at) => {
    const number = make("th", "number", [`${box.page.numbers[at]}`]);
    number.scope = "row";
    const made = cells.map((cell) => make("td", `value ${cell.kind}-in`, [drawn(cell, view)]));
    return make("tr", "", [number, ...made]);
  });
  const corner = make("td", "corner", []);
  const table = make("table", "relation", [
    make("caption", "unseen", [`relation ${name ?? ""}`]),
    make("thead", "", [make("tr", "", [corner, ...heads])]),
    make("tbody", "", rows),
  ]);
  const foot = box.page.pages > 1 ? footer(box, view) : null;
  return make("div", "", [make("div", "scroll", [table]), foot]);
}

// --- decision tables ------------------------------------------------------------------------------

function decisionTable(box, view, name) {
  const rules = box.rules ?? [];
  const hasHits = rules.some((rule) => rule.hits !== undefined);
  const said = [`decision table ${name ?? ""}, hit policy ${box.policy}.`, box.said, box.page.said];
  const table = make("table", `decision${box.runs ? " traced" : ""}`, [
    make("caption", "unseen", [said.filter(Boolean).join(" ")]),
    make("thead", "", tableHead(box, name, hasHits)),
    make("tbody", "", rules.map((rule) => ruleRow(box, rule, hasHits))),
  ]);
  table.setAttribute("role", "grid");
  const inner = [make("div", "scroll rules", [table])];
  if (box.id && box.said) inner.unshift(make("div", "top inner", [outcome(box)]));
  if (box.page.pages > 1 || box.page.filtered || box.runs > 1) inner.push(footer(box, view));
  return make("div", "sheet", inner);
}

function tableHead(box, name, hasHits) {
  const inputs = box.inputs ?? [];
  const outputs = box.outputs ?? [];
  const annotations = box.annotations ?? [];
  const hasValues = [...inputs, ...outputs].some((each) => each.values || each.default);
  const depth = 1 + (hasValues ? 1 : 0);
  const corner = make("th", "corner", [
    make("span", "policy", [box.corner]),
    unseen(`hit policy ${box.policy}`),
  ]);
  corner.title = `hit policy ${box.policy}`;
  corner.rowSpan = depth;
  const first = [corner];
  if (hasHits) first.push(spanning(headed("hits", "hits"), depth));
  first.push(...inputs.map((clause) => inputHead(clause, hasValues)));
  const label = outputs.length === 1 ? outputs[0].said || box.label || name : "";
  first.push(...outputs.map((clause, at) => outputHead(clause, at, label, hasValues)));
  first.push(...annotations.map((text, at) => annotationHead(text, at, depth)));
  const rows = [make("tr", "", first)];
  if (hasValues) {
    rows.push(make("tr", "values", [...inputs, ...outputs].flatMap((clause, at) =>
      valuesHead(clause, at === inputs.length && outputs.length))));
  }
  if (box.runs) rows.push(runRow(box, inputs, outputs, annotations, hasHits));
  return rows;
}

function headed(text, look) {
  const head = make("th", look, [text]);
  head.scope = "col";
  return head;
}

function spanning(head, depth) {
  head.rowSpan = depth;
  return head;
}

function inputHead(clause, hasValues) {
  const label = clause.name.shown ?? "";
  const expression = clause.expression?.shown ?? "";
  const head = make("th", "input", []);
  head.scope = "col";
  if (label && label !== expression) head.append(make("span", "name", [label]));
  const tested = make("span", label && label !== expression ? "feel tested" : "name", [
    expression || clause.said || "",
  ]);
  if (clause.expression) cellOf(tested, clause.expression, "");
  head.append(tested);
  if (clause.type) head.append(typeOf(clause.type));
  if (hasValues && !clause.values && !clause.default) head.rowSpan = 2;
  return head;
}

function outputHead(clause, at, label, hasValues) {
  const head = make("th", `output${at ? "" : " first"}`, []);
  head.scope = "col";
  const name = make("span", "name", [clause.said || label || "output"]);
  cellOf(name, clause.name, "");
  head.append(name);
  if (clause.type) head.append(typeOf(clause.type));
  if (hasValues && !clause.values && !clause.default) head.rowSpan = 2;
  return head;
}

function annotationHead(text, at, depth) {
  const head = headed(text.shown ?? "", `annotation${at ? "" : " first"}`);
  return spanning(head, depth);
}

function valuesHead(clause, isFirst) {
  if (!clause.values && !clause.default) return [];
  const cell = make("td", `allowed feel${isFirst ? " first" : ""}`, []);
  if (clause.values) {
    const values = make("span", "list", [unseen("allowed: "), clause.values.shown ?? ""]);
    cellOf(values, clause.values, "");
    cell.append(values);
  }
  if (clause.default) {
    const text = make("span", "given", [clause.default.shown ?? ""]);
    cellOf(text, clause.default, "");
    cell.append(make("span", "default", [make("span", "word", ["default"]), text]));
  }
  return [cell];
}

function runRow(box, inputs, outputs, annotations, hasHits) {
  const head = make("th", "now", [
    make("span", "", ["="], { "aria-hidden": "true" }),
    unseen("the values of this run"),
  ]);
  head.scope = "row";
  const cells = [head];
  if (hasHits) cells.push(make("td", "now", []));
  cells.push(...inputs.map((clause) => make("td", "now feel", [clause.value ?? ""])));
  if (outputs.length) {
    const value = make("td", "now feel first result", [box.value ?? "null"]);
    value.colSpan = outputs.length;
    cells.push(value);
  }
  if (annotations.length) {
    const rest = make("td", "now first", []);
    rest.colSpan = annotations.length;
    cells.push(rest);
  }
  return make("tr", "run", cells);
}

function ruleRow(box, rule, hasHits) {
  const state = rule.state ?? "";
  const number = make("th", "number", [
    make("span", "sign", [STATES[state] ?? ""], { "aria-hidden": "true" }),
    make("span", "digits", [`${rule.number}`]),
    rule.said ? unseen(rule.said) : null,
  ]);
  number.scope = "row";
  number.title = [WORDS[state] && rule.said, rule.description].filter(Boolean).join("\n");
  number.dataset.cell = rule.id;
  const cells = [number];
  if (hasHits) cells.push(hitsCell(box, rule));
  cells.push(...(rule.inputs ?? []).map((text) => entry(text, "entry")));
  cells.push(...(rule.outputs ?? []).map((text, at) => entry(text, `out${at ? "" : " first"}`)));
  cells.push(...(rule.annotations ?? []).map((text, at) =>
    entry(text, `annotation${at ? "" : " first"}`)));
  return make("tr", `rule ${state}${rule.chosen ? " chosen" : ""}`, cells);
}

function hitsCell(box, rule) {
  const hits = rule.hits ?? 0;
  const bar = make("span", "bar", [], { "aria-hidden": "true" });
  const most = Math.max(1, box.most_hits ?? 1);
  bar.style.width = `${Math.round((100 * hits) / most)}%`;
  const count = make("span", "count", [hits ? hits.toLocaleString("en") : "never"]);
  return make("td", hits ? "hits" : "hits never", [count, bar]);
}

function entry(text, look) {
  const tested = TESTED[text.tested];
  const isAny = (text.shown ?? "") === "-";
  const looks = [look, look.startsWith("annotation") ? "" : "feel", text.tested ?? "",
    text.stopper ? "stopper" : "", isAny ? "any" : ""];
  const cell = make("td", looks.filter(Boolean).join(" "), []);
  const line = content(text, "");
  if (tested && !isAny) {
    const word = text.stopper ? `${tested.word}, and stopped the rule` : tested.word;
    line.append(signed(tested.mark, word, text.tested));
  }
  cell.append(line);
  cellOf(cell, text, "gridcell");
  return cell;
}

function cellOf(element, text, role) {
  if (!text.id) return;
  element.dataset.cell = text.id;
  if (role) element.setAttribute("role", role);
  for (const look of ["edited", "chosen"]) {
    if (text[look]) element.classList.add(look);
  }
  if (text.note) element.classList.add("noted");
  keep(element, text);
}

// --- pages and evaluations ------------------------------------------------------------------------

function footer(box, view) {
  const made = [];
  if (box.runs > 1) {
    made.push(stepper(`evaluation ${box.run} of ${box.runs}`, "evaluation", box.run, box.runs,
      (number) => view.tell({ kind: "run", target: box.id ?? "", number })));
  }
  const page = box.page;
  if (page) {
    made.push(page.pages > 1
      ? stepper(page.said, "page", page.page, page.pages,
        (number) => view.tell({ kind: "page", target: box.id ?? "", number }))
      : make("span", "said", [page.said]));
  }
  return make("div", "footer", made);
}

function stepper(said, what, at, most, turn) {
  const button = (sign, name, number, off) => {
    const made = make("button", "step", [make("span", "", [sign], { "aria-hidden": "true" })],
      { type: "button", "aria-label": `${name} ${what}` });
    made.disabled = off;
    made.addEventListener("click", () => turn(number));
    return made;
  };
  return make("span", "stepper", [
    make("span", "said", [said], { "aria-live": "polite" }),
    make("span", "steps", [
      button("«", "first", 1, at <= 1),
      button("‹", "previous", at - 1, at <= 1),
      button("›", "next", at + 1, at >= most),
      button("»", "last", most, at >= most),
    ]),
  ]);
}
