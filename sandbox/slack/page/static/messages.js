// Conversations and threads.

import { blocks } from "./blocks.js";
import { composer } from "./composer.js";
import { avatar, fill, h, icon, keyed, toast } from "./dom.js";
import { ago, emoji, mrkdwn } from "./text.js";

const LONG = 3000; // characters past which a text is folded

function clock(ts) {
  const at = new Date(Number(ts) * 1000);
  return h("time", { datetime: at.toISOString(), title: at.toLocaleString() }, at.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" }));
}

function words(text) {
  if (text.length <= LONG) return h("div", { class: "text", dir: "auto" }, mrkdwn(text));
  return h("details", { class: "long", data: { fold: "long" } },
    h("summary", {}, h("span", { dir: "auto" }, text.slice(0, 300)), "…", h("span", { class: "muted" }, ` Show all ${text.length.toLocaleString()} characters`)),
    h("div", { class: "text", dir: "auto" }, mrkdwn(text)));
}

function content(message, context) {
  const act = async (element, value) => {
    const said = await context.tell("click", { channel: context.where, ts: message.ts, action: element.action_id, value });
    if (said.shown) toast(said.shown, true);
  };
  const suggest = async (element, text) =>
    (await context.tell("suggest", { channel: context.where, ts: message.ts, action: element.action_id, text })).options ?? [];
  const inside = { act, suggest, user: context.here.as, people: context.people, channels: context.channels, path: message.ts };
  if (message.blocks.length) return h("div", { class: "blocks" }, blocks(message.blocks, inside));
  return words(message.text);
}

function tools(message, context) {
  const found = context.cast.shortcuts.filter((one) => one.type === "message");
  const menu = h("div", { class: "menu", role: "menu", hidden: true },
    context.me.ours ? found.map((one) => h("button", {
      type: "button", role: "menuitem",
      onclick: async () => {
        menu.hidden = true;
        const said = await context.tell("shortcut", { callback: one.callback_id, channel: context.where, ts: message.ts });
        if (said.shown) toast(said.shown, true);
      },
    }, icon("bolt"), one.name)) : null,
    h("button", { type: "button", role: "menuitem", onclick: () => { menu.hidden = true; navigator.clipboard?.writeText(message.text); } }, "Copy text"));
  menu.addEventListener("keydown", (event) => { if (event.key === "Escape") menu.hidden = true; });
  menu.addEventListener("focusout", () => setTimeout(() => { if (!menu.contains(document.activeElement)) menu.hidden = true; }, 120));
  return h("div", { class: "tools" },
    context.inThread || message.private ? null : h("button", {
      type: "button", title: "Reply in thread", "aria-label": "Reply in thread",
      onclick: () => context.go({ thread: message.ts }),
    }, icon("reply")),
    message.private ? null : h("button", {
      type: "button", title: "More", "aria-label": "More actions", "aria-haspopup": "menu",
      onclick: () => { menu.hidden = !menu.hidden; menu.querySelector("button")?.focus(); },
    }, icon("more")), menu);
}

function oneMessage(message, context) {
  const person = context.people[message.user] ?? { real_name: message.user === "USLACKBOT" ? "Slackbot" : message.user, bot: true, ours: true };
  const foreign = person.company && !person.bot && person.ours !== context.me.ours;
  const tally = new Map();
  for (const [name] of message.reactions) tally.set(name, (tally.get(name) ?? 0) + 1);
  return h("article", { class: `message${message.private ? " private" : ""}`, "aria-label": `Message from ${person.real_name}`, data: { ts: message.ts } },
    avatar(person),
    h("div", { class: "message-main" },
      h("header", {}, h("strong", {}, person.real_name), person.bot ? h("span", { class: "badge" }, "App") : null,
        foreign || (!person.ours && !person.bot) ? h("span", { class: "company" }, person.company) : null, clock(message.ts),
        message.edited && !message.bot ? h("span", { class: "muted" }, "(edited)") : null),
      message.private ? h("p", { class: "only" }, "Only visible to you") : null,
      content(message, context),
      message.files.map((file) => h("div", { class: "file" }, icon("mail"), file.title || file.name)),
      tally.size ? h("div", { class: "reactions" }, [...tally].map(([name, count]) => h("span", {}, `${emoji(name)} ${count}`))) : null,
      message.replies && !context.inThread ? h("button", {
        type: "button", class: "replies", onclick: () => context.go({ thread: message.ts }),
      }, message.repliers.slice(0, 3).map((id) => avatar(context.people[id], true)),
      h("strong", {}, `${message.replies} ${message.replies === 1 ? "reply" : "replies"}`), h("span", { class: "muted" }, ago(message.last_reply))) : null),
    tools(message, context));
}

function status(text) {
  return text ? h("p", { class: "status" }, h("span", { class: "dot in_progress" }), `Triage ${text}`) : null;
}

// Follows the newest message unless somebody has scrolled up to read.
function list(node, messages, context) {
  const low = node.scrollHeight - node.scrollTop - node.clientHeight < 80;
  const whose = `${context.here.as} ${context.where} ${context.inThread ? context.here.thread : ""}`;
  const moved = node.dataset.whose !== whose;
  if (moved) node.replaceChildren();
  node.dataset.whose = whose;
  keyed(node, messages, (message) => message.ts, (message) => oneMessage(message, context));
  if (low || moved) node.scrollTop = node.scrollHeight;
}

function frame(node, name, build) {
  if (node.dataset.frame === name) return;
  node.dataset.frame = name;
  fill(node, build());
}

function welcome(channel, context) {
  const shared = channel.shared_with.length;
  const hint = channel.im ? "Ask in your own words, paste an error, or pick one of the prompts."
    : context.me.ours ? (shared ? "People of another company read this. Type @triage to ask, or /triage for an answer to yourself." : "Type /triage and a merchant’s id, such as /triage M1001.")
      : "Type @triage and say what is wrong.";
  return h("div", { class: "welcome" }, h("h2", {}, channel.im ? channel.name : `#${channel.name}`), h("p", {}, channel.topic || (channel.im ? "A conversation with the bot." : "")), h("p", { class: "muted" }, hint));
}

function prompts(channel, context) {
  const held = channel.prompts;
  if (!held?.prompts?.length) return null;
  return h("div", { class: "prompts" }, held.title ? h("p", { class: "muted" }, held.title) : null, held.prompts.map((one) => h("button", {
    type: "button", class: "button", onclick: () => context.tell("say", { channel: channel.id, text: one.message }),
  }, one.title)));
}

function home(context) {
  const held = context.state.home;
  if (!held) return h("div", { class: "welcome" }, h("p", { class: "muted" }, "The bot has not published a home for you yet."));
  const act = (element, value) => context.tell("act", { view: held.id, action: element.action_id, value });
  const suggest = async (element, text) => (await context.tell("suggest", { view: held.id, action: element.action_id, text })).options ?? [];
  return h("div", { class: "blocks" }, blocks(held.body.blocks, { act, suggest, user: context.here.as, people: context.people, channels: context.channels, path: held.id }));
}

export function drawMain(node, context, drawer) {
  const { here, state } = context;
  const channel = state.channel;
  if (!channel) {
    node.dataset.frame = "";
    fill(node, h("div", { class: "welcome" }, h("h2", {}, "Not here"), h("p", { class: "muted" }, "This conversation is not yours to read.")));
    return;
  }
  const onHome = channel.im && here.view === "home";
  frame(node, `${here.as} ${channel.id} ${here.view}`, () => {
    if (channel.im) context.tell("home", { tab: here.view }); // Slack tells the app, whichever way it was opened
    const tab = (name, title) => h("button", {
      type: "button", "aria-current": here.view === name ? "page" : null,
      onclick: () => context.go({ view: name, thread: "" }),
    }, title);
    return [
      h("header", { class: "head" },
        h("button", { type: "button", class: "menu-button", "aria-label": "Conversations", onclick: drawer }, icon("menu")),
        h("div", { class: "head-title" }, h("h1", {}, channel.im ? channel.name : `#${channel.name}`),
          channel.shared_with.length && !channel.im ? h("span", { class: "shared", title: channel.shared_with.join(", ") }, channel.shared_with.length > 1 ? `shared with ${channel.shared_with.length} companies` : `shared with ${channel.shared_with[0]}`) : null,
          h("p", { class: "muted" }, channel.im ? "" : `${channel.members.length} members · ${channel.topic}`)),
        channel.im ? h("div", { class: "tabs" }, tab("home", "Home"), tab("messages", "Messages")) : null),
      h("div", { class: "scroll", id: "messages" }, h("div", { id: "list", class: "list" }), h("div", { id: "below" })),
      h("div", { id: "compose" }, onHome ? null : composer({ id: "message", placeholder: channel.im ? "Message Triage" : `Message #${channel.name}`, channel: channel.id, thread: "" }, context)),
    ];
  });
  const scroll = node.querySelector("#messages");
  if (onHome) {
    const print = JSON.stringify(state.home);
    if (scroll.print !== print) { scroll.print = print; fill(scroll, h("div", { class: "home" }, home(context))); }
    return;
  }
  const low = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  const inner = { ...context, where: channel.id, inThread: false };
  list(node.querySelector("#list"), channel.messages, inner);
  const direct = channel.im ? Object.values(channel.statuses).at(-1) : "";
  fill(node.querySelector("#below"), channel.messages.length ? null : welcome(channel, context), channel.messages.length ? null : prompts(channel, context), status(direct));
  if (low) scroll.scrollTop = scroll.scrollHeight;
}

export function drawThread(node, context) {
  const { here, state } = context;
  const thread = here.thread ? state.thread : null;
  node.hidden = !thread;
  if (!thread) { node.dataset.frame = ""; node.replaceChildren(); return; }
  frame(node, `${here.as} ${here.channel} ${here.thread}`, () => [
    h("header", { class: "head" }, h("div", { class: "head-title" }, h("h1", {}, "Thread"), h("p", { class: "muted" }, state.channel?.im ? state.channel.name : `#${state.channel?.name ?? ""}`)),
      h("button", { type: "button", class: "close", "aria-label": "Close thread", onclick: () => context.go({ thread: "" }) }, icon("close"))),
    h("div", { class: "scroll", id: "thread-scroll" }, h("div", { class: "list", id: "thread-list" }), h("div", { id: "thread-below" })),
    h("div", {}, composer({ id: "thread-message", placeholder: "Reply…", channel: here.channel, thread: here.thread }, context)),
  ]);
  const scroll = node.querySelector("#thread-scroll");
  const low = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 120;
  list(node.querySelector("#thread-list"), thread.messages, { ...context, where: here.channel, inThread: true });
  fill(node.querySelector("#thread-below"), status(thread.status));
  if (low) scroll.scrollTop = scroll.scrollHeight;
}
