// Pictures large, one after the other.

import { all, one } from "./page.js";

const lightbox = one("[data-lightbox]");
let shown = null;

export function enlarge(event) {
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
