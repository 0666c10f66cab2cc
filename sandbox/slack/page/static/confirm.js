// The question before a button that asks for one.

import { fill, h } from "./dom.js";
import { plain, textObject } from "./text.js";

export function confirmed(held) {
  return new Promise((settle) => {
    const dialog = h("dialog", { class: "dialog", "aria-label": held.title.text });
    const end = (answer) => { dialog.close(); dialog.remove(); settle(answer); };
    fill(dialog,
      h("h2", {}, plain(held.title.text)), h("div", { class: "dialog-text" }, textObject(held.text)),
      h("div", { class: "dialog-end" },
        h("button", { type: "button", class: "button", onclick: () => end(false) }, held.deny?.text ?? "Cancel"),
        h("button", { type: "button", class: `button ${held.style ?? "primary"}`, onclick: () => end(true) }, held.confirm?.text ?? "Yes")));
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); end(false); });
    document.body.append(dialog);
    dialog.showModal();
  });
}
