// Words that were typed and not sent: this tab keeps them until they are, for the user who typed them alone.

import { all, root, user } from "./page.js";

const DRAFTS = `wanstudio-draft ${root} `;
const NEVER_KEPT = ["hidden", "password", "submit", "button", "file"];
// Addresses that say how the form is to be filled in.
const FILLED_IN = /[?&](from|model)=/;

const nameOf = (form) => `${DRAFTS}${user} ${form.dataset.draft}`;
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !NEVER_KEPT.includes(field.type));
const isTick = (field) => field.type === "checkbox" || field.type === "radio";

function forgetWhere(matches) {
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(DRAFTS) && matches(name)) sessionStorage.removeItem(name);
}

// What a form holds, to be compared or kept.
export function written(form) {
  const radios = (field) => field.type !== "radio" || field.checked;
  const value = (field) => (field.type === "checkbox" ? field.checked : field.value);
  return JSON.stringify(fieldsOf(form).filter(radios).map((field) => [field.name, value(field)]));
}

export function forget(form) {
  sessionStorage.removeItem(nameOf(form));
}

function keep(form) {
  sessionStorage.setItem(nameOf(form), JSON.stringify({ search: location.search, fields: written(form) }));
}

function restore(form) {
  const kept = JSON.parse(sessionStorage.getItem(nameOf(form)) ?? "null");
  if (!kept || (FILLED_IN.test(location.search) && kept.search !== location.search)) return;
  const values = new Map(JSON.parse(kept.fields));
  for (const field of fieldsOf(form)) {
    if (!values.has(field.name)) continue;
    const value = values.get(field.name);
    if (field.type === "checkbox") field.checked = value;
    else if (field.type === "radio") field.checked ||= field.value === value;
    else if (field.localName !== "select" || [...field.options].some((option) => option.value === value)) field.value = value;
    // Other fields may depend on it.
    if (!isTick(field)) field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// A link that fills in the form is not undone by what was typed at the same address before.
function asksAnew(event) {
  const link = event.target.closest("a[href]");
  if (!link || !FILLED_IN.test(link.search)) return;
  for (const form of all("form[data-draft]")) {
    const kept = JSON.parse(sessionStorage.getItem(nameOf(form)) ?? "null");
    if (kept) sessionStorage.setItem(nameOf(form), JSON.stringify({ ...kept, search: null }));
  }
}

export function wakeDrafts() {
  if (user) forgetWhere((name) => !name.startsWith(`${DRAFTS}${user} `));
  for (const form of all("form[data-sign-out]")) form.addEventListener("submit", () => forgetWhere(() => true));
  for (const form of all("form[data-draft]")) {
    restore(form);
    form.addEventListener("input", () => keep(form));
    form.addEventListener("change", () => keep(form));
    // A form that is sent with its page comes back filled in if it is refused.
    if (!("wishes" in form.dataset)) form.addEventListener("submit", () => forget(form));
  }
  document.addEventListener("click", asksAnew);
}
