// Tasks on a page: their cards, what happens to the open ones, and the forms that are answered with a card.

import { enlarge } from "./lightbox.js";
import { all, element, fill, localTimes, one, part, root, session } from "./page.js";
import { TaskStream } from "./task_stream.js";

const LOOK_MS = 5000;
const SILENT_MS = 15_000;
const latest = new Map(); // what was last told of tasks that run
const heard = new Map(); // when something was told of a task, by its id
const renewing = new Set();
let stream = null;

// The browser's one stream, or this page's own where there are no shared workers.
function openStream() {
  const alone = () => new TaskStream(`${root}/tasks/events`, hear);
  if (typeof SharedWorker === "undefined") return alone();
  const worker = new SharedWorker(new URL("./task_stream_worker.js", import.meta.url), { type: "module", name: session });
  worker.port.onmessage = ({ data }) => hear(data.kind, data.told);
  worker.onerror = () => {
    stream = alone();
    follow();
  };
  return { follow: (ids, retell) => worker.port.postMessage({ ids, retell }) };
}

function openTasks() {
  return all("[data-task][data-open]").map((card) => card.dataset.task);
}

// A stream may be refused, or kept back by a proxy: the task that was silent longest is asked for.
function askSilent() {
  if (document.visibilityState === "hidden") return;
  const last = (id) => heard.get(id) ?? 0;
  const [silent] = openTasks().sort((a, b) => last(a) - last(b));
  if (silent && Date.now() - last(silent) > SILENT_MS) renew(silent);
}

// A page that nobody sees follows nothing; shown again, it is told how everything stands.
function follow(retell = false) {
  const ids = document.visibilityState === "hidden" ? [] : openTasks();
  if (ids.length) stream ??= openStream();
  stream?.follow(ids, retell && ids.length > 0);
}

function hear(kind, told) {
  const card = document.getElementById(`task-${told.task_id}`);
  if (!card || !isOpen(card)) return;
  heard.set(told.task_id, Date.now());
  if (kind === "queued") say(card, "queued", told);
  else if (kind === "running") showProgress(card, told);
  else if (kind === "ended") renew(told.task_id);
  else delete card.dataset.open;
}

function say(card, name, told) {
  const text = one("[data-step-text]", card);
  if (text) text.textContent = fill(text.dataset[name], told);
}

function showProgress(card, told) {
  latest.set(told.task_id, told);
  if (one("[data-state].pending", card)) return renew(told.task_id);
  const bar = one("[data-bar]", card);
  if (bar) [bar.max, bar.value] = [100, told.percent ?? 0];
  if (told.steps > 1) say(card, "painting", told);
  const preview = one(`[data-preview="${(told.image ?? 1) - 1}"]`, card);
  if (!told.preview || !preview) return;
  preview.src = told.preview;
  preview.hidden = false;
}

const isOpen = (card) => "open" in card.dataset;
const stateOf = (card) => one("[data-state]", card).className;

// The card as the server has it now.
async function renew(id) {
  if (renewing.has(id)) return;
  renewing.add(id);
  const fresh = await part(`${root}/tasks/${id}/card`);
  renewing.delete(id);
  heard.set(id, Date.now());
  const old = document.getElementById(`task-${id}`);
  if (!old) return;
  if (!fresh.ok) return setTimeout(() => follow(true), 3000);
  const card = element(fresh.text);
  if (isOpen(card) && stateOf(card) === stateOf(old)) return;
  place(card, old);
  if (isOpen(card) && latest.has(id)) showProgress(card, latest.get(id));
  else latest.delete(id);
}

export function show(html, old) {
  const card = element(html);
  heard.set(card.dataset.task, Date.now());
  place(card, old);
  return card;
}

function place(card, old) {
  if (old) old.replaceWith(card);
  else {
    one("[data-empty]")?.remove();
    one("[data-cards]").prepend(card);
  }
  wake(card);
  follow();
}

// Forms that are answered with one card.
function sendForCard(form, place) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (button) button.disabled = true;
    try {
      const answer = await part(form.action, new FormData(form));
      if (answer.ok) show(answer.text, place);
      else problem(answer.text, form);
    } finally {
      if (button) button.disabled = false;
    }
  });
}

export function problem(html, near) {
  const told = element(html);
  const card = near.closest("[data-task]");
  if (!card) {
    one("[data-problem]").replaceChildren(told);
    return told.scrollIntoView({ block: "nearest" });
  }
  one(".problem[data-told]", card)?.remove();
  told.dataset.told = "";
  card.append(told);
}

function wake(within) {
  for (const form of all("form[data-new-card]", within)) sendForCard(form, null);
  for (const form of all("form[data-part]", within)) sendForCard(form, one(form.dataset.part));
  for (const link of all("a[data-large-of]", within)) link.addEventListener("click", enlarge);
  localTimes(within);
}

export function wakePage() {
  wake(document.body);
  for (const id of openTasks()) heard.set(id, Date.now());
  follow(true);
  setInterval(askSilent, LOOK_MS);
  document.addEventListener("visibilitychange", () => follow(true));
  window.addEventListener("pagehide", () => stream?.follow([]));
  window.addEventListener("pageshow", (event) => event.persisted && follow(true));
}
