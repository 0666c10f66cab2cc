// Modals: the topmost of the stack, with its values and its validation errors.

import { blocks } from "./blocks.js";
import { fill, h, icon, keepFolds, toast } from "./dom.js";
import { recalled, remembered, values } from "./inputs.js";
import { plain } from "./text.js";

let before = null;

export function drawModal(overlay, context) {
  const stack = context.state.views;
  const view = stack.at(-1);
  const print = view ? JSON.stringify([context.here.as, view]) : "";
  if (overlay.print === print) return;
  const old = overlay.querySelector("form");
  const held = old && old.dataset.view === view?.id ? remembered(old) : new Map();
  const focus = old?.contains(document.activeElement) ? document.activeElement.id : "";
  overlay.print = print;
  if (!view) {
    fill(overlay);
    before?.focus?.();
    before = null;
    return;
  }
  before ??= document.activeElement;
  const form = build(view, stack.length, context);
  if (old) keepFolds(old, form);
  recalled(form, held);
  fill(overlay, h("div", { class: "veil" }), form);
  const first = focus ? document.getElementById(focus) : form.querySelector("input,textarea,select,.dialog-end button");
  (first ?? form).focus();
}

function build(view, depth, context) {
  const { body } = view;
  const errors = new Map(view.errors);
  const close = () => context.tell("close", { view: view.id });
  const inside = {
    user: context.here.as, people: context.people, channels: context.channels, path: view.id, errors,
    act: async (element, value) => {
      const said = await context.tell("act", { view: view.id, action: element.action_id, value, values: values(form) });
      if (said.shown) toast(said.shown, true);
    },
    suggest: async (element, text) => (await context.tell("suggest", { view: view.id, action: element.action_id, text })).options ?? [],
  };
  const form = h("form", { class: "modal", role: "dialog", "aria-modal": "true", "aria-label": body.title.text, data: { view: view.id }, tabindex: "-1" },
    h("header", {}, h("h2", {}, plain(body.title.text)), depth > 1 ? h("span", { class: "muted" }, `${depth} of 3`) : null,
      h("button", { type: "button", class: "close", "aria-label": "Close", onclick: close }, icon("close"))),
    h("div", { class: "modal-body blocks" }, blocks(body.blocks, inside), errors.get("") ? h("p", { class: "wrong", role: "alert" }, errors.get("")) : null),
    h("footer", {}, h("button", { type: "button", class: "button", onclick: close }, body.close?.text ?? "Close"),
      body.submit ? h("button", { type: "submit", class: "button primary" }, plain(body.submit.text)) : null));
  form.noValidate = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const end = form.querySelector("[type=submit]");
    end?.setAttribute("aria-busy", "true");
    await context.tell("submit", { view: view.id, values: values(form) });
    end?.removeAttribute("aria-busy");
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key !== "Tab") return;
    const all = [...form.querySelectorAll("button,input,textarea,select,summary,a[href]")].filter((one) => one.offsetParent);
    const last = event.shiftKey ? all[0] : all.at(-1);
    if (document.activeElement === last) { event.preventDefault(); (event.shiftKey ? all.at(-1) : all[0])?.focus(); }
  });
  return form;
}
