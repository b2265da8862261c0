// The cart adds up by itself: its forms are sent in the background, and what changed on the page takes the place of what
// was there. Whatever goes wrong is left to the form, which works without any of this.
"use strict";

const PAUSE = 300;
const FIELDS = "input:not([type=hidden]), button";
const waiting = new Map();
let queue = Promise.resolve();
let underWay = 0;
let failed = false;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches(".send")) {
    if (!underWay && !waiting.size) return;
    event.preventDefault();
    [...waiting.keys()].forEach(send);
    const seen = form.elements.seen.value;
    queue.then(() => order(seen));
  } else if (new URL(form.action).pathname === "/shop/cart") {
    event.preventDefault();
    const input = event.submitter?.matches(".step") && form.parentElement.querySelector("input[type=number]");
    if (!input) return send(form);
    input.value = Math.max(0, Number(input.value) + (event.submitter.value === "less" ? -1 : 1));
    clearTimeout(waiting.get(input.form));
    waiting.set(input.form, setTimeout(send, PAUSE, input.form));
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches(".cart input[type=number]")) event.target.form.requestSubmit();
});

function send(form) {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
  const body = new URLSearchParams(new FormData(form));
  underWay += 1;
  queue = queue
    .then(() => exchange(form.action, body))
    .catch(() => {
      failed = true;
      form.isConnected ? form.submit() : location.reload();
    })
    .finally(() => (underWay -= 1));
}

async function exchange(address, body) {
  const answer = await fetch(address, { method: "POST", body, headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(answer.statusText);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (underWay > 1 || waiting.size) return;
  const focusAgain = focused();
  for (const part of fresh.querySelectorAll(".card, #cart, #bar")) {
    const old = document.getElementById(part.id);
    if (old && old.outerHTML !== part.outerHTML) old.replaceWith(part);
  }
  focusAgain();
  document.getElementById("told").textContent = fresh.getElementById("told").dataset.told;
}

// At the prices that were on the page when the order was sent: those that came with what was waited for nobody has read.
function order(seen) {
  const form = document.querySelector(".send");
  if (!form || failed) return;
  const [currency, ...before] = seen.split(" ");
  const prices = new Map(before.map((each) => each.split("*")).map(([id, , price]) => [id, price]));
  const now = form.elements.seen.value.split(" ").slice(1).map((each) => each.split("*"));
  const positions = now.map(([id, quantity, price]) => [id, quantity, prices.get(id) ?? price].join("*"));
  form.elements.seen.value = [currency, ...positions].join(" ");
  form.submit();
}

function focused() {
  const active = document.activeElement;
  const root = active.closest("[id]:not(input)");
  if (!root || !active.matches(FIELDS)) return () => {};
  const at = [...root.querySelectorAll(FIELDS)].indexOf(active);
  return () => {
    if (active.isConnected) return;
    const field = document.getElementById(root.id)?.querySelectorAll(FIELDS)[at];
    (field ?? document.getElementById("cart-title")).focus({ preventScroll: true });
  };
}
