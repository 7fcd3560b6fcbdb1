// Accounts that are found while their name is typed; without it the form's button finds the same.

import { one, part } from "./page.js";

const PAUSE_MS = 200;

export function wakeSearch(field) {
  const list = one("[data-found]");
  let [typed, waiting] = [field.value, 0];
  const find = async () => {
    if (field.value === typed) return;
    const text = (typed = field.value);
    const found = text.trim() ? await part(`${field.form.action}?${new URLSearchParams(new FormData(field.form))}`) : { ok: true, text: "" };
    // Of answers that come late only the one to what stands there now is shown.
    if (found.ok && field.value === text) list.innerHTML = found.text;
  };
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(find, PAUSE_MS);
  });
}
