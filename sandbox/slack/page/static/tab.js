// What the tabs besides the workspace have in common.

import { h, icon } from "./dom.js";

export function head(title, about, ...more) {
  const drawer = () => document.getElementById("app").classList.toggle("drawer");
  return h("header", { class: "head" },
    h("button", { type: "button", class: "menu-button", "aria-label": "Conversations", onclick: drawer }, icon("menu")),
    h("div", { class: "head-title" }, h("h1", {}, title), h("p", { class: "muted" }, about)), h("div", { class: "head-more" }, more));
}
