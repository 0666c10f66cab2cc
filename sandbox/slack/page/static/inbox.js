// The support inbox: every mail as it was received.

import { see, tell } from "./asking.js";
import { fill, h, icon } from "./dom.js";
import { ago } from "./text.js";
import { head } from "./tab.js";

const FAULTS = {
  "": "Takes mail", refused: "Refuses the recipient (550)", later: "Busy, try later (451)", drop: "Drops the connection",
  drop_after_data: "Takes it, loses the reply", hang: "Never answers",
};
let open = null;
let part = "html";

function body(mail) {
  if (part === "html" && mail.html) return h("iframe", { class: "mail-html", sandbox: "", title: "The mail’s HTML", src: `/page/inbox/${mail.number}/html` });
  if (part === "headers") return h("table", { class: "headers" }, h("tbody", {}, mail.headers.map(([name, value]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, value)))));
  if (part.startsWith("file")) return h("pre", { class: "mail-text" }, mail.attachments[Number(part.slice(4))]?.text ?? "");
  return h("pre", { class: "mail-text", dir: "auto" }, mail.text);
}

function one(mail, node) {
  const tabs = [mail.html ? ["html", "HTML"] : null, ["text", "Text"], ["headers", "Headers"],
    ...mail.attachments.map((file, at) => [`file${at}`, `${file.name} (${(file.size / 1024).toFixed(1)} kB)`])].filter(Boolean);
  if (!tabs.some(([name]) => name === part)) part = tabs[0][0];
  return h("article", { class: "mail" },
    h("h2", { dir: "auto" }, mail.subject || "(no subject)"),
    h("p", { class: "muted" }, `${mail.from} → ${mail.to.join(", ")} · ${new Date(mail.at * 1000).toLocaleString()}`),
    h("div", { class: "tabs" }, tabs.map(([name, title]) => h("button", { type: "button", "aria-current": part === name ? "page" : null, onclick: () => { part = name; node.print = ""; inboxTab(node); } }, title))),
    body(mail));
}

export async function inboxTab(node) {
  const held = await see("inbox");
  const print = JSON.stringify([held, open, part]);
  if (node.dataset.frame === "inbox" && node.print === print) return;
  node.dataset.frame = "inbox";
  node.print = print;
  const mails = [...held.mails].reverse();
  const shown = mails.find((mail) => mail.number === open) ?? mails[0];
  const change = (body) => tell("inbox", body).then(() => inboxTab(node));
  fill(node, head("Support inbox", "Every escalation, as it came in over SMTP.",
    h("label", { class: "choice" }, "The server ", h("select", { onchange: (event) => change({ fault: event.target.value }) },
      ["", ...held.faults].map((name) => h("option", { value: name, selected: name === held.fault }, FAULTS[name] ?? name)))),
    h("button", { type: "button", class: `button${held.up ? "" : " danger"}`, onclick: () => change({ up: !held.up }) }, held.up ? "Take it down" : "Bring it back")),
  h("div", { class: "scroll" }, mails.length ? h("div", { class: "inbox" },
    h("div", { class: "mails" }, mails.map((mail) => h("button", {
      type: "button", class: "mail-line", "aria-current": mail === shown ? "true" : null, onclick: () => { open = mail.number; part = "html"; inboxTab(node); },
    }, h("strong", { dir: "auto" }, mail.subject || "(no subject)"), h("span", { class: "muted" }, `${mail.to.join(", ")} · ${ago(mail.at)}`)))),
    one(shown, node)) : h("div", { class: "welcome" }, icon("mail"), h("h2", {}, "No mail yet"), h("p", { class: "muted" }, "Escalate a case, and the mail appears here."))));
}
