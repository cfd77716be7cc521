// Cells of boxes: chosen by mouse and keyboard, edited in place, found again when they are drawn anew.
// Follows boxed.js in the same script.

const texts = new WeakMap(); // the text of each cell, exactly as the model has it

function keep(element, text) {
  texts.set(element, text);
}

function cellAt(event) {
  return event.target instanceof Element ? event.target.closest("[data-cell]") : null;
}

function listen(root, view) {
  for (const table of root.querySelectorAll("table.decision")) {
    const cells = [...table.querySelectorAll("[data-cell]")];
    cells.forEach((cell) => (cell.tabIndex = -1));
    const first = table.querySelector("tr.fired [data-cell], tr.rule [data-cell]") ?? cells[0];
    if (first) first.tabIndex = 0;
  }
  root.addEventListener("click", (event) => {
    const cell = cellAt(event);
    if (!cell || view.edit) return;
    stand(cell);
    clearTimeout(view.timer);
    const tell = () => view.tell({ kind: "select", target: cell.dataset.cell });
    view.timer = setTimeout(tell, view.editable ? CLICK_PATIENCE : 0);
  });
  root.addEventListener("dblclick", (event) => {
    const cell = cellAt(event);
    if (cell && isEditable(cell, view)) {
      clearTimeout(view.timer);
      edit(cell, view);
    }
  });
  root.addEventListener("keydown", (event) => pressed(event, view));
}

function isEditable(cell, view) {
  const text = texts.get(cell);
  return view.editable && !view.edit && text !== undefined && !text.fixed;
}

function pressed(event, view) {
  const cell = cellAt(event);
  if (!cell || view.edit || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" || event.key === "F2") {
    event.preventDefault();
    if (isEditable(cell, view)) edit(cell, view);
    else view.tell({ kind: "select", target: cell.dataset.cell });
  } else if (event.key === " ") {
    event.preventDefault();
    view.tell({ kind: "select", target: cell.dataset.cell });
  } else {
    const next = neighbour(cell, event.key);
    if (next) {
      event.preventDefault();
      stand(next);
      next.focus();
    }
  }
}

function stand(cell) {
  const table = cell.closest("table.decision");
  if (!table) return;
  table.querySelectorAll('[tabindex="0"]').forEach((each) => (each.tabIndex = -1));
  cell.tabIndex = 0;
}

function neighbour(cell, key) {
  const row = cell.closest("tr");
  if (!cell.closest("table.decision") || !row) return null;
  const cells = [...row.querySelectorAll("[data-cell]")];
  const at = cells.indexOf(cell);
  if (key === "ArrowLeft") return cells[at - 1];
  if (key === "ArrowRight") return cells[at + 1];
  if (key === "Home") return cells[0];
  if (key === "End") return cells[cells.length - 1];
  if (key !== "ArrowUp" && key !== "ArrowDown") return null;
  const rows = [...row.closest("table").querySelectorAll("tr")];
  const step = key === "ArrowUp" ? -1 : 1;
  const column = cell.closest("th, td").cellIndex;
  for (let next = rows.indexOf(row) + step; next >= 0 && next < rows.length; next += step) {
    const found = rows[next].cells[column]?.matches("[data-cell]")
      ? rows[next].cells[column]
      : rows[next].cells[column]?.querySelector("[data-cell]");
    if (found) return found;
  }
  return null;
}

function edit(cell, view, typed) {
  const text = texts.get(cell);
  const before = text.text ?? "";
  const field = make("textarea", "field feel", [], {
    "aria-label": "new text; Enter keeps it, Escape leaves it as it was",
    spellcheck: "false",
    autocapitalize: "off",
  });
  field.value = typed ?? before;
  const inner = [...cell.childNodes];
  cell.replaceChildren(field);
  cell.classList.add("editing");
  view.edit = { id: cell.dataset.cell, field };
  const done = (isKept) => {
    if (view.edit?.field !== field) return;
    view.edit = null;
    cell.classList.remove("editing");
    cell.replaceChildren(...inner);
    if (isKept && field.value !== before) {
      view.tell({ kind: "edit", target: cell.dataset.cell, text: field.value });
    }
  };
  const fit = () => {
    field.style.height = "0";
    field.style.height = `${field.scrollHeight}px`;
  };
  field.addEventListener("input", fit);
  field.addEventListener("blur", () => done(true));
  field.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape" || (event.key === "Enter" && !event.shiftKey)) {
      event.preventDefault();
      done(event.key === "Enter");
      cell.focus();
    }
  });
  field.focus();
  field.select();
  fit();
}

// --- drawn again ----------------------------------------------------------------------------------

function remembered(view) {
  if (!view.root) return null;
  const root = view.root.getRootNode();
  const cell = root.activeElement?.closest?.("[data-cell]");
  const edited = view.edit && { id: view.edit.id, typed: view.edit.field.value };
  view.edit = null; // what is typed goes on in the new cell
  const scrolls = [...view.root.querySelectorAll(".scroll")];
  return {
    edited,
    focused: cell?.dataset.cell,
    scrolled: scrolls.map((each) => [each.scrollLeft, each.scrollTop]),
  };
}

// Scrolls within its box to the first rule that fired, and moves nothing else.
function toFired(scroll) {
  const row = scroll.querySelector(":scope > table > tbody > tr:is(.fired, .clash)");
  const bottom = row ? row.offsetTop + row.offsetHeight : 0;
  if (bottom > scroll.clientHeight) scroll.scrollTop = bottom - 0.6 * scroll.clientHeight;
}

function restore(root, view, before) {
  const fired = [...root.querySelectorAll("tr.fired > th, tr.clash > th")].map(
    (each) => each.dataset.cell).join();
  const scrolls = [...root.querySelectorAll(".scroll")];
  scrolls.forEach((each, at) => {
    [each.scrollLeft, each.scrollTop] = before?.scrolled[at] ?? [0, 0];
  });
  if (fired !== view.fired) scrolls.forEach(toFired);
  view.fired = fired;
  if (!before) return;
  const find = (id) => [...root.querySelectorAll("[data-cell]")].find(
    (each) => each.dataset.cell === id);
  const edited = before.edited && find(before.edited.id);
  if (edited && isEditable(edited, view)) edit(edited, view, before.edited.typed);
  else if (before.focused) {
    const cell = find(before.focused);
    if (cell) {
      stand(cell);
      cell.focus({ preventScroll: true });
    }
  }
}
