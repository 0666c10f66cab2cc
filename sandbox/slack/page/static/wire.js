// The wire: each call between the bot, Slack and Amazon, in order.

import { see } from "./asking.js";
import { fill, h, keyed } from "./dom.js";
import { head } from "./tab.js";

const SIDES = { slack: "Bot → Slack", delivery: "Slack → bot", amazon: "Bot → Amazon" };
const shown = new Set(Object.keys(SIDES));
let paused = false;

function row(entry) {
  const at = new Date(entry.at * 1000);
  const time = `${at.toLocaleTimeString(undefined, { hour12: false })}.${String(at.getMilliseconds()).padStart(3, "0")}`;
  const line = [h("time", {}, time), h("span", { class: `side ${entry.side}` }, SIDES[entry.side]), h("span", { class: "call" }, entry.name), h("span", { class: "muted about" }, entry.about),
    h("span", { class: `result${entry.well ? "" : " bad"}` }, entry.result), h("span", { class: "ms" }, `${entry.ms} ms`)];
  if (!entry.detail || entry.detail === "{}") return h("div", { class: "wire-row" }, h("div", { class: "wire-line" }, line));
  return h("details", { class: "wire-row", data: { fold: `${entry.at}${entry.name}` } }, h("summary", { class: "wire-line" }, line), h("pre", {}, entry.detail));
}

export async function wireTab(node) {
  if (node.dataset.frame !== "wire") {
    node.dataset.frame = "wire";
    const again = () => { node.print = ""; wireTab(node); };
    fill(node, head("Wire", "Every call, in order, newest first. Secrets are never kept.",
      Object.entries(SIDES).map(([name, title]) => h("label", { class: "choice" }, h("input", { type: "checkbox", checked: shown.has(name), onchange: (event) => { shown[event.target.checked ? "add" : "delete"](name); again(); } }), title)),
      h("label", { class: "choice" }, h("input", { type: "checkbox", checked: paused, onchange: (event) => { paused = event.target.checked; if (!paused) again(); } }), "Pause")),
    h("div", { class: "scroll" }, h("div", { class: "wire", id: "wire" })));
  } else if (paused) return;
  const entries = (await see("wire")).filter((entry) => shown.has(entry.side)).reverse();
  const list = node.querySelector("#wire");
  if (!list) return;
  if (!entries.length) fill(list, h("div", { class: "welcome" }, h("p", { class: "muted" }, "Nothing has been said yet.")));
  else keyed(list, entries, (entry) => `${entry.side} ${entry.at} ${entry.name} ${entry.about}`, row);
}
