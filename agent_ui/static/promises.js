// Promises: what is due is asked for on every page, and made beside a call without leaving it.
import { tell } from "/static/desk.js";

const LOOK_MS = 15000;
const bar = document.getElementById("reminders");
const place = document.getElementById("promise");
const csrf = document.querySelector('meta[name="csrf"]').content;

async function fill(where) {
  const answer = await fetch(where.dataset.part).catch(() => null);
  if (!answer) return;
  if (answer.status === 401) return location.assign((await answer.json()).elsewhere);
  if (answer.ok) where.innerHTML = await answer.text();
}

place?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { target: form } = event;
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: "POST", headers: { "X-CSRF-Token": csrf }, body }).catch(() => null);
  const isTold = answer?.headers.get("Content-Type")?.startsWith("application/json");
  const told = isTold ? await answer.json() : {};
  if (told.elsewhere) return location.assign(told.elsewhere);
  if (told.done) await fill(place); // before it is told: who goes on here at once loses nothing
  tell(told.error ?? told.done ?? "×");
  if (told.done && bar) await fill(bar);
});

if (place) fill(place);
if (bar) {
  fill(bar);
  setInterval(() => fill(bar), LOOK_MS);
}
