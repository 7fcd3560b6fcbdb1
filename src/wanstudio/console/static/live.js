// Parts of a page that are reloaded; what was opened or focused in them stays so, and nothing is touched in vain.

import { all, localTimes, one, part } from "./page.js";

// A page for which the server works long is asked for seldom: at most a tenth of the time is spent on it.
const SHARE = 10;

export async function keepAlive(live) {
  let [last, pause] = ["", 0];
  for (;;) {
    await new Promise((ready) => setTimeout(ready, Math.max(Number(live.dataset.live) * 1000, pause)));
    if (document.hidden) continue;
    const asked = performance.now();
    const fresh = await part(location.href);
    pause = SHARE * (performance.now() - asked);
    if (!fresh.ok) continue;
    const next = one("[data-live]", new DOMParser().parseFromString(fresh.text, "text/html"));
    if (!next || next.innerHTML === last || isSelected(live)) continue;
    last = next.innerHTML;
    renew(live, next);
  }
}

function isSelected(region) {
  const selection = getSelection();
  return !selection.isCollapsed && region.contains(selection.anchorNode);
}

// Newer contents; the keyboard's focus, what was opened and every table's sideways scroll stay as they were.
function renew(live, next) {
  const places = () => all("summary, a[href], [tabindex]", live);
  const name = (node) => node.getAttribute("href") ?? node.getAttribute("aria-label");
  const [focused, index] = [document.activeElement, places().indexOf(document.activeElement)];
  const opened = new Set(all("details[id][open]", live).map((details) => details.id));
  const scrolled = all(".table", live).map((table) => table.scrollLeft);
  live.replaceChildren(...next.childNodes);
  localTimes(live);
  for (const details of all("details[id]", live)) details.open = opened.has(details.id);
  all(".table", live).forEach((table, number) => (table.scrollLeft = scrolled[number] ?? 0));
  if (index < 0) return;
  const same = name(focused) && places().find((node) => name(node) === name(focused));
  (same || places()[index])?.focus({ preventScroll: true });
}
