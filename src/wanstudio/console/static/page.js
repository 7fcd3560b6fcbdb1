// What the other scripts of a page need of it: finding and making elements, asking the server, local times.

export const { csrf = "", root = "", user = "", session = "" } = document.body.dataset;
export const one = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// A part of a page, or the error that the server tells in its place. Addresses are absolute or begin with `root`.
export async function part(address, form) {
  try {
    const answer = await fetch(address, {
      method: form ? "POST" : "GET",
      headers: { "x-part": "1", "x-csrf-token": csrf },
      body: form ? new URLSearchParams(form) : undefined,
    });
    return { ok: answer.ok, text: await answer.text() };
  } catch {
    // The server is away, or the network is.
    return { ok: false, text: one("[data-away]").innerHTML };
  }
}

export function element(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  return holder.content.firstElementChild;
}

export function fill(sentence, facts) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
}

// Moments in the reader's own time zone.
export function localTimes(within) {
  for (const time of all("time[datetime]", within)) {
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    time.title = time.textContent;
    time.textContent = moment.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "medium" });
  }
  for (const clock of all("[data-clock]", within)) {
    const moment = new Date(clock.dataset.clock);
    const brief = clock.localName === "title" ? { dateStyle: "medium", timeStyle: "short" } : { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    // Only the first line is a moment.
    clock.textContent = clock.textContent.replace(/^[^\n]*/, moment.toLocaleString(document.documentElement.lang, brief));
  }
}
