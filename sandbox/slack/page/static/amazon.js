// The simulated Amazon: each merchant, what is wrong, and switches to break and mend.

import { see, tell } from "./asking.js";
import { fill, h, icon, keyed, toast } from "./dom.js";
import { head } from "./tab.js";

let words = "";
let switches = null;

function described(held) {
  const parts = [];
  for (const [name, value] of Object.entries(held ?? {})) {
    const shown = typeof value === "object" ? (Array.isArray(value) ? value.join(", ") || "none" : described(value)) : String(value);
    parts.push(`${name.replaceAll("_", " ")}: ${shown}`);
  }
  return parts.join("; ");
}

// Amazon would answer well and always did, yet something is wrong: it is what we have on record.
function recordWrong(held) {
  return held.expect.verdict !== "healthy" && !held.world && !held.record_mended && held.connections.every((one) => one.as_written);
}

function merchant(held, ask) {
  const broken = held.connections.filter((one) => Object.keys(one.state).length);
  const ours = !broken.length && recordWrong(held);
  const changed = held.record_mended || held.connections.some((one) => !one.as_written);
  const menu = h("select", { "aria-label": `Break ${held.name}`, onchange: (event) => event.target.value && ask("switch", { merchant_id: held.id, switch: event.target.value }) },
    h("option", { value: "" }, "Break…"), switches.merchant.map((one) => h("option", { value: one.name }, one.title)));
  return h("article", { class: "merchant" },
    h("div", { class: "merchant-name" }, h("span", { class: `dot ${broken.length || ours ? "error" : held.world ? "pending" : "complete"}`, role: "img", "aria-label": broken.length || ours ? "Something is wrong" : held.world ? "Depends on Amazon as a whole" : "In order" }),
      h("code", {}, held.id), h("strong", {}, held.name), changed ? h("span", { class: "badge" }, "changed here") : null),
    h("p", {}, held.title),
    broken.map((one) => h("p", { class: "state" }, h("span", { class: "muted" }, one.connection), " ", described(one.state))),
    ours ? h("p", { class: "state" }, h("span", { class: "muted" }, "our record"), " Amazon would let us in; what we keep of it is wrong") : null,
    held.world ? h("p", { class: "state" }, h("span", { class: "muted" }, "for everybody"), " ", described(held.world),
      h("button", { type: "button", class: "button", onclick: () => ask("world", held.world) }, "Set it")) : null,
    h("div", { class: "merchant-end" }, menu,
      h("button", { type: "button", class: "button", disabled: !broken.length && !ours, onclick: () => ask("mend", { merchant_id: held.id }) }, "Mend"),
      changed ? h("button", { type: "button", class: "plain", onclick: () => ask("restore", { merchant_id: held.id }) }, "As it was") : null));
}

export async function amazonTab(node) {
  switches ??= await see("amazon/switches").catch(() => null);
  const [merchants, world] = await Promise.all([see("amazon/merchants"), see("amazon/world")]);
  if (!Array.isArray(merchants) || !switches?.merchant) {
    switches = null;
    node.dataset.frame = "amazon-none";
    fill(node, head("Amazon", ""), h("div", { class: "welcome" }, icon("cloud"), h("p", {}, "No simulated Amazon runs beside this workspace.")));
    return;
  }
  const ask = async (place, body) => {
    const said = await tell(`amazon/${place}`, body);
    if (!said.error) toast("Done. Ask the bot to run again.");
    amazonTab(node);
  };
  if (node.dataset.frame !== "amazon") {
    node.dataset.frame = "amazon";
    fill(node, head("Amazon", "What is wrong with each merchant. Break or mend them while the bot runs.",
      h("input", { type: "search", placeholder: "Find a merchant", "aria-label": "Find a merchant", value: words, oninput: (event) => { words = event.target.value.toLowerCase(); amazonTab(node); } })),
    h("div", { class: "scroll" }, h("div", { class: "world", id: "world" }), h("div", { class: "merchants", id: "merchants" })));
  }
  const wrong = described(world);
  fill(node.querySelector("#world"), h("div", { class: "world-line" }, h("span", { class: `dot ${wrong ? "error" : "complete"}` }),
    h("strong", {}, wrong ? "Wrong for everybody" : "Amazon itself and our app are in order"), wrong ? h("span", {}, wrong) : null),
  h("div", { class: "merchant-end" }, h("select", { "aria-label": "Break for everybody", onchange: (event) => event.target.value && ask("switch", { switch: event.target.value }) },
    h("option", { value: "" }, "Break for everybody…"), switches.world.map((one) => h("option", { value: one.name }, one.title))),
  h("button", { type: "button", class: "button", disabled: !wrong, onclick: () => ask("world", {}) }, "Mend")));
  const fits = (one) => !words || `${one.id} ${one.name} ${one.title}`.toLowerCase().includes(words);
  keyed(node.querySelector("#merchants"), merchants.filter(fits), (one) => one.id, (one) => merchant(one, ask));
}
