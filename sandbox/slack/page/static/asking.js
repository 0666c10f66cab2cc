// How the page asks the sandbox.

import { toast } from "./dom.js";

export async function see(place, query = {}) {
  const answer = await fetch(`/page/${place}?${new URLSearchParams(query)}`);
  return answer.json();
}

export async function tell(place, body) {
  try {
    const answer = await fetch(`/page/${place}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    const said = await answer.json();
    if (!answer.ok) toast(said.shown ?? said.error ?? "That did not work.", true);
    return said;
  } catch {
    toast("The sandbox is not running any more.", true);
    return { ok: false };
  }
}
