// Builds nodes. Text is only ever set as text, so nothing that anybody wrote can become markup.

// Characters that turn the direction of what follows are named instead, so that text cannot pose as
// other text.
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;

function visible(text) {
  return text.replace(TURNING, (one) => `[U+${one.codePointAt(0).toString(16).toUpperCase()}]`);
}


export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && typeof value !== "string") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  put(node, children);
  return node;
}

export function put(node, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === undefined || child === null || child === false || child === "") continue;
    node.append(child instanceof Node ? child : document.createTextNode(visible(String(child))));
  }
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren();
  return put(node, children);
}

// Replaces children by key, keeping those that are unchanged (and with them focus and folding).
export function keyed(node, items, key, make) {
  const held = new Map([...node.children].map((child) => [child.dataset.key, child]));
  const wanted = items.map((item) => {
    const name = String(key(item));
    const print = JSON.stringify(item);
    const old = held.get(name);
    if (old && old.print === print) return old;
    const fresh = make(item);
    fresh.dataset.key = name;
    fresh.print = print;
    if (old) keepFolds(old, fresh);
    return fresh;
  });
  wanted.forEach((child, at) => {
    if (node.children[at] !== child) node.insertBefore(child, node.children[at] ?? null);
  });
  while (node.children.length > wanted.length) node.lastElementChild.remove();
}

export function keepFolds(old, fresh) {
  const open = new Map(
    [...old.querySelectorAll("details[data-fold]")].map((d) => [d.dataset.fold, d.open]),
  );
  for (const fold of fresh.querySelectorAll("details[data-fold]")) {
    if (open.has(fold.dataset.fold)) fold.open = open.get(fold.dataset.fold);
  }
}

const SHAPES = {
  chat: "M4 5h16v11H9l-5 4z",
  mail: "M3 6h18v12H3zM3 7l9 7 9-7",
  cloud: "M7 18h10a4 4 0 0 0 .6-7.9A6 6 0 0 0 6.2 9.6 4.2 4.2 0 0 0 7 18z",
  wire: "M3 12h4l2-6 4 12 3-8 1.5 2H21",
  fault: "M12 4l9 16H3zM12 10v4M12 17v.5",
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 12l16-7-5 16-3-7z",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  reply: "M4 5h16v11H9l-5 4z",
  lock: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
  moon: "M20 14a8 8 0 1 1-10-10 7 7 0 0 0 10 10z",
  up: "M7 11v9H4v-9zM7 11l4-7c2 0 2.4 1.6 2 3l-.6 3H19c1.4 0 2 1 1.7 2.2l-1.5 6c-.3 1.2-1 1.8-2.2 1.8H7",
  down: "M7 13V4H4v9zM7 13l4 7c2 0 2.4-1.6 2-3l-.6-3H19c1.4 0 2-1 1.7-2.2l-1.5-6C18.9 4.6 18.2 4 17 4H7",
  trash: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
  bolt: "M13 3L5 14h6l-1 7 8-11h-6z",
};

export function icon(name, label = "") {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", SHAPES[name] ?? SHAPES.more);
  svg.append(path);
  return svg;
}

const COLOURS = 8;

export function avatar(person, small = false) {
  const name = person?.real_name ?? "?";
  const letters = name.split(/\s+/).slice(0, 2).map((part) => part[0] ?? "").join("");
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  const kind = person?.bot ? "bot" : `c${sum % COLOURS}`;
  return h("span", { class: `avatar ${kind}${small ? " small" : ""}`, "aria-hidden": "true" },
    person?.bot ? icon("wire") : letters);
}

export function toast(text, bad = false) {
  const shown = h("div", { class: `toast${bad ? " bad" : ""}` }, text);
  document.getElementById("toasts").append(shown);
  setTimeout(() => shown.remove(), 6000);
}
