// The message box: Enter sends, Shift+Enter is a new line; / completes commands and @ people.

import { avatar, fill, h, icon, toast } from "./dom.js";

function commands(text, context) {
  if (!/^\/\w*$/.test(text) || !context.me.ours) return [];
  return context.cast.commands.filter((one) => one.command.startsWith(text)).map((one) => ({
    insert: `${one.command} `, title: one.command, more: one.usage_hint, about: one.description,
  }));
}

function people(text, context) {
  const found = text.match(/(?:^|\s)@([\w.-]*)$/);
  if (!found) return [];
  const members = context.state.channel?.members ?? [];
  return members.map((id) => context.people[id])
    .filter((one) => one && (one.name.startsWith(found[1].toLowerCase()) || one.real_name.toLowerCase().startsWith(found[1].toLowerCase())))
    .sort((a, b) => Number(b.bot) - Number(a.bot)).slice(0, 6)
    .map((one) => ({ insert: `${text.slice(0, text.length - found[1].length)}${one.name} `, title: `@${one.name}`, more: one.real_name, about: one.company, person: one }));
}

export function composer(where, context) {
  const kept = `draft ${context.here.as} ${where.channel} ${where.thread}`;
  const box = h("textarea", {
    id: where.id, rows: "1", placeholder: where.placeholder, "aria-label": where.placeholder, dir: "auto",
    role: "combobox", "aria-expanded": "false", "aria-controls": `${where.id}-list`, "aria-autocomplete": "list",
  });
  const list = h("div", { class: "menu complete", role: "listbox", id: `${where.id}-list`, hidden: true });
  let found = [];
  let chosen = 0;

  const grow = () => { box.style.height = "auto"; box.style.height = `${Math.min(box.scrollHeight, 220)}px`; };
  const draw = () => {
    list.hidden = !found.length;
    box.setAttribute("aria-expanded", String(Boolean(found.length)));
    fill(list, found.map((one, at) => h("button", {
      type: "button", role: "option", tabindex: "-1", "aria-selected": String(at === chosen), onmousedown: (event) => { event.preventDefault(); take(at); },
    }, one.person ? avatar(one.person, true) : icon("bolt"), h("strong", {}, one.title), h("span", { class: "muted" }, one.more), h("small", {}, one.about))));
  };
  const look = () => {
    const before = box.value.slice(0, box.selectionStart);
    found = [...commands(before, context), ...people(before, context)];
    chosen = 0;
    draw();
  };
  const take = (at) => {
    const rest = box.value.slice(box.selectionStart);
    box.value = found[at].insert + rest;
    box.selectionStart = box.selectionEnd = found[at].insert.length;
    found = [];
    draw();
    grow();
    box.focus();
  };
  const send = async () => {
    const text = box.value;
    if (!text.trim()) return;
    box.value = "";
    sessionStorage.removeItem(kept);
    found = [];
    draw();
    grow();
    const said = await context.tell("say", { channel: where.channel, thread: where.thread, text });
    if (!said.ok && !said.sent) {
      if (!box.value) box.value = text;
      if (said.shown) toast(said.shown, true);
    }
  };
  box.addEventListener("input", () => { sessionStorage.setItem(kept, box.value.slice(0, 40000)); look(); grow(); });
  box.addEventListener("blur", () => setTimeout(() => { found = []; draw(); }, 120));
  box.addEventListener("keydown", (event) => {
    if (found.length && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
      draw();
    } else if (found.length && ["Tab", "Enter"].includes(event.key) && !event.shiftKey) {
      event.preventDefault();
      take(chosen);
    } else if (found.length && event.key === "Escape") {
      found = [];
      draw();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  });
  box.value = sessionStorage.getItem(kept) ?? "";
  setTimeout(grow);
  const shortcuts = context.me.ours && !where.thread ? context.cast.shortcuts.filter((one) => one.type === "global") : [];
  return h("div", { class: "composer" }, list, box,
    h("div", { class: "composer-end" },
      shortcuts.map((one) => h("button", {
        type: "button", class: "plain", title: one.description ?? one.name,
        onclick: async () => { const said = await context.tell("shortcut", { callback: one.callback_id }); if (said.shown) toast(said.shown, true); },
      }, icon("bolt"), one.name)),
      h("span", { class: "grow" }),
      h("button", { type: "button", class: "send", "aria-label": "Send", onclick: send }, icon("send"))));
}
