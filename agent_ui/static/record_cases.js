// The applications that a record is about: the server's own part, changed without leaving the page.
import { tell } from "/static/desk.js";

const place = document.getElementById("record-cases");
const csrf = document.querySelector('meta[name="csrf"]').content;

async function show(asked) {
  const answer = await asked.catch(() => null);
  if (answer?.status === 401) return location.assign((await answer.json()).elsewhere);
  if (!answer?.ok) return tell("×");
  // What is removed tells nobody that it had the focus: whoever mutes a talk for it would go on.
  if (place.contains(document.activeElement)) document.activeElement.blur();
  place.innerHTML = await answer.text();
}

place?.addEventListener("submit", (event) => {
  event.preventDefault();
  const body = new URLSearchParams(new FormData(event.target, event.submitter));
  show(fetch(event.target.action, { method: "POST", headers: { "X-CSRF-Token": csrf }, body }));
});

if (place) show(fetch(place.dataset.part));
