// The playground's form: counters, price, size and programs as it is filled in.

import { forget, written } from "./drafts.js";
import { all, one, part, root } from "./page.js";
import { problem, show } from "./tasks.js";

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
  const answer = await part(`${root}/check`, new FormData(wishes));
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

// What was asked for below the form, where a narrow window does not show it, is brought into sight.
function reveal(card) {
  if (card.getBoundingClientRect().top > window.innerHeight - 80) card.scrollIntoView();
}

async function send() {
  const go = one("[data-go]", wishes);
  if (go.disabled) return;
  go.disabled = true;
  try {
    const [sent, words] = [new FormData(wishes), written(wishes)];
    sent.delete("mark");
    const answer = await part(wishes.action, sent);
    one("[data-problem]", wishes).replaceChildren();
    if (!answer.ok) return problem(answer.text, wishes);
    reveal(show(answer.text, null));
    if (written(wishes) === words) forget(wishes);
  } finally {
    go.disabled = false;
  }
}

export function wakePlayground() {
  if (!wishes) return;
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
  wishes.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  count();
}
