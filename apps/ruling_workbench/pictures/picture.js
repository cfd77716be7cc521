// Draws a scene as SVG. Texts of models and data are only ever set as textContent or aria-label,
// and every tag and attribute name stands in this file.

const SVG = "http://www.w3.org/2000/svg";
const INKS = new Set([
  "body", "ground", "ring", "stroke", "solid", "paper", "hatch", "name", "value", "quiet", "mark",
  "edge", "tip", "open", "frame",
]);
const DASHES = new Set(["dashed", "dotted", "long"]);
const LOOKS = new Set([
  "plain", "absent", "available", "enabled", "active", "disabled", "suspended", "failed",
  "completed", "terminated", "closed", "reached",
  "value", "null", "warning", "not-evaluated", "given",
]);
const STEPS = new Set(["M", "L", "Q", "C", "Z"]);
const SMALLEST = 0.2;
const LARGEST = 3;
const READABLE = 0.8;
const COMFORTABLE = 1.15;
const TALLEST = 640;
const SCROLLBAR = 18;

function svg(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

function inked(shape) {
  const dash = DASHES.has(shape.dash) ? ` ${shape.dash}` : "";
  return (INKS.has(shape.ink) ? shape.ink : "frame") + dash;
}

const looked = (look) => `look-${LOOKS.has(look) ? look : "plain"}`;

const points = (list) => list.map(([x, y]) => `${Number(x)},${Number(y)}`).join(" ");

const steps = (list) =>
  list
    .filter(([letter]) => STEPS.has(letter))
    .map(([letter, ...numbers]) => letter + numbers.map(Number).join(" "))
    .join(" ");

const DRAW = {
  rect: (s) =>
    svg("rect", { x: s.x, y: s.y, width: s.width, height: s.height, rx: s.radius, class: inked(s) }),
  circle: (s) => svg("circle", { cx: s.x, cy: s.y, r: s.radius, class: inked(s) }),
  path: (s) => {
    const path = svg("path", { d: steps(s.steps), class: inked(s) });
    if (s.hint) titled(path, s.hint);
    return path;
  },
  line: (s) => svg("polyline", { points: points(s.points), class: inked(s) }),
  text: (s) => {
    const text = svg("text", { "font-size": s.size, "text-anchor": s.anchor, class: inked(s) });
    s.lines.forEach((line, number) => {
      const span = svg("tspan", { x: s.x, y: s.y + number * s.size * 1.16 });
      span.textContent = line;
      text.append(span);
    });
    return text;
  },
};

function titled(element, words) {
  const title = svg("title", {});
  title.textContent = words;
  element.prepend(title);
}

function drawn(part, choose) {
  if (part.kind !== "node") {
    const shape = (DRAW[part.kind] ?? DRAW.line)(part);
    if (part.kind === "text" && part.full) titled(shape, part.full);
    return shape;
  }
  const group = svg("g", { class: `node ${looked(part.look)}`, role: "button", tabindex: 0, focusable: true });
  group.setAttribute("aria-label", part.label);
  group.setAttribute("aria-pressed", "false");
  group.append(...part.shapes.map((shape) => drawn(shape, choose)));
  titled(group, part.label);
  group.addEventListener("click", () => choose(part.id));
  group.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    choose(part.id);
  });
  return group;
}

function explained({ look, mark, word }) {
  const entry = document.createElement("span");
  entry.className = looked(look);
  entry.textContent = `${mark} ${word}`;
  return entry;
}

function button(sign, words, action) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = sign;
  made.title = words;
  made.setAttribute("aria-label", words);
  made.addEventListener("click", action);
  return made;
}

// One picture on the page: its elements, and where the reader has moved it.
class Picture {
  constructor(parent) {
    this.view = document.createElement("div");
    this.view.className = "view";
    this.tools = document.createElement("div");
    this.tools.className = "tools";
    this.tools.append(
      button("+", "Zoom in", () => this.zoom(1.25)),
      button("\u2212", "Zoom out", () => this.zoom(0.8)),
      button("Fit", "Show the whole picture", () => this.fit()),
    );
    this.legend = document.createElement("div");
    this.legend.className = "legend";
    const bar = document.createElement("div");
    bar.className = "bar";
    bar.append(this.legend, this.tools);
    this.root = document.createElement("div");
    this.root.className = "picture";
    this.root.append(this.view, bar);
    parent.append(this.root);
    this.scale = null;
    this.isMoved = false;
    this.listen();
  }

  listen() {
    this.view.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY / 300), event);
    }, { passive: false });
    this.view.addEventListener("pointerdown", (event) => this.grab(event));
    this.view.addEventListener("click", (event) => {
      if (!this.isDragged) return;
      event.stopPropagation();
      this.isDragged = false;
    }, true);
    this.watch = new ResizeObserver(() => this.settle());
    this.watch.observe(this.view);
  }

  grab(event) {
    this.isDragged = false;
    if (event.button !== 0 || event.pointerType === "touch") return;
    const { clientX, clientY } = event;
    const { scrollLeft, scrollTop } = this.view;
    const move = (now) => {
      const dx = now.clientX - clientX;
      const dy = now.clientY - clientY;
      if (!this.isDragged && Math.hypot(dx, dy) < 5) return;
      this.isDragged = true;
      this.view.classList.add("dragged");
      this.view.scrollTo(scrollLeft - dx, scrollTop - dy);
    };
    const end = () => {
      this.view.classList.remove("dragged");
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", end);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end);
  }

  // Draws a scene again only if it is another one than before.
  show(data, choose) {
    this.choose = choose;
    const { scene } = data;
    const text = JSON.stringify(scene);
    const place = JSON.stringify([scene.name, scene.box]);
    const isOther = place !== this.place;
    if (isOther) {
      this.isMoved = false;
      this.view.scrollTo(0, 0);
    }
    this.place = place;
    this.box = scene.box.map(Number);
    this.height = Number(data.height) || null;
    if (text !== this.text) this.draw(scene);
    this.text = text;
    this.view.setAttribute("role", "group");
    this.view.setAttribute("aria-label", data.label);
    this.settle();
    if (isOther) this.reveal(this.ids.get(scene.first));
    this.select(data.selected);
  }

  draw(scene) {
    const focused = this.focused();
    this.ids = new Map();
    this.svg = svg("svg", { viewBox: this.box.join(" ") });
    for (const part of scene.parts) {
      const element = drawn(part, (id) => this.choose(id));
      if (part.kind === "node") this.ids.set(part.id, element);
      this.svg.append(element);
    }
    this.view.replaceChildren(this.svg);
    this.legend.replaceChildren(...scene.legend.map(explained));
    if (focused !== null) this.ids.get(focused)?.focus({ preventScroll: true });
  }

  focused() {
    const active = this.root.getRootNode().activeElement;
    for (const [id, element] of this.ids ?? []) if (element === active) return id;
    return null;
  }

  select(id) {
    for (const [each, element] of this.ids) {
      element.classList.toggle("chosen", each === id);
      element.setAttribute("aria-pressed", String(each === id));
    }
    if (id !== this.selected) this.reveal(this.ids.get(id));
    this.selected = id;
  }

  // Scrolls the picture, not the page, to what was chosen elsewhere.
  reveal(element) {
    if (!element) return;
    const [inner, outer] = [element.getBoundingClientRect(), this.view.getBoundingClientRect()];
    const across = inner.right > outer.right || inner.left < outer.left;
    const down = inner.bottom > outer.bottom || inner.top < outer.top;
    const left = inner.left - outer.left + (inner.width - outer.width) / 2;
    const top = inner.top - outer.top + (inner.height - outer.height) / 2;
    this.view.scrollBy(across ? left : 0, down ? top : 0);
  }

  // All of it where that can be read, else as much as can, until the reader zooms.
  settle() {
    if (!this.box || !this.view.clientWidth) return;
    const [, , width, height] = this.box;
    const limit = this.height ?? Math.max(Math.min(window.innerHeight * 0.75, TALLEST), 320);
    if (!this.isMoved) {
      const room = this.view.getBoundingClientRect().width - 2;
      const fitting = Math.min(room / width, (limit - 2) / height);
      this.scale = Math.min(Math.max(fitting, READABLE), COMFORTABLE);
      const bar = width * this.scale > room ? SCROLLBAR : 2;
      const tall = this.height ?? Math.min(Math.ceil(height * this.scale) + bar, limit);
      this.view.style.height = `${tall}px`;
    }
    this.svg.setAttribute("width", String(Math.floor(width * this.scale)));
    this.svg.setAttribute("height", String(Math.floor(height * this.scale)));
  }

  zoom(factor, event = null) {
    const frame = this.view.getBoundingClientRect();
    const x = event ? event.clientX - frame.left : this.view.clientWidth / 2;
    const y = event ? event.clientY - frame.top : this.view.clientHeight / 2;
    const before = this.scale;
    this.scale = Math.min(Math.max(before * factor, SMALLEST), LARGEST);
    this.isMoved = true;
    const left = ((this.view.scrollLeft + x) * this.scale) / before - x;
    const top = ((this.view.scrollTop + y) * this.scale) / before - y;
    this.settle();
    this.view.scrollTo(left, top);
  }

  fit() {
    const [, , width, height] = this.box;
    this.isMoved = true;
    this.scale = Math.min(this.view.clientWidth / width, this.view.clientHeight / height);
    this.settle();
    this.view.scrollTo(0, 0);
  }
}

const pictures = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  if (!pictures.has(parentElement)) pictures.set(parentElement, new Picture(parentElement));
  pictures.get(parentElement).show(data, (id) => setTriggerValue("node", id));
}
