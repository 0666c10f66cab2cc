// The fault panel: what can be made to go wrong between Slack and the bot.

import { see, tell } from "./asking.js";
import { fill, h } from "./dom.js";
import { head } from "./tab.js";

const COUNTERS = [
  ["rate_limited", "Answer 429 to the next calls", "With Retry-After: 1"], ["server_errors", "Answer 500 to the next calls", ""],
  ["dropped_calls", "Lose the connection of the next calls", ""], ["refused_blocks", "Refuse the blocks of the next messages", "invalid_blocks, with the path of the fault"],
  ["expired_triggers", "Let the next modals come too late", "expired_trigger_id"],
  ["lost_acks", "Lose the next acknowledgements", "Events are then delivered again"],
];
const SWITCHES = [
  ["limits", "Slack’s rate limits", "50 edits a minute, about one post a second in a channel"],
  ["duplicate_events", "Deliver every event twice", "As Slack does when it is unsure"],
  ["token_revoked", "The bot’s token is revoked", "Every call is refused"],
];

export async function faultTab(node) {
  const held = await see("faults");
  const print = JSON.stringify(held);
  if (node.dataset.frame === "faults" && node.print === print) return;
  node.dataset.frame = "faults";
  node.print = print;
  const change = (body) => tell("faults", body).then(() => faultTab(node));
  const line = (title, about, control) => h("div", { class: "fault" }, h("div", {}, h("strong", {}, title), about ? h("p", { class: "muted" }, about) : null), control);
  const counter = ([name, title, about]) => line(title, about, h("div", { class: "fault-end" }, held[name] ? h("span", { class: "badge" }, `${held[name]} left`) : null,
    [1, 3, 10].map((count) => h("button", { type: "button", class: "button", "aria-label": `${title}: ${count}`, onclick: () => change({ [name]: count }) }, String(count)))));
  const onOff = ([name, title, about]) => line(title, about, h("label", { class: "switch" }, h("input", { type: "checkbox", role: "switch", checked: held[name], "aria-label": title, onchange: (event) => change({ [name]: event.target.checked }) }), h("span", {})));
  fill(node, head("Faults", "What Slack can do to a bot. Switch one on and watch it cope.", h("button", { type: "button", class: "button primary", onclick: () => change({ clear: true }) }, "All well again")),
    h("div", { class: "scroll" }, h("div", { class: "faults" },
      h("h2", {}, "Calls to Slack"), COUNTERS.slice(0, 5).map(counter),
      line("Answer slowly", "Seconds before each answer", h("select", { "aria-label": "Answer slowly", onchange: (event) => change({ slow: Number(event.target.value) }) }, [0, 0.5, 2, 5].map((s) => h("option", { value: String(s), selected: held.slow === s }, s ? `${s} s` : "at once")))),
      SWITCHES.filter(([name]) => name !== "duplicate_events").map(onOff),
      h("h2", {}, "Deliveries to the bot"), counter(COUNTERS[5]), SWITCHES.filter(([name]) => name === "duplicate_events").map(onOff),
      held.http ? line("Sign deliveries", "Over HTTP the bot must refuse what is not signed well", h("select", { "aria-label": "Sign deliveries", onchange: (event) => change({ signature: event.target.value }) }, held.signatures.map((how) => h("option", { value: how, selected: how === held.signature }, how)))) : null,
      line("Sockets", `${held.sockets} open`, h("div", { class: "fault-end" }, h("button", { type: "button", class: "button", onclick: () => change({ sockets: "refresh" }) }, "Ask to reconnect"), h("button", { type: "button", class: "button danger", onclick: () => change({ sockets: "cut" }) }, "Cut"))))));
}
