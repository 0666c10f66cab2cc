// Block Kit as nodes. `act(element, value, block)` is called when somebody uses an element.

import { h } from "./dom.js";
import { element, field } from "./inputs.js";
import { markdown, plain, rich, textObject } from "./text.js";

const STATES = { pending: "Waiting", in_progress: "Working", complete: "Done", error: "Failed" };

export function blocks(list, context) {
  return (list ?? []).map((block, at) => {
    const name = block.block_id ?? `b${at}`;
    const make = KINDS[block.type] ?? unknown;
    const node = make(block, { ...context, block: name, path: `${context.path ?? ""}/${name}` });
    node.classList.add("block", `block-${block.type}`);
    const wrong = context.errors?.get(name);
    if (wrong) node.append(h("p", { class: "wrong", role: "alert" }, wrong));
    return node;
  });
}

function section(block, context) {
  const body = h("div", { class: "body" }, block.text ? h("div", { class: "text" }, textObject(block.text)) : null);
  if (block.fields) {
    body.append(h("div", { class: "fields" }, block.fields.map((one) => h("div", {}, textObject(one)))));
  }
  return h("div", {}, body, block.accessory ? h("div", { class: "accessory" }, element(block.accessory, context)) : null);
}

// Open while it runs; once it has ended, its title says the outcome and the rest is folded away.
function plan(block, context) {
  const tasks = block.tasks ?? [];
  const ended = tasks.filter((task) => ["complete", "error"].includes(task.status)).length;
  const running = !ended || tasks.some((task) => task.status === "in_progress");
  return h("details", { open: running, data: { fold: `${context.path}/${running ? "running" : "ended"}` } },
    h("summary", {}, h("span", { class: "plan-title" }, block.title),
      tasks.length ? h("span", { class: `count${running ? " running" : ""}` }, `${ended} of ${tasks.length}`) : null),
    h("ol", { class: "tasks" }, tasks.map((task) => h("li", {}, taskCard(task, context)))));
}

function taskCard(block, context) {
  const status = block.status ?? "pending";
  const head = [
    h("span", { class: `dot ${status}`, role: "img", "aria-label": STATES[status] ?? status }),
    h("span", { class: "task-title" }, block.title),
  ];
  const more = [rich(block.details), rich(block.output), (block.sources ?? []).map((s) => h("div", {}, s.text))].flat();
  if (!more.length) return h("div", { class: `task ${status}` }, h("div", { class: "task-head" }, head));
  const fold = `${context.path}/${block.task_id}`;
  return h("details", { class: `task ${status}`, data: { fold } },
    h("summary", { class: "task-head" }, head), h("div", { class: "task-more" }, more));
}

function cell(held) {
  return held.type === "rich_text" ? rich(held) : String(held.text ?? held.value ?? "");
}

function table(block) {
  const settings = block.column_settings ?? [];
  const rows = (block.rows ?? []).map((row, at) => h("tr", {}, row.map((held, column) =>
    h(at ? "td" : "th", {
      class: [`align-${settings[column]?.align ?? "left"}`, settings[column]?.is_wrapped ? "wrapped" : ""].join(" "),
      scope: at ? null : "col",
    }, cell(held)))));
  return h("div", { class: "table-wrap", tabindex: "0", role: "group", "aria-label": "Table" },
    h("table", {}, h("thead", {}, rows[0]), h("tbody", {}, rows.slice(1))));
}

function container(block, context) {
  const title = block.rich_text_title ? rich(block.rich_text_title) : plain(block.title?.text);
  const head = [h("span", { class: "container-title" }, title),
    block.subtitle ? h("span", { class: "subtitle" }, textObject(block.subtitle)) : null];
  const held = h("div", { class: "container-body" }, blocks(block.child_blocks, context));
  if (!block.is_collapsible) return h("div", {}, h("div", { class: "container-head" }, head), held);
  return h("details", { open: !block.default_collapsed, data: { fold: context.path } },
    h("summary", { class: "container-head" }, head), held);
}

function image(block) {
  return h("figure", {}, block.title ? h("figcaption", {}, textObject(block.title)) : null,
    h("div", { class: "picture" }, `Picture: ${block.alt_text}`));
}

function unknown(block) {
  return h("div", { class: "muted" }, `A ${block.type} block, which this page does not draw.`);
}

const KINDS = {
  section, plan, table, container, image,
  task_card: taskCard,
  header: (block) => h("h3", {}, plain(block.text.text)),
  divider: () => h("hr"),
  context: (block) => h("div", {}, block.elements.map((one) =>
    h("span", { class: "context-item" }, one.type === "image" ? `[${one.alt_text}]` : textObject(one)))),
  actions: (block, context) => h("div", {}, block.elements.map((one) => element(one, context))),
  context_actions: (block, context) => h("div", {}, block.elements.map((one) => element(one, context))),
  markdown: (block) => h("div", {}, markdown(block.text)),
  rich_text: (block) => h("div", {}, rich(block)),
  input: (block, context) => field(block, context),
  alert: (block) => h("div", { class: `alert ${block.level ?? "default"}`, role: "note" }, textObject(block.text)),
  card: (block, context) => h("div", {}, ["title", "subtitle", "body"].map((part) =>
    block[part] ? h("div", { class: `card-${part}` }, textObject(block[part])) : null),
  block.actions ? h("div", { class: "card-actions" }, block.actions.map((one) => element(one, context))) : null),
  carousel: (block, context) => h("div", { tabindex: "0" }, blocks(block.elements, context)),
  file: () => h("div", { class: "muted" }, "A remote file"),
  video: (block) => h("div", { class: "picture" }, `Video: ${block.alt_text}`),
};

