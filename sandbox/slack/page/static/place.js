// Where one is, kept in the address, so that a reload and a second window find it again.

const DEFAULTS = { as: "UAGENT", tab: "chat", channel: "CCASES", thread: "", view: "messages" };

export function place() {
  return { ...DEFAULTS, ...Object.fromEntries(new URLSearchParams(location.hash.slice(1))) };
}

export function go(changes) {
  const next = { ...place(), ...changes };
  const kept = Object.entries(next).filter(([name, value]) => value && value !== DEFAULTS[name]);
  const hash = `#${new URLSearchParams(kept)}`;
  if (hash !== location.hash) location.hash = hash;
}
