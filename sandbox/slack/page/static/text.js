// Slack's mrkdwn and markdown as nodes. Links are followed only to http(s) and mailto.

import { h } from "./dom.js";

const EMOJI = {
  white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", warning: "⚠️", eyes: "👀",
  hourglass_flowing_sand: "⏳", hourglass: "⌛", rotating_light: "🚨", mag: "🔍", email: "📧",
  envelope: "✉️", bell: "🔔", tada: "🎉", wave: "👋", thumbsup: "👍", "+1": "👍",
  thumbsdown: "👎", "-1": "👎", lock: "🔒", key: "🔑", link: "🔗", clock3: "🕒", question: "❓",
  grey_question: "❔", exclamation: "❗", information_source: "ℹ️", bulb: "💡", wrench: "🔧",
  hammer_and_wrench: "🛠️", gear: "⚙️", red_circle: "🔴", large_green_circle: "🟢",
  large_yellow_circle: "🟡", large_orange_circle: "🟠", large_blue_circle: "🔵",
  white_circle: "⚪", black_circle: "⚫", no_entry: "⛔", arrows_counterclockwise: "🔄",
  arrow_right: "➡️", arrow_up: "⬆️", arrow_down: "⬇️", heavy_minus_sign: "➖", memo: "📝",
  page_facing_up: "📄", package: "📦", chart_with_upwards_trend: "📈", robot_face: "🤖",
  bust_in_silhouette: "👤", busts_in_silhouette: "👥", office: "🏢", zap: "⚡", fire: "🔥",
  inbox_tray: "📥", outbox_tray: "📤", stopwatch: "⏱️", calendar: "📅", pushpin: "📌",
};

const around = { people: {}, channels: [], open: () => {} };

export function setting(people, channels, open) {
  Object.assign(around, { people, channels, open });
}

function decoded(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function safe(url) {
  return /^(https?:|mailto:)/i.test(url);
}

export function link(url, label) {
  if (!safe(url)) return label || url;
  const ours = url.match(/\.slack\.example\/archives\/(\w+)\/p(\d{10})(\d{6})(?:\?thread_ts=([\d.]+))?/);
  if (ours) {
    const [, channel, seconds, rest, thread] = ours;
    return h("a", {
      href: "#", class: "link",
      onclick: (event) => {
        event.preventDefault();
        around.open(channel, thread ?? `${seconds}.${rest}`);
      },
    }, label || "this thread");
  }
  return h("a", { href: url, class: "link", target: "_blank", rel: "noopener noreferrer" }, label || url);
}

function mention(id) {
  const person = around.people[id];
  return h("span", { class: "mention", title: person?.company ?? "" }, `@${person?.name ?? id}`);
}

function dated(body) {
  const [stamp, ...rest] = body.slice("!date^".length).split("^");
  const [format, fallback] = rest.join("^").split("|");
  const at = new Date(Number(stamp) * 1000);
  if (Number.isNaN(at.getTime())) return fallback ?? body;
  const day = (style) => at.toLocaleDateString(undefined, style);
  const shown = format.replace(/\{(\w+)\}/g, (whole, name) => ({
    date_num: at.toISOString().slice(0, 10),
    date: day({ dateStyle: "long" }), date_long: day({ dateStyle: "full" }),
    date_short: day({ dateStyle: "medium" }), date_pretty: day({ dateStyle: "long" }),
    date_short_pretty: day({ dateStyle: "medium" }), date_long_pretty: day({ dateStyle: "full" }),
    time: at.toLocaleTimeString(undefined, { timeStyle: "short" }),
    time_secs: at.toLocaleTimeString(undefined, { timeStyle: "medium" }), ago: ago(stamp),
  })[name] ?? whole);
  return h("time", { datetime: at.toISOString(), title: at.toLocaleString() }, shown);
}

export function ago(stamp) {
  const seconds = Math.max(0, Date.now() / 1000 - Number(stamp));
  if (seconds < 60) return "just now";
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86400)} d ago`;
}

function special(body) {
  const [target, ...label] = body.split("|");
  const shown = decoded(label.join("|"));
  if (target.startsWith("@")) return mention(target.slice(1));
  if (target.startsWith("#")) {
    const channel = around.channels.find((c) => c.id === target.slice(1));
    return h("span", { class: "mention" }, `#${channel?.name ?? (shown || "a private channel")}`);
  }
  if (target.startsWith("!date^")) return dated(decoded(body));
  if (target.startsWith("!subteam")) return h("span", { class: "mention" }, shown || "@group");
  if (target.startsWith("!")) return h("span", { class: "mention loud" }, `@${target.slice(1)}`);
  // what is no link of Slack's own was somebody's text
  return safe(target) ? link(decoded(target), shown) : `<${decoded(body)}>`;
}

const TOKEN = new RegExp(
  [
    "<([^<>\\n]+)>", "`([^`\\n]+)`", "(?<![\\w*])\\*(?=\\S)([^*\\n]*[^\\s*])\\*(?![\\w*])",
    "(?<![\\w_])_(?=\\S)([^_\\n]*[^\\s_])_(?![\\w_])", "(?<![\\w~])~(?=\\S)([^~\\n]*[^\\s~])~(?![\\w~])",
    ":([a-z0-9_+-]+):",
  ].join("|"), "g");

function inline(text) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(TOKEN)) {
    const [whole, angle, code, bold, italic, strike, emoji] = found;
    if (emoji !== undefined && !EMOJI[emoji]) continue;
    nodes.push(decoded(text.slice(from, found.index)));
    if (angle !== undefined) nodes.push(special(angle));
    else if (code !== undefined) nodes.push(h("code", {}, decoded(code)));
    else if (bold !== undefined) nodes.push(h("strong", {}, inline(bold)));
    else if (italic !== undefined) nodes.push(h("em", {}, inline(italic)));
    else if (strike !== undefined) nodes.push(h("s", {}, inline(strike)));
    else nodes.push(EMOJI[emoji]);
    from = found.index + whole.length;
  }
  nodes.push(decoded(text.slice(from)));
  return nodes;
}

function lines(text) {
  return text.split("\n").flatMap((line, at) => [at ? h("br") : null, inline(line)]);
}

export function emoji(name) {
  return EMOJI[name] ?? `:${name}:`;
}

export function mrkdwn(text) {
  const nodes = [];
  const parts = String(text ?? "").split(/```\n?([\s\S]*?)\n?```/);
  parts.forEach((part, at) => {
    if (at % 2) return nodes.push(h("pre", {}, decoded(part)));
    let quote = [];
    let plain = [];
    const end = () => {
      if (quote.length) nodes.push(h("blockquote", {}, lines(quote.join("\n"))));
      if (plain.length && plain.join("").trim() !== "") {
        nodes.push(h("div", { class: "par" }, lines(plain.join("\n").replace(/^\n+|\n+$/g, ""))));
      }
      quote = [];
      plain = [];
    };
    for (const line of part.split("\n")) {
      const quoted = line.match(/^(?:&gt;|>) ?(.*)$/);
      if (quoted ? plain.length : quote.length) end();
      (quoted ? quote : plain).push(quoted ? quoted[1] : line);
    }
    return end();
  });
  return nodes;
}

export function plain(text) {
  const shown = String(text ?? "").replace(/:([a-z0-9_+-]+):/g, (whole, name) => EMOJI[name] ?? whole);
  return shown.split("\n").flatMap((line, at) => [at ? h("br") : null, line]);
}

export function textObject(held) {
  if (!held) return [];
  if (typeof held === "string") return plain(held);
  return held.type === "mrkdwn" ? mrkdwn(held.text) : plain(held.text);
}

const MD = /`([^`]+)`|\*\*(?=\S)([^\n]*?\S)\*\*|(?<!\w)[*_](?=\S)([^*_\n]*\S)[*_](?!\w)|~~([^~]+)~~|\[([^\]\n]+)\]\(([^)\s]+)\)|(https?:\/\/[^\s<>)]+)/g;

function mdInline(text) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(MD)) {
    const [whole, code, bold, italic, strike, label, url, bare] = found;
    nodes.push(text.slice(from, found.index));
    if (code !== undefined) nodes.push(h("code", {}, code));
    else if (bold !== undefined) nodes.push(h("strong", {}, mdInline(bold)));
    else if (italic !== undefined) nodes.push(h("em", {}, mdInline(italic)));
    else if (strike !== undefined) nodes.push(h("s", {}, strike));
    else nodes.push(link(url ?? bare, label));
    from = found.index + whole.length;
  }
  nodes.push(text.slice(from));
  return nodes;
}

export function markdown(text) {
  const nodes = [];
  String(text).split(/^```\w*\n([\s\S]*?)^```\s*$/m).forEach((part, at) => {
    if (at % 2) return nodes.push(h("pre", {}, part.replace(/\n$/, "")));
    for (const chunk of part.split(/\n{2,}/).filter((c) => c.trim())) nodes.push(mdChunk(chunk.trim()));
    return undefined;
  });
  return nodes;
}

function mdChunk(chunk) {
  const rows = chunk.split("\n");
  const heading = chunk.match(/^(#{1,6}) +(.*)$/);
  if (heading && rows.length === 1) return h(`h${Math.min(6, heading[1].length + 3)}`, {}, mdInline(heading[2]));
  if (rows.every((row) => /^\s*([-*+]|\d+[.)]) /.test(row))) {
    const ordered = /^\s*\d/.test(rows[0]);
    return h(ordered ? "ol" : "ul", {}, rows.map((row) => h("li", {}, mdInline(row.replace(/^\s*([-*+]|\d+[.)]) /, "")))));
  }
  if (rows.every((row) => row.startsWith(">"))) {
    return h("blockquote", {}, rows.map((row, at) => [at ? h("br") : null, mdInline(row.replace(/^> ?/, ""))]));
  }
  return h("div", { class: "par" }, rows.map((row, at) => [at ? h("br") : null, mdInline(row)]));
}

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code" };

function richLeaf(leaf) {
  let node;
  if (leaf.type === "link") node = link(leaf.url, leaf.text);
  else if (leaf.type === "user") node = mention(leaf.user_id);
  else if (leaf.type === "emoji") node = emoji(leaf.name);
  else if (leaf.type === "channel") node = special(`#${leaf.channel_id}`);
  else if (leaf.type === "broadcast") node = h("span", { class: "mention loud" }, `@${leaf.range}`);
  else if (leaf.type === "date") node = dated(`!date^${leaf.timestamp}^${leaf.format}|${leaf.fallback ?? ""}`);
  else node = String(leaf.text ?? leaf.value ?? "").split("\n").flatMap((line, at) => [at ? h("br") : null, line]);
  for (const [name, tag] of Object.entries(STYLES)) if (leaf.style?.[name]) node = h(tag, {}, node);
  return node;
}

export function rich(block) {
  return (block?.elements ?? []).map((element) => {
    const leaves = element.elements ?? [];
    if (element.type === "rich_text_list") {
      const items = leaves.map((item) => h("li", {}, (item.elements ?? []).map(richLeaf)));
      return h(element.style === "ordered" ? "ol" : "ul",
        { class: `indent${Math.min(element.indent ?? 0, 4)}`, start: element.offset ? String(element.offset + 1) : null }, items);
    }
    if (element.type === "rich_text_preformatted") return h("pre", {}, leaves.map(richLeaf));
    if (element.type === "rich_text_quote") return h("blockquote", {}, leaves.map(richLeaf));
    return h("div", { class: "par" }, leaves.map(richLeaf));
  });
}
