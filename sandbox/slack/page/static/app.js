// The page: asks what there is to see, draws it, and draws it again when something changed.

import { amazonTab } from "./amazon.js";
import { see, tell } from "./asking.js";
import { avatar, fill, h, icon, put } from "./dom.js";
import { faultTab } from "./faults.js";
import { inboxTab } from "./inbox.js";
import { drawMain, drawThread } from "./messages.js";
import { drawModal } from "./modal.js";
import { go, place } from "./place.js";
import { setting } from "./text.js";
import { wireTab } from "./wire.js";

const TABS = [
  ["chat", "Slack", "chat"], ["inbox", "Inbox", "mail"], ["amazon", "Amazon", "cloud"],
  ["wire", "Wire", "wire"], ["faults", "Faults", "fault"],
];
const DRAWN = { inbox: inboxTab, amazon: amazonTab, wire: wireTab, faults: faultTab };

const parts = Object.fromEntries(["rail", "sidebar", "main", "thread", "overlay"].map((id) => [id, document.getElementById(id)]));
const app = document.getElementById("app");
let cast = { people: {}, personas: [], others: [], commands: [], shortcuts: [] };
let shown = null; // the latest state
const read = new Map(JSON.parse(sessionStorage.getItem("read") ?? "[]"));

export function me() {
  return cast.people[place().as];
}

function mark(channel) {
  if (!channel) return;
  read.set(`${place().as} ${channel.id}`, channel.latest);
  sessionStorage.setItem("read", JSON.stringify([...read]));
}

function fresh(channel) {
  const seen = read.get(`${place().as} ${channel.id}`);
  return Boolean(channel.latest) && channel.latest !== seen;
}

function drawRail(here) {
  const theme = () => {
    const dark = document.documentElement.dataset.theme === "dark"
      || (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("theme", document.documentElement.dataset.theme);
  };
  fill(parts.rail,
    h("span", { class: "mark", "aria-hidden": "true" }, icon("wire")),
    TABS.map(([name, title, shape]) => h("button", {
      type: "button", class: "rail-tab", "aria-current": here.tab === name ? "page" : null,
      onclick: () => go({ tab: name }), data: { tab: name },
    }, icon(shape), h("span", {}, title))),
    h("button", { type: "button", class: "rail-tab theme", onclick: theme, "aria-label": "Light or dark" }, icon("moon"), h("span", {}, "Theme")));
}

function personaSwitch(here) {
  const one = (id) => {
    const person = cast.people[id];
    const kind = person.ours ? person.title : `${person.title}, ${person.company}`;
    return h("option", { value: id, selected: id === here.as }, `${person.real_name} · ${kind}`);
  };
  const node = h("select", { id: "persona", onchange: (event) => become(event.target.value) },
    h("optgroup", { label: "Try the bot as" }, cast.personas.map(one)),
    h("optgroup", { label: "Others" }, cast.others.map(one)));
  const person = me();
  return h("div", { class: "persona" }, avatar(person),
    h("label", { for: "persona" }, h("span", { class: "persona-hint" }, "You are"), h("strong", {}, person.real_name),
      h("span", { class: "persona-hint" }, person.ours ? person.title : `${person.title}, ${person.company}`)),
    h("span", { class: "chevron", "aria-hidden": "true" }, "⇅"), node);
}

async function become(user) {
  const held = await see("state", { as: user });
  const known = held.channels.map((channel) => channel.id);
  const now = place().channel;
  const start = held.channels.find((channel) => channel.shared_with.length && !channel.im) ?? held.channels[0];
  go({ as: user, channel: known.includes(now) ? now : start?.id ?? "", thread: "", view: "messages" });
}

function channelLine(channel, here) {
  const current = here.channel === channel.id && here.tab === "chat";
  const sign = channel.im ? avatar({ bot: true }, true) : h("span", { class: "sign", "aria-hidden": "true" }, channel.private && !channel.shared_with.length ? icon("lock") : "#");
  return h("button", {
    type: "button", class: `line${fresh(channel) && !current ? " fresh" : ""}`, "aria-current": current ? "page" : null,
    onclick: () => { app.classList.remove("drawer"); go({ tab: "chat", channel: channel.id, thread: "", view: "messages" }); },
    data: { channel: channel.id },
  }, sign, h("span", { class: "line-name" }, channel.name),
  channel.shared_with.length && !channel.im ? h("span", { class: "shared", title: `Shared with ${channel.shared_with.join(", ")}` }, "ext") : null);
}

function drawSidebar(here) {
  const person = me();
  const channels = shown.channels;
  fill(parts.sidebar,
    h("div", { class: "workspace" }, h("strong", {}, person?.ours ? "Platform Support" : person?.company ?? ""),
      h("span", { class: `bot-state${shown.sockets || shown.http ? " up" : ""}` }, shown.http ? "bot on HTTP" : shown.sockets ? "bot connected" : "bot not connected")),
    personaSwitch(here),
    h("h2", {}, "Channels"), channels.filter((c) => !c.im).map((c) => channelLine(c, here)),
    h("h2", {}, "Apps"), channels.filter((c) => c.im).map((c) => channelLine(c, here)));
}

async function refresh() {
  const here = place();
  if (!cast.people[here.as]) return;
  const next = await see("state", { as: here.as, channel: here.channel, thread: here.thread });
  if (JSON.stringify(place()) !== JSON.stringify(here)) { again = true; return; } // gone elsewhere meanwhile
  shown = next;
  setting(cast.people, next.channels, (channel, thread) => go({ tab: "chat", channel, thread, view: "messages" }));
  if (here.tab === "chat" && next.channel) mark(next.channel);
  drawRail(here);
  drawSidebar(here);
  const context = { here, me: me(), cast, people: cast.people, channels: next.channels, state: next, go, tell: (what, more) => tell("do", { as: here.as, what, ...more }) };
  app.classList.toggle("with-thread", here.tab === "chat" && Boolean(here.thread) && Boolean(next.thread));
  app.classList.toggle("tabbed", here.tab !== "chat");
  parts.sidebar.hidden = false;
  if (here.tab === "chat") {
    drawMain(parts.main, context, () => app.classList.toggle("drawer"));
    drawThread(parts.thread, context);
  } else {
    parts.thread.hidden = true;
    await DRAWN[here.tab]?.(parts.main);
  }
  drawModal(parts.overlay, context);
}

let waiting = null;
let drawing = false;
let again = false;

// One drawing at a time: an answer that was long under way must not be drawn over a newer one.
function soon() {
  if (drawing) { again = true; return; }
  if (waiting) return;
  waiting = setTimeout(async () => {
    waiting = null;
    drawing = true;
    try { await refresh(); } catch (error) { console.error(error); }
    drawing = false;
    if (again) { again = false; soon(); }
  }, 30);
}

function listen() {
  const stream = new EventSource("/page/stream");
  stream.onmessage = soon;
  stream.onerror = () => app.classList.add("lost");
  stream.onopen = () => { app.classList.remove("lost"); soon(); };
}

async function start() {
  const theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset.theme = theme;
  cast = await see("cast");
  put(parts.overlay, []);
  if (!cast.people[place().as]) go({ as: "UAGENT" });
  addEventListener("hashchange", soon);
  listen();
  soon();
}

start();
