// Buttons, menus and inputs. In a modal the values are read from the nodes when it is submitted.

import { h, icon } from "./dom.js";
import { plain, textObject } from "./text.js";
import { confirmed } from "./confirm.js";

export function element(held, context) {
  const make = KINDS[held.type] ?? ((one) => h("span", { class: "muted" }, `(${one.type})`));
  const node = make(held, context);
  if (held.action_id) node.dataset.action = held.action_id;
  return node;
}

export function field(block, context) {
  const inner = element(block.element, { ...context, inForm: true, dispatch: block.dispatch_action });
  const control = inner.matches("input,select,textarea") ? inner : inner.querySelector("input,select,textarea");
  const id = `f-${context.path.replace(/\W+/g, "-")}`;
  if (control && !control.id) control.id = id;
  return h("div", {},
    h("label", { for: control?.id }, plain(block.label.text),
      block.optional ? h("span", { class: "muted" }, " (optional)") : null),
    inner, block.hint ? h("p", { class: "hint" }, plain(block.hint.text)) : null);
}

async function used(held, value, context, node) {
  if (held.confirm && !(await confirmed(held.confirm))) return;
  node?.setAttribute("aria-busy", "true");
  try {
    await context.act(held, value, context.block);
  } finally {
    node?.removeAttribute("aria-busy");
  }
}

function button(held, context) {
  if (held.visible_to_user_ids && !held.visible_to_user_ids.includes(context.user)) return h("span", { hidden: true });
  return h("button", {
    type: "button", class: `button ${held.style ?? ""}`, "aria-label": held.accessibility_label,
    onclick: (event) => {
      if (held.url && /^https?:/i.test(held.url)) window.open(held.url, "_blank", "noopener,noreferrer");
      return used(held, held.value ?? null, context, event.currentTarget);
    },
  }, plain(held.text.text));
}

function feedback(held, context) {
  const one = (part, shape) => h("button", {
    type: "button", class: "button quiet", title: held[part].text.text,
    "aria-label": held[part].accessibility_label ?? held[part].text.text,
    onclick: (event) => used(held, held[part].value, context, event.currentTarget),
  }, icon(shape), h("span", {}, held[part].text.text));
  return h("span", { class: "feedback" }, one("positive_button", "up"), one("negative_button", "down"));
}

function overflow(held, context) {
  const menu = h("div", { class: "menu", role: "menu", hidden: true }, held.options.map((option) =>
    h("button", { type: "button", role: "menuitem", onclick: () => { menu.hidden = true; used(held, option.value, context); } },
      textObject(option.text))));
  const opener = h("button", {
    type: "button", class: "button quiet", "aria-haspopup": "menu", "aria-label": "More",
    onclick: () => { menu.hidden = !menu.hidden; menu.querySelector("button")?.focus(); },
  }, icon("more"));
  menu.addEventListener("keydown", (event) => { if (event.key === "Escape") { menu.hidden = true; opener.focus(); } });
  return h("span", { class: "overflow" }, opener, menu);
}

function optionNodes(held, chosen) {
  const one = (option) => h("option", { value: option.value, selected: chosen.includes(option.value) }, option.text.text);
  if (held.option_groups) return held.option_groups.map((group) => h("optgroup", { label: group.label.text }, group.options.map(one)));
  return (held.options ?? []).map(one);
}

function select(held, context) {
  const chosen = [held.initial_option?.value, ...(held.initial_options ?? []).map((o) => o.value)].filter(Boolean);
  const many = held.type.startsWith("multi_");
  const node = h("select", { multiple: many, "aria-label": held.placeholder?.text },
    many ? null : h("option", { value: "", selected: !chosen.length }, held.placeholder?.text ?? "Choose…"),
    optionNodes(held, chosen));
  node.read = () => (many ? [...node.selectedOptions].map((o) => o.value) : node.value || null);
  if (!context.inForm || context.dispatch) node.addEventListener("change", () => node.value && used(held, node.read(), context, node));
  return node;
}

function people(held, context) {
  const list = Object.values(context.people ?? {}).filter((one) => !one.bot);
  const options = list.map((one) => ({ value: one.id, text: { text: `${one.real_name} (${one.company})` } }));
  const initial = held.initial_user ?? held.initial_users?.[0];
  return select({ ...held, options, initial_option: initial ? { value: initial } : undefined }, context);
}

function channels(held, context) {
  const options = (context.channels ?? []).map((one) => ({ value: one.id, text: { text: `#${one.name}` } }));
  const initial = held.initial_channel ?? held.initial_conversation;
  return select({ ...held, options, initial_option: initial ? { value: initial } : undefined }, context);
}

let counter = 0;

function external(held, context) {
  let value = held.initial_option?.value ?? null;
  let asked = 0;
  const list = h("div", { class: "menu suggestions", role: "listbox", id: `suggest-${counter += 1}`, hidden: true });
  const typed = h("input", {
    type: "text", autocomplete: "off", role: "combobox", "aria-expanded": "false", "aria-controls": list.id,
    placeholder: held.placeholder?.text ?? "Type to search…", value: held.initial_option?.text.text ?? "",
  });
  const show = (open) => { list.hidden = !open; typed.setAttribute("aria-expanded", String(open)); };
  const choose = (option) => {
    value = option.value;
    typed.value = option.text.text;
    show(false);
    typed.focus();
    if (!context.inForm || context.dispatch) used(held, value, context, typed);
  };
  const look = async () => {
    if (typed.value.length < (held.min_query_length ?? 0)) return show(false);
    const mine = asked += 1;
    const options = await context.suggest(held, typed.value);
    if (mine !== asked) return undefined;
    const stepped = list.contains(document.activeElement);
    list.replaceChildren(...options.map((option) => h("button", {
      type: "button", role: "option", onclick: () => choose(option),
    }, option.text.text, option.description ? h("small", {}, option.description.text) : null)));
    if (!options.length) list.append(h("p", { class: "muted" }, "Nothing found"));
    show(true);
    // Whoever had stepped into an older list is put into the new one, not left outside the modal.
    if (stepped) (list.querySelector("button") ?? typed).focus();
    return undefined;
  };
  typed.addEventListener("input", () => { value = null; look(); });
  typed.addEventListener("focus", () => { if (!value) look(); });
  typed.addEventListener("blur", () => setTimeout(() => { if (!node.contains(document.activeElement)) show(false); }, 150));
  const node = h("div", { class: "combo" }, typed, list);
  node.addEventListener("keydown", (event) => {
    const all = [...list.querySelectorAll("button")];
    const at = all.indexOf(document.activeElement);
    if (event.key === "ArrowDown") { event.preventDefault(); all[Math.min(at + 1, all.length - 1)]?.focus(); }
    if (event.key === "ArrowUp") { event.preventDefault(); (all[at - 1] ?? typed).focus(); }
    if (event.key === "Escape" && !list.hidden) { event.stopPropagation(); show(false); typed.focus(); }
  });
  node.read = () => value;
  node.write = (old) => { value = old.value; typed.value = old.shown; };
  node.shown = () => typed.value;
  return node;
}

function text(held) {
  const props = { "aria-label": held.placeholder?.text, placeholder: held.placeholder?.text, maxlength: held.max_length ? String(held.max_length) : null };
  const node = held.multiline ? h("textarea", { ...props, rows: "5" }) : h("input", { ...props, type: TYPES[held.type] ?? "text" });
  node.value = held.initial_value ?? held.initial_date ?? held.initial_time ?? "";
  node.read = () => node.value || null;
  return node;
}

const TYPES = { email_text_input: "email", url_text_input: "url", number_input: "number", datepicker: "date", timepicker: "time" };

function picks(kind) {
  return (held, context) => {
    const chosen = [held.initial_option?.value, ...(held.initial_options ?? []).map((o) => o.value)];
    const name = `pick-${counter += 1}`;
    const node = h("div", { class: "picks", role: kind === "radio" ? "radiogroup" : "group" }, held.options.map((option) =>
      h("label", { class: "pick" }, h("input", { type: kind, name, value: option.value, checked: chosen.includes(option.value) }),
        h("span", {}, textObject(option.text), option.description ? h("small", {}, textObject(option.description)) : null))));
    const ticked = () => [...node.querySelectorAll("input:checked")].map((one) => one.value);
    node.read = () => (kind === "radio" ? ticked()[0] ?? null : ticked());
    node.write = (old) => { for (const one of node.querySelectorAll("input")) one.checked = [old.value].flat().includes(one.value); };
    if (!context.inForm || context.dispatch) node.addEventListener("change", () => used(held, node.read(), context, node));
    return node;
  };
}

const KINDS = {
  button, overflow, feedback_buttons: feedback,
  icon_button: (held, context) => h("button", {
    type: "button", class: "button quiet", title: held.text.text, "aria-label": held.text.text,
    onclick: (event) => used(held, held.value ?? null, context, event.currentTarget),
  }, icon("trash")),
  static_select: select, multi_static_select: select, external_select: external, multi_external_select: external,
  users_select: people, multi_users_select: people, channels_select: channels, conversations_select: channels,
  multi_channels_select: channels, multi_conversations_select: channels,
  plain_text_input: text, email_text_input: text, url_text_input: text, number_input: text, rich_text_input: text,
  datepicker: text, timepicker: text, datetimepicker: text,
  checkboxes: picks("checkbox"), radio_buttons: picks("radio"),
  image: (held) => h("span", { class: "picture" }, held.alt_text),
};

export function values(form) {
  const held = {};
  for (const node of form.querySelectorAll("[data-action]")) if (node.read) held[node.dataset.action] = node.read();
  return held;
}

// What was typed survives when the bot changes the modal under one's hands.
export function remembered(form) {
  return new Map([...form.querySelectorAll("[data-action]")].filter((n) => n.read)
    .map((n) => [n.dataset.action, { value: n.read(), shown: n.shown?.() }]));
}

export function recalled(form, old) {
  for (const node of form.querySelectorAll("[data-action]")) {
    const held = old.get(node.dataset.action);
    if (!held || held.value === null || !node.read) continue;
    if (node.write) node.write(held);
    else if (node.multiple) for (const one of node.options) one.selected = held.value.includes(one.value);
    else node.value = held.value;
  }
}
