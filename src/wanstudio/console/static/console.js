// What a page does beyond its forms and links: sends without leaving, follows tasks, shows a picture large.
// Every page works without its scripts; they decide nothing that the server does not decide as well.

import { wakeDrafts } from "./drafts.js";
import { keepAlive } from "./live.js";
import { all, one } from "./page.js";
import { wakePlayground } from "./playground.js";
import { wakeSearch } from "./search.js";
import { wakePage } from "./tasks.js";

const here = one(".top nav [aria-current]");
if (here) here.parentElement.scrollLeft = here.offsetLeft - (here.parentElement.clientWidth - here.offsetWidth) / 2;

for (const button of all("[data-copy], [data-copy-text]")) {
  button.addEventListener("click", async () => {
    const text = button.dataset.copyText ?? one(`[data-program="${button.dataset.copy}"]`).textContent;
    await navigator.clipboard.writeText(text);
    const before = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = before), 1500);
  });
}
for (const field of all("[data-submit]")) field.addEventListener("change", () => field.form.requestSubmit());
for (const form of all("form[data-ask]")) {
  form.addEventListener("submit", (event) => window.confirm(form.dataset.ask) || event.preventDefault());
}
for (const field of all("[data-find]")) wakeSearch(field);
for (const live of all("[data-live]")) keepAlive(live);

const menu = one(".menu");
if (menu) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    one("summary", menu).focus();
  });
  document.addEventListener("click", (event) => menu.contains(event.target) || (menu.open = false));
}

document.documentElement.classList.add("scripted");
wakePlayground();
wakeDrafts();
wakePage();
