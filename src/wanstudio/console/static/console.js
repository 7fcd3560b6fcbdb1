// What a page does beyond its forms and links: sends without leaving, follows a task, shows a picture large.
// Every page works without this file; it decides nothing that the server does not decide as well.

const csrf = document.body.dataset.csrf ?? "";
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

async function part(address, form) {
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

function element(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  return holder.content.firstElementChild;
}

function fill(sentence, facts) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
}

// Moments in the reader's own time zone.
function localTimes(root) {
  for (const time of all("time[datetime]", root)) {
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    time.title = time.textContent;
    time.textContent = moment.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "medium" });
  }
  for (const clock of all("[data-clock]", root)) {
    const moment = new Date(clock.dataset.clock);
    const brief = clock.localName === "title" ? { dateStyle: "medium", timeStyle: "short" } : { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    // Only the first line is a moment.
    clock.textContent = clock.textContent.replace(/^[^\n]*/, moment.toLocaleString(document.documentElement.lang, brief));
  }
}

// A task that is still open: its place in the queue, its steps, a preview, and its card when it has ended.
function follow(card) {
  const id = card.dataset.task;
  const events = new EventSource(`/tasks/${id}/events`);
  const say = one("[data-step-text]", card);
  const bar = one("[data-bar]", card);
  const read = (name, act) => events.addEventListener(name, (event) => act(JSON.parse(event.data)));
  read("queued", (told) => {
    if (say) say.textContent = fill(say.dataset.queued, told);
  });
  read("running", (told) => {
    if (one("[data-state].pending", card)) return replace(card);
    if (bar) [bar.max, bar.value] = [100, told.percent ?? 0];
    if (say && told.steps > 1) say.textContent = fill(say.dataset.painting, told);
    const preview = one(`[data-preview="${(told.image ?? 1) - 1}"]`, card);
    if (told.preview && preview) {
      preview.src = told.preview;
      preview.hidden = false;
    }
  });
  read("ended", () => replace(card));
  const replace = async (old) => {
    events.close();
    const fresh = await part(`/tasks/${id}/card`);
    if (fresh.ok) show(fresh.text, old);
  };
}

function show(html, old) {
  const card = element(html);
  if (old) old.replaceWith(card);
  else {
    one("[data-empty]")?.remove();
    one("[data-cards]").prepend(card);
  }
  wake(card);
  return card;
}

// What was asked for below the form, where a narrow window does not show it, is brought into sight.
function reveal(card) {
  if (card.getBoundingClientRect().top > window.innerHeight - 80) card.scrollIntoView();
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

function problem(html, near) {
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

function wake(root) {
  for (const form of all("form[data-new-card]", root)) sendForCard(form, null);
  for (const form of all("form[data-part]", root)) sendForCard(form, one(form.dataset.part));
  for (const link of all("a[data-large-of]", root)) link.addEventListener("click", enlarge);
  localTimes(root);
  for (const card of root.matches?.("[data-open]") ? [root] : all("[data-open]", root)) follow(card);
}

// Pictures large, one after the other.
const lightbox = one("[data-lightbox]");
let shown = null;

function enlarge(event) {
  if (!lightbox || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  turnTo(event.currentTarget);
  lightbox.showModal();
}

function turnTo(link) {
  shown = link;
  const large = one("[data-large]", lightbox);
  const prompt = one(".prompt", link.closest("[data-task]")).textContent;
  large.src = link.href;
  large.alt = prompt;
  one("[data-caption]", lightbox).textContent = prompt;
}

function step(by) {
  const links = all("a[data-large-of]");
  turnTo(links[(links.indexOf(shown) + by + links.length) % links.length]);
}

if (lightbox) {
  for (const button of all("[data-step]", lightbox)) button.addEventListener("click", () => step(Number(button.dataset.step)));
  one("[data-close]", lightbox).addEventListener("click", () => lightbox.close());
  lightbox.addEventListener("click", (event) => event.target === lightbox && lightbox.close());
  lightbox.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  });
  lightbox.addEventListener("close", () => shown?.focus());
}

// The playground's form: counters, price, size and programs as it is filled in.
const wishes = one("form[data-wishes]");

function count() {
  for (const counter of all("[data-count]", wishes)) {
    const letters = [...wishes.elements[counter.dataset.count].value].length;
    counter.textContent = `${letters} / ${counter.dataset.most}`;
    counter.classList.toggle("over", letters > Number(counter.dataset.most));
  }
  one("[data-n]", wishes).textContent = wishes.elements.n.value;
}

let asked = 0;
async function check() {
  const turn = ++asked;
  const answer = await part("/check", new FormData(wishes));
  if (turn !== asked || !answer.ok) return;
  const told = JSON.parse(answer.text);
  one("[data-price]", wishes).textContent = told.price;
  one("[data-size-problem]", wishes).textContent = told.size_problem;
  for (const [name, text] of Object.entries(told.programs)) one(`[data-program="${name}"]`, wishes).textContent = text;
}

function takeDefaults() {
  const option = wishes.elements.model.selectedOptions[0];
  const square = one("[data-square]", wishes);
  square.value = option.dataset.default;
  one('[data-count="prompt"]', wishes).dataset.most = option.dataset.most;
}

if (wishes) {
  let later;
  wishes.addEventListener("input", (event) => {
    if (event.target.name === "model") takeDefaults();
    count();
    clearTimeout(later);
    later = setTimeout(check, 200);
  });
  wishes.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) wishes.requestSubmit(one("[data-go]", wishes));
  });
  wishes.addEventListener("submit", async (event) => {
    event.preventDefault();
    const go = one("[data-go]", wishes);
    if (go.disabled) return;
    go.disabled = true;
    try {
      const sent = new FormData(wishes);
      sent.delete("mark");
      const answer = await part(wishes.action, sent);
      one("[data-problem]", wishes).replaceChildren();
      if (answer.ok) reveal(show(answer.text, null));
      else problem(answer.text, wishes);
    } finally {
      go.disabled = false;
    }
  });
  count();
}

// Small things on every page.
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
// A part that is reloaded; what was opened or focused in it stays so, and nothing is touched while nothing has changed.
function keepAlive(live) {
  let last = "";
  setInterval(async () => {
    if (document.hidden) return;
    const fresh = await part(location.href);
    if (!fresh.ok) return;
    const next = one("[data-live]", new DOMParser().parseFromString(fresh.text, "text/html"));
    if (!next || next.innerHTML === last || isSelected(live)) return;
    last = next.innerHTML;
    renew(live, next);
  }, Number(live.dataset.live) * 1000);
}
for (const live of all("[data-live]")) keepAlive(live);

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
wake(document.body);
